#include "storage/bson/coerce.h"

#include <meerkat/json.h>

#include <limits>
#include <string>

#include "tests/catch.hpp"

namespace meerkat::bson {
namespace {

int64_t Coerced(const std::string& json) {
  const Document document = *ParseJson("{\"n\": " + json + "}");
  return CoerceToInt64(document["n"]);
}

int64_t Decimal(const std::string& text) {
  return Coerced("{\"$numberDecimal\": \"" + text + "\"}");
}

int64_t Double(const std::string& text) {
  return Coerced("{\"$numberDouble\": \"" + text + "\"}");
}

constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

TEST_CASE("integers stay what they are") {
  CHECK(Coerced("7") == 7);
  CHECK(Coerced("-1") == -1);
  CHECK(Coerced(R"({"$numberLong": "9223372036854775807"})") == kMost);
  CHECK(Coerced(R"({"$numberLong": "-9223372036854775808"})") == kLeast);
}

TEST_CASE("doubles lose their fraction") {
  CHECK(Coerced("1.9") == 1);
  CHECK(Coerced("-1.9") == -1);
  CHECK(Coerced("0.5") == 0);
  CHECK(Coerced("-0.99") == 0);
}

TEST_CASE("decimals are rounded, half to even") {
  CHECK(Decimal("0.5") == 0);
  CHECK(Decimal("1.5") == 2);
  CHECK(Decimal("2.5") == 2);
  CHECK(Decimal("3.5") == 4);
  CHECK(Decimal("-0.5") == 0);
  CHECK(Decimal("-1.5") == -2);
  CHECK(Decimal("0.51") == 1);
  CHECK(Decimal("1.49") == 1);
  CHECK(Decimal("-0.6") == -1);
  CHECK(Decimal("0.5000000000000000000000000000000001") == 1);
  CHECK(Decimal("0.9999999999999999999999999999999999") == 1);
  CHECK(Decimal("9.999999999999999999999999999999999E-1") == 1);
  CHECK(Decimal("9999999999999999999999999999999999E-35") == 0);
  CHECK(Decimal("1E-6176") == 0);
  CHECK(Decimal("1.00") == 1);
  CHECK(Decimal("12E+2") == 1200);
  CHECK(Decimal("-0E+10") == 0);
  CHECK(Decimal("9223372036854775806.5") == kMost - 1);
}

TEST_CASE("what no int64 holds becomes the nearest, and NaN zero") {
  CHECK(Double("NaN") == 0);
  CHECK(Double("Infinity") == kMost);
  CHECK(Double("-Infinity") == kLeast);
  CHECK(Double("1e300") == kMost);
  CHECK(Decimal("NaN") == 0);
  CHECK(Decimal("Infinity") == kMost);
  CHECK(Decimal("-Infinity") == kLeast);
  CHECK(Decimal("9223372036854775807.5") == kMost);
  CHECK(Decimal("1E+6144") == kMost);
  CHECK(Decimal("-1E+6144") == kLeast);
}

}  // namespace
}  // namespace meerkat::bson
