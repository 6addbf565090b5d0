#include <meerkat/builder.h>
#include <meerkat/json.h>
#include <meerkat/value.h>

#include <cstring>
#include <utility>

namespace meerkat {
namespace {

constexpr size_t kLengthSize = sizeof(int32_t);

// Write at `to` and return the position behind.
char* Put(char* to, std::string_view bytes) {
  return to + bytes.copy(to, bytes.size());
}
template <typename T>
char* PutRaw(char* to, const T& value) {
  std::memcpy(to, &value, sizeof(value));
  return to + sizeof(value);
}
char* PutLength(char* to, size_t length) {
  return PutRaw(to, static_cast<uint32_t>(length));
}
char* PutCString(char* to, std::string_view text) {
  to = Put(to, text);
  *to = '\0';
  return to + 1;
}
// BSON's string: length with the closing zero, bytes, zero.
char* PutString(char* to, std::string_view text) {
  return PutCString(PutLength(to, text.size() + 1), text);
}

template <typename T>
std::string_view RawBytes(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof(value)};
}

template <typename Values>
Document PositionsOf(const Values& values) {
  Builder builder;
  for (const Value& value : values) builder.AppendItem(value);
  return std::move(builder).Finish();
}

}  // namespace

template <typename Fill>
Value Value::Make(Type type, size_t size, const Fill& fill) {
  if (size > kInlineSize) {
    auto bytes = std::make_shared_for_overwrite<char[]>(size);
    fill(bytes.get());
    return Value(type, std::move(bytes), size);
  }
  Value value;
  value.type_ = type;
  value.inline_size_ = static_cast<uint8_t>(size);
  fill(reinterpret_cast<char*>(value.inline_));
  return value;
}

Value::Value(Type type, std::shared_ptr<const char[]> bytes, size_t size)
    : type_(type), inline_size_(kShared) {
  static_assert(kSharedOffset + sizeof(Shared) <= kInlineSize);
  new (shared_place()) Shared{std::move(bytes), static_cast<uint32_t>(size)};
}

Value Value::FromPayload(Type type, std::string_view payload) {
  return Make(type, payload.size(), [&](char* to) { Put(to, payload); });
}

Value Value::MakeString(Type type, std::string_view text) {
  return Make(type, kLengthSize + text.size() + 1,
              [&](char* to) { PutString(to, text); });
}

Value Value::MakeDocument(Type type, const Document& document) {
  const std::string_view bytes = document.view().bytes();
  if (bytes.size() <= kInlineSize) return FromPayload(type, bytes);
  return Value(type, document.bytes_, bytes.size());
}

Value::Value(const Value& other)
    : type_(other.type_), inline_size_(other.inline_size_) {
  if (other.is_shared()) {
    new (shared_place()) Shared(other.shared());
  } else {
    std::memcpy(inline_, other.inline_, kInlineSize);
  }
}

Value& Value::operator=(const Value& other) {
  if (this != &other) *this = Value(other);
  return *this;
}

Value& Value::operator=(Value&& other) noexcept {
  if (this == &other) return *this;
  this->~Value();
  return *new (this) Value(std::move(other));
}

Value::Value(std::nullptr_t) : type_(Type::kNull) {}
Value::Value(bool value) : Value(FromPayload(Type::kBool, RawBytes(value))) {}
Value::Value(int value)
    : Value(FromPayload(Type::kInt32, RawBytes(int32_t{value}))) {}
Value::Value(long value) : Value(static_cast<long long>(value)) {}
Value::Value(long long value)
    : Value(FromPayload(Type::kInt64, RawBytes(int64_t{value}))) {}
Value::Value(double value)
    : Value(FromPayload(Type::kDouble, RawBytes(value))) {}
Value::Value(const char* text) : Value(std::string_view(text)) {}
Value::Value(std::string_view text) : Value(MakeString(Type::kString, text)) {}
Value::Value(const std::string& text) : Value(std::string_view(text)) {}
Value::Value(const ObjectId& id)
    : Value(FromPayload(Type::kObjectId, RawBytes(id.bytes))) {}
Value::Value(Date date)
    : Value(FromPayload(Type::kDate, RawBytes(date.millis))) {}
Value::Value(Timestamp timestamp)
    : Value(Make(Type::kTimestamp, 2 * sizeof(uint32_t), [&](char* to) {
        PutRaw(PutRaw(to, timestamp.increment), timestamp.seconds);
      })) {}
Value::Value(const Decimal128& decimal)
    : Value(Make(Type::kDecimal128, 2 * sizeof(uint64_t), [&](char* to) {
        PutRaw(PutRaw(to, decimal.low), decimal.high);
      })) {}
Value::Value(const Document& document)
    : Value(MakeDocument(Type::kDocument, document)) {}
Value::Value(DocumentView document)
    : Value(FromPayload(Type::kDocument, document.bytes())) {}
Value::Value(const Element& element)
    : Value(FromPayload(element.type(), element.payload())) {}

Value Value::MinKey() { return FromPayload(Type::kMinKey, {}); }
Value Value::MaxKey() { return FromPayload(Type::kMaxKey, {}); }
Value Value::Undefined() { return FromPayload(Type::kUndefined, {}); }

Value Value::Symbol(std::string_view text) {
  return MakeString(Type::kSymbol, text);
}
Value Value::Code(std::string_view code) {
  return MakeString(Type::kCode, code);
}

Value Value::CodeWithScope(std::string_view code, DocumentView scope) {
  const size_t size = 2 * kLengthSize + code.size() + 1 + scope.size();
  return Make(Type::kCodeWithScope, size, [&](char* to) {
    Put(PutString(PutLength(to, size), code), scope.bytes());
  });
}

Value Value::Regex(std::string_view pattern, std::string_view options) {
  return Make(Type::kRegex, pattern.size() + options.size() + 2,
              [&](char* to) { PutCString(PutCString(to, pattern), options); });
}

Value Value::Binary(uint8_t subtype, std::string_view bytes) {
  // The old subtype 2 repeats its length inside.
  const size_t inner_length = subtype == 2 ? kLengthSize : 0;
  const size_t length = inner_length + bytes.size();
  return Make(Type::kBinary, kLengthSize + 1 + length, [&](char* to) {
    to = PutRaw(PutLength(to, length), subtype);
    if (inner_length != 0) to = PutLength(to, bytes.size());
    Put(to, bytes);
  });
}

Value Value::DbPointer(std::string_view collection, const ObjectId& id) {
  const size_t size = kLengthSize + collection.size() + 1 + id.bytes.size();
  return Make(Type::kDbPointer, size,
              [&](char* to) { PutRaw(PutString(to, collection), id.bytes); });
}

Value Value::ArrayOf(const Document& array) {
  return MakeDocument(Type::kArray, array);
}
Value Value::ArrayOf(DocumentView array) {
  return FromPayload(Type::kArray, array.bytes());
}

Array::Array(std::initializer_list<Value> values)
    : value_(Value::ArrayOf(PositionsOf(values))) {}
Array::Array(const std::vector<Value>& values)
    : value_(Value::ArrayOf(PositionsOf(values))) {}

std::string ToString(const Value& value) { return ToString(value.element()); }
std::string ToString(const Element& element) { return ToJson(element); }

}  // namespace meerkat
