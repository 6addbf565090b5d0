#include "query/expression/convert.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "query/expression/date_format.h"
#include "query/expression/decimal_math.h"
#include "query/expression/error.h"
#include "query/expression/evaluate.h"
#include "query/expression/text.h"
#include "query/expression/time_zone.h"
#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

Status Unsupported(const Element& value, Type to) {
  return Error(241,
               "Unsupported conversion from {} to {} in $convert with no "
               "onError value",
               TypeName(value.type()), TypeName(to));
}

Status Overflow(const Element& value, Type to) {
  return Error(241,
               "Conversion would overflow target type {} in $convert with no "
               "onError value: {}",
               TypeName(to), ToString(value));
}

Status NoNumber(const Element& value) {
  return Error(241,
               "Failed to parse number {} in $convert with no onError value",
               ToString(value));
}

// --- to numbers --------------------------------------------------------------

// The number that all of `text` is; "+5" is one.
template <typename Number>
std::optional<Number> ReadNumber(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  Number number;
  const char* end = text.data() + text.size();
  const std::from_chars_result read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

// As C reads doubles: "+0x1.8p1" is one too, only "0x" at the start is refused.
std::optional<double> ReadDouble(std::string_view text) {
  const std::string_view unsigned_text =
      text.substr(text.starts_with('+') || text.starts_with('-') ? 1 : 0);
  const bool hexadecimal =
      (unsigned_text.starts_with("0x") || unsigned_text.starts_with("0X")) &&
      !text.starts_with("0x");
  if (!hexadecimal) return ReadNumber<double>(text);
  const std::string_view digits = unsigned_text.substr(2);
  const char* end = digits.data() + digits.size();
  double number;
  const std::from_chars_result read =
      std::from_chars(digits.data(), end, number, std::chars_format::hex);
  const bool whole =
      read.ec == std::errc() && read.ptr == end && !digits.starts_with('-');
  if (!whole) return std::nullopt;
  return text.starts_with('-') ? -number : number;
}

StatusOr<Value> TextToNumber(const Element& value, Type to) {
  const std::string_view text = value.AsString();
  if (to == Type::kDecimal128) {
    const std::optional<Decimal128> number = decimal::FromText(text);
    if (number.has_value()) return Value(*number);
  } else if (to == Type::kDouble) {
    const std::optional<double> number = ReadDouble(text);
    if (number.has_value()) return Value(*number);
  } else if (to == Type::kInt32) {
    const std::optional<int32_t> number = ReadNumber<int32_t>(text);
    if (number.has_value()) return Value(*number);
  } else {
    const std::optional<int64_t> number = ReadNumber<int64_t>(text);
    if (number.has_value()) return Value(*number);
  }
  return NoNumber(value);
}

StatusOr<Value> ToInteger(const Element& value, Type to) {
  const std::optional<int64_t> whole = bson::ToInt64Truncated(value);
  if (!whole.has_value()) return Overflow(value, to);
  if (to == Type::kInt64) return Value(*whole);
  if (*whole < std::numeric_limits<int32_t>::min() ||
      *whole > std::numeric_limits<int32_t>::max()) {
    return Overflow(value, to);
  }
  return Value(static_cast<int32_t>(*whole));
}

StatusOr<Value> NumberToNumber(const Element& value, Type to) {
  switch (to) {
    case Type::kDouble: {
      const double nearest = bson::ToDouble(value);
      const bool overflow =
          value.type() == Type::kDecimal128 && std::isinf(nearest) &&
          value.AsDecimal128().ToString().find("Inf") == std::string::npos;
      if (overflow) return Overflow(value, to);
      return Value(nearest);
    }
    case Type::kDecimal128:
      return Value(bson::ToDecimal(value));
    default:
      return ToInteger(value, to);
  }
}

StatusOr<Value> ToNumber(const Element& value, const Conversion& conversion) {
  const Type to = conversion.to;
  if (value.is_number()) return NumberToNumber(value, to);
  switch (value.type()) {
    case Type::kBinary: {
      std::optional<Value> number = BinaryToNumber(value, conversion);
      if (number.has_value()) return *std::move(number);
      return Unsupported(value, to);
    }
    case Type::kString:
      return TextToNumber(value, to);
    case Type::kBool: {
      const Value number(value.AsBool() ? 1 : 0);
      return NumberToNumber(number.element(), to);
    }
    case Type::kDate: {
      if (to == Type::kInt32) return Unsupported(value, to);
      const Value millis(value.AsDate().millis);
      return NumberToNumber(millis.element(), to);
    }
    default:
      return Unsupported(value, to);
  }
}

// --- to the others -----------------------------------------------------------

StatusOr<Value> TextToDate(const Element& value) {
  MEERKAT_ASSIGN_OR_RETURN(const Date date,
                           ReadAnyDate(value.AsString(), std::nullopt));
  return Value(date);
}

StatusOr<Value> ToDate(const Element& value) {
  switch (value.type()) {
    case Type::kString:
      return TextToDate(value);
    case Type::kObjectId:
      return Value(TimeOfObjectId(value.AsObjectId()));
    case Type::kTimestamp:
      return Value(Date{value.AsTimestamp().seconds * kMillisPerSecond});
    case Type::kInt64:
    case Type::kDouble:
    case Type::kDecimal128: {
      const std::optional<int64_t> millis = bson::ToInt64Truncated(value);
      if (millis.has_value()) return Value(Date{*millis});
      return Overflow(value, Type::kDate);
    }
    default:
      return Unsupported(value, Type::kDate);
  }
}

// No onError catches this error.
StatusOr<Value> DateToText(Date date) {
  const std::optional<std::string> text = DateText(date);
  if (text.has_value()) return Value(*text);
  return Error(18537,
               "dates as strings are only defined for the years 0-9999, found "
               "{} milliseconds from 1970",
               date.millis);
}

StatusOr<Value> ToText(const Element& value, const Conversion& conversion) {
  switch (value.type()) {
    case Type::kBool:
      return Value(value.AsBool() ? "true" : "false");
    case Type::kObjectId:
      return Value(value.AsObjectId().ToHex());
    case Type::kBinary:
      return BinaryToText(value, conversion);
    case Type::kDouble:
      return Value(DoubleText(value.AsDouble()));
    case Type::kDate:
      return DateToText(value.AsDate());
    case Type::kInt32:
    case Type::kInt64:
    case Type::kDecimal128: {
      MEERKAT_ASSIGN_OR_RETURN(const std::string text, CoerceToString(value));
      return Value(text);
    }
    default:
      return Unsupported(value, Type::kString);
  }
}

StatusOr<Value> ToObjectId(const Element& value) {
  if (value.type() != Type::kString) {
    return Unsupported(value, Type::kObjectId);
  }
  const StatusOr<ObjectId> id = ObjectId::FromHex(value.AsString());
  if (id.ok()) return Value(*id);
  return Error(241,
               "Failed to parse objectId {} in $convert with no onError value",
               ToString(value));
}

StatusOr<Value> ToBinary(const Element& value, const Conversion& conversion) {
  if (value.type() == Type::kString) return TextToBinary(value, conversion);
  if (value.type() != Type::kBinary) {
    std::optional<Value> bytes = NumberToBinary(value, conversion);
    if (bytes.has_value()) return *std::move(bytes);
    return Unsupported(value, Type::kBinary);
  }
  if (value.AsBinary().subtype == conversion.subtype) return Value(value);
  return Error(241,
               "Conversions between different binData subtypes are not "
               "supported: from {} to {}",
               value.AsBinary().subtype, conversion.subtype);
}

}  // namespace

StatusOr<Value> Convert(const Element& value, const Conversion& conversion) {
  switch (conversion.to) {
    case Type::kBinary:
      return ToBinary(value, conversion);
    case Type::kBool:
      return Value(IsTrue(value));
    case Type::kInt32:
    case Type::kInt64:
    case Type::kDouble:
    case Type::kDecimal128:
      if (value.type() == conversion.to) return Value(value);
      return ToNumber(value, conversion);
    default:
      break;
  }
  if (value.type() == conversion.to) return Value(value);
  switch (conversion.to) {
    case Type::kDate:
      return ToDate(value);
    case Type::kString:
      return ToText(value, conversion);
    case Type::kObjectId:
      return ToObjectId(value);
    default:
      return Unsupported(value, conversion.to);
  }
}

}  // namespace meerkat::query::expression
