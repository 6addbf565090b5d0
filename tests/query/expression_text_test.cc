// Operators on strings, types and sizes, and what gives a value of its own.
#include "tests/query/expression_testing.h"

namespace meerkat::query {
namespace {

using testing::CheckRows;
using testing::Row;

constexpr std::string_view kDocument =
    "{'s': 'Hello', 'u': 'Grüße, Ж!', 'n': null, 'i': 5, "
    "'t': {'$date': '2024-02-29T12:34:56Z'}, "
    "'id': {'$oid': '65e0791d0000000000000000'}, "
    "'uuid': {'$binary': {'base64': 'ABEiM0RVZneImaq7zN3u/w==', 'subType': "
    "'04'}}, 'bin': {'$binary': {'base64': '+/8=', 'subType': '00'}}, "
    "'ts': {'$timestamp': {'t': 100, 'i': 7}}, "
    "'rx': {'$regularExpression': {'pattern': 'l+', 'options': 'i'}}}";

TEST_CASE("strings are joined, split and replaced") {
  constexpr Row kRows[] = {
      {"{'$concat': []}", "''"},
      {"{'$concat': ['$s', ', ', '$u']}", "'Hello, Grüße, Ж!'"},
      {"{'$concat': ['$s', '$n', 5]}", "null"},
      {"{'$concat': ['$s', 5]}", "error 16702"},
      {"{'$split': ['a-b--c', '-']}", "['a', 'b', '', 'c']"},
      {"{'$split': ['-a-', '-']}", "['', 'a', '']"},
      {"{'$split': ['abc', 'x']}", "['abc']"},
      {"{'$split': ['', 'x']}", "['']"},
      {"{'$split': ['$n', 5]}", "null"},
      {"{'$split': [5, 'x']}", "error 40085"},
      {"{'$split': ['x', 5]}", "error 10503900"},
      {"{'$split': ['x', '']}", "error 40087"},
      {"{'$replaceOne': {'input': 'aXbX', 'find': 'X', 'replacement': '--'}}",
       "'a--bX'"},
      {"{'$replaceAll': {'input': 'aXbX', 'find': 'X', 'replacement': '--'}}",
       "'a--b--'"},
      {"{'$replaceOne': {'input': 'ab', 'find': '', 'replacement': '.'}}",
       "'.ab'"},
      {"{'$replaceAll': {'input': 'aж', 'find': '', 'replacement': '.'}}",
       "'.a.ж.'"},
      {"{'$replaceAll': {'input': 'aaa', 'find': 'aa', 'replacement': 'b'}}",
       "'ba'"},
      {"{'$replaceAll': {'input': '$n', 'find': 'a', 'replacement': 'b'}}",
       "null"},
      {"{'$replaceAll': {'input': 'a', 'find': 'a', 'replacement': "
       "'$nothing'}}",
       "null"},
      {"{'$replaceAll': {'input': '$n', 'find': 'a', 'replacement': 5}}",
       "error 10503902"},
      {"{'$replaceAll': {'input': 'a', 'find': 5, 'replacement': 'b'}}",
       "error 10503901"},
      {"{'$replaceAll': {'input': 5, 'find': 'a', 'replacement': 'b'}}",
       "error 10503904"},
      {"{'$replaceOne': {'input': 'a', 'find': 'a'}}", "error 51747"},
      {"{'$replaceOne': {'input': 'a', 'replacement': 'a'}}", "error 51748"},
      {"{'$replaceOne': {'find': 'a', 'replacement': 'a'}}", "error 51749"},
      {"{'$replaceOne': {'x': 'a'}}", "error 51750"},
      {"{'$replaceOne': 'a'}", "error 51751"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("the letters of ASCII have two cases") {
  constexpr Row kRows[] = {
      {"{'$toUpper': '$u'}", "'GRüßE, Ж!'"},
      {"{'$toLower': '$s'}", "'hello'"},
      {"{'$toUpper': '$n'}", "''"},
      {"{'$toUpper': 1.5}", "'1.5'"},
      {"{'$toLower': 123456.789}", "'123457'"},
      {"{'$toUpper': 1000000.0}", "'1E+06'"},
      {"{'$toLower': 9e-05}", "'9e-05'"},
      {"{'$toUpper': {'$numberDouble': 'NaN'}}", "'NAN'"},
      {"{'$toLower': {'$numberDouble': '-Infinity'}}", "'-inf'"},
      {"{'$strcasecmp': [{'$numberDouble': 'Infinity'}, 'inf']}", "0"},
      {"{'$toLower': '$ts'}", "'jan  1 00:01:40:7'"},
      {"{'$toLower': {'$timestamp': {'t': 1721500800, 'i': 1}}}",
       "'jul 20 18:40:00:1'"},
      {"{'$toLower': D'1E+3'}", "'1e+3'"},
      {"{'$toLower': '$t'}", "'2024-02-29t12:34:56.000z'"},
      {"{'$toUpper': [['a']]}", "error 16007"},
      {"{'$strcasecmp': ['$s', 'hELLO']}", "0"},
      {"{'$strcasecmp': ['a', 'B']}", "-1"},
      {"{'$strcasecmp': ['b', '$n']}", "1"},
      {"{'$strcasecmp': [5, '5']}", "0"},
      {"{'$strLenBytes': '$u'}", "12"},
      {"{'$strLenCP': '$u'}", "9"},
      {"{'$strLenBytes': '$n'}", "error 34473"},
      {"{'$strLenCP': 5}", "error 34471"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("places in strings are bytes or characters") {
  constexpr Row kRows[] = {
      {"{'$indexOfBytes': ['$u', 'e']}", "6"},
      {"{'$indexOfCP': ['$u', 'e']}", "4"},
      {"{'$indexOfBytes': ['abcb', 'b', 2]}", "3"},
      {"{'$indexOfBytes': ['abcb', 'b', 2, 3]}", "-1"},
      {"{'$indexOfBytes': ['abc', '', 3]}", "3"},
      {"{'$indexOfBytes': ['abc', 'c', 9]}", "-1"},
      {"{'$indexOfBytes': ['abc', 'a', 2, 1]}", "-1"},
      {"{'$indexOfCP': ['жжa', 'a', 1, 3]}", "2"},
      {"{'$indexOfCP': ['жжa', 'a', 1, 2]}", "-1"},
      {"{'$indexOfCP': ['hello', 'llo', 0, 4]}", "2"},
      {"{'$indexOfCP': ['жж', '', 1]}", "1"},
      {"{'$indexOfCP': ['жж', '', 2]}", "-1"},
      {"{'$indexOfCP': ['жж', '', 0, 0]}", "-1"},
      {"{'$indexOfCP': ['', '']}", "0"},
      {"{'$indexOfCP': ['жж', '', 3]}", "-1"},
      {"{'$indexOfCP': ['$n', 5]}", "null"},
      {"{'$indexOfBytes': [5, 'x']}", "error 40091"},
      {"{'$indexOfBytes': ['x', '$n']}", "error 40092"},
      {"{'$indexOfCP': [5, 'x']}", "error 40093"},
      {"{'$indexOfCP': ['x', 5]}", "error 40094"},
      {"{'$indexOfCP': ['x', 'x', 1.5]}", "error 40096"},
      {"{'$indexOfBytes': ['x', 'x', 0, -1]}", "error 40097"},
      {"{'$substr': ['Hello', 1, 3]}", "'ell'"},
      {"{'$substrBytes': ['$u', 0, 2]}", "'Gr'"},
      {"{'$substrBytes': ['$u', 2, -1]}", "'üße, Ж!'"},
      {"{'$substrBytes': ['$u', 99, 1]}", "''"},
      {"{'$substrBytes': ['$n', 0, 1]}", "''"},
      {"{'$substrBytes': [123, 1, 1]}", "'2'"},
      {"{'$substrBytes': ['abc', 0, 9223372036854775807L]}", "'abc'"},
      {"{'$substrBytes': ['abc', 'x', 1]}", "error 16034"},
      {"{'$substrBytes': ['abc', 0, 'x']}", "error 16035"},
      {"{'$substrBytes': ['abc', -1, 1]}", "error 50752"},
      // Doubles are cut off, decimals rounded half to even.
      {"{'$substrBytes': ['abcd', 1.9, 1.9]}", "'b'"},
      {"{'$substrBytes': ['abcd', D'1.5', D'1.5']}", "'cd'"},
      {"{'$substrBytes': ['abcd', D'-0.5', 2]}", "'ab'"},
      {"{'$substrBytes': ['abcd', D'-0.6', 2]}", "error 50752"},
      {"{'$substrBytes': ['abcd', D'NaN', 2]}", "error 50752"},
      {"{'$substrBytes': ['abcd', 0, D'NaN']}", "'abcd'"},
      {"{'$substrBytes': ['abcd', 1e20, 2]}", "error 31109"},
      {"{'$substrBytes': ['abcd', 0, {'$numberDouble': 'NaN'}]}",
       "error 31109"},
      {"{'$substrBytes': ['$u', 3, 1]}", "error 28656"},
      {"{'$substrBytes': ['$u', 2, 1]}", "error 28657"},
      {"{'$substrCP': ['$u', 2, 2]}", "'üß'"},
      {"{'$substrCP': ['$u', 7, 99]}", "'Ж!'"},
      {"{'$substrCP': ['$u', 99, 1]}", "''"},
      {"{'$substrCP': ['abc', 'x', 1]}", "error 34450"},
      {"{'$substrCP': ['abc', 1.5, 1]}", "error 34451"},
      {"{'$substrCP': ['abc', 1, 'x']}", "error 34452"},
      {"{'$substrCP': ['abc', 1, 1.5]}", "error 34453"},
      {"{'$substrCP': ['abc', 1, -1]}", "error 34454"},
      {"{'$substrCP': ['abc', -1, 1]}", "error 34455"},
      {"{'$substrCP': ['abc', -1, 'x']}", "error 34452"},
      {"{'$substrCP': ['abc', -1, 1.5]}", "error 34453"},
      {"{'$substrCP': ['abc', -1, -1]}", "error 34454"},
      {"{'$trim': {'input': ' \\u0000\\t x y \\u2003\\n'}}", "'x y'"},
      {"{'$ltrim': {'input': ' x '}}", "'x '"},
      {"{'$rtrim': {'input': ' x '}}", "' x'"},
      {"{'$trim': {'input': 'жaжbж', 'chars': 'aж'}}", "'b'"},
      {"{'$trim': {'input': '   '}}", "''"},
      {"{'$trim': {'input': ' x ', 'chars': ''}}", "' x '"},
      {"{'$trim': {'input': '$n'}}", "null"},
      {"{'$trim': {'input': 'x', 'chars': '$nothing'}}", "null"},
      {"{'$trim': {'input': 'x', 'y': 1}}", "error 50694"},
      {"{'$trim': {'chars': 'x'}}", "error 50695"},
      {"{'$trim': 'x'}", "error 50696"},
      {"{'$trim': {'input': 5}}", "error 50699"},
      {"{'$trim': {'input': 'x', 'chars': 5}}", "error 50700"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("regular expressions find their matches, groups and places") {
  constexpr Row kRows[] = {
      {"{'$regexMatch': {'input': '$s', 'regex': 'l+'}}", "true"},
      {"{'$regexMatch': {'input': '$s', 'regex': 'x'}}", "false"},
      {"{'$regexMatch': {'input': '$s', 'regex': 'HELLO', 'options': 'i'}}",
       "true"},
      {"{'$regexMatch': {'input': '$s', 'regex': '$rx'}}", "true"},
      {"{'$regexMatch': {'input': '$n', 'regex': 'l'}}", "false"},
      {"{'$regexMatch': {'input': '$s', 'regex': '$n'}}", "false"},
      {"{'$regexFind': {'input': '$u', 'regex': '(ß)(x)?(.)'}}",
       "{'match': 'ße', 'idx': 3, 'captures': ['ß', null, 'e']}"},
      {"{'$regexFind': {'input': '$s', 'regex': 'x'}}", "null"},
      {"{'$regexFind': {'input': '$n', 'regex': 'x'}}", "null"},
      {"{'$regexFindAll': {'input': 'aЖbЖ', 'regex': 'Ж'}}",
       "[{'match': 'Ж', 'idx': 1, 'captures': []}, {'match': 'Ж', 'idx': 3, "
       "'captures': []}]"},
      {"{'$regexFindAll': {'input': 'ж1', 'regex': '[0-9]*'}}",
       "[{'match': '', 'idx': 0, 'captures': []}, {'match': '1', 'idx': 1, "
       "'captures': []}]"},
      {"{'$regexFindAll': {'input': 'жb', 'regex': ''}}",
       "[{'match': '', 'idx': 0, 'captures': []}, {'match': '', 'idx': 1, "
       "'captures': []}]"},
      {"{'$regexFindAll': {'input': '', 'regex': ''}}",
       "[{'match': '', 'idx': 0, 'captures': []}]"},
      {"{'$regexFindAll': {'input': 'aa', 'regex': '(?<=a)a'}}",
       "[{'match': 'a', 'idx': 1, 'captures': []}]"},
      {"{'$regexFindAll': {'input': '$n', 'regex': 'x'}}", "[]"},
      {"{'$regexFind': {'input': '$s', 'regex': '$rx', 'options': 'i'}}",
       "error 51107"},
      // Options are judged first.
      {"{'$regexFind': {'input': 'x', 'regex': '$n', 'options': 5}}",
       "error 51106"},
      {"{'$regexFind': 1}", "error 51103"},
      {"{'$regexFind': {'regex': 'x'}}", "error 31022"},
      {"{'$regexFind': {'input': 'x'}}", "error 31023"},
      {"{'$regexFind': {'input': 'x', 'regex': 'x', 'y': 1}}", "error 31024"},
      {"{'$regexFind': {'input': 5, 'regex': 'x'}}", "error 51104"},
      {"{'$regexFind': {'input': 'x', 'regex': 5}}", "error 51105"},
      {"{'$regexFind': {'input': 'x', 'regex': '$i'}}", "error 51105"},
      {"{'$regexFind': {'input': 'x', 'regex': 'x', 'options': 5}}",
       "error 51106"},
      {"{'$regexFind': {'input': 'x', 'regex': 'x', 'options': 'z'}}",
       "error 51108"},
      {"{'$regexFind': {'input': 'x', 'regex': 'a\\u0000'}}", "error 51109"},
      {"{'$regexFind': {'input': 'x', 'regex': 'a', 'options': 'i\\u0000'}}",
       "error 51110"},
      {"{'$regexFind': {'input': 'x', 'regex': '('}}", "error 51111"},
      {"{'$regexMatch': {'input': {'$reduce': {'input': {'$range': [0, 12]}, "
       "'initialValue': 'aa', 'in': {'$concat': ['$$value', '$$value']}}}, "
       "'regex': '^(a+)+$(?<!a)'}}",
       "error 51156"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("a pattern of an expression has at most 16 KB") {
  const auto match = [](size_t size) {
    const std::string pattern(size, 'a');
    return testing::Describe(testing::EvaluateText(
        "{'$regexMatch': {'input': 'a', 'regex': '" + pattern + "'}}"));
  };
  CHECK(match(16 * 1024) == testing::DescribeExpected("false"));
  CHECK(match(16 * 1024 + 1) == "error 51111");
}

TEST_CASE("types and their conversions") {
  constexpr Row kRows[] = {
      {"{'$type': '$s'}", "'string'"},
      {"{'$type': '$nothing'}", "'missing'"},
      {"{'$type': 5L}", "'long'"},
      {"{'$isNumber': D'5'}", "true"},
      {"{'$isNumber': '5'}", "false"},
      {"{'$isNumber': '$nothing'}", "false"},
      {"{'$toBool': 0.0}", "false"},
      {"{'$toBool': 'false'}", "true"},
      {"{'$toBool': ''}", "true"},
      {"{'$toBool': '$n'}", "null"},
      {"{'$toBool': [[]]}", "true"},
      {"{'$toInt': 5.9}", "5"},
      {"{'$toInt': -5.9}", "-5"},
      {"{'$toInt': '-42'}", "-42"},
      {"{'$toInt': '+42'}", "42"},
      {"{'$toInt': true}", "1"},
      {"{'$toInt': D'5.5'}", "5"},
      {"{'$toInt': 2147483648L}", "error 241"},
      {"{'$toInt': '5.5'}", "error 241"},
      {"{'$toInt': ' 5'}", "error 241"},
      {"{'$toInt': '+-5'}", "error 241"},
      {"{'$toInt': ''}", "error 241"},
      {"{'$toInt': '2147483648'}", "error 241"},
      {"{'$toInt': '$t'}", "error 241"},
      {"{'$toInt': {'$numberDouble': 'NaN'}}", "error 241"},
      {"{'$toInt': '$nothing'}", "null"},
      {"{'$toLong': '9223372036854775807'}", "9223372036854775807L"},
      {"{'$toLong': '$t'}", "1709210096000L"},
      {"{'$toLong': 1e19}", "error 241"},
      {"{'$toDouble': '2.5e3'}", "2500.0"},
      {"{'$toDouble': '0x1'}", "error 241"},
      {"{'$toDouble': '+0x1.8p1'}", "3.0"},
      {"{'$toDouble': '-0xff'}", "-255.0"},
      {"{'$toDouble': '0X1P-1'}", "0.5"},
      {"{'$toDouble': '+0x'}", "error 241"},
      {"{'$toDouble': '+0x-1'}", "error 241"},
      {"{'$toDouble': '+0xp0'}", "error 241"},
      {"{'$toInt': '+0x1'}", "error 241"},
      {"{'$toDouble': '1e999'}", "error 241"},
      {"{'$toDouble': D'1E+400'}", "error 241"},
      {"{'$toDouble': D'Infinity'}", "{'$numberDouble': 'Infinity'}"},
      {"{'$toDouble': '$t'}", "1709210096000.0"},
      {"{'$toDecimal': '1.50'}", "D'1.50'"},
      {"{'$toDecimal': 0.1}", "D'0.100000000000000'"},
      {"{'$toDecimal': 'x'}", "error 241"},
      {"{'$toDecimal': '12345678901234567890123456789012345'}",
       "D'1.234567890123456789012345678901234E+34'"},
      {"{'$toDecimal': '+1.00000000000000000000000000000000099999E-2'}",
       "D'0.01000000000000000000000000000000001'"},
      {"{'$toDecimal': '1E+6145'}", "error 241"},
      {"{'$toDecimal': '1E-6177'}", "error 241"},
      {"{'$toDecimal': '1.2.30000000000000000000000000000000000000'}",
       "error 241"},
      {"{'$toString': 2.5}", "'2.5'"},
      {"{'$toString': 5L}", "'5'"},
      {"{'$toString': true}", "'true'"},
      {"{'$toString': {'$numberDouble': '-Infinity'}}", "'-Infinity'"},
      {"{'$toString': 3.0}", "'3'"},
      {"{'$toString': -0.0}", "'-0'"},
      {"{'$toString': 1.0000000000000002}", "'1.0000000000000002'"},
      {"{'$toString': {'$add': [0.1, 0.2]}}", "'0.30000000000000004'"},
      {"{'$toString': 9e-05}", "'9e-05'"},
      {"{'$toString': 1e-4}", "'0.0001'"},
      {"{'$toString': 1e15}", "'1000000000000000'"},
      {"{'$toString': 9.999999999999998e15}", "'9999999999999998'"},
      {"{'$toString': 1e16}", "'1e+16'"},
      {"{'$toString': 5e-324}", "'5e-324'"},
      {"{'$toString': 2.2250738585072009e-308}", "'2.225073858507201e-308'"},
      {"{'$toString': -1.7976931348623157e+308}", "'-1.7976931348623157e+308'"},
      {"{'$toString': '$t'}", "'2024-02-29T12:34:56.000Z'"},
      {"{'$toString': '$id'}", "'65e0791d0000000000000000'"},
      {"{'$toString': '$uuid'}", "'00112233-4455-6677-8899-aabbccddeeff'"},
      {"{'$toString': [[1]]}", "error 241"},
      {"{'$toString': {'$toDate': 9223372036854775807L}}", "error 18537"},
      {"{'$toString': {'$binary': {'base64': 'AQI=', 'subType': '04'}}}",
       "'AQI='"},
      // The old subtype stores its length once more.
      {"{'$toString': {'$binary': {'base64': 'aGVsbG8=', 'subType': '02'}}}",
       "'BQAAAGhlbGxv'"},
      {"{'$toDate': 0L}", "{'$date': '1970-01-01T00:00:00Z'}"},
      {"{'$toDate': 1.9}", "{'$date': '1970-01-01T00:00:00.001Z'}"},
      {"{'$toDate': '2024-02-29'}", "{'$date': '2024-02-29T00:00:00Z'}"},
      {"{'$toDate': '2024-02-29 01:02:03'}",
       "{'$date': '2024-02-29T01:02:03Z'}"},
      {"{'$toDate': '$id'}", "{'$date': '2024-02-29T12:31:25Z'}"},
      {"{'$toDate': {'$toObjectId': 'ffffffff0000000000000000'}}",
       "{'$date': '1969-12-31T23:59:59Z'}"},
      {"{'$toDate': ' \\u0000\\u00a02024-06-15T12:30:45Z\\t\\n'}",
       "{'$date': '2024-06-15T12:30:45Z'}"},
      {"{'$toDate': '2018-03-20 \\t11:00:06 +0500'}",
       "{'$date': '2018-03-20T06:00:06Z'}"},
      {"{'$toDate': '2024 -06-15T12:30:45Z'}", "error 241"},
      {"{'$toDate': '2024-06-15T12: 30:45Z'}", "error 241"},
      {"{'$toDate': ' '}", "error 241"},
      {"{'$toDate': []}", "error 50723"},
      {"{'$toInt': [1, 2]}", "error 50723"},
      {"{'$toDate': '$ts'}", "{'$date': '1970-01-01T00:01:40Z'}"},
      {"{'$toDate': 5}", "error 241"},
      {"{'$toDate': 'tomorrow'}", "error 241"},
      {"{'$toObjectId': '65e0791d0000000000000000'}",
       "{'$oid': '65e0791d0000000000000000'}"},
      {"{'$toObjectId': 'x'}", "error 241"},
      {"{'$toObjectId': 5}", "error 241"},
      {"{'$toUUID': 'x'}", "error 241"},
      {"{'$eq': [{'$toUUID': '00112233-4455-6677-8899-AABBCCDDEEFF'}, "
       "'$uuid']}",
       "true"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("$convert: types by name and number, onError, onNull, formats") {
  constexpr Row kRows[] = {
      {"{'$convert': {'input': '5', 'to': 'int'}}", "5"},
      {"{'$convert': {'input': '5', 'to': 16}}", "5"},
      {"{'$convert': {'input': '5', 'to': 'integer'}}", "error 2"},
      {"{'$convert': {'input': '5', 'to': {'type': 'double'}}}", "5.0"},
      {"{'$convert': {'input': 'x', 'to': 'int', 'onError': '$s'}}", "'Hello'"},
      {"{'$convert': {'input': 'x', 'to': 'int', 'onError': '$nothing'}}",
       "missing"},
      {"{'$convert': {'input': 'x', 'to': 'int'}}", "error 241"},
      {"{'$convert': {'input': '$n', 'to': 'int', 'onNull': 9}}", "9"},
      {"{'$convert': {'input': '$n', 'to': 'int'}}", "null"},
      {"{'$convert': {'input': 5, 'to': '$n'}}", "null"},
      {"{'$convert': {'input': {'$divide': [1, 0]}, 'to': 'int', 'onError': "
       "1}}",
       "error 2"},
      {"{'$convert': {'input': 5, 'to': 'regex', 'onError': 1}}", "1"},
      {"{'$convert': {'input': 5, 'to': 'nonsense'}}", "error 2"},
      {"{'$convert': {'input': 5, 'to': 99}}", "error 9"},
      {"{'$convert': {'input': 5, 'to': 1.5}}", "error 9"},
      {"{'$convert': {'input': 5, 'to': true}}", "error 9"},
      {"{'$convert': {'input': '$n', 'to': true}}", "error 9"},
      {"{'$convert': {'input': 5}}", "error 9"},
      {"{'$convert': {'to': 5}}", "error 9"},
      {"{'$convert': {'input': 5, 'to': 'int', 'x': 1}}", "error 9"},
      {"{'$convert': 5}", "error 9"},
      {"{'$convert': {'input': 5, 'to': 0}}", "error 241"},
      {"{'$convert': {'input': 5, 'to': 0, 'onError': 1}}", "1"},
      // A year that four digits cannot name; onError is not for that.
      {"{'$convert': {'input': {'$toDate': -99999999999999L}, 'to': 'string', "
       "'onError': 1}}",
       "error 18537"},
      {"{'$convert': {'input': '$bin', 'to': 'string', 'format': 'base64'}}",
       "'+/8='"},
      {"{'$convert': {'input': '$bin', 'to': 'string', 'format': "
       "'base64url'}}",
       "'-_8'"},
      {"{'$convert': {'input': '$bin', 'to': 'string', 'format': 'hex'}}",
       "'FBFF'"},
      {"{'$convert': {'input': '$bin', 'to': 'string', 'format': 'utf8'}}",
       "error 241"},
      {"{'$convert': {'input': '$bin', 'to': 'string', 'format': 'uuid'}}",
       "error 241"},
      // Not what onError is for.
      {"{'$convert': {'input': '$bin', 'to': 'string', 'onError': 1}}",
       "error 4341115"},
      {"{'$convert': {'input': '$bin', 'to': 'string', 'format': null}}",
       "error 4341115"},
      {"{'$convert': {'input': 'a', 'to': 'binData'}}", "error 4341115"},
      {"{'$convert': {'input': '$bin', 'to': 'string', 'format': 'x'}}",
       "error 4341125"},
      {"{'$convert': {'input': '$bin', 'to': 'string', 'format': 5}}",
       "error 4341114"},
      {"{'$convert': {'input': '-_8', 'to': 'binData', 'format': "
       "'base64url'}}",
       "{'$binary': {'base64': '+/8=', 'subType': '00'}}"},
      {"{'$convert': {'input': 'fbff', 'to': {'type': 'binData', 'subtype': "
       "128}, 'format': 'hex'}}",
       "{'$binary': {'base64': '+/8=', 'subType': '80'}}"},
      {"{'$convert': {'input': 'a', 'to': 'binData', 'format': 'hex'}}",
       "error 241"},
      {"{'$convert': {'input': 'a', 'to': 'binData', 'format': 'utf8'}}",
       "{'$binary': {'base64': 'YQ==', 'subType': '00'}}"},
      {"{'$convert': {'input': 'a', 'to': {'type': 'binData', 'subtype': 4}, "
       "'format': 'utf8'}}",
       "error 241"},
      {"{'$convert': {'input': 'a', 'to': {'type': 'binData', 'subtype': "
       "256}, 'format': 'utf8'}}",
       "error 4341107"},
      {"{'$convert': {'input': 'a', 'to': {'type': 'binData', 'subtype': "
       "10}, 'format': 'utf8'}}",
       "error 4341107"},
      {"{'$convert': {'input': 'a', 'to': {'type': 'binData', 'subtype': "
       "-1}, 'format': 'utf8'}}",
       "error 4341107"},
      {"{'$convert': {'input': 'a', 'to': {'type': 'binData', 'subtype': "
       "1.5}, 'format': 'utf8'}}",
       "error 4341106"},
      {"{'$convert': {'input': 'a', 'to': {'type': 'binData', 'subtype': "
       "'5'}, 'format': 'utf8'}}",
       "error 4341108"},
      {"{'$convert': {'input': 'a', 'to': {'type': 'binData', 'subtype': "
       "null}, 'format': 'utf8'}}",
       "error 4341108"},
      // What there is nothing to convert with is not looked at.
      {"{'$convert': {'input': '$n', 'to': {'type': 'binData', 'subtype': "
       "999}, 'format': 5}}",
       "null"},
      {"{'$convert': {'input': '$bin', 'to': {'type': 'binData', 'subtype': "
       "4}}}",
       "error 241"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("$convert: numbers as binary data and back") {
  constexpr Row kRows[] = {
      {"{'$convert': {'input': 258, 'to': 'binData'}}",
       "{'$binary': {'base64': 'AgEAAA==', 'subType': '00'}}"},
      {"{'$convert': {'input': 258, 'to': 'binData', 'byteOrder': 'big'}}",
       "{'$binary': {'base64': 'AAABAg==', 'subType': '00'}}"},
      {"{'$convert': {'input': 258, 'to': 'binData', 'byteOrder': null}}",
       "{'$binary': {'base64': 'AgEAAA==', 'subType': '00'}}"},
      {"{'$convert': {'input': -2L, 'to': {'type': 'binData', 'subtype': "
       "128}}}",
       "{'$binary': {'base64': '/v////////8=', 'subType': '80'}}"},
      {"{'$convert': {'input': 1.0, 'to': 'binData', 'byteOrder': 'big'}}",
       "{'$binary': {'base64': 'P/AAAAAAAAA=', 'subType': '00'}}"},
      {"{'$convert': {'input': D'1', 'to': 'binData'}}", "error 241"},
      {"{'$convert': {'input': true, 'to': 'binData'}}", "error 241"},
      {"{'$toInt': {'$binary': {'base64': '/w==', 'subType': '00'}}}", "-1"},
      {"{'$toInt': {'$binary': {'base64': 'AoA=', 'subType': '00'}}}",
       "-32766"},
      {"{'$toInt': {'$binary': {'base64': 'AgEAAA==', 'subType': '05'}}}",
       "258"},
      {"{'$convert': {'input': {'$binary': {'base64': 'AAABAg==', 'subType': "
       "'00'}}, 'to': 'int', 'byteOrder': 'big'}}",
       "258"},
      {"{'$toLong': {'$binary': {'base64': '/w==', 'subType': '00'}}}", "-1L"},
      {"{'$toLong': {'$binary': {'base64': '/v////////8=', 'subType': "
       "'00'}}}",
       "-2L"},
      {"{'$toInt': {'$binary': {'base64': '/v////////8=', 'subType': '00'}}}",
       "error 241"},
      {"{'$toInt': {'$binary': {'base64': 'AAAA', 'subType': '00'}}}",
       "error 241"},
      {"{'$toInt': {'$binary': {'base64': '', 'subType': '00'}}}", "error 241"},
      {"{'$toInt': {'$binary': {'base64': '', 'subType': '02'}}}", "0"},
      {"{'$toDouble': {'$binary': {'base64': 'AACAPw==', 'subType': '00'}}}",
       "1.0"},
      {"{'$convert': {'input': {'$binary': {'base64': 'P/AAAAAAAAA=', "
       "'subType': '00'}}, 'to': 'double', 'byteOrder': 'big'}}",
       "1.0"},
      {"{'$toDouble': {'$binary': {'base64': 'AAA=', 'subType': '00'}}}",
       "error 241"},
      {"{'$toDecimal': {'$binary': {'base64': 'AACAPw==', 'subType': "
       "'00'}}}",
       "error 241"},
      // It counts for nothing else, but must be one where it is looked at.
      {"{'$convert': {'input': '5', 'to': 'int', 'byteOrder': 'big'}}", "5"},
      {"{'$convert': {'input': '5', 'to': 'int', 'byteOrder': 'medium'}}",
       "error 9130002"},
      {"{'$convert': {'input': '5', 'to': 'int', 'byteOrder': 5}}",
       "error 9130001"},
      {"{'$convert': {'input': '$n', 'to': 'int', 'byteOrder': 5}}", "null"},
      {"{'$convert': {'input': '5', 'to': '$n', 'byteOrder': 5}}", "null"},
      {"{'$convert': {'input': 'x', 'to': 'int', 'byteOrder': 5, 'onError': "
       "1}}",
       "error 9130001"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("sizes, timestamps and chance") {
  constexpr Row kRows[] = {
      {"{'$binarySize': '$u'}", "12"},
      {"{'$binarySize': '$uuid'}", "16"},
      {"{'$binarySize': '$n'}", "null"},
      {"{'$binarySize': 5}", "error 51276"},
      {"{'$bsonSize': {'a': 1}}", "12"},
      {"{'$bsonSize': '$nothing'}", "null"},
      {"{'$bsonSize': '$s'}", "error 31393"},
      {"{'$tsSecond': '$ts'}", "100L"},
      {"{'$tsIncrement': '$ts'}", "7L"},
      {"{'$tsSecond': '$n'}", "null"},
      {"{'$tsSecond': 5}", "error 5687301"},
      {"{'$tsIncrement': 5}", "error 5687302"},
      {"{'$rand': 5}", "error 10065"},
      {"{'$rand': {'x': 1}}", "error 3040501"},
      {"{'$ne': [{'$rand': {}}, {'$rand': []}]}", "true"},
      {"{'$lt': [{'$rand': {}}, 1]}", "true"},
      {"{'$gte': [{'$rand': {}}, 0]}", "true"},
  };
  CheckRows(kRows, kDocument);
}

}  // namespace
}  // namespace meerkat::query
