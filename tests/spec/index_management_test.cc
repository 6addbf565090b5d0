// The specification "Index Management". Search indexes are Atlas's and not
// among it.
#include <string>

#include "tests/catch.hpp"
#include "tests/support/spec_tests.h"
#include "tests/support/unified_runner.h"

namespace meerkat {
namespace {

using testing::SpecFile;
using testing::UnifiedResult;
using testing::Way;
using Outcome = UnifiedResult::Outcome;

bool IsOfAtlas(const std::string& file) {
  return file.find("earchIndex") != std::string::npos;
}

void RunAll(Way way) {
  int passed = 0;
  const auto files = testing::SpecFiles("index-management/tests");
  for (const SpecFile& file : files) {
    if (IsOfAtlas(file.name)) continue;
    for (const UnifiedResult& result : testing::RunUnified(file, way)) {
      INFO(file.name << ": " << result.name << ": " << result.reason);
      CHECK(result.outcome != Outcome::kFailed);
      CHECK(result.outcome != Outcome::kNotImplemented);
      passed += result.outcome == Outcome::kPassed;
    }
  }
  if (!files.empty()) CHECK(passed > 0);
}

}  // namespace

TEST_CASE("specification Index Management: by calls") {
  RunAll(Way::kInProcess);
}

TEST_CASE("specification Index Management: over a socket") {
  RunAll(Way::kSocket);
}

}  // namespace meerkat
