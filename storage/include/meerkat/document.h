// Documents: BSON bytes, borrowed or owned.
//
// Four nouns cover all data: DocumentView borrows the bytes of a document,
// Element is one named value inside it, Document owns its bytes and shares
// them between copies, Value (value.h) owns a single value of any type.
// Stored data travels as views, computed data as Values, and a document is
// rebuilt once, at the end, by a Builder (builder.h).
//
//   Document ada{{"_id", 1}, {"name", "Ada"}, {"tags", Array{"math", "poetry"}}};
//   for (Element e : ada) { use(e.name(), e.type()); }
//   std::string_view name = ada["name"].AsString();
//
// Bytes from outside enter through Document::Parse, which validates them once;
// every view is trusted from then on. Format: bsonspec.org, version 1.1.
#pragma once

#include <meerkat/status.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

namespace meerkat {

class DocumentView;
class Value;

// The type byte of an element. kMissing is not a BSON type: it marks the
// absence of a value (a field that a document does not have).
enum class Type : uint8_t {
  kMissing = 0x00,
  kDouble = 0x01,
  kString = 0x02,
  kDocument = 0x03,
  kArray = 0x04,
  kBinary = 0x05,
  kUndefined = 0x06,
  kObjectId = 0x07,
  kBool = 0x08,
  kDate = 0x09,
  kNull = 0x0A,
  kRegex = 0x0B,
  kDbPointer = 0x0C,
  kCode = 0x0D,
  kSymbol = 0x0E,
  kCodeWithScope = 0x0F,
  kInt32 = 0x10,
  kTimestamp = 0x11,
  kInt64 = 0x12,
  kDecimal128 = 0x13,
  kMaxKey = 0x7F,
  kMinKey = 0xFF,
};

// The alias that $type and error messages use: "int", "objectId", "missing".
// MongoDB manual, "BSON Types".
std::string_view TypeName(Type type);

// Limits of MongoDB: a stored document's bytes, and its levels of nesting.
inline constexpr size_t kMaxDocumentSize = 16 * 1024 * 1024;
inline constexpr int kMaxNestingDepth = 100;

// Twelve bytes: seconds since 1970 (big-endian), five random, a counter.
struct ObjectId {
  std::array<uint8_t, 12> bytes{};

  // Parses 24 hexadecimal digits.
  static StatusOr<ObjectId> FromHex(std::string_view hex);
  std::string ToHex() const;
  // Seconds since 1970 of the moment it was made.
  uint32_t seconds() const;

  friend bool operator==(const ObjectId&, const ObjectId&) = default;
  friend auto operator<=>(const ObjectId&, const ObjectId&) = default;
};

// IEEE 754-2008 decimal128 in the binary-integer-decimal layout of BSON.
struct Decimal128 {
  uint64_t low = 0;
  uint64_t high = 0;

  // Parses decimal text, "1.50", "-1E+3", "NaN", "Infinity"; refuses what 34
  // digits cannot hold exactly.
  static StatusOr<Decimal128> FromString(std::string_view text);
  // BSON's text form, which FromString reads back to the same bits.
  std::string ToString() const;

  // Same bits. 1.0 and 1.00 differ here and compare equal as values.
  friend bool operator==(const Decimal128&, const Decimal128&) = default;
};

// MongoDB's internal timestamp: seconds since 1970 and an ordinal within them.
struct Timestamp {
  uint32_t seconds = 0;
  uint32_t increment = 0;

  friend bool operator==(const Timestamp&, const Timestamp&) = default;
  friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
};

// Milliseconds since 1970 in UTC; negative before.
struct Date {
  int64_t millis = 0;

  friend bool operator==(const Date&, const Date&) = default;
  friend auto operator<=>(const Date&, const Date&) = default;
};

// Borrowed parts of the compound types. Lifetime: that of the bytes they view.

// `bytes` are the user's: the inner length of the old subtype 2 is left out.
struct BinaryView {
  uint8_t subtype = 0;
  std::string_view bytes;
};
struct RegexView {
  std::string_view pattern;
  std::string_view options;
};
struct DbPointerView {
  std::string_view collection;
  ObjectId id;
};
struct CodeWithScopeView;

// A value with its name, borrowed from the document it stands in. Trivially
// copyable; valid as long as those bytes are. The As functions REQUIRE the
// type they name and are not checked in release builds.
class Element {
 public:
  // A missing value with an empty name.
  Element() = default;
  // Views a value's payload: the bytes that follow type and name in BSON.
  // REQUIRES: they are valid for `type`.
  Element(Type type, std::string_view name, std::string_view payload)
      : name_(name.data()),
        payload_(payload.data()),
        name_size_(static_cast<uint32_t>(name.size())),
        payload_size_(static_cast<uint32_t>(payload.size())),
        type_(type) {}

  Type type() const { return type_; }
  std::string_view name() const { return {name_, name_size_}; }
  // The value's bytes as BSON stores them, without type and name.
  std::string_view payload() const { return {payload_, payload_size_}; }

  bool exists() const { return type_ != Type::kMissing; }
  bool is_number() const {
    return type_ == Type::kInt32 || type_ == Type::kDouble ||
           type_ == Type::kInt64 || type_ == Type::kDecimal128;
  }
  // The same value under another name.
  Element Named(std::string_view name) const {
    return Element(type_, name, payload());
  }

  double AsDouble() const { return Load<double>(0); }
  int32_t AsInt32() const { return Load<int32_t>(0); }
  int64_t AsInt64() const { return Load<int64_t>(0); }
  bool AsBool() const { return payload_[0] != 0; }
  Date AsDate() const { return Date{Load<int64_t>(0)}; }
  Timestamp AsTimestamp() const {
    return Timestamp{Load<uint32_t>(4), Load<uint32_t>(0)};
  }
  Decimal128 AsDecimal128() const {
    return Decimal128{Load<uint64_t>(0), Load<uint64_t>(8)};
  }
  ObjectId AsObjectId() const;
  // kString, kSymbol or kCode.
  std::string_view AsString() const {
    return {payload_ + 4, static_cast<size_t>(Load<uint32_t>(0)) - 1};
  }
  // kDocument or kArray; an array is a document whose names are positions.
  DocumentView AsDocument() const;
  BinaryView AsBinary() const;
  RegexView AsRegex() const;
  DbPointerView AsDbPointer() const;
  CodeWithScopeView AsCodeWithScope() const;

 private:
  template <typename T>
  T Load(size_t offset) const {
    T value;
    std::memcpy(&value, payload_ + offset, sizeof(T));
    return value;
  }

  const char* name_ = "";
  const char* payload_ = "";
  uint32_t name_size_ = 0;
  uint32_t payload_size_ = 0;
  Type type_ = Type::kMissing;
};

// The bytes of a valid document, borrowed. Trivially copyable; valid as long
// as the bytes are.
class DocumentView {
 public:
  class Iterator;

  // The empty document.
  DocumentView() = default;
  // REQUIRES: `data` points to a valid document (see Document::Parse).
  static DocumentView FromTrusted(const char* data) {
    return DocumentView(data);
  }

  const char* data() const { return data_; }
  // Bytes, the length prefix and the closing zero included.
  size_t size() const {
    uint32_t size;
    std::memcpy(&size, data_, sizeof(size));
    return size;
  }
  std::string_view bytes() const { return {data_, size()}; }
  bool empty() const { return size() == kEmptySize; }

  Iterator begin() const;
  Iterator end() const;

  // The first field called `name`, a missing element when there is none. Does
  // not look into dots.
  Element Find(std::string_view name) const;
  Element operator[](std::string_view name) const { return Find(name); }

  // Same bytes. For equality of values see storage/bson/compare.h.
  friend bool operator==(DocumentView a, DocumentView b) {
    return a.bytes() == b.bytes();
  }

 private:
  static constexpr size_t kEmptySize = 5;
  static constexpr const char* kEmptyBytes = "\x05\0\0\0";

  explicit DocumentView(const char* data) : data_(data) {}

  const char* data_ = kEmptyBytes;
};

struct CodeWithScopeView {
  std::string_view code;
  DocumentView scope;
};

// Walks the elements of a document in order. Elements stay valid when the
// iterator moves on.
class DocumentView::Iterator {
 public:
  using iterator_concept = std::forward_iterator_tag;
  using iterator_category = std::input_iterator_tag;
  using value_type = Element;
  using difference_type = std::ptrdiff_t;
  using pointer = const Element*;
  using reference = Element;

  Iterator() = default;

  reference operator*() const { return element_; }
  pointer operator->() const { return &element_; }
  Iterator& operator++() {
    Read(element_.payload().data() + element_.payload().size());
    return *this;
  }
  Iterator operator++(int) {
    Iterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const Iterator& a, const Iterator& b) {
    return a.position_ == b.position_;
  }

 private:
  friend class DocumentView;
  explicit Iterator(const char* position) { Read(position); }
  // Reads the element whose type byte is at `position`; the closing zero ends.
  void Read(const char* position);

  const char* position_ = nullptr;
  Element element_;
};

// A document that owns its bytes. Immutable, so copies share them and may be
// read from any thread; a copy costs one atomic increment.
class Document {
 public:
  struct Field;

  // The empty document.
  Document() = default;
  // Builds a document from names and values, in order.
  Document(std::initializer_list<Field> fields);
  // Copies the bytes of a view.
  explicit Document(DocumentView view);

  // Copies and validates bytes from outside. Errors: 22 InvalidBSON naming the
  // offset, 10334 BSONObjectTooLarge.
  static StatusOr<Document> Parse(std::string_view bytes);

  // Takes over bytes that are known to be a valid document.
  static Document FromTrusted(std::shared_ptr<const char[]> bytes);

  DocumentView view() const {
    return bytes_ == nullptr ? DocumentView()
                             : DocumentView::FromTrusted(bytes_.get());
  }
  operator DocumentView() const { return view(); }  // NOLINT: a view of itself
  size_t size() const { return view().size(); }
  bool empty() const { return view().empty(); }
  Element operator[](std::string_view name) const { return view().Find(name); }
  DocumentView::Iterator begin() const;
  DocumentView::Iterator end() const;

  // Same bytes.
  friend bool operator==(const Document& a, const Document& b) {
    return a.view() == b.view();
  }

 private:
  friend class Value;

  // Null for the empty document.
  std::shared_ptr<const char[]> bytes_;
};

// Relaxed Extended JSON (json.h), for messages and tests.
std::string ToString(DocumentView document);
inline std::string ToString(const Document& document) {
  return ToString(document.view());
}

// What follows is private: walking is the database's hottest loop, so that it
// is compiled into its callers.
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
