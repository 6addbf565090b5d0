#include "index/key_bounds.h"

#include <cmath>
#include <string>
#include <vector>

#include "storage/bson/compare.h"
#include "tests/catch.hpp"
#include "tests/index/key_testing.h"
#include "tests/support/random_values.h"

namespace meerkat::index {
namespace {

constexpr Direction kBothDirections[] = {Direction::kAscending,
                                         Direction::kDescending};

std::string BracketStart(Type type, Direction direction) {
  std::string key;
  AppendBracketStart(key, type, direction);
  return key;
}

std::string BracketEnd(Type type, Direction direction) {
  std::string key;
  AppendBracketEnd(key, type, direction);
  return key;
}

std::string After(std::string key) {
  AppendAfter(key);
  return key;
}

TEST_CASE("a bracket holds the values of its rank and no others") {
  testing::RandomValues random(1);
  for (int i = 0; i < 2000; ++i) {
    const Value value = random.Any(1);
    const Type other = random.Any(1).type();
    const bool same_rank =
        bson::TypeRank(value.type()) == bson::TypeRank(other);
    INFO(ToString(value) << " and " << TypeName(other));
    for (const Direction direction : kBothDirections) {
      const std::string key = Encode(value, direction).key;
      const bool is_inside = BracketStart(other, direction) <= key &&
                             key < BracketEnd(other, direction);
      CHECK(is_inside == same_rank);
    }
  }
}

TEST_CASE("after a key come its entries' ends, and then the next key") {
  testing::RandomValues random(2);
  for (int i = 0; i < 2000; ++i) {
    for (const Direction direction : kBothDirections) {
      const std::string key = Encode(random.Any(1), direction).key;
      const std::string other = Encode(random.Any(1), direction).key;
      for (const Direction next : kBothDirections) {
        const std::string entry = key + Encode(random.Any(1), next).key;
        CHECK(key < entry);
        CHECK(entry < After(key));
      }
      if (other > key) CHECK(After(key) < other);
    }
  }
}

TEST_CASE("NaN is the first number") {
  const std::string nan = Encode(NAN).key;
  CHECK(BracketStart(Type::kInt32, Direction::kAscending) == nan);
  CHECK(After(nan) < Encode(-HUGE_VAL).key);
}

}  // namespace
}  // namespace meerkat::index
