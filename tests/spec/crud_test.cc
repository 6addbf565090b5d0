// The specification "CRUD": reading operations. Other files follow with what
// they test.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/spec_tests.h"
#include "tests/support/unified_runner.h"

namespace meerkat {
namespace {

using testing::SpecFile;
using testing::UnifiedResult;
using Outcome = UnifiedResult::Outcome;

constexpr std::string_view kFolder = "crud/tests/unified";

// Runs the files whose names begin with `prefix` and then have one of '.' and
// '-'. `later` names the tests that wait for another part of Meerkat: they must
// say so, and be taken off the list when it is there.
void RunAll(const std::string& prefix, const std::vector<std::string>& later) {
  std::map<Outcome, int> counts;
  for (const SpecFile& file : testing::SpecFiles(kFolder, prefix)) {
    const char next = file.name[prefix.size()];
    if (next != '.' && next != '-') continue;
    for (const UnifiedResult& result : testing::RunUnified(file)) {
      INFO(file.name << ": " << result.name << ": " << result.reason);
      ++counts[result.outcome];
      CHECK(result.outcome != Outcome::kFailed);
      const bool is_later =
          std::ranges::find(later, result.name) != later.end();
      CHECK((result.outcome == Outcome::kNotImplemented) == is_later);
    }
  }
  if (counts.empty()) return;
  std::printf("%s: %d passed, %d for other servers, %d later\n", prefix.c_str(),
              counts[Outcome::kPassed], counts[Outcome::kSkipped],
              counts[Outcome::kNotImplemented]);
  CHECK(counts[Outcome::kPassed] > 0);
}

}  // namespace

TEST_CASE("specification CRUD: find") {
  RunAll("find", {"find-collation: Find with a collation"});
}

TEST_CASE("specification CRUD: findOne") { RunAll("findOne", {}); }

TEST_CASE("specification CRUD: count") {
  RunAll("count", {"count-collation: Count documents with collation",
                   "count-collation: Deprecated count with collation"});
}

TEST_CASE("specification CRUD: countDocuments") {
  RunAll("countDocuments", {});
}

TEST_CASE("specification CRUD: estimatedDocumentCount") {
  RunAll("estimatedDocumentCount",
         {"estimatedDocumentCount: estimatedDocumentCount works correctly on "
          "views"});
}

TEST_CASE("specification CRUD: distinct") {
  RunAll("distinct", {"distinct-collation: Distinct with a collation",
                      "distinct-hint: distinct with hint string",
                      "distinct-hint: distinct with hint document"});
}

}  // namespace meerkat
