// Random documents under random patterns: the sorter, with all its ways to
// run out of memory, against a stable sort by what a naive reading of the rule
// finds (query/sort/sort_key.h).
#include <fmt/format.h>
#include <meerkat/builder.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "query/sort/sort_key.h"
#include "query/sort/sorter.h"
#include "storage/bson/compare.h"
#include "tests/catch.hpp"
#include "tests/support/random_values.h"
#include "tests/support/seed.h"
#include "tests/support/temp_directory.h"

namespace meerkat::query {
namespace {

using index::Direction;
using testing::RandomValues;
using testing::TempDirectory;

constexpr int kRounds = 1000 / 100 * MEERKAT_TEST_EFFORT;

// --- what a document sorts by, the naive way ---------------------------------

// One value for each key of the pattern.
using Tuple = std::vector<Value>;
// The item chosen from each array, by the array's bytes.
using Choices = std::map<const char*, Element>;

// How far one key gets with some choices.
struct Course {
  std::vector<Element> arrays;       // it came to, in order
  std::optional<Value> value;        // it sorts by
  std::optional<Element> undecided;  // or the array that needs a choice
  bool is_ambiguous = false;
};

Course CourseOf(DocumentView document, const bson::FieldPath& path,
                const Choices& choices) {
  Course course;
  const auto ends = [&course](const Value& value) {
    course.value = value.exists() ? value : Value(nullptr);
    return course;
  };
  Element at(Type::kDocument, {}, document.bytes());
  bool by_position = false;
  for (size_t i = 0;;) {
    const bool at_end = i == path.size();
    if (at.type() == Type::kDocument && !at_end) {
      at = at.AsDocument().Find(path[i++]);
      by_position = false;
      continue;
    }
    if (at.type() != Type::kArray) return ends(at_end ? Value(at) : Value());
    const DocumentView array = at.AsDocument();
    if (at_end && by_position && !array.empty()) return ends(Value(at));
    course.arrays.push_back(at);
    if (array.empty()) return ends(at_end ? Value::Undefined() : Value());
    if (!at_end && path[i].find_first_not_of("0123456789") == path[i].npos) {
      if (const Element item = array.Find(path[i]); item.exists()) {
        for (const Element& other : array) {
          course.is_ambiguous |= other.type() == Type::kDocument &&
                                 other.AsDocument().Find(path[i]).exists();
        }
        at = item;
        by_position = true;
        ++i;
        continue;
      }
    }
    const auto choice = choices.find(at.payload().data());
    if (choice == choices.end()) {
      course.undecided = at;
      return course;
    }
    at = choice->second;
    if (at_end) return ends(Value(at));
    if (at.type() != Type::kDocument) return ends(Value());
  }
}

// Both come to the same arrays, as far as both come to any.
bool AreParallel(const Course& a, const Course& b) {
  for (size_t i = 0; i < std::min(a.arrays.size(), b.arrays.size()); ++i) {
    if (a.arrays[i].payload().data() != b.arrays[i].payload().data()) {
      return true;
    }
  }
  return false;
}

// All tuples of the document; false on an error.
bool FindTuples(DocumentView document, const SortPattern& pattern,
                const Choices& choices, std::vector<Tuple>& tuples) {
  std::vector<Course> courses;
  for (const SortPattern::Key& key : pattern.keys()) {
    courses.push_back(CourseOf(document, key.path, choices));
    if (courses.back().is_ambiguous) return false;
    for (const Course& other : courses) {
      if (AreParallel(other, courses.back())) return false;
    }
  }
  Tuple tuple;
  for (const Course& course : courses) {
    if (course.undecided) {
      for (const Element& item : course.undecided->AsDocument()) {
        Choices more = choices;
        more[course.undecided->payload().data()] = item;
        if (!FindTuples(document, pattern, more, tuples)) return false;
      }
      return true;
    }
    tuple.push_back(*course.value);
  }
  tuples.push_back(tuple);
  return true;
}

bool IsBefore(const SortPattern& pattern, const Tuple& a, const Tuple& b) {
  for (size_t i = 0; i < a.size(); ++i) {
    const int order = bson::Compare(a[i], b[i]);
    if (order == 0) continue;
    return (order < 0) ==
           (pattern.keys()[i].direction == Direction::kAscending);
  }
  return false;
}

// Nothing on an error.
std::optional<Tuple> LeastTuple(DocumentView document,
                                const SortPattern& pattern) {
  std::vector<Tuple> tuples;
  if (!FindTuples(document, pattern, {}, tuples)) return std::nullopt;
  return *std::ranges::min_element(tuples, [&](const auto& a, const auto& b) {
    return IsBefore(pattern, a, b);
  });
}

// --- random documents and patterns -------------------------------------------

class RandomSorts {
 public:
  explicit RandomSorts(uint64_t seed) : values_(seed) {}

  uint64_t Below(uint64_t count) { return values_.numbers().Below(count); }

  SortPattern Pattern() {
    Builder builder;
    std::vector<std::string> used;
    for (uint64_t keys = 1 + Below(3); keys > 0; --keys) {
      const std::string path = Path();
      if (std::ranges::find(used, path) != used.end()) continue;
      used.push_back(path);
      builder.Append(path, Below(2) == 0 ? 1 : -1);
    }
    return *SortPattern::Parse(builder.FinishView());
  }

  Document AnyDocument(int depth = 3) {
    Builder builder;
    for (const char* name : {"a", "b"}) {
      if (Below(8) > 0) builder.Append(name, AnyValue(depth));
    }
    if (Below(20) == 0) builder.Append("0", AnyValue(depth));
    return std::move(builder).Finish();
  }

 private:
  std::string Path() {
    std::string path = Name();
    while (Below(2) == 0) {
      path += ".";
      path += Below(8) == 0 ? std::to_string(Below(2)) : Name();
    }
    return path;
  }

  std::string Name() { return Below(2) == 0 ? "a" : "b"; }

  Value AnyValue(int depth) {
    const uint64_t kind = Below(10);
    if (depth > 0 && kind < 3) return AnyDocument(depth - 1);
    if (depth > 0 && kind < 5) {
      Builder items;
      for (uint64_t count = Below(4); count > 0; --count) {
        items.AppendItem(AnyValue(depth - 1));
      }
      return Value::ArrayOf(std::move(items).Finish());
    }
    if (kind == 5) return values_.Any(1);
    return Value(static_cast<int>(Below(4)));
  }

  RandomValues values_;
};

// --- the comparison ----------------------------------------------------------

// The positions of the documents in sorted order.
std::vector<std::string> Expected(const std::vector<Tuple>& tuples,
                                  const SortPattern& pattern, uint64_t limit) {
  std::vector<size_t> order;
  for (size_t i = 0; i < tuples.size(); ++i) order.push_back(i);
  std::ranges::stable_sort(order, [&](size_t a, size_t b) {
    return IsBefore(pattern, tuples[a], tuples[b]);
  });
  if (limit > 0 && limit < order.size()) order.resize(limit);
  std::vector<std::string> rows;
  for (const size_t i : order) rows.push_back(std::to_string(i));
  return rows;
}

TEST_CASE("random sorts agree with a naive sort") {
  RandomSorts random(testing::SeedOfThisRun());
  const TempDirectory temp = TempDirectory::InMemory();
  TempFiles files(nullptr, temp.path());
  int refused = 0;
  int accepted = 0;
  uint64_t spills = 0;
  for (int round = 0; round < kRounds; ++round) {
    const SortKeyGenerator generator(random.Pattern());
    const SortPattern& pattern = generator.pattern();
    const uint64_t limits[] = {0, 0, 1, 5, 20, 1000};
    const size_t memory_limits[] = {1, 500, 2000, 1 << 20};
    const uint64_t limit = limits[random.Below(std::size(limits))];
    const size_t memory = memory_limits[random.Below(std::size(memory_limits))];
    CAPTURE(round, ToString(pattern.ToDocument()), limit, memory);
    Sorter sorter(
        {.limit = limit, .memory_limit = memory, .temp_files = &files});
    std::vector<Tuple> tuples;
    std::string key;
    for (uint64_t count = random.Below(60); count > 0; --count) {
      const Document document = random.AnyDocument();
      const std::optional<Tuple> tuple = LeastTuple(document, pattern);
      const Status status = generator.Generate(document, key);
      INFO(ToString(document) << " " << status);
      REQUIRE(status.ok() == tuple.has_value());
      ++(tuple ? accepted : refused);
      if (!tuple) continue;
      REQUIRE(sorter.Add(key, std::to_string(tuples.size())).ok());
      tuples.push_back(*tuple);
    }
    REQUIRE(sorter.Finish().ok());
    std::vector<std::string> rows;
    while (sorter.Next()) rows.emplace_back(sorter.row());
    REQUIRE(sorter.status().ok());
    REQUIRE(rows == Expected(tuples, pattern, limit));
    spills += sorter.spills();
  }
  CHECK(accepted > refused);
  CHECK(refused > 0);
  CHECK(spills > 0);
  CHECK(std::filesystem::is_empty(temp.path()));
}

}  // namespace
}  // namespace meerkat::query
