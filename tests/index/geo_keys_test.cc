// Which keys a document has in a 2d index.
#include "index/geo_keys.h"

#include <string>
#include <string_view>

#include "tests/index/key_testing.h"
#include "tests/index/keys_testing.h"

namespace meerkat::index {
namespace {

constexpr std::string_view kSmallPlane = R"("bits": 2, "min": 0, "max": 4)";

// The keys, as hexadecimal bytes; or the code of the error.
std::string KeysOf(std::string_view key, std::string_view document,
                   std::string_view options = kSmallPlane) {
  KeySet keys;
  const IndexSpec spec = SpecOf(key, options);
  const Status status = GeneratorOf(spec)->Generate(Json(document), keys);
  if (!status.ok()) {
    return std::to_string(static_cast<int>(ErrorCodeOf(status)));
  }
  std::string text;
  for (const IndexKey& one : keys) {
    if (!text.empty()) text += " | ";
    text += Hex(one.key);
  }
  return text;
}

std::string PlacesOf(std::string_view value) {
  return KeysOf(R"({"loc": "2d"})", "{\"loc\": " + std::string(value) + "}");
}

TEST_CASE("a place has the key of its cell") {
  // Four columns and rows: 3 and 1 are 11 and 01, so 10 11.
  CHECK(PlacesOf("[3, 1]") == "B4 B0 00 00 00 00 00 00 00");
  CHECK(PlacesOf("[0, 0]") == "B4 00 00 00 00 00 00 00 00");
  CHECK(PlacesOf("[4, 4]") == "B4 F0 00 00 00 00 00 00 00");
  CHECK(PlacesOf("[1.999, 0]") == "B4 20 00 00 00 00 00 00 00");
  CHECK(PlacesOf(R"({"lng": 3, "lat": 1})") == PlacesOf("[3, 1]"));
  CHECK(PlacesOf(R"([3, 1, "more"])") == PlacesOf("[3, 1]"));
  CHECK(PlacesOf(R"([{"$numberDecimal": "3"}, 1.0])") == PlacesOf("[3, 1]"));
  CHECK(KeysOf(R"({"loc": "2d"})", R"({"loc": [10.75, 59.91]})", "") ==
        "B4 C4 6E C9 64 BA C8 30 00");
}

TEST_CASE("a document may have several places, or none") {
  CHECK(PlacesOf("[[0, 0], [3, 1], [0, 0]]") ==
        "B4 00 00 00 00 00 00 00 00 | B4 B0 00 00 00 00 00 00 00");
  CHECK(PlacesOf(R"([{"x": 0, "y": 0}, []])") == PlacesOf("[0, 0]"));
  CHECK(PlacesOf(R"({"a": [0, 0], "b": [3, 1]})") ==
        PlacesOf("[[0, 0], [3, 1]]"));
  CHECK(KeysOf(R"({"a.loc": "2d"})",
               R"({"a": [{"loc": [0, 0]}, {}, {"loc": [3, 1]}, 5]})") ==
        PlacesOf("[[0, 0], [3, 1]]"));
  for (const char* nothing : {"null", "5", R"("x")", "[]", "{}", "[[], {}]"}) {
    CHECK(PlacesOf(nothing).empty());
  }
  CHECK(KeysOf(R"({"loc": "2d", "a": 1})", R"({"a": 1})").empty());
}

TEST_CASE("values that are no places") {
  CHECK(PlacesOf("[1]") == "13068");
  CHECK(PlacesOf(R"({"x": 1})") == "13068");
  CHECK(PlacesOf("[[1]]") == "13068");
  CHECK(PlacesOf(R"([1, "x"])") == "13026");
  CHECK(PlacesOf(R"([["x", 1]])") == "13026");
  CHECK(PlacesOf(R"(["x", 1])") == "16804");
  CHECK(PlacesOf(R"([[1, 1], 5])") == "16804");
  CHECK(PlacesOf(R"({"type": "Point", "coordinates": [1, 1]})") == "16804");
  CHECK(PlacesOf("[4.001, 1]") == "13027");
  CHECK(PlacesOf("[1, -0.001]") == "13027");
  CHECK(PlacesOf(R"([{"$numberDouble": "NaN"}, 1])") == "13027");
  CHECK(PlacesOf(R"([1, {"$numberDouble": "Infinity"}])") == "13027");
  CHECK(PlacesOf(R"([1, {"$numberDecimal": "1E+6000"}])") == "13027");
}

TEST_CASE("further fields follow the cell") {
  const std::string cell = "B4 00 00 00 00 00 00 00 00";
  const auto keys_of = [](std::string_view rest) {
    return KeysOf(R"({"loc": "2d", "a.b": 1, "c": -1})",
                  "{\"loc\": [0, 0]" + std::string(rest) + "}");
  };
  CHECK(keys_of("") == cell + " 14 EB");
  CHECK(keys_of(R"(, "a": {"b": 5}, "c": 7)") == cell + " 2B 0A D4 F1");
  CHECK(keys_of(R"(, "a": {"b": [5]})") == cell + " 2B 0A EB");
  CHECK(keys_of(R"(, "a": {"b": []})") == cell + " 14 EB");
  CHECK(keys_of(R"(, "a": [{"b": 5}, {"b": [6]}, {}])") ==
        cell + " 50 2B 0A 2B 0C 00 EB");
}

TEST_CASE("the set says where arrays were in a 2d index") {
  KeySet keys;
  const auto generator = GeneratorOf(SpecOf(R"({"loc": "2d", "a.b": 1})"));
  REQUIRE(generator->Generate(Json(R"({"loc": [1, 2], "a": {"b": 1}})"), keys)
              .ok());
  CHECK_FALSE(keys.is_multikey());
  REQUIRE(generator->Generate(Json(R"({"loc": [[1, 2], [3, 4]]})"), keys).ok());
  CHECK(keys.array_components(0) == 1);
  CHECK(keys.array_components(1) == 0);
  REQUIRE(generator->Generate(Json(R"({"loc": [1, 2], "a": [{"b": 1}]})"), keys)
              .ok());
  CHECK(keys.array_components(0) == 0);
  CHECK(keys.array_components(1) == 2);
}

}  // namespace
}  // namespace meerkat::index
