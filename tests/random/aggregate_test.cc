// Random pipelines of the stages that select and count, against the plain list
// of what was inserted: each stage is done anew to a vector of documents.
#include <meerkat/builder.h>
#include <meerkat/client.h>
#include <meerkat/json.h>

#include <algorithm>
#include <cstddef>
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

constexpr int kDocuments = 60;
constexpr int kPipelines = 2000 * MEERKAT_TEST_EFFORT / 100;

using Documents = std::vector<Document>;

std::string Text(DocumentView document) {
  return ToJson(document, JsonMode::kCanonical);
}

// A pipeline as it grows, and what is left after its stages.
struct Pipeline {
  std::vector<Value> stages;
  Documents left;

  void Add(std::string_view name, const Value& operand) {
    stages.emplace_back(Document{{name, operand}});
  }
};

class Model {
 public:
  explicit Model(uint64_t seed) : random_(seed), client_(OpenClient()) {
    Collection collection = client_["app"]["c"];
    for (int i = 0; i < kDocuments; ++i) {
      Builder document;
      document.Append("_id", i);
      document.AppendAll(random_.AnyDocument());
      documents_.push_back(std::move(document).Finish());
      REQUIRE(collection.InsertOne(documents_.back()).ok());
    }
  }

  // Returns how many documents came out.
  size_t CheckPipeline() {
    Pipeline pipeline{.stages = {}, .left = documents_};
    const uint64_t stages = random_.Below(5);
    for (uint64_t i = 0; i < stages; ++i) AddStage(pipeline);
    if (random_.OneIn(2)) AddEnd(pipeline);
    const Document command{{"aggregate", "c"},
                           {"pipeline", Array(pipeline.stages)},
                           {"cursor", Document{{"batchSize", 1000}}}};
    INFO(Text(command));
    const Document reply = Run(client_["app"], command);
    Documents found;
    for (const Element& document :
         reply["cursor"].AsDocument()["firstBatch"].AsDocument()) {
      found.emplace_back(document.AsDocument());
    }
    REQUIRE(found == pipeline.left);
    return found.size();
  }

 private:
  void AddStage(Pipeline& pipeline) {
    switch (random_.Below(4)) {
      case 0:
        return AddMatch(pipeline);
      case 1:
        return AddSort(pipeline);
      case 2:
        return AddSkip(pipeline);
      default:
        return AddLimit(pipeline);
    }
  }

  void AddMatch(Pipeline& pipeline) {
    const Document filter =
        random_.AnyFilter(documents_[random_.Below(documents_.size())]);
    pipeline.Add("$match", Value(filter));
    std::erase_if(pipeline.left, [&](const Document& document) {
      return !ReferenceMatches(filter, document);
    });
  }

  void AddSort(Pipeline& pipeline) {
    const bool ascending = random_.OneIn(2);
    pipeline.Add("$sort", Value(Document{{"_id", ascending ? 1 : -1}}));
    std::ranges::sort(pipeline.left, [&](const Document& a, const Document& b) {
      const int order = bson::Compare(a["_id"], b["_id"]);
      return ascending ? order < 0 : order > 0;
    });
  }

  void AddSkip(Pipeline& pipeline) {
    const size_t skip = random_.Below(12);
    pipeline.Add("$skip", Value(static_cast<int>(skip)));
    Documents& left = pipeline.left;
    left.erase(left.begin(), left.begin() + static_cast<ptrdiff_t>(
                                                std::min(skip, left.size())));
  }

  void AddLimit(Pipeline& pipeline) {
    const size_t limit = 1 + random_.Below(40);
    pipeline.Add("$limit", Value(static_cast<int>(limit)));
    if (pipeline.left.size() > limit) pipeline.left.resize(limit);
  }

  // Counts what is left, in one of the ways of drivers.
  void AddEnd(Pipeline& pipeline) {
    const int count = static_cast<int>(pipeline.left.size());
    if (random_.OneIn(2)) {
      pipeline.Add("$count", Value("n"));
      pipeline.left = {Document{{"n", count}}};
    } else {
      pipeline.Add("$group",
                   Value(Document{{"_id", 1}, {"n", Document{{"$sum", 1}}}}));
      pipeline.left = {Document{{"_id", 1}, {"n", count}}};
    }
    if (count == 0) pipeline.left.clear();
  }

  RandomFilters random_;
  Client client_;
  Documents documents_;
};

}  // namespace

TEST_CASE("random pipelines leave what their stages leave one by one") {
  Model model(SeedOfThisRun());
  size_t found = 0;
  for (int i = 0; i < kPipelines; ++i) found += model.CheckPipeline();
  CHECK(found > static_cast<size_t>(kPipelines));
}

}  // namespace meerkat::testing
