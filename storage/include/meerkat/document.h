// Documents: BSON bytes, borrowed or owned.
//
// Four nouns cover all data: DocumentView borrows the bytes of a document,
// Element is one named value inside it, Document owns its bytes and shares
// them between copies, Value (value.h) owns a single value of any type.
// Stored data travels as views, computed data as Values, and a document is
// rebuilt once, at the end, by a Builder (builder.h).
//
//   Document ada{{"_id", 1}, {"name", "Ada"}, {"tags", Array{"math", "art"}}};
//   for (Element e : ada) { use(e.name(), e.type()); }
//   std::string_view name = ada["name"].AsString();
//
// Bytes from outside enter through Document::Parse, which validates them once;
// every view is trusted from then on. Format: bsonspec.org, version 1.1.
#pragma once

#include <meerkat/status.h>
#include <meerkat/types.h>

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

}  // namespace meerkat

#include <meerkat/document_walk.h>
