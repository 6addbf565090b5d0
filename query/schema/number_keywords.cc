#include <absl/status/status.h>

#include "query/schema/keywords.h"
#include "query/schema/operands.h"
#include "storage/bson/compare.h"
#include "storage/status_macros.h"

namespace meerkat::query::schema {

namespace {

Status ParseNumber(const Element& keyword, Value& out) {
  MEERKAT_RETURN_IF_ERROR(RequireNumber(keyword));
  out = Value(keyword);
  return absl::OkStatus();
}

Status ParseFlag(const Element& keyword, bool& out) {
  MEERKAT_ASSIGN_OR_RETURN(out, ReadBool(keyword));
  return absl::OkStatus();
}

}  // namespace

Status ParseMultipleOf(const Element& keyword, int, Rules& rules) {
  Value& multiple_of = PartOf(rules.numbers).multiple_of;
  MEERKAT_RETURN_IF_ERROR(ParseNumber(keyword, multiple_of));
  // NaN is below 0 in this order.
  if (bson::Compare(multiple_of, Value(0)) > 0) return absl::OkStatus();
  return BadOperand(keyword, "must be more than 0");
}

Status ParseMinimum(const Element& keyword, int, Rules& rules) {
  return ParseNumber(keyword, PartOf(rules.numbers).minimum);
}

Status ParseMaximum(const Element& keyword, int, Rules& rules) {
  return ParseNumber(keyword, PartOf(rules.numbers).maximum);
}

Status ParseExclusiveMinimum(const Element& keyword, int, Rules& rules) {
  return ParseFlag(keyword, PartOf(rules.numbers).exclusive_minimum);
}

Status ParseExclusiveMaximum(const Element& keyword, int, Rules& rules) {
  return ParseFlag(keyword, PartOf(rules.numbers).exclusive_maximum);
}

}  // namespace meerkat::query::schema
