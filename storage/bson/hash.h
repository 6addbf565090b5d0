// Hashes that agree with compare.h: values that compare equal hash equal, so
// that int32 5, int64 5, 5.0 and decimal 5.00 meet in one group.
//
// Seedless and the same in every run and on every platform, so that a spilled
// table can be read back; not written to the database's files. The bytes are
// mixed as wyhash does (multiply to 128 bits and fold), which is quick and even
// but no defence against someone who chooses colliding values on purpose.
#pragma once

#include <meerkat/document.h>
#include <meerkat/value.h>

#include <cstdint>
#include <string_view>

namespace meerkat::bson {

// The name of the element is not part of it.
uint64_t Hash(const Element& element);
uint64_t Hash(DocumentView document);
inline uint64_t Hash(const Document& document) { return Hash(document.view()); }
inline uint64_t Hash(const Value& value) { return Hash(value.element()); }

// Plain bytes; different seeds give independent hashes.
uint64_t HashBytes(std::string_view bytes, uint64_t seed = 0);

// For containers, with compare.h's EqualTo: Element, Value, DocumentView or
// Document.
struct Hasher {
  template <typename T>
  size_t operator()(const T& value) const {
    return static_cast<size_t>(Hash(value));
  }
};

}  // namespace meerkat::bson
