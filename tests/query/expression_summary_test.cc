// Operators that make one value of several: $sum, $avg, $min, $max, deviations
// and percentiles.
#include "tests/query/expression_testing.h"

namespace meerkat::query {
namespace {

using testing::CheckRows;
using testing::Row;

constexpr std::string_view kDocument =
    "{'a': [1, 2, 'x', null, 6], 'l': 7L, 'd': 7.5, 'n': null, 's': 'x', "
    "'empty': [], 'inf': {'$numberDouble': 'Infinity'}, "
    "'nan': {'$numberDouble': 'NaN'}, 'q': [{'r': 2}, {'r': 4}, {}]}";

TEST_CASE("$sum and $avg see numbers, of one array its items") {
  constexpr Row kRows[] = {
      {"{'$sum': []}", "0"},
      {"{'$sum': '$a'}", "9"},
      {"{'$sum': '$q.r'}", "6"},
      {"{'$sum': ['$a']}", "9"},
      {"{'$sum': ['$a', 5]}", "5"},
      {"{'$sum': '$s'}", "0"},
      {"{'$sum': '$nothing'}", "0"},
      {"{'$sum': [1, '$l']}", "8L"},
      {"{'$sum': [1, '$d', '$s']}", "8.5"},
      {"{'$sum': [1, D'0.10']}", "D'1.10'"},
      {"{'$sum': [1.0, D'0']}", "D'1'"},
      {"{'$sum': [3.14, D'0']}", "D'3.140000000000000124344978758017533'"},
      {"{'$sum': D'-0'}", "D'0'"},
      {"{'$sum': [D'1E+6111', D'-1E+6111']}", "D'0'"},
      {"{'$sum': [2147483647, 1]}", "2147483648L"},
      {"{'$sum': [9223372036854775807L, 1]}", "9223372036854775808.0"},
      {"{'$sum': ['$inf', -1]}", "{'$numberDouble': 'Infinity'}"},
      {"{'$avg': []}", "null"},
      {"{'$avg': '$a'}", "3.0"},
      {"{'$avg': ['$a', 5, 6]}", "5.5"},
      {"{'$avg': '$s'}", "null"},
      {"{'$avg': '$nothing'}", "null"},
      {"{'$avg': 5}", "5.0"},
      {"{'$avg': [9223372036854775807L, 9223372036854775807L]}",
       "9223372036854775807.0"},
      {"{'$avg': [1, D'2']}", "D'1.5'"},
      {"{'$avg': [9223372036854775807L, -9223372036854775808L]}", "0.0"},
      {"{'$avg': [1, '$nan']}", "{'$numberDouble': 'NaN'}"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("$min and $max see the one order of all values but null") {
  constexpr Row kRows[] = {
      {"{'$min': '$a'}", "1"},
      {"{'$max': '$a'}", "'x'"},
      {"{'$max': [3, 5.0, 5, 4]}", "5.0"},
      {"{'$min': [3, 3L, '$n']}", "3"},
      {"{'$max': ['$nothing', '$n']}", "null"},
      {"{'$max': []}", "null"},
      {"{'$min': '$empty'}", "null"},
      {"{'$max': ['$empty', 5, 'x']}", "[]"},
      {"{'$max': ['$nan', -5]}", "-5"},
      {"{'$min': ['$nan', -5]}", "{'$numberDouble': 'NaN'}"},
      {"{'$min': [true, {'a': 1}]}", "{'a': 1}"},
      {"{'$min': '$l'}", "7L"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("deviations are doubles, of a sample one less counts") {
  constexpr Row kRows[] = {
      {"{'$stdDevPop': [2, 4, 4, 4, 5, 5, 7, 9]}", "2.0"},
      {"{'$stdDevPop': [[1, 3, 'x', null]]}", "1.0"},
      {"{'$stdDevPop': 5}", "0.0"},
      {"{'$stdDevPop': '$s'}", "null"},
      {"{'$stdDevPop': [D'1', 3L]}", "1.0"},
      {"{'$stdDevPop': ['$inf', 1]}", "{'$numberDouble': 'NaN'}"},
      {"{'$stdDevSamp': [1, 3, 5]}", "2.0"},
      {"{'$stdDevSamp': 5}", "null"},
      {"{'$stdDevSamp': []}", "null"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("$median and $percentile are numbers of the input") {
  constexpr Row kRows[] = {
      {"{'$median': {'input': '$a', 'method': 'approximate'}}", "2.0"},
      {"{'$median': {'input': [[4, 1, 3, 2]], 'method': 'approximate'}}",
       "null"},
      {"{'$median': {'input': [4, 1, 3, 2], 'method': 'approximate'}}", "2.0"},
      {"{'$median': {'input': '$l', 'method': 'approximate'}}", "7.0"},
      {"{'$median': {'input': '$s', 'method': 'approximate'}}", "null"},
      {"{'$median': {'input': ['$nan', '$inf', 1], 'method': 'approximate'}}",
       "1.0"},
      {"{'$percentile': {'input': [10, 30, D'20'], 'p': [0, 0.5, 0.9, 1], "
       "'method': 'approximate'}}",
       "[10.0, 20.0, 30.0, 30.0]"},
      {"{'$percentile': {'input': [10, 30, 20], 'p': [{'$divide': [1, 2]}], "
       "'method': 'approximate'}}",
       "[20.0]"},
      {"{'$percentile': {'input': '$s', 'p': [0.1, 0.5], 'method': "
       "'approximate'}}",
       "[null, null]"},
      {"{'$median': {'input': 1}}", "error 40414"},
      {"{'$median': {'method': 'approximate'}}", "error 40414"},
      {"{'$median': {'input': 1, 'method': 'approximate', 'p': [0.5]}}",
       "error 40415"},
      {"{'$median': {'input': 1, 'method': 'exact'}}", "error 2"},
      {"{'$median': {'input': 1, 'method': 5}}", "error 14"},
      {"{'$median': 5}", "error 7436100"},
      {"{'$percentile': 5}", "error 7429703"},
      {"{'$percentile': {'input': 1, 'p': '$a', 'method': 'approximate'}}",
       "error 7750300"},
      {"{'$percentile': {'input': 1, 'p': 0.5, 'method': 'approximate'}}",
       "error 7750301"},
      {"{'$percentile': {'input': 1, 'p': [], 'method': 'approximate'}}",
       "error 7750301"},
      {"{'$percentile': {'input': 1, 'p': ['x'], 'method': 'approximate'}}",
       "error 7750302"},
      {"{'$percentile': {'input': 1, 'p': [1.1], 'method': 'approximate'}}",
       "error 7750303"},
  };
  CheckRows(kRows, kDocument);
}

}  // namespace
}  // namespace meerkat::query
