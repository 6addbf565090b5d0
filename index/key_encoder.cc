#include "index/key_encoder.h"

#include <cstring>

#include "index/big_endian.h"
#include "index/key_text.h"
#include "index/number_encoding.h"

namespace meerkat::index {
namespace {

constexpr uint64_t kSignBit = uint64_t{1} << 63;

void AppendTerminated(std::string& key, std::string_view text) {
  key.append(text);
  key.push_back('\0');
}

// Length, subtype, bytes: the order in which binary values compare.
void AppendBinary(std::string& key, std::string_view payload) {
  uint32_t size;
  std::memcpy(&size, payload.data(), sizeof(size));
  AppendBigEndian32(key, size);
  key.append(payload.substr(sizeof(size)));
}

void AppendDbPointer(std::string& key, const DbPointerView& pointer) {
  AppendBigEndian32(key, static_cast<uint32_t>(pointer.collection.size()));
  key.append(pointer.collection);
  key.append(reinterpret_cast<const char*>(pointer.id.bytes.data()),
             pointer.id.bytes.size());
}

void Complement(char* begin, char* end) {
  for (char* byte = begin; byte != end; ++byte) {
    *byte = static_cast<char>(~*byte);
  }
}

}  // namespace

void KeyEncoder::Append(const Element& value, Direction direction) {
  const size_t start = key_.size();
  AppendValue(value);
  if (direction == Direction::kDescending) {
    Complement(key_.data() + start, key_.data() + key_.size());
  }
}

void KeyEncoder::AppendValue(const Element& value) {
  switch (value.type()) {
    case Type::kInt32:
      return AppendInt32(key_, bits_, value.AsInt32());
    case Type::kInt64:
      return AppendInt64(key_, bits_, value.AsInt64());
    case Type::kDouble:
      return AppendDouble(key_, bits_, value.AsDouble());
    case Type::kDecimal128:
      return AppendDecimal(key_, bits_, value.AsDecimal128());
    case Type::kBool:
      return key_.push_back(
          static_cast<char>(value.AsBool() ? kTrueByte : kFalseByte));
    default:
      key_.push_back(static_cast<char>(BracketOf(value.type()).first));
      return AppendBody(value);
  }
}

void KeyEncoder::AppendBody(const Element& value) {
  switch (value.type()) {
    case Type::kString:
    case Type::kSymbol:
      return AppendString(value);
    case Type::kObjectId:
      key_.append(value.payload());
      return;
    case Type::kDate:
      return AppendBigEndian64(
          key_, static_cast<uint64_t>(value.AsDate().millis) ^ kSignBit);
    case Type::kTimestamp:
      AppendBigEndian32(key_, value.AsTimestamp().seconds);
      return AppendBigEndian32(key_, value.AsTimestamp().increment);
    case Type::kDocument:
      return AppendFields(value.AsDocument());
    case Type::kArray:
      return AppendItems(value.AsDocument());
    case Type::kBinary:
      return AppendBinary(key_, value.payload());
    case Type::kRegex:
      AppendTerminated(key_, value.AsRegex().pattern);
      return AppendTerminated(key_, value.AsRegex().options);
    case Type::kDbPointer:
      return AppendDbPointer(key_, value.AsDbPointer());
    case Type::kCode:
      return AppendText(value.AsString());
    case Type::kCodeWithScope:
      AppendText(value.AsCodeWithScope().code);
      return AppendFields(value.AsCodeWithScope().scope);
    default:
      // The leading byte says all.
      return;
  }
}

void KeyEncoder::AppendText(std::string_view text) {
  AppendEscaped(key_, text);
  key_.push_back('\0');
}

void KeyEncoder::AppendString(const Element& value) {
  AppendText(value.AsString());
  if (bits_ == nullptr) return;
  bits_->Append(value.type() == Type::kSymbol ? 1 : 0, 1);
}

void KeyEncoder::AppendFields(DocumentView document) {
  for (const Element& field : document) {
    const Bracket bracket = BracketOf(field.type());
    key_.push_back(static_cast<char>(bracket.first));
    AppendTerminated(key_, field.name());
    if (bracket.is_single()) {
      AppendBody(field);
    } else {
      AppendValue(field);
    }
  }
  key_.push_back(static_cast<char>(kEndByte));
}

void KeyEncoder::AppendItems(DocumentView array) {
  for (const Element& item : array) AppendValue(item);
  key_.push_back(static_cast<char>(kEndByte));
}

}  // namespace meerkat::index
