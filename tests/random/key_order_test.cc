// Keys are ordered like the values they encode, and give them back: checked for
// random pairs of values that tend to be nearly equal.
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "index/key_decoder.h"
#include "index/key_encoder.h"
#include "storage/bson/compare.h"
#include "tests/catch.hpp"
#include "tests/support/exact_number.h"
#include "tests/support/random_values.h"
#include "tests/support/seed.h"

namespace meerkat::index {
namespace {

using testing::CompareExactly;
using testing::RandomNumbers;
using testing::RandomValues;

constexpr int kPairs = 1'000'000 / 100 * MEERKAT_TEST_EFFORT;
constexpr Direction kDirections[] = {Direction::kAscending,
                                     Direction::kDescending};

int Sign(int order) { return (order > 0) - (order < 0); }

std::string Key(const Value& value, Direction direction) {
  std::string key;
  AppendKey(key, value.element(), direction);
  return key;
}

// A key that began another would let what follows it decide the order.
bool IsProperPrefix(std::string_view a, std::string_view b) {
  return a.size() < b.size() && b.starts_with(a);
}

// Each of these says what is wrong; nothing when all is well.
std::string WrongOrder(const Value& a, const Value& b) {
  const int order = Sign(bson::Compare(a, b));
  if (a.element().is_number() && b.element().is_number() &&
      order != CompareExactly(a.element(), b.element())) {
    return "bson::Compare is not exact";
  }
  for (const Direction direction : kDirections) {
    const std::string key_a = Key(a, direction);
    const std::string key_b = Key(b, direction);
    const int expected = direction == Direction::kAscending ? order : -order;
    if (Sign(key_a.compare(key_b)) != expected) return "keys in wrong order";
    if (IsProperPrefix(key_a, key_b) || IsProperPrefix(key_b, key_a)) {
      return "one key begins the other";
    }
  }
  return "";
}

std::string WrongDecoding(const Value& value, Direction direction) {
  std::string key;
  TypeBits bits;
  AppendKey(key, bits, value.element(), direction);
  const size_t size = key.size();
  key += "what follows";

  const StatusOr<size_t> skipped = SkipNext(key, direction);
  if (!skipped.ok() || *skipped != size) return "skipped to another place";
  TypeBitsReader reader(bits.bytes());
  std::string_view rest = key;
  const StatusOr<Value> decoded = DecodeNext(rest, reader, direction);
  if (!decoded.ok()) return decoded.status().ToString();
  if (rest != "what follows") return "ended at another place";
  return *decoded == value ? "" : "decoded " + ToString(*decoded);
}

std::string WrongPair(const Value& a, const Value& b, Direction direction) {
  const std::string wrong = WrongOrder(a, b);
  return wrong.empty() ? WrongDecoding(a, direction) : wrong;
}

// `wrong` with the pair that it is about; nothing when all is well.
std::string Describe(const std::string& wrong, const Value& a, const Value& b) {
  if (wrong.empty()) return "";
  return fmt::format("{}\na: {} {}\nb: {} {}", wrong, TypeName(a.type()),
                     ToString(a), TypeName(b.type()), ToString(b));
}

// The tests stop at the first pair that is wrong and tell Catch2 once, since it
// is too slow to be told of every pair.

TEST_CASE("keys of any two values are ordered like the values") {
  const uint64_t seed = testing::SeedOfThisRun();
  RandomValues random(seed);
  std::string wrong;
  for (int i = 0; wrong.empty() && i < kPairs / 2; ++i) {
    const Value a = random.Any();
    const Value b =
        random.numbers().OneIn(3) ? random.Any() : random.Mutated(a.element());
    wrong = Describe(WrongPair(a, b, kDirections[i % 2]), a, b);
  }
  CHECK(wrong == "");
}

TEST_CASE("keys of any two numbers are ordered like the numbers") {
  RandomNumbers random(testing::SeedOfThisRun());
  std::string wrong;
  for (int i = 0; wrong.empty() && i < kPairs / 2; ++i) {
    const Value a = random.Any();
    const Value b = random.OneIn(4) ? random.Any() : random.Near(a.element());
    wrong = Describe(WrongPair(a, b, kDirections[i % 2]), a, b);
  }
  CHECK(wrong == "");
}

TEST_CASE("keys of deep documents are ordered like the documents") {
  RandomValues random(testing::SeedOfThisRun());
  std::string wrong;
  for (int i = 0; wrong.empty() && i < kPairs / 500; ++i) {
    const Value a = random.Tower(static_cast<int>(random.numbers().Below(101)));
    const Value b = random.Mutated(a.element());
    wrong = Describe(WrongPair(a, b, kDirections[i % 2]), a, b);
  }
  CHECK(wrong == "");
}

TEST_CASE("compound keys are ordered field by field, each in its direction") {
  RandomValues random(testing::SeedOfThisRun());
  std::string wrong;
  for (int i = 0; wrong.empty() && i < kPairs / 10; ++i) {
    const Direction first = kDirections[random.numbers().Below(2)];
    const Direction second = kDirections[random.numbers().Below(2)];
    const Value a = random.Any(2);
    const Value b = random.Mutated(a.element(), 2);
    const Value c = random.Any(2);
    const Value d = random.Mutated(c.element(), 2);
    const auto directed = [](int order, Direction direction) {
      return direction == Direction::kAscending ? order : -order;
    };
    int order = directed(Sign(bson::Compare(a, b)), first);
    if (order == 0) order = directed(Sign(bson::Compare(c, d)), second);
    const std::string key_ac = Key(a, first) + Key(c, second);
    const std::string key_bd = Key(b, first) + Key(d, second);
    const bool agrees = Sign(key_ac.compare(key_bd)) == order;
    wrong = Describe(agrees ? "" : "compound keys in wrong order", a, b);
  }
  CHECK(wrong == "");
}

}  // namespace
}  // namespace meerkat::index
