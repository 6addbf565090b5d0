#include "tools/server/wire/raw_document.h"

#include <fmt/format.h>
#include <meerkat/document.h>

#include <cassert>
#include <cstdint>

#include "tools/server/wire/little_endian.h"
#include "tools/server/wire/printable.h"

namespace meerkat::server {
namespace {

// A length and the closing zero.
constexpr size_t kMinDocument = 5;
// No payload that says its length is shorter: a length, and a closing zero or
// the subtype of binary data.
constexpr size_t kMinPrefixed = 5;

// Of two texts that each end in a zero byte; none when there are not two.
std::optional<size_t> TwoCStringsSize(std::string_view bytes) {
  std::string_view rest = bytes;
  if (!TakeCString(rest) || !TakeCString(rest)) return std::nullopt;
  return bytes.size() - rest.size();
}

// Of the payload of `type` that `bytes` begin with; none when the type is
// unknown or the payload does not fit in.
std::optional<size_t> PayloadSize(Type type, std::string_view bytes) {
  const uint8_t shape = bson::kPayloadShapes[static_cast<uint8_t>(type)];
  if (shape == bson::kNoType) return std::nullopt;
  if (shape == bson::kTwoCStrings) return TwoCStringsSize(bytes);

  size_t size = shape & bson::kFixedPart;
  if ((shape & bson::kPrefixed) != 0) {
    if (bytes.size() < sizeof(uint32_t)) return std::nullopt;
    size += Load<uint32_t>(bytes.data());
    if (size < kMinPrefixed) return std::nullopt;
  }
  if (size > bytes.size()) return std::nullopt;
  return size;
}

Status InvalidPayload(const RawField& field, std::string_view what) {
  return MakeError(ErrorCode::kInvalidBSON,
                   fmt::format("invalid BSON in the field {}: {}",
                               Printable(field.name), what));
}

}  // namespace

StatusOr<std::string_view> TakeDocument(std::string_view& bytes) {
  if (bytes.size() < kMinDocument) {
    return MakeError(
        ErrorCode::kInvalidBSON,
        fmt::format("{} bytes are too few for a document", bytes.size()));
  }
  const auto size = Load<uint32_t>(bytes.data());
  if (size < kMinDocument || size > bytes.size()) {
    return MakeError(
        ErrorCode::kInvalidBSON,
        fmt::format("a document cannot have {} bytes where {} are left",
                    static_cast<int32_t>(size), bytes.size()));
  }
  if (bytes[size - 1] != '\0') {
    return MakeError(
        ErrorCode::kInvalidBSON,
        fmt::format("a document of {} bytes does not end in a zero byte",
                    size));
  }
  const std::string_view document = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return document;
}

std::optional<std::string_view> TakeCString(std::string_view& bytes) {
  const size_t size = bytes.find('\0');
  if (size == std::string_view::npos) return std::nullopt;
  const std::string_view text = bytes.substr(0, size);
  bytes.remove_prefix(size + 1);
  return text;
}

RawFields::RawFields(std::string_view document)
    : size_(document.size()), rest_(document.substr(sizeof(int32_t))) {
  assert(size_ >= kMinDocument && document.back() == '\0');
}

StatusOr<std::optional<RawField>> RawFields::Next() {
  // A document ends in a zero byte, so there is always a byte to look at, and
  // every name ends.
  if (rest_.front() == '\0') {
    if (rest_.size() != 1) return Invalid("it ends before its length");
    return std::nullopt;
  }
  std::string_view rest = rest_.substr(1);
  const std::optional<std::string_view> name = TakeCString(rest);
  if (!name) return Invalid("a name does not end");

  const Type type{static_cast<uint8_t>(rest_.front())};
  const std::optional<size_t> size = PayloadSize(type, rest);
  // The closing zero is not part of any payload.
  if (!size || *size >= rest.size()) return Invalid("a value does not fit in");

  const size_t field_size = rest_.size() - rest.size() + *size;
  const RawField field{.type = type,
                       .name = *name,
                       .payload = rest.substr(0, *size),
                       .bytes = rest_.substr(0, field_size)};
  rest_.remove_prefix(field_size);
  return field;
}

Status RawFields::Invalid(std::string_view what) const {
  return MakeError(ErrorCode::kInvalidBSON,
                   fmt::format("invalid BSON at offset {} of a document: {}",
                               size_ - rest_.size(), what));
}

StatusOr<std::optional<RawField>> FindField(std::string_view document,
                                            std::string_view name) {
  RawFields fields(document);
  for (;;) {
    StatusOr<std::optional<RawField>> field = fields.Next();
    if (!field.ok() || !*field || (*field)->name == name) return field;
  }
}

StatusOr<std::string_view> StringOf(const RawField& field) {
  assert(field.type == Type::kString);
  std::string_view text = field.payload.substr(sizeof(int32_t));
  if (text.back() != '\0') {
    return InvalidPayload(field, "a string does not end in a zero byte");
  }
  text.remove_suffix(1);
  return text;
}

StatusOr<std::string_view> DocumentOf(const RawField& field) {
  assert(field.type == Type::kDocument);
  std::string_view bytes = field.payload;
  StatusOr<std::string_view> document = TakeDocument(bytes);
  if (!document.ok()) {
    return InvalidPayload(field, ErrorMessageOf(document.status()));
  }
  return document;
}

}  // namespace meerkat::server
