// The specification "CRUD": reading operations. Other files follow with what
// they test.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/icu.h"
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
    const bool has_collation = file.name.find("-collation") != file.name.npos;
    if (has_collation && testing::LacksIcu()) continue;
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

TEST_CASE("specification CRUD: find") { RunAll("find", {}); }

TEST_CASE("specification CRUD: findOne") { RunAll("findOne", {}); }

TEST_CASE("specification CRUD: count") { RunAll("count", {}); }

TEST_CASE("specification CRUD: countDocuments") {
  RunAll("countDocuments", {});
}

TEST_CASE("specification CRUD: estimatedDocumentCount") {
  RunAll("estimatedDocumentCount",
         {"estimatedDocumentCount: estimatedDocumentCount works correctly on "
          "views"});
}

TEST_CASE("specification CRUD: distinct") { RunAll("distinct", {}); }

}  // namespace meerkat
