#include "query/plan/access_path.h"

#include <meerkat/json.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "index/key_encoder.h"
#include "query/match/parse.h"
#include "storage/collection_info.h"
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
  Document collation = {};
  std::string filter = "{}";
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
       .collation = wanted.collation},
      IdIndexOnly());
}

// The indexes of a collection, ready but for the last one.
std::vector<IndexEntry> Indexes() {
  static constexpr std::string_view kSpecs[] = {
      R"({"key": {"a": 1, "b": -1}, "name": "ab"})",
      R"({"key": {"c": 1}, "name": "arrays"})",
      R"({"key": {"t": 1}, "name": "texts",
          "collation": {"locale": "simple"}})",
      R"({"key": {"h": "hashed"}, "name": "hashed"})",
      R"({"key": {"$**": 1}, "name": "all"})",
      R"({"key": {"p": "2d"}, "name": "few",
          "partialFilterExpression": {"a": 1}})",
      R"({"key": {"p": "2d"}, "name": "places"})",
      R"({"key": {"z": 1}, "name": "hidden", "hidden": true})",
      R"({"key": {"z": -1}, "name": "building"})"};
  storage::CollectionInfo info;
  for (const std::string_view text : kSpecs) {
    const index::IndexSpec spec = *index::IndexSpec::Parse(*ParseJson(text));
    info.indexes.push_back(
        {.id = static_cast<uint32_t>(info.indexes.size()) + 1,
         .spec = spec.ToDocument(),
         .multikey = std::make_shared<storage::MultikeyPaths>(
             spec.key.parts().size())});
  }
  info.indexes[1].multikey->Add(0, 1);
  info.indexes.back().log = 100;
  const auto never = [](const index::IndexSpec&) {
    return index::DocumentPredicate([](DocumentView) { return false; });
  };
  return UsableIndexes(**index::IndexSet::Make(info, nullptr, never));
}

// "ab", "ab backwards", "near places", with ", sort"; or the code of an error.
std::string Way(const Wanted& wanted) {
  const Hint hint = *Hint::Parse(wanted.hint.element());
  const SortPattern sort = *SortPattern::Parse(wanted.sort);
  const MatchNode filter = *ParseFilter(*ParseJson(wanted.filter));
  const std::vector<IndexEntry> indexes = Indexes();
  const StatusOr<AccessPath> path =
      ChooseAccessPath({.hint = hint,
                        .sort = sort,
                        .min = wanted.min,
                        .max = wanted.max,
                        .collation = wanted.collation,
                        .filter = &filter},
                       indexes);
  if (!path.ok()) {
    return std::to_string(static_cast<int>(ErrorCodeOf(path.status())));
  }
  const std::string sorting = path->is_sorted ? "" : ", sort";
  if (std::holds_alternative<ScanNear>(path->way)) {
    return "near " + path->index->name + sorting;
  }
  const auto* scan = std::get_if<ScanIndex>(&path->way);
  if (scan == nullptr) return "no index";
  const bool is_back = scan->direction == ScanDirection::kBackward;
  return path->index->name + (is_back ? " backwards" : "") + sorting;
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
  CHECK(Text({.hint = "_id_",
              .sort = Id(1),
              .collation = Document{{"locale", "en"}}}) ==
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
  CHECK(Text({.hint = "_id_",
              .min = text,
              .collation = Document{{"locale", "en"}}}) == "51174");
  CHECK(Text({.hint = "_id_",
              .max = nested,
              .collation = Document{{"locale", "en"}}}) == "51174");
  CHECK(Text({.hint = "_id_",
              .min = Id(3),
              .collation = Document{{"locale", "en"}}}) ==
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

TEST_CASE("a hint is any index that is ready and not hidden") {
  CHECK(Way({.hint = "ab"}) == "ab");
  CHECK(Way({.hint = Document{{"a", 1}, {"b", -1}}}) == "ab");
  CHECK(Way({.hint = "hashed"}) == "hashed");
  CHECK(Way({.hint = "all"}) == "291");
  CHECK(Way({.hint = "places"}) == "291");
  CHECK(Way({.hint = "hidden"}) == "2");
  CHECK(Way({.hint = "building"}) == "2");
  CHECK(Way({.hint = Document{{"z", 1}}}) == "2");
  CHECK(Way({}) == "no index");
}

TEST_CASE("an index gives the order of a sort, or the reverse") {
  const auto way = [](const Document& sort, const char* hint = "ab") {
    return Way({.hint = hint, .sort = sort});
  };
  CHECK(way(Document{{"a", 1}}) == "ab");
  CHECK(way(Document{{"a", -1}}) == "ab backwards");
  CHECK(way(Document{{"a", 1}, {"b", -1}}) == "ab");
  CHECK(way(Document{{"a", -1}, {"b", 1}}) == "ab backwards");
  CHECK(way(Document{{"a", 1}, {"b", 1}}) == "ab, sort");
  CHECK(way(Document{{"b", -1}}) == "ab, sort");
  CHECK(way(Document{{"a", 1}, {"b", -1}, {"c", 1}}) == "ab, sort");
  CHECK(way(Document{{"c", 1}}, "arrays") == "arrays, sort");
  CHECK(way(Document{{"h", 1}}, "hashed") == "hashed, sort");
  CHECK(Way({.hint = "ab",
             .sort = Document{{"a", 1}},
             .collation = Document{{"locale", "en"}}}) == "ab, sort");
}

TEST_CASE("bounds are keys of all fields of an index, in its order") {
  const auto way = [](const Document& min, const Document& max) {
    return Way({.hint = "ab", .min = min, .max = max});
  };
  const auto key = [](int a, int b) { return Document{{"a", a}, {"b", b}}; };
  CHECK(way(key(1, 5), key(1, 4)) == "ab");
  CHECK(way(key(1, 4), key(1, 5)) == "51175");
  CHECK(way(key(1, 4), key(1, 4)) == "51175");
  CHECK(way(key(1, 4), key(2, 9)) == "ab");
  CHECK(way(Document{{"a", 1}}, {}) == "51174");
  CHECK(Way({.hint = "hashed", .min = Document{{"h", 1}}}) == "51174");
  CHECK(Way({.hint = "all", .min = Document{{"$**", 1}}}) == "51174");
  CHECK(Way({.hint = "places", .min = Document{{"p", 1}}}) == "51174");
}

TEST_CASE("$near takes the first whole index of places on its path") {
  const std::string near = R"({"p": {"$near": [0, 0]}})";
  CHECK(Way({.filter = near}) == "near places");
  CHECK(Way({.sort = Document{{"a", 1}}, .filter = near}) ==
        "near places, sort");
  CHECK(Way({.hint = "few", .filter = near}) == "near few");
  CHECK(Way({.hint = "ab", .filter = near}) == "291");
  CHECK(Way({.hint = "none", .filter = near}) == "2");
  CHECK(Way({.hint = Natural(1), .filter = near}) == "2");
  CHECK(Way({.sort = Natural(1), .filter = near}) == "2");
  CHECK(Way({.hint = "places", .min = Document{{"p", 1}}, .filter = near}) ==
        "291");
  CHECK(Way({.filter = R"({"a": {"$near": [0, 0]}})"}) == "291");
  CHECK(Way({.filter = R"({"p": {"$near": [0, 180.5]}})"}) == "13027");
  CHECK(Way({.filter = R"({"p": {"$near": {"$geometry":
             {"type": "Point", "coordinates": [0, 0]}}}})"}) == "291");
}

TEST_CASE("a hinted index of places serves $geoWithin") {
  CHECK(Way({.hint = "places", .filter = R"({"$and": [{"p": {"$geoWithin":
                 {"$box": [[0, 0], [1, 1]]}}}]})"}) == "places");
  CHECK(Way({.hint = "places", .filter = R"({"q": {"$geoWithin":
                 {"$box": [[0, 0], [1, 1]]}}})"}) == "291");
  CHECK(Way({.hint = "places", .filter = R"({"$or": [{"p": {"$geoWithin":
                 {"$box": [[0, 0], [1, 1]]}}}]})"}) == "291");
}

}  // namespace meerkat::query
