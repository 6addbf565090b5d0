#include "query/expression/operator_table.h"

#include <algorithm>

#include "query/expression/families.h"

namespace meerkat::query::expression {
namespace {

constexpr const Family* kFamilies[] = {
    &kArithmeticFamily,
    &kArrayFamily,
    &kBitwiseFamily,
    &kBooleanFamily,
    &kComparisonFamily,
    &kConditionalFamily,
    &kDateArithmeticFamily,
    &kDatePartsFamily,
    &kDateTextFamily,
    &kIterationFamily,
    &kNamedFieldFamily,
    &kObjectFamily,
    &kOrderedArrayFamily,
    &kPercentileFamily,
    &kPowerFamily,
    &kRandomFamily,
    &kRegexFamily,
    &kRoundingFamily,
    &kSetFamily,
    &kSizeFamily,
    &kStringFamily,
    &kSubstringFamily,
    &kSummaryFamily,
    &kTimestampFamily,
    &kTrigonometryFamily,
    &kTrimFamily,
    &kTypeFamily,
    &kVariableFamily,
    &kZipFamily,
};

// Operators of MongoDB that are not here yet.
constexpr std::string_view kNotHere[] = {
    "$createObjectId",
    "$function",
    "$meta",
    "$toHashedIndexKey",
};

template <typename Row>
const Row* FindRow(std::span<const Row> Family::*rows, std::string_view name) {
  for (const Family* family : kFamilies) {
    const auto row = std::ranges::find(family->*rows, name, &Row::name);
    if (row != (family->*rows).end()) return &*row;
  }
  return nullptr;
}

}  // namespace

const Operator* FindOperator(std::string_view name) {
  return FindRow(&Family::operators, name);
}

const FormOperator* FindForm(std::string_view name) {
  return FindRow(&Family::forms, name);
}

bool IsKnownOperator(std::string_view name) {
  return FindOperator(name) != nullptr || FindForm(name) != nullptr ||
         std::ranges::find(kNotHere, name) != std::end(kNotHere);
}

}  // namespace meerkat::query::expression
