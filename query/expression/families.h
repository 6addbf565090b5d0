// The families of operators: each is a table in the .cc of its name.
#pragma once

#include "query/expression/operator_table.h"

namespace meerkat::query::expression {

extern const Family kArithmeticFamily;
extern const Family kArrayFamily;
extern const Family kBitwiseFamily;
extern const Family kBooleanFamily;
extern const Family kComparisonFamily;
extern const Family kConditionalFamily;
extern const Family kDateArithmeticFamily;
extern const Family kDatePartsFamily;
extern const Family kDateTextFamily;
extern const Family kIterationFamily;
extern const Family kNamedFieldFamily;
extern const Family kObjectFamily;
extern const Family kOrderedArrayFamily;
extern const Family kPercentileFamily;
extern const Family kPowerFamily;
extern const Family kRandomFamily;
extern const Family kRegexFamily;
extern const Family kRoundingFamily;
extern const Family kSetFamily;
extern const Family kSizeFamily;
extern const Family kStringFamily;
extern const Family kSubstringFamily;
extern const Family kSummaryFamily;
extern const Family kTimestampFamily;
extern const Family kTrigonometryFamily;
extern const Family kTrimFamily;
extern const Family kTypeFamily;
extern const Family kVariableFamily;
extern const Family kZipFamily;

}  // namespace meerkat::query::expression
