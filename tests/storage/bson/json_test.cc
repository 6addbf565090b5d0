// Extended JSON both ways. The specification's own examples are tested by
// tests/spec/bson_corpus_test.cc; here is what it leaves open.
#include <meerkat/builder.h>
#include <meerkat/json.h>

#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "tests/catch.hpp"
#include "tests/storage/bson/every_type.h"
#include "tests/support/random_values.h"
#include "tests/support/seed.h"

namespace meerkat {
namespace {

using testing::RandomValues;
using testing::SeedOfThisRun;

std::string Relaxed(const Value& value) { return ToJson(value.element()); }

std::string Canonical(const Value& value) {
  return ToJson(value.element(), JsonMode::kCanonical);
}

// What `text` says, in canonical form; the message when it is refused.
std::string Parsed(const std::string& text) {
  const StatusOr<Document> document = ParseJson(text);
  if (!document.ok()) return ErrorMessageOf(document.status());
  return ToJson(*document, JsonMode::kCanonical);
}

// The same for one value, the field "v" of a document.
std::string ParsedValue(const std::string& text) {
  const StatusOr<Document> document = ParseJson("{\"v\":" + text + "}");
  if (!document.ok()) return ErrorMessageOf(document.status());
  return ToJson((*document)["v"], JsonMode::kCanonical);
}

std::string Repeated(int count, const std::string& text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

TEST_CASE("every type prints in relaxed form as people read it") {
  CHECK(ToJson(bson::EveryType()) ==
        R"({"double":1.5,"string":"straße",)"
        R"("document":{"a":1,"b":{"c":true}},"array":[1,"two",[3.0],{}],)"
        R"("binary":{"$binary":{"base64":"Ynl0ZXM=","subType":"00"}},)"
        R"("oldBinary":{"$binary":{"base64":"b2xk","subType":"02"}},)"
        R"("undefined":{"$undefined":true},)"
        R"("objectId":{"$oid":"0123456789abcdef01234567"},)"
        R"("true":true,"false":false,)"
        R"("date":{"$date":"2023-11-14T22:13:20Z"},"null":null,)"
        R"("regex":{"$regularExpression":{"pattern":"^a.c$","options":"im"}},)"
        R"("dbPointer":{"$dbPointer":{"$ref":"db.things",)"
        R"("$id":{"$oid":"0123456789abcdef01234567"}}},)"
        R"("code":{"$code":"return 1;"},"symbol":{"$symbol":"sym"},)"
        R"("codeWithScope":{"$code":"x","$scope":{"x":1}},"int32":42,)"
        R"("timestamp":{"$timestamp":{"t":1700000000,"i":7}},)"
        R"("int64":1099511627776,"decimal128":{"$numberDecimal":"1.50"},)"
        R"("minKey":{"$minKey":1},"maxKey":{"$maxKey":1}})");
}

TEST_CASE("canonical form keeps the types that relaxed form loses") {
  CHECK(Canonical(42) == R"({"$numberInt":"42"})");
  CHECK(Canonical(int64_t{42}) == R"({"$numberLong":"42"})");
  CHECK(Relaxed(int64_t{42}) == "42");
  CHECK(Canonical(1.5) == R"({"$numberDouble":"1.5"})");
  CHECK(Canonical(Date{5}) == R"({"$date":{"$numberLong":"5"}})");
  CHECK(Relaxed(Date{5}) == R"({"$date":"1970-01-01T00:00:00.005Z"})");
}

TEST_CASE("a document of every type comes back from canonical form") {
  const Document document = bson::EveryType();
  const auto back = ParseJson(ToJson(document, JsonMode::kCanonical));
  REQUIRE(back.ok());
  CHECK(back->view() == document.view());
}

TEST_CASE("doubles print in the shortest form that reads back to them") {
  using Limits = std::numeric_limits<double>;
  CHECK(Relaxed(0.1) == "0.1");
  CHECK(Relaxed(0.1 + 0.2) == "0.30000000000000004");
  CHECK(Relaxed(1.0) == "1.0");
  CHECK(Relaxed(-0.0) == "-0.0");
  CHECK(Relaxed(1e15) == "1000000000000000.0");
  CHECK(Relaxed(1e100) == "1E+100");
  CHECK(Relaxed(1.2345678921232e18) == "1.2345678921232E+18");
  CHECK(Relaxed(5e-324) == "5E-324");
  CHECK(Relaxed(Limits::max()) == "1.7976931348623157E+308");
  CHECK(Relaxed(Limits::infinity()) == R"({"$numberDouble":"Infinity"})");
  CHECK(Relaxed(-Limits::infinity()) == R"({"$numberDouble":"-Infinity"})");
  CHECK(Relaxed(Limits::quiet_NaN()) == R"({"$numberDouble":"NaN"})");
}

TEST_CASE("relaxed dates are ISO text from 1970 to 9999 and numbers beyond") {
  CHECK(Relaxed(Date{-1}) == R"({"$date":{"$numberLong":"-1"}})");
  CHECK(Relaxed(Date{0}) == R"({"$date":"1970-01-01T00:00:00Z"})");
  CHECK(Relaxed(Date{253402300799999}) ==
        R"({"$date":"9999-12-31T23:59:59.999Z"})");
  CHECK(Relaxed(Date{253402300800000}) ==
        R"({"$date":{"$numberLong":"253402300800000"}})");
}

TEST_CASE("strings escape what JSON demands and nothing else") {
  CHECK(Relaxed("plain") == R"("plain")");
  CHECK(Relaxed("\"\\/") == R"("\"\\/")");
  CHECK(Relaxed("\b\f\n\r\t\x01\x1F\x7F") ==
        "\"\\b\\f\\n\\r\\t\\u0001\\u001f\x7F\"");
  CHECK(Relaxed(std::string("a\0b", 3)) == R"("a\u0000b")");
  CHECK(Relaxed("é☆😀") == R"("é☆😀")");
  CHECK(Relaxed("an escape behind more than eight bytes\n") ==
        R"("an escape behind more than eight bytes\n")");
}

TEST_CASE("regex options print in alphabetical order") {
  CHECK(Relaxed(Value::Regex("a", "xmi")) ==
        R"({"$regularExpression":{"pattern":"a","options":"imx"}})");
  CHECK(ParsedValue(
            R"({"$regularExpression":{"pattern":"a","options":"xmi"}})") ==
        R"({"$regularExpression":{"pattern":"a","options":"imx"}})");
}

TEST_CASE("a missing value prints as a word, for messages") {
  CHECK(Relaxed(Value()) == "missing");
}

TEST_CASE("a number gets the smallest type that its text asks for") {
  CHECK(ParsedValue("0") == R"({"$numberInt":"0"})");
  CHECK(ParsedValue("-0") == R"({"$numberInt":"0"})");
  CHECK(ParsedValue("2147483647") == R"({"$numberInt":"2147483647"})");
  CHECK(ParsedValue("2147483648") == R"({"$numberLong":"2147483648"})");
  CHECK(ParsedValue("-2147483648") == R"({"$numberInt":"-2147483648"})");
  CHECK(ParsedValue("-2147483649") == R"({"$numberLong":"-2147483649"})");
  CHECK(ParsedValue("-9223372036854775808") ==
        R"({"$numberLong":"-9223372036854775808"})");
  CHECK(ParsedValue("9223372036854775808") ==
        R"({"$numberDouble":"9.223372036854776E+18"})");
  CHECK(ParsedValue("1.0") == R"({"$numberDouble":"1.0"})");
  CHECK(ParsedValue("1e2") == R"({"$numberDouble":"100.0"})");
  CHECK(ParsedValue("-0.0") == R"({"$numberDouble":"-0.0"})");
}

TEST_CASE("doubles are rounded correctly at the edges") {
  // Half way between two doubles: to the even one.
  CHECK(ParsedValue("9007199254740993.0") ==
        R"({"$numberDouble":"9007199254740992.0"})");
  CHECK(ParsedValue("9007199254740993.0000000000000000000000000000001") ==
        R"({"$numberDouble":"9007199254740994.0"})");
  CHECK(ParsedValue("1e-400") == R"({"$numberDouble":"0.0"})");
  CHECK(ParsedValue("-1e-400") == R"({"$numberDouble":"-0.0"})");
  CHECK(ParsedValue("1" + Repeated(400, "0") + "e-400") ==
        R"({"$numberDouble":"1.0"})");
  CHECK(ParsedValue("1e400") ==
        "Invalid JSON at offset 5: the number is too large for a double");
  CHECK(ParsedValue(Repeated(400, "9")) ==
        "Invalid JSON at offset 5: the number is too large for a double");
}

TEST_CASE("the keys of a type wrapper may come in any order") {
  CHECK(ParsedValue(R"({"$scope": {"x": {}}, "$code": "f"})") ==
        R"({"$code":"f","$scope":{"x":{}}})");
  CHECK(ParsedValue(R"({"$timestamp": {"i": 2, "t": 1}})") ==
        R"({"$timestamp":{"t":1,"i":2}})");
  CHECK(
      ParsedValue(R"({"$dbPointer": {"$id": {"$oid":)"
                  R"( "0123456789ABCDEF01234567"}, "$ref": "c"}})") ==
      R"({"$dbPointer":{"$ref":"c","$id":{"$oid":"0123456789abcdef01234567"}}})");
  CHECK(ParsedValue(R"({"\u0024oid": "0123456789abcdef01234567"})") ==
        R"({"$oid":"0123456789abcdef01234567"})");
}

TEST_CASE("what only looks like a type wrapper stays a document") {
  const auto stays = [](const std::string& text) {
    CHECK(ParsedValue(text) == text);
  };
  stays(R"({"$type":"string"})");
  stays(R"({"$ref":"c","$id":"x"})");
  stays(R"({"$regex":"^a","$options":"i"})");
  stays(R"({"$":"x","$unknown":null})");
  CHECK(Parsed(R"({"$oid": "at the top there is no value to wrap"})") ==
        R"({"$oid":"at the top there is no value to wrap"})");
}

TEST_CASE("fields of equal names are all kept") {
  CHECK(Parsed(R"({"a":"1","a":"2"})") == R"({"a":"1","a":"2"})");
}

TEST_CASE("NUL may stand in text but not in names") {
  CHECK(ParsedValue(R"("a\u0000b")") == R"("a\u0000b")");
  CHECK(ParsedValue(R"({"$code":"a\u0000b"})") == R"({"$code":"a\u0000b"})");
  CHECK(Parsed(R"({"a\u0000b":1})") ==
        "Invalid JSON at offset 1: a field name may not contain NUL");
  CHECK(ParsedValue(
            R"({"$regularExpression":{"pattern":"\u0000","options":""}})") ==
        "Invalid JSON at offset 38: expected a string without NUL");
}

TEST_CASE("escapes beyond U+FFFF are pairs, and halves are refused") {
  CHECK(ParsedValue(R"("\ud83d\ude00")") == R"("😀")");
  for (const std::string half : {R"("\ud83d")", R"("\ude00")", R"("\ud83d\n")",
                                 R"("\ud83dx")", R"("\ud83d\ud83d")"}) {
    INFO(half);
    CHECK(ParsedValue(half) ==
          "Invalid JSON at offset 6: half of a surrogate pair");
  }
}

TEST_CASE("an error names its offset and what is wrong") {
  const std::pair<const char*, const char*> cases[] = {
      {"", "0: expected a document, which begins with '{'"},
      {"  [1]", "2: expected a document, which begins with '{'"},
      {"{", "1: expected a field name in quotes"},
      {"{a:1}", "1: expected a field name in quotes"},
      {"{'a':1}", "1: expected a field name in quotes"},
      {R"({"a" 1})", "5: expected ':'"},
      {R"({"a":})", "5: expected a value"},
      {R"({"a":1)", "6: expected ',' or '}'"},
      {R"({"a":1,})", "7: expected a field name in quotes"},
      {R"({"a":[1,]})", "8: expected a value"},
      {R"({"a":[1 2]})", "8: expected ',' or ']'"},
      {R"({"a":01})", "6: expected ',' or '}'"},
      {R"({"a":.5})", "5: expected a value"},
      {R"({"a":1.})", "7: expected a digit"},
      {R"({"a":1e+})", "8: expected a digit"},
      {R"({"a":-})", "6: expected a digit"},
      {R"({"a":+1})", "5: expected a value"},
      {R"({"a":NaN})", "5: expected a value"},
      {R"({"a":trux})", "8: expected true"},
      {R"({"a":nul)", "8: expected null"},
      {R"({"a":"b)", "7: the string has no closing quote"},
      {R"({"a":"\)", "7: the string has no closing quote"},
      {R"({"a":"\u00)", "10: the string has no closing quote"},
      {R"({"a":"\x"})", "6: unknown escape in a string"},
      {R"({"a":"\u12g4"})", "10: expected four hexadecimal digits after \\u"},
      {"{\"a\":\"b\nc\"}",
       "7: a control character in a string must be escaped"},
      {"{\"a\":\"ab\xFF\"}", "8: invalid UTF-8"},
      {R"({"a":1} {"b":2})", "8: expected nothing after the document"},
      {R"({"a":1}x)", "7: expected nothing after the document"},
      {R"({"a":{"$oid":"12"}})",
       "13: expected 24 hexadecimal digits in quotes"},
      {R"({"a":{"$oid":12}})", "13: expected a string"},
      {R"({"a":{"$numberInt":"2147483648"}})",
       "19: expected a 32-bit integer in quotes"},
      {R"({"a":{"$numberLong":"1","b":2}})", "23: expected '}'"},
      {R"({"a":{"b":1,"$numberLong":"1"}})",
       "12: $numberLong may not stand beside other fields"},
      {R"({"a":{"$numberDouble":"inf"}})", "22: expected a double in quotes"},
      {R"({"a":{"$numberDecimal":"1e"}})",
       "23: expected a decimal of at most 34 digits in quotes"},
      {R"({"a":{"$date":"yesterday"}})",
       "14: expected a date such as \"2012-12-24T12:15:30.501Z\""},
      {R"({"a":{"$binary":{"base64":"AB","subType":"00"}}})",
       "26: expected padded base64"},
      {R"({"a":{"$binary":{"base64":"A===","subType":"00"}}})",
       "26: expected padded base64"},
      {R"({"a":{"$binary":{"base64":"","subType":"100"}}})",
       "39: expected two hexadecimal digits in quotes"},
      {R"({"a":{"$binary":{"base64":"","base64":""}}})",
       "29: expected the key subType"},
      {R"({"a":{"$timestamp":{"t":1,"i":-1}}})",
       "30: expected an integer, 0 to 4294967295"},
      {R"({"a":{"$timestamp":{"t":1,"i":4294967296}}})",
       "30: expected an integer, 0 to 4294967295"},
      {R"({"a":{"$minKey":2}})", "16: expected 1"},
      {R"({"a":{"$code":"f","$scope":{"$oid":"x"}}})",
       "28: $oid may not stand beside other fields"},
  };
  for (const auto& [text, message] : cases) {
    INFO(text);
    CHECK(Parsed(text) == std::string("Invalid JSON at offset ") + message);
    CHECK(ErrorCodeOf(ParseJson(text).status()) == ErrorCode::kFailedToParse);
  }
}

TEST_CASE("as many levels are read as a stored document may have") {
  const auto tower = [](int levels, const std::string& value) {
    return Repeated(levels, R"({"a":)") + value + Repeated(levels, "}");
  };
  // The outermost document is not nested.
  const std::string deepest = tower(kMaxNestingDepth + 1, "1");
  const StatusOr<Document> document = ParseJson(deepest);
  REQUIRE(document.ok());
  CHECK(Document::Parse(document->view().bytes()).ok());
  CHECK(ToJson(*document) == deepest);

  const std::string too_deep = tower(kMaxNestingDepth + 2, "1");
  const auto tells_depth =
      Catch::Matchers::ContainsSubstring("100 levels deep");
  CHECK_THAT(Parsed(too_deep), tells_depth);
  const std::string arrays = Repeated(100000, "[");
  CHECK_THAT(ParsedValue(arrays), tells_depth);
  // A type wrapper is a value and adds no level.
  CHECK(ParseJson(tower(kMaxNestingDepth + 1, R"({"$minKey":1})")).ok());
}

TEST_CASE("a document beyond 16 MiB is refused by its size, not its text") {
  const auto of_size = [](size_t size) {
    return R"({"a":")" + std::string(size, 'x') + R"("})";
  };
  // Length, type, name, length of the string, its NUL and the document's.
  constexpr size_t kOverhead = 4 + 1 + 2 + 4 + 1 + 1;
  CHECK(ParseJson(of_size(kMaxDocumentSize - kOverhead)).ok());
  const Status status =
      ParseJson(of_size(kMaxDocumentSize - kOverhead + 1)).status();
  CHECK(ErrorCodeOf(status) == ErrorCode::kBSONObjectTooLarge);
  CHECK_THAT(ErrorMessageOf(status),
             Catch::Matchers::ContainsSubstring("larger than 16777216 bytes"));
  CHECK(ParseJson(std::string(2 * kMaxDocumentSize, ' ') + "{}").ok());
}

TEST_CASE("random documents come back from canonical form byte for byte") {
  RandomValues random(SeedOfThisRun());
  for (int i = 0; i < 20000; ++i) {
    Builder builder;
    builder.Append("value", random.Any()).Append(random.Name(), random.Any());
    const Document document = std::move(builder).Finish();
    const std::string text = ToJson(document, JsonMode::kCanonical);
    INFO(text);
    const StatusOr<Document> back = ParseJson(text);
    REQUIRE(back.ok());
    REQUIRE(back->view() == document.view());
  }
}

TEST_CASE("relaxed form of random documents reads back to the same text") {
  RandomValues random(SeedOfThisRun());
  for (int i = 0; i < 20000; ++i) {
    Builder builder;
    builder.Append("value", random.Any());
    const std::string text = ToJson(std::move(builder).Finish());
    INFO(text);
    const StatusOr<Document> back = ParseJson(text);
    REQUIRE(back.ok());
    REQUIRE(ToJson(*back) == text);
  }
}

}  // namespace
}  // namespace meerkat
