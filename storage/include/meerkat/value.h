// Value: one owned BSON value of any type.
//
// What expressions compute and what callers pass in. Small values (numbers,
// ObjectIds, dates, strings up to 25 bytes) are kept inline; others share
// their bytes between copies. A Value keeps its payload as BSON would store
// it, so that element() views it like any stored value, and comparing,
// hashing, encoding and printing have one implementation, over Element.
#pragma once

#include <meerkat/document.h>

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meerkat {

// Immutable but for assignment; copies may be read from any thread. A
// moved-from Value may only be assigned to or destroyed.
class Value {
 public:
  // A missing value.
  Value() = default;

  Value(std::nullptr_t);             // NOLINT: literals read well
  Value(bool value);                 // NOLINT
  Value(int value);                  // NOLINT
  Value(long value);                 // NOLINT: int64 on every platform
  Value(long long value);            // NOLINT: the same
  Value(double value);               // NOLINT
  Value(const char* text);           // NOLINT
  Value(std::string_view text);      // NOLINT
  Value(const std::string& text);    // NOLINT
  Value(const ObjectId& id);         // NOLINT
  Value(Date date);                  // NOLINT
  Value(Timestamp timestamp);        // NOLINT
  Value(const Decimal128& decimal);  // NOLINT
  Value(const Document& document);   // NOLINT: shares the bytes
  Value(DocumentView document);      // NOLINT
  Value(const void*) = delete;       // else a pointer would be a bool
  // Copies the value of an element, whatever its type.
  explicit Value(const Element& element);

  Value(const Value& other);
  Value(Value&& other) noexcept
      : type_(other.type_), inline_size_(other.inline_size_) {
    if (other.is_shared()) {
      new (shared_place()) Shared(std::move(other.shared()));
    } else {
      std::memcpy(inline_, other.inline_, kInlineSize);
    }
  }
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;
  ~Value() {
    if (is_shared()) shared().~Shared();
  }

  static Value MinKey();
  static Value MaxKey();
  static Value Undefined();
  static Value Symbol(std::string_view text);
  static Value Code(std::string_view code);
  static Value CodeWithScope(std::string_view code, DocumentView scope);
  // REQUIRES: neither part holds a NUL; options are in alphabetical order.
  static Value Regex(std::string_view pattern, std::string_view options);
  static Value Binary(uint8_t subtype, std::string_view bytes);
  static Value DbPointer(std::string_view collection, const ObjectId& id);
  // A document whose names are positions, taken as an array.
  static Value ArrayOf(const Document& array);
  static Value ArrayOf(DocumentView array);
  // A value from its type and BSON payload. REQUIRES: valid for `type`.
  static Value FromPayload(Type type, std::string_view payload);

  Type type() const { return type_; }
  bool exists() const { return type_ != Type::kMissing; }
  // Views this value, with an empty name. Valid while this Value lives and is
  // not assigned to.
  Element element() const { return Element(type_, {}, payload()); }

  // Same type and same bytes. For MongoDB's order see storage/bson/compare.h.
  friend bool operator==(const Value& a, const Value& b) {
    return a.type_ == b.type_ && a.payload() == b.payload();
  }

 private:
  // Thirty-two bytes: the type, a tag, and either an inline payload of up to
  // thirty bytes or, in the same place, a Shared.
  struct Shared {
    std::shared_ptr<const char[]> bytes;
    uint32_t size;
  };
  static constexpr size_t kInlineSize = 30;
  static constexpr size_t kSharedOffset = 6;
  // In inline_size_: the payload is in shared().
  static constexpr uint8_t kShared = 0xFF;

  Value(Type type, std::shared_ptr<const char[]> bytes, size_t size);
  // A value of `type` whose payload of `size` bytes `fill(char*)` writes.
  template <typename Fill>
  static Value Make(Type type, size_t size, const Fill& fill);
  static Value MakeString(Type type, std::string_view text);
  static Value MakeDocument(Type type, const Document& document);

  bool is_shared() const { return inline_size_ == kShared; }
  void* shared_place() { return inline_ + kSharedOffset; }
  Shared& shared() {
    return *std::launder(static_cast<Shared*>(shared_place()));
  }
  const Shared& shared() const {
    const void* place = inline_ + kSharedOffset;
    return *std::launder(static_cast<const Shared*>(place));
  }
  std::string_view payload() const {
    return is_shared()
               ? std::string_view(shared().bytes.get(), shared().size)
               : std::string_view(reinterpret_cast<const char*>(inline_),
                                  inline_size_);
  }

  alignas(alignof(Shared)) Type type_ = Type::kMissing;
  uint8_t inline_size_ = 0;
  unsigned char inline_[kInlineSize] = {};
};

// An array of values, to be used where a Value is wanted:
//   Document{{"loc", Array{13.4, 52.5}}}
// One array alone in another is written Array{Value(Array{1, 2})}: of
// Array{Array{1, 2}} older compilers make a copy (C++ core issue 2137).
class Array {
 public:
  Array(std::initializer_list<Value> values);
  explicit Array(const std::vector<Value>& values);
  operator Value() const { return value_; }  // NOLINT: stands for a value

 private:
  Value value_;
};

// A name and a value, for document literals. `name` is borrowed.
struct Document::Field {
  std::string_view name;
  Value value;
};

// Relaxed Extended JSON of the value, for messages and tests.
std::string ToString(const Value& value);
std::string ToString(const Element& element);

}  // namespace meerkat
