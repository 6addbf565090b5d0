#include "index/key_values.h"

#include <fmt/format.h>
#include <meerkat/builder.h>

#include <cstdint>
#include <string>
#include <utility>

#include "index/key_decoder.h"
#include "index/key_format.h"
#include "storage/record_key.h"
#include "storage/status_macros.h"

namespace meerkat::index {

namespace {

// Of what stands in place of a value: a leading byte and eight others.
constexpr size_t kStandInSize = 8;

// Takes the eight bytes behind `leading_byte` off the fields.
StatusOr<std::string_view> TakeStandIn(LeadingByte leading_byte,
                                       std::string_view& fields) {
  if (fields.size() <= kStandInSize ||
      static_cast<uint8_t>(fields.front()) != leading_byte) {
    return MakeError(ErrorCode::kDataCorruptionDetected,
                     "a cell or a hash in the key of an index is damaged");
  }
  const std::string_view stand_in = fields.substr(1, kStandInSize);
  fields.remove_prefix(1 + kStandInSize);
  return stand_in;
}

// A sort key need not be UTF-8, as a text has to be.
std::string HexOf(std::string_view bytes) {
  std::string hex = "0x";
  for (const char c : bytes) {
    hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  }
  return hex;
}

Value WithHex(const Element& value);

// A document or an array whose texts are sort keys.
Document FieldsWithHex(DocumentView document) {
  Builder fields;
  for (const Element& field : document) {
    fields.Append(field.name(), WithHex(field));
  }
  return std::move(fields).Finish();
}

// As deep as documents may be.
Value WithHex(const Element& value) {
  switch (value.type()) {
    case Type::kString:
      return Value(HexOf(value.AsString()));
    case Type::kDocument:
      return Value(FieldsWithHex(value.AsDocument()));
    case Type::kArray:
      return Value::ArrayOf(FieldsWithHex(value.AsDocument()));
    default:
      return Value(value);
  }
}

// Takes the values of a key apart, part by part.
class KeyTaker {
 public:
  KeyTaker(std::string_view fields, std::string_view type_bits,
           bool has_collation)
      : fields_(fields), bits_(type_bits), has_collation_(has_collation) {}

  Status Take(const KeyPart& part, std::string_view name) {
    switch (part.kind) {
      case PartKind::k2d:
        return TakeCell(name);
      case PartKind::kHashed:
        return TakeHash(name);
      case PartKind::kWildcard:
        return TakePathAndValue(part, name);
      case PartKind::kAscending:
      case PartKind::kDescending:
        return TakeValue(part, name);
    }
    return absl::OkStatus();
  }

  Document Finish() && { return std::move(values_).Finish(); }

 private:
  Status TakeCell(std::string_view name) {
    MEERKAT_ASSIGN_OR_RETURN(const std::string_view cell,
                             TakeStandIn(kCellByte, fields_));
    values_.Append(name, Value::Binary(0, cell));
    return absl::OkStatus();
  }

  Status TakeHash(std::string_view name) {
    MEERKAT_ASSIGN_OR_RETURN(const std::string_view hash,
                             TakeStandIn(kHashByte, fields_));
    values_.Append(name, static_cast<int64_t>(storage::ReadBigEndian64(hash)));
    return absl::OkStatus();
  }

  Status TakeValue(const KeyPart& part, std::string_view name) {
    MEERKAT_ASSIGN_OR_RETURN(const Value value,
                             DecodeNext(fields_, bits_, part.direction));
    values_.Append(name, has_collation_ ? WithHex(value.element()) : value);
    return absl::OkStatus();
  }

  // The path stands before the value, under which that is shown. There is none
  // where a document has nothing below the wildcard.
  Status TakePathAndValue(const KeyPart& part, std::string_view name) {
    MEERKAT_ASSIGN_OR_RETURN(const Value path, DecodeNext(fields_, bits_));
    values_.Append("$_path", path);
    const bool is_there = path.element().type() == Type::kString;
    return TakeValue(part, is_there ? path.element().AsString() : name);
  }

  std::string_view fields_;
  TypeBitsReader bits_;
  const bool has_collation_;
  Builder values_;
};

}  // namespace

StatusOr<Document> KeyValues(const IndexSpec& spec, std::string_view fields,
                             std::string_view type_bits) {
  KeyTaker taker(fields, type_bits, spec.has_collation());
  auto part = spec.key.parts().begin();
  for (const Element& name : spec.key.document()) {
    MEERKAT_RETURN_IF_ERROR(taker.Take(*part, name.name()));
    ++part;
  }
  return std::move(taker).Finish();
}

}  // namespace meerkat::index
