// OP_QUERY: how commands came before OP_MSG. Drivers still send their first
// hello in it, because it does not ask who is listening.
//
//   int32 flags, "<database>.$cmd", zero byte, int32 skip, int32 number to
//   return, document query, optional document projection
//
// MongoDB manual, "Legacy Opcodes".
#pragma once

#include <meerkat/status.h>

#include <cstdint>
#include <string_view>

#include "tools/server/wire/shared_bytes.h"

namespace meerkat::server {

struct OpQuery {
  uint32_t flags = 0;
  // "admin.$cmd" when it carries a command; another name asks for documents.
  std::string_view collection;
  // Only its length is judged (TakeDocument).
  std::string_view query;
};

// Reads a whole message. Skip, number and projection mean nothing to a command
// and are not kept. Errors: 17 ProtocolError when its parts do not fit in or
// something follows them, 22 InvalidBSON.
StatusOr<OpQuery> ReadOpQuery(std::string_view frame);

// The command in a query: what its $query holds, where that is its first field,
// with the $readPreference beside it as one more field unless it has its own;
// else the query itself, a part of `frame`.
//
//   {$query: {hello: 1}, $readPreference: {mode: "nearest"}}
//   {hello: 1, $readPreference: {mode: "nearest"}}
//
// Errors: 22 InvalidBSON, 14 TypeMismatch when $query is no document.
// REQUIRES: `query` views the bytes of `frame`.
StatusOr<SharedBytes> UnwrapQuery(const SharedBytes& frame,
                                  std::string_view query);

// What stands before the first dot of a collection's full name. Errors: 73
// InvalidNamespace when there is no dot, or nothing before it.
StatusOr<std::string_view> DatabaseOf(std::string_view collection);

}  // namespace meerkat::server
