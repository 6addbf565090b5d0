// The guard at the border: decides whether bytes from outside are a document.
//
// Everything behind it trusts its views without looking (document.h), so every
// byte that comes by the API, the wire or a file passes here once. Safe on any
// bytes whatever: one pass, no recursion, and never a read beyond the end.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstddef>
#include <string_view>

namespace meerkat::bson {

// What a document may have: by default, one that is stored. A command wraps
// documents in a few more levels and bytes.
struct Limits {
  size_t size = kMaxDocumentSize;
  // Levels of embedded documents, arrays and scopes; at most kMaxDepth.
  int depth = kMaxNestingDepth;

  static constexpr int kMaxDepth = 200;
};

// Ok when `bytes` are exactly one document within `limits`: lengths agree,
// every type is known and every payload well-formed, text is UTF-8. Field names
// are not judged beyond that; that is for who knows what they mean.
//
// Errors: 10334 BSONObjectTooLarge when it is longer than `limits.size`; 15
// Overflow when it nests too deep; else 22 InvalidBSON, naming the offset and
// what is wrong there.
Status Validate(std::string_view bytes, const Limits& limits = {});

}  // namespace meerkat::bson
