// Binary data as text and back: base64, base64url, hex, utf8, uuid.
#include <algorithm>
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

// --- by format ---------------------------------------------------------------

std::optional<std::string> Write(const BinaryView& binary,
                                 BinaryFormat format) {
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
      if (binary.subtype == kUuidSubtype) return UuidOf(binary);
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
  const std::optional<std::string> text =
      Write(value.AsBinary(), conversion.format);
  if (text.has_value()) return Value(*text);
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

}  // namespace meerkat::query::expression
