// Hints, bounds and directions choose the way to the documents and never which
// ones are found: random finds through each, against the plain list of what
// was inserted, sorted naively.
#include <meerkat/client.h>
#include <meerkat/json.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/bson/compare.h"
#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/match_reference.h"
#include "tests/support/random_filters.h"
#include "tests/support/seed.h"

namespace meerkat::testing {
namespace {

constexpr int kRounds = 20;
constexpr int kFindsPerRound = 50 * MEERKAT_TEST_EFFORT / 100;
constexpr int kInsertsPerRound = 30;

using Documents = std::vector<Document>;

std::string Text(DocumentView document) {
  return ToJson(document, JsonMode::kCanonical);
}

bool IdIsBefore(const Document& a, const Document& b) {
  return bson::Compare(a["_id"], b["_id"]) < 0;
}

// A collection, and all its documents in the order of their insertion.
class Model {
 public:
  explicit Model(uint64_t seed)
      : random_(seed),
        client_(OpenClient()),
        collection_(client_["app"]["c"]) {}

  // Most _ids ascend, as real ones do; some come anywhere.
  void Insert() {
    Builder document;
    if (random_.OneIn(3)) {
      document.Append("_id", AnyId());
    } else {
      document.Append("_id", next_id_++);
    }
    document.AppendAll(random_.AnyDocument());
    const Document inserted = std::move(document).Finish();
    if (collection_.InsertOne(inserted).ok()) documents_.push_back(inserted);
  }

  void DeleteOne() {
    const Document filter = AnyFilter();
    const Find find = AnyFind(filter);
    INFO("delete: " << Text(filter) << " " << ToString(find.options.hint));
    const auto deleted =
        collection_.DeleteOne(filter, {.hint = find.options.hint});
    REQUIRE(deleted.ok());
    Find all = find;
    all.options = {.hint = find.options.hint};
    const Documents matching = Expected(all);
    REQUIRE(deleted->deleted_count == (matching.empty() ? 0 : 1));
    if (!matching.empty()) std::erase(documents_, matching.front());
  }

  // Returns how many were found.
  size_t CheckFind() {
    const Find find = AnyFind(AnyFilter());
    INFO("filter: " << Text(find.filter)
                    << "\nhint: " << ToString(find.options.hint)
                    << "\nsort: " << Text(find.options.sort)
                    << "\nmin: " << Text(find.options.min) << "\nmax: "
                    << Text(find.options.max) << "\nskip: " << find.options.skip
                    << "\nlimit: " << find.options.limit);
    StatusOr<Cursor> cursor = collection_.Find(find.filter, find.options);
    INFO(cursor.status());
    REQUIRE(cursor.ok());
    Documents found;
    while (cursor->Next()) found.push_back(cursor->Own());
    REQUIRE(cursor->status().ok());
    REQUIRE(found == Expected(find));
    return found.size();
  }

  // $recordId is the same however a document is found, and ascends with the
  // insertions.
  void CheckRecordIds() {
    const std::vector<int64_t> numbers = RecordIds({});
    REQUIRE(std::ranges::is_sorted(numbers));
    REQUIRE(std::ranges::adjacent_find(numbers) == numbers.end());
    for (const Value& hint :
         {Value("_id_"), Value(Document{{"$natural", -1}})}) {
      std::vector<int64_t> others = RecordIds({.hint = hint});
      std::ranges::sort(others);
      REQUIRE(others == numbers);
    }
    for (size_t i = 0; i < documents_.size(); ++i) {
      const Document by_id{{"_id", Value(documents_[i]["_id"])}};
      const auto found = collection_.FindOne(by_id, {.show_record_id = true});
      REQUIRE(found->value()["$recordId"].AsInt64() == numbers[i]);
    }
  }

 private:
  struct Find {
    Document filter;
    FindOptions options;
  };

  Value AnyId() {
    switch (random_.Below(4)) {
      case 0:
        return Value(static_cast<int>(random_.Below(2000)) - 1000);
      case 1:
        return Value(static_cast<double>(random_.Below(100)) / 4);
      case 2:
        return Value(std::string(1 + random_.Below(3), 'a'));
      default:
        return Value(Document{{"n", static_cast<int>(random_.Below(9))}});
    }
  }

  Document AnyFilter() {
    if (documents_.empty() || random_.OneIn(3)) return {};
    const Document& near = documents_[random_.Below(documents_.size())];
    if (random_.OneIn(5)) return Document{{"_id", Value(near["_id"])}};
    return random_.AnyFilter(near);
  }

  Find AnyFind(const Document& filter) {
    Find find{.filter = filter, .options = {}};
    FindOptions& options = find.options;
    switch (random_.Below(4)) {
      case 0:
        break;
      case 1:
        options.hint = Document{{"$natural", random_.OneIn(2) ? 1 : -1}};
        break;
      default:
        options.hint =
            random_.OneIn(2) ? Value("_id_") : Value(Document{{"_id", 1}});
        SetBounds(options);
    }
    if (random_.OneIn(4)) {
      options.sort = Document{{"_id", random_.OneIn(2) ? 1 : -1}};
    }
    if (random_.OneIn(3)) options.skip = static_cast<int>(random_.Below(9));
    if (random_.OneIn(3)) options.limit = static_cast<int>(random_.Below(30));
    return find;
  }

  void SetBounds(FindOptions& options) {
    Value low = AnyId();
    Value high = AnyId();
    const int order = bson::Compare(low, high);
    if (order > 0) std::swap(low, high);
    if (random_.OneIn(2)) options.min = Document{{"_id", low}};
    if (order != 0 && random_.OneIn(2)) {
      options.max = Document{{"_id", high}};
    }
  }

  static bool IsInBounds(const Document& document, const FindOptions& options) {
    const Element id = document["_id"];
    return (options.min.empty() ||
            bson::Compare(id, options.min["_id"]) >= 0) &&
           (options.max.empty() || bson::Compare(id, options.max["_id"]) < 0);
  }

  // The order in which `options` want documents, from that of insertion.
  static void Order(const FindOptions& options, Documents& documents) {
    const bool is_natural =
        options.hint.type() == Type::kDocument &&
        options.hint.element().AsDocument()["$natural"].exists();
    if (is_natural &&
        options.hint.element().AsDocument()["$natural"].AsInt32() < 0) {
      std::ranges::reverse(documents);
    }
    const bool by_id = options.hint.exists() && !is_natural;
    if (by_id || !options.sort.empty()) {
      std::ranges::sort(documents, IdIsBefore);
    }
    if (!options.sort.empty() && options.sort["_id"].AsInt32() < 0) {
      std::ranges::reverse(documents);
    }
  }

  Documents Expected(const Find& find) const {
    Documents matching;
    for (const Document& document : documents_) {
      if (IsInBounds(document, find.options) &&
          ReferenceMatches(find.filter, document)) {
        matching.push_back(document);
      }
    }
    Order(find.options, matching);
    const auto skip =
        std::min(static_cast<size_t>(find.options.skip), matching.size());
    matching.erase(matching.begin(),
                   matching.begin() + static_cast<ptrdiff_t>(skip));
    const auto limit = static_cast<size_t>(find.options.limit);
    if (limit > 0 && limit < matching.size()) matching.resize(limit);
    return matching;
  }

  std::vector<int64_t> RecordIds(FindOptions options) {
    options.show_record_id = true;
    StatusOr<Cursor> cursor = collection_.Find({}, options);
    REQUIRE(cursor.ok());
    std::vector<int64_t> numbers;
    for (const DocumentView document : *cursor) {
      numbers.push_back(document["$recordId"].AsInt64());
    }
    return numbers;
  }

  RandomFilters random_;
  Client client_;
  Collection collection_;
  Documents documents_;
  int next_id_ = 1;
};

}  // namespace

TEST_CASE("random finds through hints, bounds and directions agree") {
  Model model(SeedOfThisRun());
  size_t found = 0;
  for (int round = 0; round < kRounds; ++round) {
    for (int i = 0; i < kInsertsPerRound; ++i) model.Insert();
    for (int i = 0; i < 3; ++i) model.DeleteOne();
    for (int i = 0; i < kFindsPerRound; ++i) found += model.CheckFind();
    model.CheckRecordIds();
  }
  CHECK(found > static_cast<size_t>(kRounds));
}

}  // namespace meerkat::testing
