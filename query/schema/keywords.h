// What each keyword adds to the rules. One source file per kind of value:
// value_keywords.cc (of any type), number_, string_, array_ and
// object_keywords.cc. `keyword` is the operand with its name; errors are those
// of Schema::Parse.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <memory>

#include "query/schema/rules.h"

namespace meerkat::query::schema {

// Any value.
Status ParseType(const Element& keyword, int depth, Rules& rules);
Status ParseBsonType(const Element& keyword, int depth, Rules& rules);
Status ParseEnum(const Element& keyword, int depth, Rules& rules);
Status ParseAllOf(const Element& keyword, int depth, Rules& rules);
Status ParseAnyOf(const Element& keyword, int depth, Rules& rules);
Status ParseOneOf(const Element& keyword, int depth, Rules& rules);
Status ParseNot(const Element& keyword, int depth, Rules& rules);
// title and description.
Status IgnoreString(const Element& keyword, int depth, Rules& rules);

// Numbers.
Status ParseMultipleOf(const Element& keyword, int depth, Rules& rules);
Status ParseMinimum(const Element& keyword, int depth, Rules& rules);
Status ParseMaximum(const Element& keyword, int depth, Rules& rules);
Status ParseExclusiveMinimum(const Element& keyword, int depth, Rules& rules);
Status ParseExclusiveMaximum(const Element& keyword, int depth, Rules& rules);

// Strings.
Status ParseMinLength(const Element& keyword, int depth, Rules& rules);
Status ParseMaxLength(const Element& keyword, int depth, Rules& rules);
Status ParsePattern(const Element& keyword, int depth, Rules& rules);

// Arrays.
Status ParseItems(const Element& keyword, int depth, Rules& rules);
Status ParseAdditionalItems(const Element& keyword, int depth, Rules& rules);
Status ParseMinItems(const Element& keyword, int depth, Rules& rules);
Status ParseMaxItems(const Element& keyword, int depth, Rules& rules);
Status ParseUniqueItems(const Element& keyword, int depth, Rules& rules);

// Objects.
Status ParseProperties(const Element& keyword, int depth, Rules& rules);
Status ParsePatternProperties(const Element& keyword, int depth, Rules& rules);
Status ParseAdditionalProperties(const Element& keyword, int depth,
                                 Rules& rules);
Status ParseRequired(const Element& keyword, int depth, Rules& rules);
Status ParseMinProperties(const Element& keyword, int depth, Rules& rules);
Status ParseMaxProperties(const Element& keyword, int depth, Rules& rules);
Status ParseDependencies(const Element& keyword, int depth, Rules& rules);

// The part of the rules that `pointer` holds, made when it is not there yet.
template <typename Part>
Part& PartOf(std::unique_ptr<Part>& pointer) {
  if (pointer == nullptr) pointer = std::make_unique<Part>();
  return *pointer;
}

}  // namespace meerkat::query::schema
