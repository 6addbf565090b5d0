// $ceil, $floor, $round, $trunc: the type of the number stays. MongoDB manual,
// "$round (aggregation)".
#include <absl/numeric/int128.h>

#include <cmath>
#include <limits>

#include "query/expression/decimal_math.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/numeric.h"
#include "storage/bson/decimal.h"
#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

bool IsInteger(const Element& value) {
  return value.type() == Type::kInt32 || value.type() == Type::kInt64;
}

StatusOr<Value> Ceil(Arguments arguments) {
  if (IsInteger(arguments[0])) return Value(arguments[0]);
  return ApplyToNumber(arguments, &std::ceil, &decimal::Ceil);
}

StatusOr<Value> Floor(Arguments arguments) {
  if (IsInteger(arguments[0])) return Value(arguments[0]);
  return ApplyToNumber(arguments, &std::floor, &decimal::Floor);
}

// --- to a place --------------------------------------------------------------

// Place 2 is that of hundredths, place -2 that of hundreds.
constexpr int kMinPlace = -20;
constexpr int kMaxPlace = 100;

enum class Rounding { kHalfToEven, kTowardZero };

template <Rounding kRounding>
Decimal128 ToPlace(const Decimal128& number, int place) {
  return kRounding == Rounding::kHalfToEven
             ? decimal::RoundTo(number, -place)
             : decimal::TruncateTo(number, -place);
}

template <Rounding kRounding>
double ToPlace(double number, int place) {
  if (!std::isfinite(number)) return number;
  if (place == 0) {
    return kRounding == Rounding::kHalfToEven ? std::nearbyint(number)
                                              : std::trunc(number);
  }
  return bson::decimal::ToDouble(
      ToPlace<kRounding>(decimal::FromDoubleClosely(number), place));
}

// REQUIRES: place <= 0. No more than twice 10^20, so it cannot overflow.
template <Rounding kRounding>
absl::int128 ToPlace(int64_t number, int place) {
  absl::int128 unit = 1;
  for (; place < 0; ++place) unit *= 10;
  const absl::int128 rest = number % unit;
  const absl::int128 cut = number - rest;
  if (kRounding == Rounding::kTowardZero) return cut;
  const absl::int128 twice = 2 * (rest < 0 ? -rest : rest);
  const bool odd = (cut / unit) % 2 != 0;
  if (twice < unit || (twice == unit && !odd)) return cut;
  return number < 0 ? cut - unit : cut + unit;
}

template <Rounding kRounding>
StatusOr<Value> IntegerToPlace(const Arguments& arguments, int place) {
  const Element& number = arguments[0];
  if (place >= 0) return Value(number);
  const absl::int128 rounded =
      ToPlace<kRounding>(*bson::ToInt64Exact(number), place);
  if (rounded < std::numeric_limits<int64_t>::min() ||
      rounded > std::numeric_limits<int64_t>::max()) {
    return Error(51080, "{} of {} to place {} is beyond a long", arguments.op,
                 ToString(number), place);
  }
  return Integer(static_cast<int64_t>(rounded), number.type() == Type::kInt32);
}

StatusOr<int> PlaceOf(const Arguments& arguments) {
  const Element& place = arguments[1];
  if (!place.is_number()) {
    return Error(16004, "precision argument to {} must be a number, found {}",
                 arguments.op, ToString(place));
  }
  if (IsDouble(place) && !bson::ToInt64Truncated(place).has_value()) {
    return Error(31109, "precision argument to {} is beyond a long: {}",
                 arguments.op, ToString(place));
  }
  const std::optional<int64_t> whole = bson::ToInt64Exact(place);
  if (!whole.has_value()) {
    return Error(51082,
                 "precision argument to {} must be an integral value, "
                 "found {}",
                 arguments.op, ToString(place));
  }
  if (*whole < kMinPlace || *whole > kMaxPlace) {
    return Error(51083,
                 "cannot apply {} with precision value {} value must be in "
                 "[{}, {}]",
                 arguments.op, *whole, kMinPlace, kMaxPlace);
  }
  return static_cast<int>(*whole);
}

template <Rounding kRounding>
StatusOr<Value> Round(Arguments arguments) {
  const Element& number = arguments[0];
  int place = 0;
  if (IsNullish(number)) return Value(nullptr);
  if (!number.is_number()) {
    return Error(51081, "{} only supports numeric types, not {}", arguments.op,
                 TypeName(number.type()));
  }
  if (arguments.size() > 1) {
    if (IsNullish(arguments[1])) return Value(nullptr);
    MEERKAT_ASSIGN_OR_RETURN(place, PlaceOf(arguments));
  }
  if (IsDecimal(number)) {
    return Value(ToPlace<kRounding>(number.AsDecimal128(), place));
  }
  if (IsDouble(number)) {
    return Value(ToPlace<kRounding>(number.AsDouble(), place));
  }
  return IntegerToPlace<kRounding>(arguments, place);
}

constexpr Operator kOperators[] = {
    {"$ceil", 1, 1, &Ceil},
    {"$floor", 1, 1, &Floor},
    {"$round", 1, 2, &Round<Rounding::kHalfToEven>},
    {"$trunc", 1, 2, &Round<Rounding::kTowardZero>},
};

}  // namespace

constinit const Family kRoundingFamily = {kOperators, {}};

}  // namespace meerkat::query::expression
