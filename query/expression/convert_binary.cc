// Binary data as text and back: base64, base64url, hex, utf8, uuid; and as
// numbers and back.
#include <algorithm>
#include <cstring>
#include <optional>
#include <string>

#include "query/expression/convert.h"
#include "query/expression/error.h"
#include "storage/bson/base64.h"
#include "storage/bson/hex.h"
#include "storage/bson/utf8.h"

namespace meerkat::query::expression {
namespace {

constexpr uint8_t kUuidSubtype = 4;
constexpr size_t kUuidSize = 16;
// 8-4-4-4-12 digits: the places of the hyphens.
constexpr size_t kHyphens[] = {8, 13, 18, 23};
constexpr size_t kUuidTextSize = 36;

Status NoFormat(Type from, Type to) {
  return Error(4341115,
               "Format must be specified when converting from '{}' to "
               "'{}' in $convert",
               TypeName(from), TypeName(to));
}

// --- hexadecimal digits and UUIDs --------------------------------------------

std::string HexOf(std::string_view bytes) {
  std::string text;
  bson::AppendHex(text, bytes);
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

std::optional<std::string> FromHex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (size_t i = 0; i < text.size(); i += 2) {
    const int high = bson::HexValue(text[i]);
    const int low = bson::HexValue(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

std::optional<std::string> UuidOf(const BinaryView& binary) {
  if (binary.subtype != kUuidSubtype || binary.bytes.size() != kUuidSize) {
    return std::nullopt;
  }
  std::string text;
  bson::AppendHex(text, binary.bytes);
  for (const size_t place : kHyphens) text.insert(place, 1, '-');
  return text;
}

std::optional<std::string> FromUuid(std::string_view text) {
  if (text.size() != kUuidTextSize) return std::nullopt;
  std::string digits(text);
  for (size_t i = std::size(kHyphens); i-- > 0;) {
    if (digits[kHyphens[i]] != '-') return std::nullopt;
    digits.erase(kHyphens[i], 1);
  }
  return FromHex(digits);
}

// --- base64url ---------------------------------------------------------------

// RFC 4648, section 5, without padding.
std::string Base64UrlOf(std::string_view bytes) {
  std::string text;
  bson::AppendBase64(text, bytes);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  text.erase(std::min(text.find('='), text.size()));
  return text;
}

std::optional<std::string> FromBase64Url(std::string_view text) {
  if (text.find_first_of("+/") != std::string_view::npos) return std::nullopt;
  std::string plain(text);
  std::ranges::replace(plain, '-', '+');
  std::ranges::replace(plain, '_', '/');
  while (plain.size() % 4 != 0) plain += '=';
  return bson::FromBase64(plain);
}

// --- numbers -----------------------------------------------------------------

// The bytes as BSON stores them: those of the old subtype 2 begin with their
// own length.
std::string_view StoredBytes(const Element& value) {
  constexpr size_t kSizeAndSubtype = 5;
  return value.payload().substr(kSizeAndSubtype);
}

// `Number` as it stands in memory, which is little-endian, or the other way
// round.
template <typename Number>
std::string BytesOf(Number number, ByteOrder order) {
  std::string bytes(sizeof(Number), '\0');
  std::memcpy(bytes.data(), &number, sizeof(Number));
  if (order == ByteOrder::kBig) std::ranges::reverse(bytes);
  return bytes;
}

// REQUIRES: so many bytes as a `Number` has.
template <typename Number>
Number NumberOf(std::string bytes, ByteOrder order) {
  if (order == ByteOrder::kBig) std::ranges::reverse(bytes);
  Number number;
  std::memcpy(&number, bytes.data(), sizeof(Number));
  return number;
}

std::optional<int64_t> IntegerOf(std::string_view bytes, ByteOrder order) {
  const std::string copy(bytes);
  switch (bytes.size()) {
    case sizeof(int8_t):
      return NumberOf<int8_t>(copy, order);
    case sizeof(int16_t):
      return NumberOf<int16_t>(copy, order);
    case sizeof(int32_t):
      return NumberOf<int32_t>(copy, order);
    case sizeof(int64_t):
      return NumberOf<int64_t>(copy, order);
    default:
      return std::nullopt;
  }
}

std::optional<double> RealOf(std::string_view bytes, ByteOrder order) {
  const std::string copy(bytes);
  if (bytes.size() == sizeof(float)) return NumberOf<float>(copy, order);
  if (bytes.size() == sizeof(double)) return NumberOf<double>(copy, order);
  return std::nullopt;
}

// --- by format ---------------------------------------------------------------

// Texts as long as this are none that BSON could store.
constexpr size_t kMaxTextSize = kMaxDocumentSize;

std::optional<std::string> Write(const Element& value, BinaryFormat format) {
  const BinaryView binary{value.AsBinary().subtype, StoredBytes(value)};
  std::string text;
  switch (format) {
    case BinaryFormat::kHex:
      return HexOf(binary.bytes);
    case BinaryFormat::kBase64Url:
      return Base64UrlOf(binary.bytes);
    case BinaryFormat::kUtf8:
      if (!bson::IsUtf8(binary.bytes)) return std::nullopt;
      return std::string(binary.bytes);
    case BinaryFormat::kUuid:
      return UuidOf(binary);
    case BinaryFormat::kAuto:
      if (const std::optional<std::string> uuid = UuidOf(binary)) return uuid;
      [[fallthrough]];
    default:
      bson::AppendBase64(text, binary.bytes);
      return text;
  }
}

std::optional<std::string> Read(std::string_view text, BinaryFormat format,
                                uint8_t subtype) {
  const bool is_uuid = subtype == kUuidSubtype;
  switch (format) {
    case BinaryFormat::kHex:
      return FromHex(text);
    case BinaryFormat::kBase64Url:
      return FromBase64Url(text);
    case BinaryFormat::kUtf8:
      return std::string(text);
    case BinaryFormat::kUuid:
      return is_uuid ? FromUuid(text) : std::nullopt;
    case BinaryFormat::kAuto:
      return is_uuid ? FromUuid(text) : std::nullopt;
    default:
      return bson::FromBase64(text);
  }
}

}  // namespace

StatusOr<Value> BinaryToText(const Element& value,
                             const Conversion& conversion) {
  if (conversion.format == BinaryFormat::kNone) {
    return NoFormat(Type::kBinary, Type::kString);
  }
  const std::optional<std::string> text = Write(value, conversion.format);
  if (text.has_value() && text->size() < kMaxTextSize) return Value(*text);
  if (text.has_value()) {
    return Error(241,
                 "binData of {} bytes is too long as a string of {} bytes in "
                 "$convert with no onError value",
                 value.AsBinary().bytes.size(), text->size());
  }
  return Error(241,
               "{} cannot be written in this format in $convert with no "
               "onError value",
               ToString(value));
}

StatusOr<Value> TextToBinary(const Element& value,
                             const Conversion& conversion) {
  if (conversion.format == BinaryFormat::kNone) {
    return NoFormat(Type::kString, Type::kBinary);
  }
  const std::optional<std::string> bytes =
      Read(value.AsString(), conversion.format, conversion.subtype);
  // What is called a UUID must be one, whatever it is written in.
  const bool whole = bytes.has_value() && (conversion.subtype != kUuidSubtype ||
                                           bytes->size() == kUuidSize);
  if (whole) return Value::Binary(conversion.subtype, *bytes);
  return Error(241,
               "Input string {} does not match the expected format in "
               "$convert with no onError value",
               ToString(value));
}

std::optional<Value> BinaryToNumber(const Element& value,
                                    const Conversion& conversion) {
  const std::string_view bytes = StoredBytes(value);
  const ByteOrder order = conversion.byte_order;
  if (conversion.to == Type::kDouble) {
    const std::optional<double> real = RealOf(bytes, order);
    return real.has_value() ? std::optional(Value(*real)) : std::nullopt;
  }
  const size_t most =
      conversion.to == Type::kInt32 ? sizeof(int32_t) : sizeof(int64_t);
  const bool is_integer =
      conversion.to == Type::kInt32 || conversion.to == Type::kInt64;
  if (!is_integer || bytes.size() > most) return std::nullopt;
  const std::optional<int64_t> whole = IntegerOf(bytes, order);
  if (!whole.has_value()) return std::nullopt;
  if (conversion.to == Type::kInt64) return Value(*whole);
  return Value(static_cast<int32_t>(*whole));
}

std::optional<Value> NumberToBinary(const Element& value,
                                    const Conversion& conversion) {
  const ByteOrder order = conversion.byte_order;
  switch (value.type()) {
    case Type::kInt32:
      return Value::Binary(conversion.subtype, BytesOf(value.AsInt32(), order));
    case Type::kInt64:
      return Value::Binary(conversion.subtype, BytesOf(value.AsInt64(), order));
    case Type::kDouble:
      return Value::Binary(conversion.subtype,
                           BytesOf(value.AsDouble(), order));
    default:
      return std::nullopt;
  }
}

}  // namespace meerkat::query::expression
