// An index that is hinted says in which order documents come, and never which:
// random finds through each of many indexes, against scans of the collection.
#include <meerkat/builder.h>
#include <meerkat/client.h>

#include <algorithm>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/bson/compare.h"
#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/parsed_json.h"
#include "tests/support/random_values.h"
#include "tests/support/seed.h"

namespace meerkat::testing {
namespace {

constexpr int kRounds = 8;
constexpr int kDocuments = 120;
constexpr int kFinds = 400 * MEERKAT_TEST_EFFORT / 100;

struct TestedIndex {
  std::string_view spec;
  // Which documents it has; empty: all.
  std::string_view covers = {};
};

constexpr TestedIndex kIndexes[] = {
    {R"({"key": {"a": 1}, "name": "a"})"},
    {R"({"key": {"a": -1, "b": 1}, "name": "ab"})"},
    {R"({"key": {"a.b": 1, "c": -1}, "name": "nested"})"},
    {R"({"key": {"c": 1, "d": 1}, "name": "cd"})"},
    {R"({"key": {"n": 1}, "name": "unique", "unique": true})"},
    {R"({"key": {"h": "hashed", "n": -1}, "name": "hashed"})"},
    {R"({"key": {"b": 1}, "name": "sparse", "sparse": true})",
     R"({"b": {"$exists": true}})"},
    {R"({"key": {"n": 1, "a": 1}, "name": "partial",
         "partialFilterExpression": {"n": {"$gte": 30}}})",
     R"({"n": {"$gte": 30}})"},
};

constexpr std::string_view kSorts[] = {
    R"({"a": 1})",          R"({"a": -1})",          R"({"a": -1, "b": 1})",
    R"({"a": 1, "b": -1})", R"({"a": 1, "b": 1})",   R"({"c": 1, "d": 1})",
    R"({"c": -1})",         R"({"c": -1, "d": -1})", R"({"n": -1})",
    R"({"a.b": -1})",       R"({"h": 1, "n": 1})",   R"({"b": -1})",
};

// Arrays in half of the rounds.
Document RandomDocument(std::mt19937_64& random, RandomValues& values, int id,
                        bool with_arrays) {
  Builder builder;
  builder.Append("_id", id);
  for (const char* name : {"a", "b"}) {
    if (random() % 4 == 0) continue;
    if (with_arrays) {
      builder.Append(name, values.Any(2));
    } else {
      builder.Append(name, static_cast<int>(random() % 9));
    }
  }
  builder.Append("c", static_cast<int>(random() % 5));
  if (random() % 3 != 0) builder.Append("d", values.Any(0));
  builder.Append("n", id);
  if (random() % 2 == 0) builder.Append("h", static_cast<int>(random() % 5));
  return std::move(builder).Finish();
}

Document RandomFilter(std::mt19937_64& random) {
  const int bound = static_cast<int>(random() % kDocuments);
  switch (random() % 4) {
    case 0:
      return {};
    case 1:
      return Document{{"n", Document{{"$gte", bound}}}};
    case 2:
      return Document{{"c", static_cast<int>(random() % 5)}};
    default:
      return Document{{"a", Document{{"$exists", random() % 2 == 0}}}};
  }
}

std::vector<Document> All(Collection collection, const Document& filter,
                          const FindOptions& options) {
  StatusOr<Cursor> cursor = collection.Find(filter, options);
  if (!cursor.ok()) FAIL(cursor.status());
  std::vector<Document> documents;
  while (cursor->Next()) documents.emplace_back(cursor->document());
  if (!cursor->status().ok()) FAIL(cursor->status());
  return documents;
}

std::vector<int> Ids(const std::vector<Document>& documents) {
  std::vector<int> ids;
  for (const Document& document : documents) {
    ids.push_back(document["_id"].AsInt32());
  }
  std::ranges::sort(ids);
  return ids;
}

Document Both(const Document& filter, std::string_view covers) {
  if (covers.empty()) return filter;
  return Document{{"$and", Array{filter, Parsed(covers)}}};
}

// Whether keys {a: 1, b: 2} come in the order of an index.
bool IsInOrder(const Document& a, const Document& b, DocumentView pattern) {
  auto left = a.view().begin();
  auto right = b.view().begin();
  for (const Element& part : pattern) {
    const int order = bson::Compare(*left++, *right++);
    const bool descends = part.is_number() && part.AsInt32() < 0;
    if (order != 0) return descends ? order > 0 : order < 0;
  }
  return true;
}

class Scans {
 public:
  explicit Scans(uint64_t seed, bool with_arrays)
      : random_(seed), database_(client_["app"]), collection_(database_["c"]) {
    RandomValues values(seed);
    for (const TestedIndex& index : kIndexes) {
      Run(database_, Document{{"createIndexes", "c"},
                              {"indexes", Array{Parsed(index.spec)}}});
    }
    for (int id = 0; id < kDocuments; ++id) {
      // Some have two arrays in one key, and are left.
      collection_.InsertOne(RandomDocument(random_, values, id, with_arrays))
          .status()
          .IgnoreError();
    }
  }

  void Check() {
    const TestedIndex& tested = kIndexes[random_() % std::size(kIndexes)];
    const Document spec = Parsed(tested.spec);
    const Document filter = RandomFilter(random_);
    INFO(tested.spec << "\nfilter: " << ToString(filter));
    CheckDocuments(spec, filter, tested.covers);
    CheckSort(spec, filter, tested.covers);
    CheckKeys(spec);
    CheckBounds(spec);
  }

 private:
  static FindOptions Hinted(const Document& spec) {
    return {.hint = Value(spec["name"])};
  }

  void CheckDocuments(const Document& spec, const Document& filter,
                      std::string_view covers) {
    const std::vector<Document> expected =
        All(collection_, Both(filter, covers), {});
    CHECK(Ids(All(collection_, filter, Hinted(spec))) == Ids(expected));
  }

  // The keys of the sort come in the same order, whichever of the documents
  // with one key is first.
  void CheckSort(const Document& spec, const Document& filter,
                 std::string_view covers) {
    const Document sort = Parsed(kSorts[random_() % std::size(kSorts)]);
    INFO("sort: " << ToString(sort));
    FindOptions scan{.projection = Parsed(R"({"_id": 0, "none": 1,
        "k": {"$meta": "sortKey"}})"),
                     .sort = sort};
    FindOptions hinted = scan;
    hinted.hint = Value(spec["name"]);
    const std::vector<Document> found = All(collection_, filter, hinted);
    const std::vector<Document> expected =
        All(collection_, Both(filter, covers), scan);
    REQUIRE(found.size() == expected.size());
    for (size_t i = 0; i < found.size(); ++i) {
      INFO(ToString(found[i]) << " in place of " << ToString(expected[i]));
      CHECK(bson::Compare(found[i]["k"], expected[i]["k"]) == 0);
    }
  }

  // Hashes are ordered as unsigned numbers, and shown as others.
  void CheckKeys(const Document& spec) {
    if (spec["name"].AsString() == "hashed") return;
    FindOptions options = Hinted(spec);
    options.return_key = true;
    const std::vector<Document> keys = All(collection_, {}, options);
    for (size_t i = 1; i < keys.size(); ++i) {
      INFO(ToString(keys[i - 1]) << " before " << ToString(keys[i]));
      CHECK(IsInOrder(keys[i - 1], keys[i], spec["key"].AsDocument()));
    }
  }

  // Two neighbouring keys as min and max, of all there are, part the documents
  // in three without losing one.
  void CheckBounds(const Document& spec) {
    if (spec["name"].AsString() == "hashed") return;
    FindOptions options = Hinted(spec);
    options.return_key = true;
    std::vector<Document> keys = All(collection_, {}, options);
    if (keys.empty()) return;
    const Document bound = keys[random_() % keys.size()];
    INFO("bound: " << ToString(bound));
    FindOptions from = Hinted(spec);
    from.min = bound;
    FindOptions to = Hinted(spec);
    to.max = bound;
    const std::vector<int> above = Ids(All(collection_, {}, from));
    const std::vector<int> below = Ids(All(collection_, {}, to));
    std::vector<int> both;
    std::ranges::set_union(above, below, std::back_inserter(both));
    CHECK(both == Ids(All(collection_, {}, Hinted(spec))));
    CHECK_FALSE(above.empty());
    for (const Document& key : KeysUpTo(spec, bound)) {
      CHECK_FALSE(key == bound);
      CHECK(IsInOrder(key, bound, spec["key"].AsDocument()));
    }
  }

  std::vector<Document> KeysUpTo(const Document& spec, const Document& bound) {
    FindOptions options = Hinted(spec);
    options.return_key = true;
    options.max = bound;
    return All(collection_, {}, options);
  }

  std::mt19937_64 random_;
  Client client_ = OpenClient();
  Database database_;
  Collection collection_;
};

}  // namespace

TEST_CASE("a hinted index says in which order, never which documents come") {
  const uint64_t seed = SeedOfThisRun();
  for (int round = 0; round < kRounds; ++round) {
    Scans scans(seed + static_cast<uint64_t>(round), round % 2 == 1);
    for (int i = 0; i < kFinds; ++i) scans.Check();
  }
}

}  // namespace meerkat::testing
