#include "query/plan/access_path.h"

#include <optional>
#include <string>
#include <variant>

#include "index/key_encoder.h"
#include "tests/catch.hpp"

namespace meerkat::query {
namespace {

using storage::ScanDirection;

// What a query has that decides about its access path.
struct Wanted {
  Value hint = {};
  Document sort = {};
  Document min = {};
  Document max = {};
  std::optional<Value> id = {};
  bool compares_bytes = true;
};

StatusOr<AccessPath> PathOf(const Wanted& wanted) {
  const Hint hint = *Hint::Parse(wanted.hint.element());
  const SortPattern sort = *SortPattern::Parse(wanted.sort);
  return ChooseAccessPath(
      {.hint = hint,
       .sort = sort,
       .min = wanted.min,
       .max = wanted.max,
       .required_id = wanted.id.has_value() ? &*wanted.id : nullptr,
       .compares_bytes = wanted.compares_bytes},
      IdIndexOnly());
}

std::string Backwards(ScanDirection direction) {
  return direction == ScanDirection::kBackward ? " backwards" : "";
}

// "scan backwards, sort", "look up 5, _id_", "scan _ids from 3 to 7, _id_".
std::string Text(const Wanted& wanted) {
  const StatusOr<AccessPath> path = PathOf(wanted);
  if (!path.ok()) {
    return std::to_string(static_cast<int>(ErrorCodeOf(path.status())));
  }
  std::string text;
  if (const auto* scan = std::get_if<ScanCollection>(&path->way)) {
    text = "scan" + Backwards(scan->direction);
  } else if (const auto* one = std::get_if<LookUpId>(&path->way)) {
    text = "look up " + ToString(one->id);
  } else {
    const auto& ids = std::get<ScanIdIndex>(path->way);
    text = "scan _ids" + Backwards(ids.direction);
    for (int id = 0; id < 10; ++id) {
      const std::string key = index::EncodeKey(Value(id).element());
      if (ids.range.lower == key) text += " from " + std::to_string(id);
      if (ids.range.upper == key) text += " to " + std::to_string(id);
    }
  }
  if (path->index != nullptr) text += ", " + path->index->name;
  return text + (path->is_sorted ? "" : ", sort");
}

Document Id(int id) { return Document{{"_id", id}}; }
Document Natural(int direction) { return Document{{"$natural", direction}}; }

}  // namespace

TEST_CASE("without a hint there is a scan, or one _id to look up") {
  CHECK(Text({}) == "scan");
  CHECK(Text({.sort = Document{{"a", 1}}}) == "scan, sort");
  CHECK(Text({.sort = Id(1)}) == "scan _ids, _id_");
  CHECK(Text({.id = 5}) == "look up 5, _id_");
  CHECK(Text({.sort = Document{{"a", 1}}, .id = 5}) == "look up 5, _id_, sort");
}

TEST_CASE("the hinted index gives _ids in order") {
  CHECK(Text({.hint = "_id_"}) == "scan _ids, _id_");
  CHECK(Text({.hint = Id(1)}) == "scan _ids, _id_");
  CHECK(Text({.hint = Id(1), .id = 5}) == "look up 5, _id_");
  CHECK(Text({.hint = "b_1"}) == "2");
}

TEST_CASE("a sort by _id is a direction of the hinted index") {
  CHECK(Text({.hint = "_id_", .sort = Id(1)}) == "scan _ids, _id_");
  CHECK(Text({.hint = "_id_", .sort = Id(-1)}) == "scan _ids backwards, _id_");
  CHECK(Text({.hint = "_id_", .sort = Document{{"a", 1}}}) ==
        "scan _ids, _id_, sort");
  CHECK(Text({.hint = "_id_", .sort = Document{{"_id", 1}, {"a", 1}}}) ==
        "scan _ids, _id_, sort");
  CHECK(Text({.hint = "_id_", .sort = Id(1), .compares_bytes = false}) ==
        "scan _ids, _id_, sort");
}

TEST_CASE("$natural scans, and the sort's has precedence") {
  CHECK(Text({.hint = Natural(1)}) == "scan");
  CHECK(Text({.hint = Natural(-1)}) == "scan backwards");
  CHECK(Text({.hint = Natural(-1), .sort = Document{{"a", 1}}}) ==
        "scan backwards, sort");
  CHECK(Text({.sort = Natural(-1)}) == "scan backwards");
  CHECK(Text({.hint = Natural(-1), .sort = Natural(1)}) == "scan");
  CHECK(Text({.hint = "_id_", .sort = Natural(-1)}) == "scan backwards");
  CHECK(Text({.hint = Natural(1), .id = 5}) == "scan");
  CHECK(Text({.sort = Natural(-1), .id = 5}) == "look up 5, _id_");
}

TEST_CASE("min and max are a range of the hinted index") {
  CHECK(Text({.hint = "_id_", .min = Id(3)}) == "scan _ids from 3, _id_");
  CHECK(Text({.hint = "_id_", .max = Id(7)}) == "scan _ids to 7, _id_");
  CHECK(Text({.hint = "_id_", .min = Id(3), .max = Id(7)}) ==
        "scan _ids from 3 to 7, _id_");
  CHECK(Text({.hint = "_id_", .min = Id(3), .id = 5}) ==
        "scan _ids from 3, _id_");
  CHECK(Text({.min = Id(3), .max = Id(7), .id = 5}) ==
        "scan _ids from 3 to 7, _id_");
}

TEST_CASE("min and max need a hint and a key of its index") {
  CHECK(Text({.min = Id(3)}) == "51173");
  CHECK(Text({.hint = Document{}, .max = Id(3)}) == "51173");
  CHECK(Text({.hint = "_id_", .min = Document{{"a", 3}}}) == "51174");
  CHECK(Text({.hint = "_id_", .max = Document{{"_id", 3}, {"a", 1}}}) ==
        "51174");
  CHECK(Text({.hint = "b_1", .min = Id(3)}) == "2");
  CHECK(Text({.hint = Natural(1), .min = Id(3)}) == "291");
  CHECK(Text({.sort = Natural(1), .max = Id(3)}) == "291");
  CHECK(Text({.sort = Natural(1), .max = Id(3), .id = 5}) == "291");
}

TEST_CASE("min must be below max") {
  CHECK(Text({.hint = "_id_", .min = Id(7), .max = Id(3)}) == "51175");
  CHECK(Text({.hint = "_id_", .min = Id(3), .max = Id(3)}) == "51175");
  CHECK(Text({.hint = "_id_",
              .min = Document{{"_id", "a"}},
              .max = Document{{"_id", 1}}}) == "51175");
}

TEST_CASE("text is no bound where it compares by a collation") {
  const Document text{{"_id", "a"}};
  const Document nested{{"_id", Document{{"a", "x"}}}};
  CHECK(Text({.hint = "_id_", .min = text}) == "scan _ids, _id_");
  CHECK(Text({.hint = "_id_", .min = text, .compares_bytes = false}) ==
        "51174");
  CHECK(Text({.hint = "_id_", .max = nested, .compares_bytes = false}) ==
        "51174");
  CHECK(Text({.hint = "_id_", .min = Id(3), .compares_bytes = false}) ==
        "scan _ids from 3, _id_");
}

TEST_CASE("min and max name the same fields") {
  const auto code = [](const Document& min, const Document& max) {
    return static_cast<int>(ErrorCodeOf(CheckBounds(min, max)));
  };
  CHECK(code({}, {}) == 0);
  CHECK(code(Id(1), {}) == 0);
  CHECK(code({}, Id(1)) == 0);
  CHECK(code(Id(1), Id(2)) == 0);
  CHECK(code(Id(1), Document{{"a", 2}}) == 51176);
  CHECK(code(Id(1), Document{{"_id", 2}, {"a", 2}}) == 51176);
  CHECK(code(Document{{"a", 1}, {"b", 1}}, Document{{"b", 1}, {"a", 1}}) ==
        51176);
}

}  // namespace meerkat::query
