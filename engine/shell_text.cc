#include "engine/shell_text.h"

#include <fmt/format.h>
#include <meerkat/json.h>

#include <cmath>
#include <string_view>

#include "storage/bson/hex.h"

namespace meerkat::engine {

namespace {

// Beyond the first number of bytes only the second is shown.
constexpr size_t kMaxText = 159;
constexpr size_t kShownText = 150;
constexpr size_t kMaxCode = 79;
constexpr size_t kShownCode = 70;
constexpr size_t kMaxBinary = 80;
constexpr size_t kShownBinary = 70;
constexpr uint8_t kUuidSubtype = 4;
constexpr size_t kUuidSize = 16;

void Append(std::string& out, const Element& value);

void AppendFields(std::string& out, DocumentView document, bool with_names) {
  bool is_first = true;
  for (const Element& field : document) {
    out += is_first ? " " : ", ";
    is_first = false;
    if (with_names) out.append(field.name()).append(": ");
    Append(out, field);
  }
  if (!is_first) out += ' ';
}

void AppendQuoted(std::string& out, std::string_view text) {
  const bool is_short = text.size() <= kMaxText;
  out.append("\"").append(is_short ? text : Shorten(text, kShownText));
  out += is_short ? "\"" : "...\"";
}

void AppendCode(std::string& out, std::string_view code) {
  const bool is_short = code.size() <= kMaxCode;
  out += is_short ? code : Shorten(code, kShownCode);
  if (!is_short) out += "...";
}

std::string UpperHex(std::string_view bytes) {
  std::string hex;
  for (const char byte : bytes) {
    hex += fmt::format("{:02X}", static_cast<uint8_t>(byte));
  }
  return hex;
}

// 8-4-4-4-12 digits.
std::string UuidText(std::string_view bytes) {
  std::string text;
  bson::AppendHex(text, bytes);
  for (const size_t place : {20, 16, 12, 8}) text.insert(place, 1, '-');
  return text;
}

void AppendBinary(std::string& out, const BinaryView& binary) {
  if (binary.subtype == kUuidSubtype && binary.bytes.size() == kUuidSize) {
    out += fmt::format("UUID(\"{}\")", UuidText(binary.bytes));
    return;
  }
  const bool is_short = binary.bytes.size() <= kMaxBinary;
  out += fmt::format(
      "BinData({}, {}{})", binary.subtype,
      UpperHex(is_short ? binary.bytes : binary.bytes.substr(0, kShownBinary)),
      is_short ? "" : "...");
}

void Append(std::string& out, const Element& value) {
  switch (value.type()) {
    case Type::kDouble:
      out += std::isfinite(value.AsDouble()) ? ToJson(value)
                                             : fmt::to_string(value.AsDouble());
      break;
    case Type::kDecimal128:
      out += value.AsDecimal128().ToString();
      break;
    case Type::kString:
    case Type::kSymbol:
      AppendQuoted(out, value.AsString());
      break;
    case Type::kObjectId:
      out += fmt::format("ObjectId('{}')", value.AsObjectId().ToHex());
      break;
    case Type::kDate:
      out += fmt::format("new Date({})", value.AsDate().millis);
      break;
    case Type::kTimestamp:
      out += fmt::format("Timestamp({}, {})", value.AsTimestamp().seconds,
                         value.AsTimestamp().increment);
      break;
    case Type::kBinary:
      AppendBinary(out, value.AsBinary());
      break;
    case Type::kRegex:
      out += fmt::format("/{}/{}", value.AsRegex().pattern,
                         value.AsRegex().options);
      break;
    case Type::kDbPointer:
      out += fmt::format("DBRef('{}',{})", value.AsDbPointer().collection,
                         value.AsDbPointer().id.ToHex());
      break;
    case Type::kCode:
      AppendCode(out, value.AsString());
      break;
    case Type::kCodeWithScope:
      out += "CodeWScope( ";
      out.append(value.AsCodeWithScope().code).append(", {");
      AppendFields(out, value.AsCodeWithScope().scope, /*with_names=*/true);
      out += "})";
      break;
    case Type::kMinKey:
      out += "MinKey";
      break;
    case Type::kMaxKey:
      out += "MaxKey";
      break;
    case Type::kUndefined:
      out += "undefined";
      break;
    case Type::kDocument:
      out += '{';
      AppendFields(out, value.AsDocument(), /*with_names=*/true);
      out += '}';
      break;
    case Type::kArray:
      out += '[';
      AppendFields(out, value.AsDocument(), /*with_names=*/false);
      out += ']';
      break;
    case Type::kInt32:
    case Type::kInt64:
    case Type::kBool:
    case Type::kNull:
    case Type::kMissing:
      out += ToJson(value);
  }
}

}  // namespace

std::string_view Shorten(std::string_view text, size_t size) {
  constexpr auto is_continuation = [](char c) { return (c & 0xC0) == 0x80; };
  while (size < text.size() && is_continuation(text[size])) --size;
  return text.substr(0, size);
}

std::string ShellText(const Element& value) {
  std::string text;
  Append(text, value);
  return text;
}

}  // namespace meerkat::engine
