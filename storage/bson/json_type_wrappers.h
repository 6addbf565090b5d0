// The type wrappers of Extended JSON: objects that stand for one value of a
// type which JSON does not have, such as {"$oid": "..."}.
//
// A wrapper is known by any of its keys and then must have exactly its keys,
// in any order, with values of the right form; everything else is an error.
// {"$ref": ..., "$id": ...} is not one of them: a DBRef is a document. Nor is
// {"$regex": ...}: it is a query operator, and only version 1 of Extended JSON
// took it for a value.
#pragma once

#include <absl/functional/function_ref.h>
#include <meerkat/document.h>
#include <meerkat/value.h>

#include <string_view>

#include "storage/bson/json_scanner.h"

namespace meerkat::bson {

// What a wrapper reads its value from.
struct WrapperInput {
  JsonScanner& scanner;
  // Reads a document.
  absl::FunctionRef<bool(Document& document)> read_document;
};

struct TypeWrapper {
  std::string_view key;
  // Reads what follows the key and its colon, up to the closing brace.
  bool (*read)(const WrapperInput& in, Value& value);
};

// The wrapper that `key` asks for; null when it is an ordinary name.
const TypeWrapper* FindTypeWrapper(std::string_view key);

}  // namespace meerkat::bson
