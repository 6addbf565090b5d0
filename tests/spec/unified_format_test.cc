// The tests that the unified test format has for runners: that ours reads the
// format as it is meant, and Meerkat answers to it. What only a driver has (its
// events) is not looked at.
#include <algorithm>
#include <cstdio>
#include <string_view>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/spec_tests.h"
#include "tests/support/unified_runner.h"

namespace meerkat {
namespace {

using testing::SpecFile;
using testing::UnifiedResult;
using testing::Way;
using Outcome = UnifiedResult::Outcome;
using Names = std::vector<std::string_view>;

constexpr std::string_view kFolder = "unified-test-format/tests/valid-pass";

// A layer of drivers that this runner does not have.
constexpr std::string_view kOfDrivers = "poc-gridfs.json";

// What waits for another part of Meerkat, and must say so. To be taken off the
// list when it is there.
const Names& Later() {
  static const auto* const kLater = new Names{
      // Aggregation.
      "collectionData-createOptions: collection is created with the correct "
      "options",
      "poc-crud: readConcern majority with out stage",
      "poc-crud: Aggregate with $listLocalSessions",
      // Update operators.
      "poc-crud: BulkWrite with mixed ordered operations",
      // Change streams.
      "poc-change-streams: saveResultAsEntity is optional for "
      "createChangeStream",
      "poc-change-streams: Executing a watch helper on a MongoClient results "
      "in notifications for changes to all collections in all databases in "
      "the cluster.",
      // Sessions and transactions.
      "poc-sessions: Server supports explicit sessions",
      "poc-transactions-convenient-api: withTransaction and no transaction "
      "options set",
      "poc-transactions-convenient-api: withTransaction inherits transaction "
      "options from client",
      "poc-transactions-convenient-api: withTransaction inherits transaction "
      "options from defaultTransactionOptions",
      "poc-transactions-convenient-api: withTransaction explicit transaction "
      "options",
      "poc-transactions: explicitly create collection using create command",
      "poc-transactions: create index on a non-existing collection",
  };
  return *kLater;
}

bool IsLater(std::string_view name) {
  return std::ranges::find(Later(), name) != Later().end();
}

}  // namespace

// Over a socket sessions are the server's, and what a driver asks in one is
// answered; transactions are refused with another error.
TEST_CASE("the unified test format's own tests pass over a socket") {
  int passed = 0;
  const std::vector<SpecFile> files = testing::SpecFiles(kFolder);
  for (const SpecFile& file : files) {
    if (file.name == kOfDrivers || file.name.starts_with("poc-trans")) continue;
    for (const UnifiedResult& result :
         testing::RunUnified(file, Way::kSocket)) {
      INFO(result.name << ": " << result.reason);
      CHECK(result.outcome != Outcome::kFailed);
      passed += result.outcome == Outcome::kPassed;
    }
  }
  if (files.empty()) return;
  std::printf("unified test format, over a socket: %d passed\n", passed);
  CHECK(passed > 0);
}

TEST_CASE("the unified test format's own tests pass") {
  int passed = 0;
  size_t later = 0;
  const std::vector<SpecFile> files = testing::SpecFiles(kFolder);
  for (const SpecFile& file : files) {
    if (file.name == kOfDrivers) continue;
    for (const UnifiedResult& result : testing::RunUnified(file)) {
      INFO(result.name << ": " << result.reason);
      CHECK(result.outcome != Outcome::kFailed);
      CHECK((result.outcome == Outcome::kNotImplemented) ==
            IsLater(result.name));
      passed += result.outcome == Outcome::kPassed;
      later += result.outcome == Outcome::kNotImplemented;
    }
  }
  if (files.empty()) return;
  std::printf("unified test format: %d passed, %zu later\n", passed, later);
  CHECK(passed > 0);
  CHECK(later == Later().size());
}

}  // namespace meerkat
