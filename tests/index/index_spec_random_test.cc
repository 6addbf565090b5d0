// Random specifications: whatever they say, they are taken or refused, and what
// was taken is shown so that it is taken again as the same index.
#include <meerkat/builder.h>

#include <iterator>
#include <string>
#include <utility>

#include "index/index_spec.h"
#include "index/key_generator.h"
#include "tests/catch.hpp"
#include "tests/support/random_values.h"
#include "tests/support/seed.h"

namespace meerkat::index {
namespace {

using testing::RandomValues;

constexpr const char* kOptions[] = {
    "v",          "name",   "unique",
    "sparse",     "hidden", "partialFilterExpression",
    "collation",  "bits",   "expireAfterSeconds",
    "background", "min",    "wildcardProjection",
    "dropDups",   "max",    "storageEngine",
    "ns",         "key",    "prepareUnique",
};
constexpr const char* kPaths[] = {"a",       "b.c", "_id",  "$**",  "a.$**",
                                  "b.$**.c", "",    "a..b", "x.$id"};
constexpr const char* kPlugins[] = {"2d", "hashed", "text", "", "odd"};

// Creates specifications of which about a third is taken.
class RandomSpecs {
 public:
  explicit RandomSpecs(uint64_t seed) : values_(seed) {}

  RandomValues& values() { return values_; }

  Document Any() {
    Builder out;
    out.Append("key", Key());
    if (!OneIn(10)) out.Append("name", OneIn(10) ? values_.Text() : "x");
    for (uint64_t i = Below(4); i > 0; --i) {
      const char* option = kOptions[Below(std::size(kOptions))];
      out.Append(option, OptionValue(option));
    }
    if (OneIn(20)) out.Append(values_.Name(), values_.Any());
    return std::move(out).Finish();
  }

 private:
  uint64_t Below(uint64_t count) { return values_.numbers().Below(count); }
  bool OneIn(uint64_t count) { return Below(count) == 0; }

  Value Key() {
    if (OneIn(20)) return values_.Any();
    Builder key;
    for (uint64_t i = 1 + Below(2); i > 0; --i) {
      const std::string path = OneIn(20)  ? values_.Name()
                               : OneIn(3) ? kPaths[Below(std::size(kPaths))]
                                          : std::string(1, "abcd"[Below(4)]);
      key.Append(path, Direction());
    }
    return std::move(key).Finish();
  }

  Value Direction() {
    if (OneIn(20)) return values_.Any(1);
    if (OneIn(4)) return kPlugins[Below(OneIn(4) ? std::size(kPlugins) : 2)];
    return OneIn(2) ? 1 : -1;
  }

  Value OptionValue(std::string_view option) {
    if (OneIn(8)) return values_.Any(2);
    if (option == "v") return 2;
    if (option == "wildcardProjection") return Document{{"b", 0}, {"a", 0}};
    if (option == "partialFilterExpression") return Document{{"b", 1}};
    if (option == "collation") return Document{{"locale", "simple"}};
    if (option == "min" || option == "max") {
      const double end = static_cast<double>(Below(200));
      return option == "min" ? -end : end;
    }
    return static_cast<int>(Below(40));
  }

  RandomValues values_;
};

TEST_CASE("random specifications are taken or refused") {
  RandomSpecs specs(testing::SeedOfThisRun());
  KeySet keys;
  int taken = 0;
  int refused = 0;
  for (int i = 0; i < 500 * MEERKAT_TEST_EFFORT; ++i) {
    const Document document = specs.Any();
    INFO(ToString(document));
    const StatusOr<IndexSpec> spec = IndexSpec::Parse(document);
    if (!spec.ok()) {
      ++refused;
      REQUIRE(ErrorCodeOf(spec.status()) != ErrorCode::kInternalError);
      continue;
    }
    ++taken;
    const Document shown = spec->ToDocument();
    INFO(ToString(shown));
    const StatusOr<IndexSpec> again = IndexSpec::Parse(shown);
    INFO(again.status());
    REQUIRE(again.ok());
    REQUIRE(again->ToDocument() == shown);
    REQUIRE(Match(*spec, *again) == SpecMatch::kIdentical);
    REQUIRE(*IsSameIndex(*spec, *again));
    const StatusOr<IndexSpec> stored = IndexSpec::FromStored(shown);
    REQUIRE(stored.ok());
    REQUIRE(stored->ToDocument() == shown);
    const auto generator = KeyGenerator::For(*spec);
    REQUIRE(generator.ok());
    const Document some{{"a", specs.values().Any()},
                        {"b", specs.values().Any()},
                        {"_id", specs.values().Any()}};
    const Status status = (*generator)->Generate(some, keys);
    REQUIRE(ErrorCodeOf(status) != ErrorCode::kInternalError);
  }
  CHECK(taken > 0);
  CHECK(refused > 0);
}

}  // namespace
}  // namespace meerkat::index
