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
using testing::Way;
using Outcome = UnifiedResult::Outcome;

constexpr std::string_view kFolder = "crud/tests/unified";

// Runs the files whose names begin with `prefix` and then have one of '.' and
// '-'. `later` names the tests that wait for another part of Meerkat: they must
// say so, and be taken off the list when it is there.
void RunAll(const std::string& prefix, const std::vector<std::string>& later,
            Way way) {
  std::map<Outcome, int> counts;
  for (const SpecFile& file : testing::SpecFiles(kFolder, prefix)) {
    const char next = file.name[prefix.size()];
    if (next != '.' && next != '-') continue;
    const bool has_collation = file.name.find("-collation") != file.name.npos;
    if (has_collation && testing::LacksIcu()) continue;
    // The runner's writes are all acknowledged.
    if (file.name.find("-unacknowledged") != file.name.npos) continue;
    for (const UnifiedResult& result : testing::RunUnified(file, way)) {
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

// The same by calls and over a socket.
void RunAll(const std::string& prefix, const std::vector<std::string>& later) {
  RunAll(prefix, later, Way::kInProcess);
  RunAll(prefix, later, Way::kSocket);
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

TEST_CASE("specification CRUD: aggregate") {
  RunAll(
      "aggregate",
      {"aggregate-let: Aggregate with let option",
       "aggregate-let: Aggregate to collection with let option",
       "aggregate-merge-errorResponse: aggregate $merge DuplicateKey error is "
       "accessible",
       "aggregate-merge: Aggregate with $merge",
       "aggregate-merge: Aggregate with $merge and batch size of 0",
       "aggregate-merge: Aggregate with $merge and majority readConcern",
       "aggregate-merge: Aggregate with $merge and local readConcern",
       "aggregate-merge: Aggregate with $merge and available readConcern",
       "aggregate-out-readConcern: readConcern majority with out stage",
       "aggregate-out-readConcern: readConcern local with out stage",
       "aggregate-out-readConcern: readConcern available with out stage",
       "aggregate-out: Aggregate with $out",
       "aggregate-out: Aggregate with $out and batch size of 0",
       "aggregate-write-readPreference: Aggregate with $out includes read "
       "preference for 5.0+ server",
       "aggregate-write-readPreference: Aggregate with $merge includes read "
       "preference for 5.0+ server"});
}

TEST_CASE("specification CRUD: insertOne") { RunAll("insertOne", {}); }

TEST_CASE("specification CRUD: deleteOne") { RunAll("deleteOne", {}); }

TEST_CASE("specification CRUD: deleteMany") { RunAll("deleteMany", {}); }

TEST_CASE("specification CRUD: replaceOne") {
  // Update: filters of any kind, hint and let.
  RunAll("replaceOne",
         {"replaceOne-collation: ReplaceOne when one document matches with "
          "collation",
          "replaceOne-hint: ReplaceOne with hint string",
          "replaceOne-hint: ReplaceOne with hint document",
          "replaceOne-let: ReplaceOne with let option",
          "replaceOne: ReplaceOne when many documents match"});
}

}  // namespace meerkat
