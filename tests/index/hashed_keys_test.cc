// Keys of hashed indexes; the hashes are kept on disk.
#include "index/hashed_keys.h"

#include <string>
#include <string_view>

#include "tests/index/key_testing.h"
#include "tests/index/keys_testing.h"
#include "tests/support/icu.h"

namespace meerkat::index {
namespace {

std::string HashOf(const Value& value) {
  std::string key;
  AppendHash(value.element(), ValueEncoder(nullptr), key);
  return Hex(key);
}

// The bytes of the document's only key.
std::string KeyOf(std::string_view key, std::string_view document,
                  std::string_view options = "") {
  KeySet keys;
  const IndexSpec spec = SpecOf(key, options);
  const Status status = GeneratorOf(spec)->Generate(Json(document), keys);
  if (!status.ok()) return ErrorName(ErrorCodeOf(status));
  if (keys.empty()) return "none";
  REQUIRE(keys.size() == 1);
  return Hex(keys[0].key);
}

TEST_CASE("equal values have equal hashes") {
  const std::string five = HashOf(5);
  CHECK(five == HashOf(int64_t{5}));
  CHECK(five == HashOf(5.0));
  CHECK(five == HashOf(Decimal("5.00")));
  CHECK(five != HashOf(6));
  CHECK(five != HashOf("5"));
  CHECK(HashOf(0) == HashOf(-0.0));
  CHECK(HashOf("x") == HashOf(Value::Symbol("x")));
  CHECK(HashOf(Value()) == HashOf(nullptr));
  CHECK(HashOf(nullptr) != HashOf(Value::Undefined()));
}

TEST_CASE("a hashed key has the hash in place of the value") {
  const std::string five = HashOf(5);
  CHECK(KeyOf(R"({"a": "hashed"})", R"({"a": 5})") == five);
  CHECK(KeyOf(R"({"a.b": "hashed"})", R"({"a": {"b": 5}})") == five);
  CHECK(KeyOf(R"({"a": "hashed"})", "{}") == HashOf(nullptr));
  CHECK(KeyOf(R"({"b": 1, "a": "hashed", "c": -1})", R"({"a": 5, "c": 7})") ==
        "14 " + five + " D4 F1");
}

TEST_CASE("a sparse hashed index skips documents without its fields") {
  const char* const sparse = R"("sparse": true)";
  CHECK(KeyOf(R"({"a": "hashed"})", "{}", sparse) == "none");
  CHECK(KeyOf(R"({"a": "hashed"})", R"({"a": null})", sparse) ==
        HashOf(nullptr));
  CHECK(KeyOf(R"({"a": "hashed", "b": 1})", R"({"b": 5})", sparse) ==
        HashOf(nullptr) + " 2B 0A");
}

TEST_CASE("a hashed index takes no arrays") {
  CHECK(KeyOf(R"({"a": "hashed"})", R"({"a": [1]})") == "Location16766");
  CHECK(KeyOf(R"({"a": "hashed"})", R"({"a": []})") == "Location16766");
  CHECK(KeyOf(R"({"a.b": "hashed"})", R"({"a": [{"b": 1}]})") ==
        "Location16766");
  CHECK(KeyOf(R"({"a": "hashed", "b": 1})", R"({"b": [1]})") ==
        "Location16766");
  CHECK(KeyOf(R"({"a": "hashed"})", R"({"a": {"b": [1]}})") ==
        HashOf(Document{{"b", Array{1}}}));
}

TEST_CASE("texts that a collation takes for equal have one hash") {
  if (testing::LacksIcu()) return;
  const char* const options = R"("collation": {"locale": "en", "strength": 1})";
  CHECK(KeyOf(R"({"a": "hashed"})", R"({"a": "Ada"})", options) ==
        KeyOf(R"({"a": "hashed"})", R"({"a": "ADA"})", options));
}

TEST_CASE("hashes that are on disk") {
  CHECK(HashOf(nullptr) == "BE 51 8D 9C 14 1E 91 AB C2");
  CHECK(HashOf(5) == "BE AE A4 4B 9B 70 EF A3 2C");
  CHECK(HashOf("Oslo") == "BE 6B 62 4C 46 AD 9E 3D FE");
  CHECK(HashOf("a text of more than sixteen bytes") ==
        "BE 6B 48 13 28 9B E4 F6 B5");
  CHECK(HashOf(Document{{"a", 1}}) == "BE 78 F4 11 B2 CC D3 42 F9");
}

}  // namespace
}  // namespace meerkat::index
