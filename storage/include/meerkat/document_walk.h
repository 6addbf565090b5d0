// Private: the end of document.h, which includes it. Walking is the database's
// hottest loop, so it is compiled into its callers.
#pragma once

#include <meerkat/document.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace meerkat {
namespace bson {

// How the size of a payload follows from the type byte: the low five bits are
// its fixed part; kPrefixed adds the int32 it starts with; kTwoCStrings is a
// regular expression, which says no length at all.
inline constexpr uint8_t kFixedPart = 0x1F;
inline constexpr uint8_t kPrefixed = 0x20;
inline constexpr uint8_t kTwoCStrings = 0x40;
inline constexpr uint8_t kNoType = 0x80;

constexpr std::array<uint8_t, 256> MakePayloadShapes() {
  std::array<uint8_t, 256> shapes{};
  for (uint8_t& shape : shapes) shape = kNoType;
  const auto set = [&shapes](Type type, int shape) {
    shapes[static_cast<uint8_t>(type)] = static_cast<uint8_t>(shape);
  };
  set(Type::kDouble, 8);
  set(Type::kString, kPrefixed | 4);
  set(Type::kDocument, kPrefixed);
  set(Type::kArray, kPrefixed);
  set(Type::kBinary, kPrefixed | 5);
  set(Type::kUndefined, 0);
  set(Type::kObjectId, 12);
  set(Type::kBool, 1);
  set(Type::kDate, 8);
  set(Type::kNull, 0);
  set(Type::kRegex, kTwoCStrings);
  set(Type::kDbPointer, kPrefixed | 16);
  set(Type::kCode, kPrefixed | 4);
  set(Type::kSymbol, kPrefixed | 4);
  set(Type::kCodeWithScope, kPrefixed);
  set(Type::kInt32, 4);
  set(Type::kTimestamp, 8);
  set(Type::kInt64, 8);
  set(Type::kDecimal128, 16);
  set(Type::kMaxKey, 0);
  set(Type::kMinKey, 0);
  return shapes;
}
inline constexpr std::array<uint8_t, 256> kPayloadShapes = MakePayloadShapes();

// Length of a name. Most are so short that this loop beats std::strlen.
inline size_t CStringSize(const char* text) {
  const char* end = text;
  while (*end != '\0') ++end;
  return static_cast<size_t>(end - text);
}

inline uint32_t LoadUint32(const char* bytes) {
  uint32_t value;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}

// Bytes of the payload of `type` that starts at `payload`, which is valid.
inline size_t PayloadSize(Type type, const char* payload) {
  const uint8_t shape = kPayloadShapes[static_cast<uint8_t>(type)];
  if (shape <= kFixedPart) return shape;
  if (shape != kTwoCStrings) return LoadUint32(payload) + (shape & kFixedPart);
  const size_t pattern = CStringSize(payload) + 1;
  return pattern + CStringSize(payload + pattern) + 1;
}

}  // namespace bson

inline ObjectId Element::AsObjectId() const { return Load<ObjectId>(0); }

inline DocumentView Element::AsDocument() const {
  return DocumentView::FromTrusted(payload_);
}

inline void DocumentView::Iterator::Read(const char* position) {
  const auto type = static_cast<Type>(*position);
  if (type == Type::kMissing) {
    position_ = nullptr;
    return;
  }
  position_ = position;
  const char* name = position + 1;
  const size_t name_size = bson::CStringSize(name);
  const char* payload = name + name_size + 1;
  element_ = Element(type, {name, name_size},
                     {payload, bson::PayloadSize(type, payload)});
}

inline DocumentView::Iterator DocumentView::begin() const {
  return Iterator(data_ + sizeof(int32_t));
}
inline DocumentView::Iterator DocumentView::end() const { return Iterator(); }

inline DocumentView::Iterator Document::begin() const { return view().begin(); }
inline DocumentView::Iterator Document::end() const { return view().end(); }

}  // namespace meerkat
