// Operators on numbers: arithmetic, rounding, powers, trigonometry, bits.
#include "tests/query/expression_testing.h"

namespace meerkat::query {
namespace {

using testing::CheckRows;
using testing::Row;

constexpr std::string_view kDocument =
    "{'i': 7, 'l': 7L, 'd': 7.5, 'dec': D'7.5', 'n': null, 's': 'x', "
    "'t': {'$date': '2024-01-01T00:00:00Z'}, "
    "'u': {'$date': '2024-01-02T00:00:00Z'}, "
    "'inf': {'$numberDouble': 'Infinity'}, 'nan': {'$numberDouble': 'NaN'}}";

TEST_CASE("$add sums with the widest type, and moves one date") {
  constexpr Row kRows[] = {
      {"{'$add': []}", "0"},
      {"{'$add': [1, 2]}", "3"},
      {"{'$add': '$i'}", "7"},
      {"{'$add': ['$i', '$l']}", "14L"},
      {"{'$add': ['$i', '$d']}", "14.5"},
      {"{'$add': ['$i', '$dec']}", "D'14.5'"},
      {"{'$add': [2147483647, 1]}", "2147483648L"},
      {"{'$add': [9223372036854775807L, 1]}", "9223372036854775808.0"},
      {"{'$add': [9223372036854775807L, 1, -1]}", "9223372036854775807L"},
      {"{'$add': [1e100, 1.0, -1e100]}", "1.0"},
      {"{'$add': [0.1, 0.2]}", "0.30000000000000004"},
      {"{'$add': [9007199254740993L, 0.0]}", "9007199254740992.0"},
      {"{'$add': ['$inf', 1]}", "{'$numberDouble': 'Infinity'}"},
      {"{'$add': ['$nan', 1]}", "{'$numberDouble': 'NaN'}"},
      {"{'$add': [1, '$n']}", "null"},
      {"{'$add': ['$nothing', 's']}", "null"},
      {"{'$add': ['$s', '$n']}", "error 14"},
      {"{'$add': ['$t', 1000]}", "{'$date': '2024-01-01T00:00:01Z'}"},
      {"{'$add': [1, '$t', 1.6]}", "{'$date': '2024-01-01T00:00:00.003Z'}"},
      {"{'$add': ['$t', D'-1000.4']}", "{'$date': '2023-12-31T23:59:59Z'}"},
      {"{'$add': ['$t', '$t']}", "error 16612"},
      {"{'$add': ['$t', '$inf']}", "error 15"},
      {"{'$add': ['$t', 9223372036854775807L]}", "error 15"},
      {"{'$add': [1, true]}", "error 14"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("$subtract: numbers, dates, and a date less a number") {
  constexpr Row kRows[] = {
      {"{'$subtract': [5, 7]}", "-2"},
      {"{'$subtract': ['$i', '$l']}", "0L"},
      {"{'$subtract': [-2147483648, 1]}", "-2147483649L"},
      {"{'$subtract': ['$d', 0.5]}", "7.0"},
      {"{'$subtract': ['$dec', 1]}", "D'6.5'"},
      {"{'$subtract': ['$u', '$t']}", "86400000L"},
      {"{'$subtract': ['$u', 86400000]}", "{'$date': '2024-01-01T00:00:00Z'}"},
      {"{'$subtract': [5, '$t']}", "error 14"},
      {"{'$subtract': ['$t', 'x']}", "error 14"},
      {"{'$subtract': ['$s', 1]}", "error 14"},
      {"{'$subtract': ['$n', '$s']}", "null"},
      {"{'$subtract': ['$t', -9223372036854775807L]}", "error 15"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("$multiply, $divide and $mod promote and refuse zero") {
  constexpr Row kRows[] = {
      {"{'$multiply': []}", "1"},
      {"{'$multiply': [3, 4]}", "12"},
      {"{'$multiply': [65536, 65536]}", "4294967296L"},
      {"{'$multiply': [4294967296L, 4294967296L]}", "18446744073709551616.0"},
      {"{'$multiply': [2, D'1.50']}", "D'3.00'"},
      {"{'$multiply': [2, '$n', 'x']}", "null"},
      {"{'$multiply': [2, 'x']}", "error 14"},
      {"{'$multiply': ['$t', 2]}", "error 14"},
      {"{'$divide': [7, 2]}", "3.5"},
      {"{'$divide': [6, 2]}", "3.0"},
      {"{'$divide': [1, D'4']}", "D'0.25'"},
      {"{'$divide': [1, 0]}", "error 2"},
      {"{'$divide': [1, 0.0]}", "error 2"},
      {"{'$divide': [1, D'0']}", "error 2"},
      {"{'$divide': ['$n', 0]}", "null"},
      {"{'$divide': ['x', 1]}", "error 14"},
      {"{'$mod': [7, 3]}", "1"},
      {"{'$mod': [-7, 3]}", "-1"},
      {"{'$mod': [7, 3L]}", "1L"},
      {"{'$mod': [7.5, 2]}", "1.5"},
      {"{'$mod': [7, 2.0]}", "1.0"},
      {"{'$mod': [D'7.5', 2]}", "D'1.5'"},
      {"{'$mod': [-9223372036854775808L, -1]}", "0L"},
      {"{'$mod': [7, 0]}", "error 16610"},
      {"{'$mod': [7, -0.0]}", "error 16610"},
      {"{'$mod': [7, D'0.0']}", "error 5733415"},
      {"{'$mod': ['$nothing', 3]}", "null"},
      {"{'$mod': [7, 'x']}", "error 16611"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("$abs, $ceil and $floor keep the type") {
  constexpr Row kRows[] = {
      {"{'$abs': -5}", "5"},
      {"{'$abs': -5L}", "5L"},
      {"{'$abs': -2147483648}", "2147483648L"},
      {"{'$abs': -9223372036854775808L}", "error 28680"},
      {"{'$abs': -1.5}", "1.5"},
      {"{'$abs': D'-1.50'}", "D'1.50'"},
      {"{'$abs': '$n'}", "null"},
      {"{'$abs': '$nothing'}", "null"},
      {"{'$abs': '$s'}", "error 28765"},
      {"{'$ceil': 1.2}", "2.0"},
      {"{'$ceil': -1.2}", "-1.0"},
      {"{'$ceil': D'1.2'}", "D'2'"},
      {"{'$ceil': 5L}", "5L"},
      {"{'$ceil': 's'}", "error 28765"},
      {"{'$floor': 1.8}", "1.0"},
      {"{'$floor': -1.2}", "-2.0"},
      {"{'$floor': D'-1.2'}", "D'-2'"},
      {"{'$floor': 5}", "5"},
      {"{'$floor': '$n'}", "null"},
      {"{'$floor': '$nan'}", "{'$numberDouble': 'NaN'}"},
      {"{'$floor': D'1E+3'}", "D'1000'"},
      // 34 digits do not reach to the units.
      {"{'$ceil': D'1E+34'}", "D'NaN'"},
      {"{'$floor': D'Infinity'}", "D'NaN'"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("$round goes half to even, $trunc to zero, at a place") {
  constexpr Row kRows[] = {
      {"{'$round': 2.5}", "2.0"},
      {"{'$round': [3.5]}", "4.0"},
      {"{'$round': [-2.5, 0]}", "-2.0"},
      {"{'$round': [19.25, 1]}", "19.2"},
      {"{'$round': [28.73, 1]}", "28.7"},
      {"{'$round': [2.675, 2]}", "2.67"},
      {"{'$round': [1234.5, -2]}", "1200.0"},
      {"{'$round': [D'2.675', 2]}", "D'2.68'"},
      {"{'$round': [D'2.665', 2]}", "D'2.66'"},
      {"{'$round': [1e300, 2]}", "1e300"},
      {"{'$round': [1.5, 100]}", "1.5"},
      {"{'$round': [45, -1]}", "40"},
      {"{'$round': [55, -1]}", "60"},
      {"{'$round': [-45, -1]}", "-40"},
      {"{'$round': [-46, -1]}", "-50"},
      {"{'$round': [45, 1]}", "45"},
      {"{'$round': [2147483647, -1]}", "2147483650L"},
      {"{'$round': [9223372036854775807L, -1]}", "error 51080"},
      {"{'$round': [5, -20]}", "0"},
      {"{'$round': ['$inf', 2]}", "{'$numberDouble': 'Infinity'}"},
      {"{'$round': [1.5, '$n']}", "null"},
      {"{'$round': ['$n', 'x']}", "null"},
      {"{'$round': 'x'}", "error 51081"},
      {"{'$round': [1, 'x']}", "error 16004"},
      {"{'$round': [1, [2]]}", "error 16004"},
      {"{'$round': [1, '$nan']}", "error 31109"},
      {"{'$round': [1, '$inf']}", "error 31109"},
      {"{'$round': [1, D'NaN']}", "error 51082"},
      {"{'$round': [1, D'0.5']}", "error 51082"},
      {"{'$round': [1, 1.5]}", "error 51082"},
      {"{'$round': [1, 101]}", "error 51083"},
      {"{'$round': [1, -21]}", "error 51083"},
      {"{'$trunc': 2.9}", "2.0"},
      {"{'$trunc': [-2.99, 1]}", "-2.9"},
      {"{'$trunc': [-19, -1]}", "-10"},
      {"{'$trunc': [9223372036854775807L, -1]}", "9223372036854775800L"},
      {"{'$trunc': [D'2.679', 2]}", "D'2.67'"},
      {"{'$trunc': '$n'}", "null"},
      {"{'$trunc': 'x'}", "error 51081"},
      {"{'$trunc': [1.5, true]}", "error 16004"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("powers, roots and logarithms") {
  constexpr Row kRows[] = {
      {"{'$pow': [2, 10]}", "1024"},
      {"{'$pow': [2, 31]}", "2147483648L"},
      {"{'$pow': [2L, 3]}", "8L"},
      {"{'$pow': [2, 62]}", "4611686018427387904L"},
      {"{'$pow': [2, 63]}", "9223372036854775808.0"},
      {"{'$pow': [-2, 63]}", "-9223372036854775808L"},
      {"{'$pow': [2, -1]}", "0.5"},
      {"{'$pow': [0, 0]}", "1"},
      {"{'$pow': [1, -5]}", "1"},
      {"{'$pow': [-1, -5]}", "-1"},
      {"{'$pow': [-1, 1000000000]}", "1"},
      {"{'$pow': [2.0, 3]}", "8.0"},
      {"{'$pow': [-8, 0.5]}", "{'$numberDouble': 'NaN'}"},
      {"{'$pow': [D'2', 2]}", "D'4.000000000000000000000000000000000'"},
      {"{'$pow': [D'1.5', 2]}", "D'2.250000000000000000000000000000000'"},
      {"{'$pow': [D'-0', 3]}", "D'0E-6176'"},
      {"{'$pow': [0, -1]}", "error 28764"},
      {"{'$pow': ['x', 1]}", "error 28762"},
      {"{'$pow': [1, 'x']}", "error 28763"},
      {"{'$pow': ['$n', 'x']}", "null"},
      {"{'$sqrt': 25}", "5.0"},
      {"{'$sqrt': D'25'}", "D'5'"},
      {"{'$sqrt': -1}", "error 28714"},
      {"{'$sqrt': 'x'}", "error 28765"},
      {"{'$sqrt': '$nothing'}", "null"},
      {"{'$exp': 0}", "1.0"},
      {"{'$exp': D'0'}", "D'1'"},
      {"{'$exp': 'x'}", "error 28765"},
      {"{'$ln': 1}", "0.0"},
      {"{'$ln': 0}", "error 28766"},
      {"{'$ln': '$nan'}", "{'$numberDouble': 'NaN'}"},
      {"{'$ln': D'NaN'}", "{'$numberDouble': 'NaN'}"},
      {"{'$ln': 'x'}", "error 28765"},
      {"{'$log10': 1000}", "3.0"},
      {"{'$log10': D'1000'}", "D'3'"},
      {"{'$log10': D'NaN'}", "{'$numberDouble': 'NaN'}"},
      {"{'$log10': -1}", "error 28761"},
      {"{'$log': [8, 2]}", "3.0"},
      {"{'$log': ['$n', 'x']}", "null"},
      {"{'$log': ['x', 2]}", "error 28756"},
      {"{'$log': [8, 'x']}", "error 28757"},
      {"{'$log': [0, 2]}", "error 28758"},
      {"{'$log': [8, 1]}", "error 28759"},
      {"{'$log': [8, -2]}", "error 28759"},
      {"{'$log': [D'NaN', 2]}", "{'$numberDouble': 'NaN'}"},
      {"{'$log': [2, D'NaN']}", "{'$numberDouble': 'NaN'}"},
      {"{'$sigmoid': 0}", "0.5"},
      {"{'$sigmoid': D'0'}", "D'0.5'"},
      {"{'$sigmoid': D'1'}", "D'0.7310585786300048792511592418218362'"},
      {"{'$sigmoid': -1e10}", "0.0"},
      {"{'$sigmoid': '$n'}", "null"},
      {"{'$sigmoid': [1]}", "error 14"},
      {"{'$sigmoid': '$s'}", "error 14"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("trigonometry gives doubles, of decimals decimals, in a domain") {
  constexpr Row kRows[] = {
      {"{'$sin': 0}", "0.0"},
      {"{'$cos': 0L}", "1.0"},
      {"{'$tan': 0.0}", "0.0"},
      {"{'$cos': D'0'}", "D'1.000000000000000000000000000000000'"},
      {"{'$sin': '$inf'}", "error 50989"},
      {"{'$cos': D'Infinity'}", "error 50989"},
      {"{'$sin': '$nan'}", "{'$numberDouble': 'NaN'}"},
      {"{'$sin': '$n'}", "null"},
      {"{'$sin': 'x'}", "error 28765"},
      {"{'$asin': 0}", "0.0"},
      {"{'$acos': 1}", "0.0"},
      {"{'$acos': 1.1}", "error 50989"},
      {"{'$acos': D'-1.0000000000000000000000001'}", "error 50989"},
      {"{'$atan': 0}", "0.0"},
      {"{'$atan2': [0, 1]}", "0.0"},
      {"{'$atan2': ['x', 1]}", "error 51044"},
      {"{'$atan2': [1, 'x']}", "error 51045"},
      {"{'$atan2': ['x', '$n']}", "null"},
      {"{'$asinh': 0}", "0.0"},
      {"{'$acosh': 1}", "0.0"},
      {"{'$acosh': 0.5}", "error 50989"},
      {"{'$atanh': 0}", "0.0"},
      {"{'$atanh': 1}", "{'$numberDouble': 'Infinity'}"},
      {"{'$atanh': 2}", "error 50989"},
      {"{'$sinh': 0}", "0.0"},
      {"{'$cosh': 0}", "1.0"},
      {"{'$tanh': '$inf'}", "1.0"},
      {"{'$degreesToRadians': 180}", "3.141592653589793"},
      {"{'$radiansToDegrees': 3.141592653589793}", "180.0"},
      {"{'$degreesToRadians': D'180'}",
       "D'3.141592653589793238462643383279503'"},
      {"{'$degreesToRadians': 'x'}", "error 28765"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("bits of int and long") {
  constexpr Row kRows[] = {
      {"{'$bitAnd': [12, 10]}", "8"},
      {"{'$bitAnd': [12, 10L]}", "8L"},
      {"{'$bitAnd': []}", "-1"},
      {"{'$bitOr': [12, 3]}", "15"},
      {"{'$bitOr': []}", "0"},
      {"{'$bitXor': [12, 10, 1]}", "7"},
      {"{'$bitXor': [-1L, 1]}", "-2L"},
      {"{'$bitNot': 0}", "-1"},
      {"{'$bitNot': 5L}", "-6L"},
      {"{'$bitAnd': [1, '$n']}", "null"},
      {"{'$bitNot': '$nothing'}", "null"},
      {"{'$bitAnd': [1, 1.0]}", "error 14"},
      {"{'$bitNot': 'x'}", "error 14"},
      {"{'$bitOr': [D'1']}", "error 14"},
  };
  CheckRows(kRows, kDocument);
}

}  // namespace
}  // namespace meerkat::query
