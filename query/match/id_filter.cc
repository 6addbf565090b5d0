#include "query/match/id_filter.h"

#include <fmt/format.h>

#include "storage/status_macros.h"

namespace meerkat::query {

namespace {

Status NotServed(std::string_view what) {
  return MakeError(
      ErrorCode::kNotImplemented,
      fmt::format("this version of Meerkat filters by equality on _id only; "
                  "the filter has {}",
                  what));
}

// The operand of {$eq: x}, or `value` itself when it is no operator.
StatusOr<Element> EqualityOperand(const Element& value) {
  if (value.type() != Type::kDocument) return value;
  const DocumentView document = value.AsDocument();
  if (document.empty() || !document.begin()->name().starts_with('$')) {
    return value;
  }
  const Element first = *document.begin();
  const bool is_single = ++document.begin() == document.end();
  if (is_single && first.name() == "$eq") return first;
  if (first.name() == "$ref" || first.name() == "$id") return value;  // DBRef
  return NotServed(fmt::format("the operator '{}'", first.name()));
}

}  // namespace

StatusOr<IdFilter> ParseIdFilter(DocumentView filter) {
  IdFilter parsed;
  for (const Element& field : filter) {
    if (field.name() != "_id") {
      return NotServed(fmt::format("the field '{}'", field.name()));
    }
    if (parsed.id.exists()) return NotServed("the field '_id' twice");
    MEERKAT_ASSIGN_OR_RETURN(parsed.id, EqualityOperand(field));
  }
  if (parsed.id.type() == Type::kRegex)
    return NotServed("a regular expression");
  if (parsed.id.type() == Type::kUndefined) {
    return MakeError(ErrorCode::kBadValue, "cannot compare to undefined");
  }
  return parsed;
}

}  // namespace meerkat::query
