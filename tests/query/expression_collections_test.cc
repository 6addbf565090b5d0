// Operators on arrays, sets and documents.
#include "tests/query/expression_testing.h"

namespace meerkat::query {
namespace {

using testing::CheckRows;
using testing::Row;

constexpr std::string_view kDocument =
    "{'a': [1, 2, 3], 'empty': [], 'n': null, 's': 'x', 'o': {'x': 1, 'y.z': "
    "2, '$w': 3}, 'docs': [{'v': 3, 'w': {'k': 'b'}}, {'v': 1, 'w': {'k': "
    "'c'}}, {'v': 3, 'w': {'k': 'a'}}, 5]}";

TEST_CASE("items of arrays by position") {
  constexpr Row kRows[] = {
      {"{'$arrayElemAt': ['$a', 0]}", "1"},
      {"{'$arrayElemAt': ['$a', -1]}", "3"},
      {"{'$arrayElemAt': ['$a', 2.0]}", "3"},
      {"{'$arrayElemAt': ['$a', 3]}", "missing"},
      {"{'$arrayElemAt': ['$a', -4]}", "missing"},
      {"{'$arrayElemAt': ['$n', 0]}", "null"},
      {"{'$arrayElemAt': ['$a', '$nothing']}", "null"},
      {"{'$arrayElemAt': ['$s', 0]}", "error 28689"},
      {"{'$arrayElemAt': ['$a', 'x']}", "error 28690"},
      {"{'$arrayElemAt': ['$a', 1.5]}", "error 28691"},
      {"{'$arrayElemAt': ['$a', 2147483648L]}", "error 28691"},
      {"{'$first': '$a'}", "1"},
      {"{'$last': '$a'}", "3"},
      {"{'$first': '$empty'}", "missing"},
      {"{'$last': '$empty'}", "missing"},
      {"{'$first': '$nothing'}", "null"},
      {"{'$last': '$s'}", "error 28689"},
      {"{'$firstN': {'n': 2, 'input': '$a'}}", "[1, 2]"},
      {"{'$lastN': {'n': 2, 'input': '$a'}}", "[2, 3]"},
      {"{'$lastN': {'n': 9, 'input': '$a'}}", "[1, 2, 3]"},
      {"{'$maxN': {'n': 2, 'input': [1, null, 5, 3]}}", "[5, 3]"},
      {"{'$minN': {'n': 2, 'input': ['b', null, 'a', 7]}}", "[7, 'a']"},
      {"{'$minN': {'n': 2, 'input': [null]}}", "[]"},
      {"{'$firstN': 1}", "error 5787900"},
      {"{'$firstN': {'x': 1}}", "error 5787901"},
      {"{'$firstN': {'n': 'x', 'input': '$a'}}", "error 5787902"},
      {"{'$firstN': {'n': 1.5, 'input': '$a'}}", "error 5787903"},
      {"{'$firstN': {'input': '$a'}}", "error 5787906"},
      {"{'$firstN': {'n': 1}}", "error 5787907"},
      {"{'$maxN': {'n': 0, 'input': '$a'}}", "error 5787908"},
      {"{'$minN': {'n': 1, 'input': '$s'}}", "error 5788200"},
      {"{'$firstN': {'n': 1, 'input': '$n'}}", "error 5788200"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("whole arrays") {
  constexpr Row kRows[] = {
      {"{'$concatArrays': []}", "[]"},
      {"{'$concatArrays': ['$a', [4], '$empty']}", "[1, 2, 3, 4]"},
      {"{'$concatArrays': ['$a', '$n']}", "null"},
      {"{'$concatArrays': ['$a', 5]}", "error 28664"},
      {"{'$isArray': '$a'}", "true"},
      {"{'$isArray': [[1, 2]]}", "true"},
      {"{'$isArray': '$nothing'}", "false"},
      {"{'$isArray': [1, 2]}", "error 16020"},
      {"{'$reverseArray': '$a'}", "[3, 2, 1]"},
      {"{'$reverseArray': '$n'}", "null"},
      {"{'$reverseArray': '$s'}", "error 34435"},
      {"{'$size': '$a'}", "3"},
      {"{'$size': [[1, 2]]}", "2"},
      {"{'$size': '$n'}", "error 17124"},
      {"{'$size': '$nothing'}", "error 17124"},
      {"{'$in': [2, '$a']}", "true"},
      {"{'$in': [2.0, '$a']}", "true"},
      {"{'$in': ['2', '$a']}", "false"},
      {"{'$in': [1, '$n']}", "error 40081"},
      {"{'$indexOfArray': ['$a', 2]}", "1"},
      {"{'$indexOfArray': ['$a', 9]}", "-1"},
      {"{'$indexOfArray': ['$a', 1, 1]}", "-1"},
      {"{'$indexOfArray': ['$a', 3, 1, 2]}", "-1"},
      {"{'$indexOfArray': ['$a', 3, 1, 3]}", "2"},
      {"{'$indexOfArray': ['$a', 3, 9]}", "-1"},
      {"{'$indexOfArray': ['$nothing', 3]}", "null"},
      {"{'$indexOfArray': ['$s', 3]}", "error 40090"},
      {"{'$indexOfArray': ['$a', 3, 'x']}", "error 9711600"},
      {"{'$indexOfArray': ['$a', 3, -1]}", "error 9711601"},
      {"{'$range': [0, 5]}", "[0, 1, 2, 3, 4]"},
      {"{'$range': [5, 0, -2]}", "[5, 3, 1]"},
      {"{'$range': [0, 5, -1]}", "[]"},
      {"{'$range': [2147483646, 2147483647, 5]}", "[2147483646]"},
      {"{'$range': ['x', 1]}", "error 34443"},
      {"{'$range': [1.5, 1]}", "error 34444"},
      {"{'$range': [1, '$n']}", "error 34445"},
      {"{'$range': [1, 2147483648L]}", "error 34446"},
      {"{'$range': [1, 2, 'x']}", "error 34447"},
      {"{'$range': [1, 2, 0.5]}", "error 34448"},
      {"{'$range': [1, 2, 0]}", "error 34449"},
      {"{'$slice': ['$a', 2]}", "[1, 2]"},
      {"{'$slice': ['$a', -2]}", "[2, 3]"},
      {"{'$slice': ['$a', -9]}", "[1, 2, 3]"},
      {"{'$slice': ['$a', 0]}", "[]"},
      {"{'$slice': ['$a', 1, 1]}", "[2]"},
      {"{'$slice': ['$a', -2, 1]}", "[2]"},
      {"{'$slice': ['$a', -9, 2]}", "[1, 2]"},
      {"{'$slice': ['$a', 9, 2]}", "[]"},
      {"{'$slice': ['$a', 1, 2147483647]}", "[2, 3]"},
      {"{'$slice': ['$n', 2]}", "null"},
      {"{'$slice': ['$a', '$nothing']}", "null"},
      {"{'$slice': ['$s', 2]}", "error 28724"},
      {"{'$slice': ['$a', 'x']}", "error 28725"},
      {"{'$slice': ['$a', 1.5]}", "error 28726"},
      {"{'$slice': ['$a', 1, 'x']}", "error 28727"},
      {"{'$slice': ['$a', 1, 1.5]}", "error 28728"},
      {"{'$slice': ['$a', 1, 0]}", "error 28729"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("an expression for every item: $map, $filter, $reduce") {
  constexpr Row kRows[] = {
      {"{'$map': {'input': '$a', 'in': {'$multiply': ['$$this', 2]}}}",
       "[2, 4, 6]"},
      {"{'$map': {'input': '$docs', 'as': 'd', 'in': '$$d.w.k'}}",
       "['b', 'c', 'a', null]"},
      {"{'$map': {'input': '$a', 'as': 'x', 'in': {'$map': {'input': '$a', "
       "'as': 'y', 'in': {'$add': ['$$x', '$$y']}}}}}",
       "[[2, 3, 4], [3, 4, 5], [4, 5, 6]]"},
      {"{'$map': {'input': '$nothing', 'in': 1}}", "null"},
      {"{'$map': {'input': '$s', 'in': 1}}", "error 16883"},
      {"{'$map': 1}", "error 16878"},
      {"{'$map': {'input': 1, 'in': 1, 'x': 1}}", "error 16879"},
      {"{'$map': {'in': 1}}", "error 16880"},
      {"{'$map': {'input': 1}}", "error 16882"},
      {"{'$map': {'input': 1, 'as': 'X', 'in': 1}}", "error 9"},
      {"{'$map': {'input': 1, 'as': 5, 'in': 1}}", "error 9"},
      {"{'$map': {'input': '$a', 'as': 'x', 'in': '$$this'}}", "error 17276"},
      {"{'$filter': {'input': '$a', 'cond': {'$gt': ['$$this', 1]}}}",
       "[2, 3]"},
      {"{'$filter': {'input': '$a', 'as': 'x', 'cond': {'$gt': ['$$x', 1]}, "
       "'limit': 1}}",
       "[2]"},
      {"{'$filter': {'input': '$a', 'cond': true, 'limit': '$n'}}",
       "[1, 2, 3]"},
      {"{'$filter': {'input': '$n', 'cond': true}}", "null"},
      {"{'$filter': 1}", "error 28646"},
      {"{'$filter': {'x': 1}}", "error 28647"},
      {"{'$filter': {'cond': 1}}", "error 28648"},
      {"{'$filter': {'input': 1}}", "error 28650"},
      {"{'$filter': {'input': '$s', 'cond': 1}}", "error 28651"},
      {"{'$filter': {'input': '$a', 'cond': 1, 'limit': 'x'}}", "error 327391"},
      {"{'$filter': {'input': '$a', 'cond': 1, 'limit': 1.5}}", "error 327391"},
      {"{'$filter': {'input': '$a', 'cond': 1, 'limit': 0}}", "error 327392"},
      {"{'$reduce': {'input': '$a', 'initialValue': 0, 'in': {'$add': "
       "['$$value', '$$this']}}}",
       "6"},
      {"{'$reduce': {'input': '$empty', 'initialValue': 'i', 'in': 1}}", "'i'"},
      {"{'$reduce': {'input': [['long enough for the heap, this'], ['and this "
       "one, too, I should think']], 'initialValue': [], 'in': "
       "{'$concatArrays': ['$$value', '$$this', {'$reduce': {'input': '$a', "
       "'initialValue': [], 'in': {'$concatArrays': ['$$value', "
       "['$$this']]}}}]}}}",
       "['long enough for the heap, this', 1, 2, 3, 'and this one, too, I "
       "should think', 1, 2, 3]"},
      {"{'$reduce': {'input': '$n', 'initialValue': 0, 'in': 1}}", "null"},
      {"{'$reduce': 1}", "error 40075"},
      {"{'$reduce': {'x': 1}}", "error 40076"},
      {"{'$reduce': {'initialValue': 1, 'in': 1}}", "error 40077"},
      {"{'$reduce': {'input': 1, 'in': 1}}", "error 40078"},
      {"{'$reduce': {'input': 1, 'initialValue': 1}}", "error 40079"},
      {"{'$reduce': {'input': 's', 'initialValue': 0, 'in': 1}}",
       "error 40080"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("$zip puts arrays side by side") {
  constexpr Row kRows[] = {
      {"{'$zip': {'inputs': ['$a', ['x', 'y']]}}", "[[1, 'x'], [2, 'y']]"},
      {"{'$zip': {'inputs': ['$a', ['x']], 'useLongestLength': true}}",
       "[[1, 'x'], [2, null], [3, null]]"},
      {"{'$zip': {'inputs': ['$a', ['x']], 'useLongestLength': true, "
       "'defaults': [0, 'd']}}",
       "[[1, 'x'], [2, 'd'], [3, 'd']]"},
      {"{'$zip': {'inputs': ['$a', '$n']}}", "null"},
      {"{'$zip': {'inputs': ['$empty']}}", "[]"},
      {"{'$zip': 1}", "error 34460"},
      {"{'$zip': {'inputs': 1}}", "error 34461"},
      {"{'$zip': {'inputs': [[1]], 'defaults': 1}}", "error 34462"},
      {"{'$zip': {'inputs': [[1]], 'useLongestLength': 1}}", "error 34463"},
      {"{'$zip': {'x': 1}}", "error 34464"},
      {"{'$zip': {'inputs': []}}", "error 34465"},
      {"{'$zip': {'inputs': [[1]], 'defaults': [1]}}", "error 34466"},
      {"{'$zip': {'inputs': [[1]], 'defaults': [1, 2], 'useLongestLength': "
       "true}}",
       "error 34467"},
      {"{'$zip': {'inputs': [1]}}", "error 34468"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("$sortArray sorts by whole items or by fields") {
  constexpr Row kRows[] = {
      {"{'$sortArray': {'input': [3, 'a', 1, null, [2]], 'sortBy': 1}}",
       "[null, 1, 3, 'a', [2]]"},
      {"{'$sortArray': {'input': [3, 1, 2], 'sortBy': -1}}", "[3, 2, 1]"},
      {"{'$sortArray': {'input': '$docs', 'sortBy': {'v': -1, 'w.k': 1}}}",
       "[{'v': 3, 'w': {'k': 'a'}}, {'v': 3, 'w': {'k': 'b'}}, {'v': 1, 'w': "
       "{'k': 'c'}}, 5]"},
      {"{'$sortArray': {'input': {'$literal': [{'$a': 2}, {'$a': 1}]}, "
       "'sortBy': {'$a': 1}}}",
       "[{'$a': 1}, {'$a': 2}]"},
      {"{'$sortArray': {'input': '$n', 'sortBy': 1}}", "null"},
      {"{'$sortArray': 1}", "error 2942500"},
      {"{'$sortArray': {'x': 1}}", "error 2942501"},
      {"{'$sortArray': {'sortBy': 1}}", "error 2942502"},
      {"{'$sortArray': {'input': 1}}", "error 2942503"},
      {"{'$sortArray': {'input': '$s', 'sortBy': 1}}", "error 2942504"},
      {"{'$sortArray': {'input': '$a', 'sortBy': {'a': 2}}}", "error 2942505"},
      {"{'$sortArray': {'input': '$a', 'sortBy': {'a': 'asc'}}}",
       "error 2942505"},
      {"{'$sortArray': {'input': '$a', 'sortBy': {}}}", "error 2942505"},
      {"{'$sortArray': {'input': '$a', 'sortBy': 2}}", "error 2942506"},
      {"{'$sortArray': {'input': '$a', 'sortBy': 1.5}}", "error 2942506"},
      {"{'$sortArray': {'input': '$a', 'sortBy': true}}", "error 2942507"},
      {"{'$sortArray': {'input': '$a', 'sortBy': 'x'}}", "error 2942507"},
      {"{'$sortArray': {'input': '$a', 'sortBy': {'a..b': 1}}}", "error 15998"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("sets: order and repetition do not count") {
  constexpr Row kRows[] = {
      {"{'$allElementsTrue': ['$a']}", "true"},
      {"{'$allElementsTrue': [[1, 0]]}", "false"},
      {"{'$allElementsTrue': ['$empty']}", "true"},
      {"{'$allElementsTrue': ['$n']}", "error 17040"},
      {"{'$anyElementTrue': [[0, 1]]}", "true"},
      {"{'$anyElementTrue': ['$empty']}", "false"},
      {"{'$anyElementTrue': [5]}", "error 17041"},
      {"{'$setDifference': [[3, 1, 3, 2, 1], [2.0]]}", "[3, 1]"},
      {"{'$setDifference': ['$n', [1]]}", "null"},
      {"{'$setDifference': [1, [1]]}", "error 17048"},
      {"{'$setDifference': [[1], 1]}", "error 17049"},
      {"{'$setEquals': [[1, 2, 1], [2.0, 1]]}", "true"},
      {"{'$setEquals': [[1], [1], [2]]}", "false"},
      {"{'$setEquals': [[1], [1, 1], [1.0]]}", "true"},
      {"{'$setEquals': [[1], '$n']}", "error 17044"},
      {"{'$setEquals': ['$nothing', [1]]}", "error 17044"},
      {"{'$setEquals': [null, [1]]}", "error 5887502"},
      {"{'$setEquals': ['$n', 5]}", "error 5887502"},
      {"{'$setIntersection': []}", "[]"},
      {"{'$setIntersection': [[3, 1, 2, 3], [2, 3]]}", "[2, 3]"},
      {"{'$setIntersection': [[1], '$n']}", "null"},
      {"{'$setIntersection': [[1], 's']}", "error 17047"},
      {"{'$setIsSubset': [[1, 1], [2, 1]]}", "true"},
      {"{'$setIsSubset': [[1, 3], [2, 1]]}", "false"},
      {"{'$setIsSubset': ['$n', [2]]}", "error 17046"},
      {"{'$setIsSubset': [[2], 's']}", "error 17042"},
      {"{'$setUnion': []}", "[]"},
      {"{'$setUnion': [['b', 'a'], ['c', 'a']]}", "['a', 'b', 'c']"},
      {"{'$setUnion': [[1], '$nothing']}", "null"},
      {"{'$setUnion': [[1], 1]}", "error 17043"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("documents as values") {
  constexpr Row kRows[] = {
      {"{'$mergeObjects': []}", "{}"},
      {"{'$mergeObjects': [{'a': 1, 'b': 2}, '$n', {'b': 3, 'c': 4}]}",
       "{'a': 1, 'b': 3, 'c': 4}"},
      {"{'$mergeObjects': '$nothing'}", "{}"},
      {"{'$mergeObjects': ['$s']}", "error 40400"},
      {"{'$mergeObjects': [[{'a': 1}, '$n', {'b': 2, 'a': 3}]]}",
       "{'a': 3, 'b': 2}"},
      {"{'$mergeObjects': '$empty'}", "{}"},
      {"{'$mergeObjects': [['$s']]}", "error 40400"},
      {"{'$mergeObjects': [[{'a': 1}], {'b': 2}]}", "error 40400"},
      {"{'$objectToArray': {'x': 1, 'y': [2]}}",
       "[{'k': 'x', 'v': 1}, {'k': 'y', 'v': [2]}]"},
      {"{'$objectToArray': '$n'}", "null"},
      {"{'$objectToArray': '$a'}", "error 40390"},
      {"{'$arrayToObject': [[['a', 1], ['b', 2], ['a', 3]]]}",
       "{'a': 3, 'b': 2}"},
      {"{'$arrayToObject': [[{'k': 'a', 'v': 1}, {'v': 2, 'k': 'b'}]]}",
       "{'a': 1, 'b': 2}"},
      {"{'$arrayToObject': '$empty'}", "{}"},
      {"{'$arrayToObject': '$nothing'}", "null"},
      {"{'$arrayToObject': {'$objectToArray': '$o'}}",
       "{'x': 1, 'y.z': 2, '$w': 3}"},
      {"{'$arrayToObject': '$s'}", "error 40386"},
      {"{'$arrayToObject': [[{'k': 'a', 'v': 1}, ['a', 1]]]}", "error 40391"},
      {"{'$arrayToObject': [[{'k': 'a'}]]}", "error 40392"},
      {"{'$arrayToObject': [[{'k': 'a', 'w': 1}]]}", "error 40393"},
      {"{'$arrayToObject': [[{'k': 1, 'v': 1}]]}", "error 40394"},
      {"{'$arrayToObject': [[[1, 1]]]}", "error 40395"},
      {"{'$arrayToObject': [[['a', 1], {'k': 'a', 'v': 1}]]}", "error 40396"},
      {"{'$arrayToObject': [[['a']]]}", "error 40397"},
      {"{'$arrayToObject': [[1]]}", "error 40398"},
      {"{'$arrayToObject': [[['a\\u0000b', 1]]]}", "error 4940400"},
      {"{'$arrayToObject': [[{'k': 'a\\u0000b', 'v': 1}]]}", "error 4940401"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("fields whose names hold dots and dollars") {
  constexpr Row kRows[] = {
      {"{'$getField': 's'}", "'x'"},
      {"{'$getField': {'field': 'y.z', 'input': '$o'}}", "2"},
      {"{'$getField': {'field': {'$literal': '$w'}, 'input': '$o'}}", "3"},
      {"{'$getField': {'$concat': ['s', '']}}", "'x'"},
      {"{'$getField': {'field': 'q', 'input': '$o'}}", "missing"},
      {"{'$getField': {'field': 'q', 'input': '$n'}}", "null"},
      {"{'$getField': {'field': 'q', 'input': '$nothing'}}", "missing"},
      {"{'$getField': {'field': 'q', 'input': '$a'}}", "missing"},
      {"{'$getField': {'field': 'q', 'input': '$o', 'x': 1}}", "error 3041701"},
      {"{'$getField': {}}", "error 3041702"},
      {"{'$getField': {'input': '$o'}}", "error 3041702"},
      {"{'$getField': {'field': 'q'}}", "error 3041703"},
      {"{'$getField': 5}", "error 3041704"},
      {"{'$getField': null}", "error 3041704"},
      {"{'$getField': {'field': {}, 'input': '$o'}}", "error 3041704"},
      {"{'$getField': {'$literal': true}}", "error 3041704"},
      {"{'$getField': {'field': '$a', 'input': '$o'}}", "error 3041704"},
      {"{'$getField': {'field': '$none', 'input': '$o'}}", "error 3041704"},
      {"{'$setField': {'field': 'y.z', 'input': '$o', 'value': 9}}",
       "{'x': 1, 'y.z': 9, '$w': 3}"},
      {"{'$setField': {'field': 'new', 'input': {'a': 1}, 'value': 9}}",
       "{'a': 1, 'new': 9}"},
      {"{'$setField': {'field': {'$literal': '$w'}, 'input': '$o', 'value': "
       "'$$REMOVE'}}",
       "{'x': 1, 'y.z': 2}"},
      {"{'$setField': {'field': 'q', 'input': '$nothing', 'value': 1}}",
       "null"},
      {"{'$setField': {'field': 'q', 'input': 5, 'value': 1}}",
       "error 4161105"},
      {"{'$setField': 1}", "error 4161100"},
      {"{'$setField': {'x': 1}}", "error 4161101"},
      {"{'$setField': {'input': 1, 'value': 1}}", "error 4161102"},
      {"{'$setField': {'field': 'a', 'input': 1}}", "error 4161103"},
      {"{'$setField': {'field': 'a', 'value': 1}}", "error 4161109"},
      {"{'$setField': {'field': 'a'}}", "error 4161103"},
      {"{'$setField': {'field': {'$concat': ['a']}, 'input': {}, 'value': 1}}",
       "error 4161106"},
      {"{'$setField': {'field': {'a': 1}, 'input': {}, 'value': 1}}",
       "error 4161106"},
      {"{'$setField': {'field': ['a'], 'input': {}, 'value': 1}}",
       "error 4161106"},
      {"{'$setField': {'field': {}, 'input': {}, 'value': 1}}",
       "error 4161107"},
      {"{'$setField': {'field': '$s', 'input': 1, 'value': 1}}",
       "error 4161108"},
      {"{'$setField': {'field': 1, 'input': 1, 'value': 1}}", "error 4161107"},
      {"{'$setField': {'field': 'a\\u0000', 'input': 1, 'value': 1}}",
       "error 9534700"},
      {"{'$unsetField': {'field': 'y.z', 'input': '$o'}}", "{'x': 1, '$w': 3}"},
      {"{'$unsetField': {'field': 'q', 'input': {'a': 1}}}", "{'a': 1}"},
      {"{'$unsetField': {'field': 'q', 'input': '$n'}}", "null"},
      {"{'$unsetField': {'field': 'q'}}", "error 4161109"},
      {"{'$unsetField': {'field': '$s', 'input': {}}}", "error 4161108"},
      {"{'$unsetField': {'field': 'q', 'input': '$o', 'value': 1}}",
       "error 4161101"},
  };
  CheckRows(kRows, kDocument);
}

}  // namespace
}  // namespace meerkat::query
