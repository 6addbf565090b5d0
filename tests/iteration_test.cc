// No loop runs over what a temporary StatusOr holds: in C++20
//
//   for (DocumentView person : *people.Find()) ...
//
// lets go of the cursor before the first round. Readers copy examples, so
// headers and READMEs count too.
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>

#include "tests/catch.hpp"

namespace {

namespace fs = std::filesystem;

const std::regex kLoopOverTemporary(R"(for \(.*[^:]: \*[\w.>\-\[\]"]*\w\()");

bool IsText(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".h" || extension == ".cc" || extension == ".md";
}

void CheckFile(const fs::path& path) {
  std::ifstream file(path);
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    INFO(path << ":" << number << ": " << line);
    if (std::regex_search(line, kLoopOverTemporary)) FAIL_CHECK();
  }
}

}  // namespace

TEST_CASE("no loop runs over what a temporary holds") {
  CHECK(std::regex_search("for (DocumentView d : *c.Find()) x(d);",
                          kLoopOverTemporary));
  CHECK_FALSE(std::regex_search("for (DocumentView d : *found) x(d);",
                                kLoopOverTemporary));
  const fs::path root = MEERKAT_SOURCE_DIR;
  for (const std::string folder :
       {"storage", "index", "query", "engine", "tools", "tests", "bench"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.path().filename() == "iteration_test.cc") continue;
      if (IsText(entry.path())) CheckFile(entry.path());
    }
  }
  CheckFile(root / "README.md");
}
