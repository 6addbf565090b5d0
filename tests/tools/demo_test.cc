#include <filesystem>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/run_program.h"
#include "tests/support/temp_directory.h"

namespace meerkat::testing {

TEST_CASE("the demo goes through and leaves its database") {
  const TempDirectory temp;
  const ProgramRun run = RunShell("MEERKAT_PROGRAM=$MEERKAT " MEERKAT_SOURCE_DIR
                                  "/tools/demo.sh " +
                                  (temp / "demo"));
  INFO(run.err);
  CHECK(run.exit_code == 0);
  CHECK(run.out.find("geo.cities: valid, 24,323 documents") !=
        std::string::npos);
  CHECK(std::filesystem::is_directory(temp / "demo"));
}

}  // namespace meerkat::testing
