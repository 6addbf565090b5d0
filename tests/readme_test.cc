// The example in README.md is the text of readme_example.cc, and it runs.
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/temp_directory.h"

#define main ReadmeExample
#include "tests/readme_example.cc"
#undef main

namespace {

std::string Read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("the example in the README is the one that is tested") {
  const std::string root = MEERKAT_SOURCE_DIR;
  const std::string example = Read(root + "/tests/readme_example.cc");
  REQUIRE_FALSE(example.empty());
  const std::string block = "```cpp\n" + example + "```\n";
  CHECK(Read(root + "/README.md").find(block) != std::string::npos);
}

TEST_CASE("the example for Python in the README is the one that is tested") {
  const std::string root = MEERKAT_SOURCE_DIR;
  const std::string example =
      Read(root + "/tests/drivers/pymongo/readme_example.py");
  REQUIRE_FALSE(example.empty());
  const std::string block = "```python\n" + example + "```\n";
  CHECK(Read(root + "/README.md").find(block) != std::string::npos);
}

TEST_CASE("the files that the README names exist") {
  const std::filesystem::path root = MEERKAT_SOURCE_DIR;
  const std::string readme = Read(root / "README.md");
  // A link, [text](target), or a path between backticks.
  const std::regex name(
      R"(\]\(([^):]+)\)|`([a-z_/]+/[A-Za-z_]+\.(?:h|cc|md))`)");
  int checked = 0;
  for (std::sregex_iterator it(readme.begin(), readme.end(), name), end;
       it != end; ++it) {
    const std::string path = (*it)[1].matched ? (*it)[1] : (*it)[2];
    INFO(path);
    CHECK(std::filesystem::exists(root / path));
    ++checked;
  }
  CHECK(checked > 10);
}

TEST_CASE("the example in the README runs") {
  const meerkat::testing::TempDirectory temp;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(temp.path());
  const int code = ReadmeExample();
  std::filesystem::current_path(before);
  CHECK(code == 0);
  CHECK(std::filesystem::is_directory(temp / "my-data"));
}
