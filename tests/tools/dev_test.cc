// What tools/dev builds for a selection of tests.
#include <string>

#include "tests/catch.hpp"
#include "tests/support/run_program.h"

namespace meerkat::testing {
namespace {

// The presets, a space behind each.
std::string PresetsFor(const std::string& arguments) {
  const std::string dev = std::string(MEERKAT_SOURCE_DIR) + "/tools/dev";
  const ProgramRun run = RunShell(
      "set -euo pipefail; eval \"$(sed -n '/^presets_for()/,/^}/p;"
      "/^label_in()/,/^}/p' " +
      dev + ")\"; presets_for " + arguments + " | tr '\\n' ' '");
  CHECK(run.exit_code == 0);
  return run.out;
}

}  // namespace

TEST_CASE("the fuzz targets are built for a label that names them") {
  CHECK(PresetsFor("-L fuzz") == "fuzz ");
  CHECK(PresetsFor("-Lfuzz") == "fuzz ");
  CHECK(PresetsFor("--label-regex fuzz -V") == "fuzz ");
  CHECK(PresetsFor("-L 'fast|fuzz'") == "release fuzz ");
  CHECK(PresetsFor("-L fast") == "release ");
}

TEST_CASE("other words with fuzz in them do not build the fuzz targets") {
  CHECK(PresetsFor("-LE fuzz") == "release ");
  CHECK(PresetsFor("--label-exclude fuzz") == "release ");
  CHECK(PresetsFor("-R fuzz") == "release ");
  CHECK(PresetsFor("-E fuzz -L crash") == "release ");
}

}  // namespace meerkat::testing
