// The golden scripts, tests/scripts/**/*.txt: each is run on a directory and,
// unless it reopens its database, in memory, and must print the same both
// times. With MEERKAT_REWRITE=1 what is printed becomes what is expected.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/file_tree.h"
#include "tests/support/icu.h"
#include "tests/support/script.h"
#include "tests/support/script_runner.h"
#include "tests/support/sphere.h"
#include "tests/support/temp_directory.h"

namespace meerkat::testing {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> ScriptFiles() {
  std::vector<fs::path> files;
  const fs::path folder = fs::path(MEERKAT_SOURCE_DIR) / "tests/scripts";
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool NeedsIcu(const fs::path& path) {
  return path.stem().string().ends_with("collation");
}

// What each block prints.
std::vector<std::string> RunScript(const Script& script,
                                   const std::string& database) {
  ScriptRunner runner(database);
  std::vector<std::string> printed;
  for (const ScriptBlock& block : script.blocks) {
    const StatusOr<std::string> replies = runner.Run(block);
    INFO("line " << block.line << ": " << replies.status());
    REQUIRE(replies.ok());
    printed.push_back(*replies);
  }
  return printed;
}

void CheckPrinted(const Script& script, const fs::path& path,
                  const std::vector<std::string>& printed) {
  for (size_t i = 0; i < printed.size(); ++i) {
    const ScriptBlock& block = script.blocks[i];
    INFO(path.string() << ":" << block.line << "\n" << block.text);
    CHECK(printed[i] == block.expected);
  }
}

void Rewrite(Script& script, const fs::path& path,
             const std::vector<std::string>& printed) {
  for (size_t i = 0; i < printed.size(); ++i) {
    script.blocks[i].expected = printed[i];
  }
  WriteFile(path.string(), ToText(script));
}

void CheckScript(const fs::path& path) {
  Script script = ParseScript(ReadFile(path.string()));
  const TempDirectory temp = TempDirectory::InMemory();
  const std::vector<std::string> on_disk = RunScript(script, temp / "db");
  if (std::getenv("MEERKAT_REWRITE") != nullptr) Rewrite(script, path, on_disk);
  CheckPrinted(script, path, on_disk);
  if (Reopens(script)) return;
  INFO("in memory");
  CheckPrinted(script, path, RunScript(script, ":memory:"));
}

}  // namespace

TEST_CASE("golden scripts print what they say") {
  for (const fs::path& path : ScriptFiles()) {
    if (NeedsIcu(path) && LacksIcu()) continue;
    if (path.stem() == "geojson" && LacksSphere()) continue;
    DYNAMIC_SECTION(path.stem().string()) { CheckScript(path); }
  }
}

TEST_CASE("a script is the same text after it was taken apart") {
  for (const fs::path& path : ScriptFiles()) {
    const std::string text = ReadFile(path.string());
    CHECK(ToText(ParseScript(text)) == text);
  }
}

TEST_CASE("a script's blocks are commands and what they print") {
  const Script script = ParseScript(
      "# A comment.\n\nuse app\nrun {\"ping\": 1,\n     \"comment\": 2}\n"
      "----\n{\"ok\": 1.0}\n\nreopen\n# The end.\n");
  REQUIRE(script.blocks.size() == 2);
  CHECK(script.blocks[0].lead == "# A comment.\n\n");
  CHECK(script.blocks[0].line == 3);
  CHECK(script.blocks[0].commands ==
        std::vector<std::string>{"use app",
                                 "run {\"ping\": 1,\n     \"comment\": 2}"});
  CHECK(script.blocks[0].expected == "{\"ok\": 1.0}\n");
  CHECK(Reopens(script));
}

TEST_CASE("a script that holds no command of scripts is refused") {
  ScriptRunner runner(":memory:");
  const auto run = [&runner](std::string_view text) {
    return runner.Run(ParseScript(text).blocks.at(0)).status();
  };
  CHECK(run("run {\"ping\": 1}").ok());
  CHECK(ErrorMessageOf(run("jump 3")) ==
        "'jump 3': scripts have no such command");
  CHECK(ErrorCodeOf(run("run {ping: 1}")) == ErrorCode::kFailedToParse);
}

}  // namespace meerkat::testing
