#include "storage/immutable_map.h"

#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/seed.h"

namespace meerkat::storage {
namespace {

using testing::SeedOfThisRun;

using Map = ImmutableMap<int>;
using Model = std::map<std::string, int, std::less<>>;

Model Contents(const Map& map) {
  Model contents;
  std::string last;
  for (const auto& [name, value] : map) {
    CHECK((contents.empty() || last < name));
    last = name;
    contents.emplace(name, value);
  }
  return contents;
}

TEST_CASE("an empty map has nothing") {
  CHECK(Map().empty());
  CHECK(Map().Find("a") == nullptr);
  CHECK(Contents(Map()).empty());
  CHECK(Map().Without("a").empty());
}

TEST_CASE("a changed map leaves the one before as it was") {
  const Map one = Map().With("b", 1);
  const Map two = one.With("a", 2);
  const Map replaced = two.With("b", 3);
  const Map without = two.Without("b");
  CHECK(Contents(one) == Model{{"b", 1}});
  CHECK(Contents(two) == Model{{"a", 2}, {"b", 1}});
  CHECK(Contents(replaced) == Model{{"a", 2}, {"b", 3}});
  CHECK(Contents(without) == Model{{"a", 2}});
  CHECK(without.Without("a").empty());
}

TEST_CASE("names are any bytes, in the order of unsigned bytes") {
  const Map map = Map().With("\x80", 1).With("a", 2).With("", 3).With(
      std::string("a\0", 2), 4);
  CHECK(Contents(map) ==
        Model{{"", 3}, {"a", 2}, {std::string("a\0", 2), 4}, {"\x80", 1}});
}

TEST_CASE("a map is made of what is sorted") {
  for (size_t size = 0; size < 20; ++size) {
    std::vector<Map::Item> items;
    for (size_t i = 0; i < size; ++i) {
      items.emplace_back(std::string(1, static_cast<char>('a' + i)), i);
    }
    CHECK(Contents(Map::FromSorted(items)) ==
          Model(items.begin(), items.end()));
  }
}

TEST_CASE("a map agrees with another map whatever is put in and taken out") {
  std::mt19937_64 random(SeedOfThisRun());
  Map map;
  Model model;
  const auto pick = [&](int below) {
    return static_cast<int>(random() % below);
  };
  for (int step = 0; step < 20000; ++step) {
    const std::string name = std::to_string(pick(300));
    // Grows and shrinks by turns.
    if (pick(100) < (step / 2000 % 2 == 0 ? 70 : 30)) {
      map = map.With(name, step);
      model.insert_or_assign(name, step);
    } else {
      map = map.Without(name);
      model.erase(name);
    }
    const std::string other = std::to_string(pick(300));
    const int* found = map.Find(other);
    const auto expected = model.find(other);
    REQUIRE((found != nullptr) == (expected != model.end()));
    if (found != nullptr) REQUIRE(*found == expected->second);
    if (step % 100 == 0) REQUIRE(Contents(map) == model);
  }
}

TEST_CASE("a map stays shallow however its names come") {
  // As deep as an AVL tree of so many may be: 1.44 log2(n).
  constexpr int kNames = 10000;
  constexpr int kDeepest = 20;
  Map map;
  for (int i = 0; i < kNames; ++i) {
    map = map.With(std::to_string(100000 + i), i);
  }
  CHECK(map.Height() <= kDeepest);
  for (int i = 0; i < kNames; i += 2) {
    map = map.Without(std::to_string(100000 + i));
  }
  CHECK(map.Height() <= kDeepest);
  for (int i = 0; i < kNames - 200; ++i) {
    map = map.Without(std::to_string(100000 + i));
  }
  CHECK(map.Height() <= 10);
}

}  // namespace
}  // namespace meerkat::storage
