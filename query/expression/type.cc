// $convert, the $to operators, $type, $isNumber. MongoDB manual, "$convert
// (aggregation)", "Type Expression Operators".
#include <array>
#include <optional>
#include <utility>

#include "query/expression/convert.h"
#include "query/expression/error.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/fold.h"
#include "query/expression/numeric.h"
#include "query/expression/parse.h"
#include "storage/bson/number.h"
#include "storage/bson/type_alias.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

StatusOr<Value> TypeOperator(Arguments arguments) {
  return Value(TypeName(arguments[0].type()));
}

StatusOr<Value> IsNumber(Arguments arguments) {
  return Value(arguments[0].is_number());
}

// --- $toInt and kin ----------------------------------------------------------

template <Type kTo, BinaryFormat kFormat = BinaryFormat::kNone,
          uint8_t kSubtype = 0>
StatusOr<Value> ConvertTo(Arguments arguments) {
  if (IsNullish(arguments[0])) return Value(nullptr);
  return Convert(arguments[0], {kTo, kSubtype, kFormat});
}

// --- $convert ----------------------------------------------------------------

// A type by its number or its alias.
StatusOr<Type> ReadType(const Element& text) {
  if (text.type() == Type::kString) {
    const std::optional<Type> type = bson::TypeOfAlias(text.AsString());
    if (type.has_value()) return *type;
    return Error(2, "Unknown type name: {}", text.AsString());
  }
  if (!text.is_number()) {
    return Error(9,
                 "$convert's 'to' argument must be a string or number, but is "
                 "{}",
                 TypeName(text.type()));
  }
  const std::optional<int32_t> number = ToInt32Exact(text);
  if (!number.has_value()) {
    return Error(9, "In $convert, numeric 'to' argument is not an integer: {}",
                 ToString(text));
  }
  // The number of a missing value, to which nothing is converted.
  if (*number == 0) return Type::kMissing;
  const std::optional<Type> type = bson::TypeOfNumber(*number);
  if (type.has_value()) return *type;
  return Error(9,
               "In $convert, numeric value for 'to' does not correspond to a "
               "BSON type: {}",
               *number);
}

// The subtypes that BSON knows, and those that are the users' own.
bool IsBinarySubtype(int32_t number) {
  constexpr int32_t kLastKnown = 9;
  constexpr int32_t kFirstOfUsers = 128;
  constexpr int32_t kLastOfUsers = 255;
  return (number >= 0 && number <= kLastKnown) ||
         (number >= kFirstOfUsers && number <= kLastOfUsers);
}

StatusOr<uint8_t> ReadSubtype(const Element& text) {
  if (!text.exists()) return uint8_t{0};
  if (!text.is_number()) {
    return Error(4341108, "In $convert, 'subtype' must be a number, but is {}",
                 TypeName(text.type()));
  }
  const std::optional<int32_t> number = ToInt32Exact(text);
  if (!number.has_value()) {
    return Error(4341106, "In $convert, 'subtype' is not an integer: {}",
                 ToString(text));
  }
  if (IsBinarySubtype(*number)) return static_cast<uint8_t>(*number);
  return Error(4341107,
               "In $convert, {} is not the number of a binData subtype",
               *number);
}

StatusOr<BinaryFormat> ReadFormat(const Element& text) {
  constexpr std::pair<std::string_view, BinaryFormat> kFormats[] = {
      {"auto", BinaryFormat::kAuto},
      {"base64", BinaryFormat::kBase64},
      {"base64url", BinaryFormat::kBase64Url},
      {"hex", BinaryFormat::kHex},
      {"utf8", BinaryFormat::kUtf8},
      {"uuid", BinaryFormat::kUuid},
  };
  if (IsNullish(text)) return BinaryFormat::kNone;
  if (text.type() != Type::kString) {
    return Error(4341114,
                 "$convert requires that 'format' be a string, found: "
                 "{}",
                 ToString(text));
  }
  for (const auto& [name, format] : kFormats) {
    if (name == text.AsString()) return format;
  }
  return Error(4341125, "Invalid 'format' argument for $convert: {}",
               text.AsString());
}

StatusOr<ByteOrder> ReadByteOrder(const Element& text) {
  if (IsNullish(text)) return ByteOrder::kLittle;
  if (text.type() != Type::kString) {
    return Error(9130001,
                 "$convert requires that 'byteOrder' be a string, found: {}",
                 ToString(text));
  }
  if (text.AsString() == "little") return ByteOrder::kLittle;
  if (text.AsString() == "big") return ByteOrder::kBig;
  return Error(9130002, "Invalid 'byteOrder' argument for $convert: {}",
               text.AsString());
}

// `to` is a type, or {type: ..., subtype: ...}.
StatusOr<Type> ReadTarget(const Element& to) {
  return ReadType(to.type() == Type::kDocument ? to.AsDocument()["type"] : to);
}

StatusOr<Conversion> ReadConversion(Type target, const Element& to,
                                    const Element& format,
                                    const Element& byte_order) {
  Conversion conversion{.to = target};
  if (to.type() == Type::kDocument) {
    MEERKAT_ASSIGN_OR_RETURN(conversion.subtype,
                             ReadSubtype(to.AsDocument()["subtype"]));
  }
  MEERKAT_ASSIGN_OR_RETURN(conversion.format, ReadFormat(format));
  MEERKAT_ASSIGN_OR_RETURN(conversion.byte_order, ReadByteOrder(byte_order));
  return conversion;
}

// The operands of $convert in the order of kConvertParameters.
enum ConvertOperand { kInput, kTo, kFormat, kByteOrder, kOnError, kOnNull };

StatusOr<Operand> EvaluateConvert(const Form& form,
                                  EvaluationContext& context) {
  std::array<Operand, 4> operands;
  for (size_t i = 0; i < operands.size(); ++i) {
    MEERKAT_ASSIGN_OR_RETURN(operands[i],
                             EvaluateOperand(form.operands[i], context));
  }
  const Element input = operands[kInput].element();
  const Element to = operands[kTo].element();
  // The type is judged even when there is nothing to convert, and only it.
  Type target = Type::kMissing;
  if (!IsNullish(to)) {
    MEERKAT_ASSIGN_OR_RETURN(target, ReadTarget(to));
  }
  if (IsNullish(input)) {
    if (!form.operands[kOnNull].exists()) return Operand(Value(nullptr));
    return EvaluateOperand(form.operands[kOnNull], context);
  }
  if (IsNullish(to)) return Operand(Value(nullptr));
  MEERKAT_ASSIGN_OR_RETURN(
      const Conversion conversion,
      ReadConversion(target, to, operands[kFormat].element(),
                     operands[kByteOrder].element()));
  StatusOr<Value> converted = Convert(input, conversion);
  if (converted.ok()) return Operand(*std::move(converted));
  if (ErrorCodeOf(converted.status()) != ErrorCode::kConversionFailure ||
      !form.operands[kOnError].exists()) {
    return converted.status();
  }
  return EvaluateOperand(form.operands[kOnError], context);
}

constexpr Parameter kConvertParameters[] = {{"input", 9}, {"to", 9},
                                            {"format"},   {"byteOrder"},
                                            {"onError"},  {"onNull"}};
constexpr NamedParameters kConvertNamed = {kConvertParameters, 9, 9};

StatusOr<Expression> ParseConvert(const Element& operand, const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(std::vector<Expression> operands,
                           ParseNamedOperands(operand, kConvertNamed, scope));
  operands.resize(std::size(kConvertParameters));
  Form form{"$convert", &EvaluateConvert, std::move(operands)};
  form.fold = &FoldWhenConstant;
  return MakeExpression(std::move(form));
}

constexpr Operator Converter(std::string_view name, Function function) {
  return {name, 1, 1, function, {}, 50723};
}

constexpr Operator kOperators[] = {
    {"$isNumber", 1, 1, &IsNumber},
    Converter("$toBool", &ConvertTo<Type::kBool>),
    Converter("$toDate", &ConvertTo<Type::kDate>),
    Converter("$toDecimal", &ConvertTo<Type::kDecimal128>),
    Converter("$toDouble", &ConvertTo<Type::kDouble>),
    Converter("$toInt", &ConvertTo<Type::kInt32>),
    Converter("$toLong", &ConvertTo<Type::kInt64>),
    Converter("$toObjectId", &ConvertTo<Type::kObjectId>),
    Converter("$toString", &ConvertTo<Type::kString, BinaryFormat::kAuto>),
    Converter("$toUUID", &ConvertTo<Type::kBinary, BinaryFormat::kUuid, 4>),
    {"$type", 1, 1, &TypeOperator},
};
constexpr FormOperator kForms[] = {{"$convert", &ParseConvert}};

}  // namespace

constinit const Family kTypeFamily = {kOperators, kForms};

}  // namespace meerkat::query::expression
