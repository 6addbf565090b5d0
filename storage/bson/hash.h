// Hashes that agree with compare.h: values that compare equal hash equal, so
// that int32 5, int64 5, 5.0 and decimal 5.00 meet in one group.
//
// With a collator they agree with its comparisons.
//
// Seedless and the same in every run and on every platform, so that a spilled
// table can be read back; the hash of a value is not written to the database's
// files, that of plain bytes is. The bytes are mixed as wyhash does (multiply
// to 128 bits and fold), which is quick and even but no defence against someone
// who chooses colliding values on purpose.
#pragma once

#include <meerkat/document.h>
#include <meerkat/value.h>

#include <cstdint>
#include <string_view>

namespace meerkat::bson {

class Collator;

// The name of the element is not part of it.
uint64_t Hash(const Element& element, const Collator* collator = nullptr);
uint64_t Hash(DocumentView document, const Collator* collator = nullptr);
inline uint64_t Hash(const Document& document,
                     const Collator* collator = nullptr) {
  return Hash(document.view(), collator);
}
inline uint64_t Hash(const Value& value, const Collator* collator = nullptr) {
  return Hash(value.element(), collator);
}

// Plain bytes; different seeds give independent hashes. Hashed indexes keep it
// on disk (index/KEY_FORMAT.md), so it never changes.
uint64_t HashBytes(std::string_view bytes, uint64_t seed = 0);

// For containers, with compare.h's EqualTo: Element, Value, DocumentView or
// Document. The collator, if any, outlives them.
struct Hasher {
  const Collator* collator = nullptr;

  template <typename T>
  size_t operator()(const T& value) const {
    return static_cast<size_t>(Hash(value, collator));
  }
};

}  // namespace meerkat::bson
