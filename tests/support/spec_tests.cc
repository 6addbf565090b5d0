#include "tests/support/spec_tests.h"

#include <meerkat/json.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

#include "storage/bson/hex.h"

namespace meerkat::testing {
namespace {

std::filesystem::path SpecTestsFolder() {
  const char* given = std::getenv("MEERKAT_SPEC_TESTS");
  if (given != nullptr) return given;
  return std::filesystem::path(MEERKAT_SOURCE_DIR) / "../shared/spec-tests";
}

Document ReadJsonFile(const std::filesystem::path& path) {
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const StatusOr<Document> content = ParseJson(text);
  if (!content.ok()) {
    throw std::runtime_error(path.string() + ": " +
                             content.status().ToString());
  }
  return *content;
}

}  // namespace

std::vector<SpecFile> SpecFiles(std::string_view folder,
                                std::string_view prefix) {
  const std::filesystem::path path = SpecTestsFolder() / folder;
  std::error_code absent;
  std::vector<SpecFile> files;
  for (const auto& entry : std::filesystem::directory_iterator(path, absent)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(prefix) && name.ends_with(".json")) {
      files.push_back({name, ReadJsonFile(entry.path())});
    }
  }
  if (absent) {
    std::printf("SKIPPED: no specification tests in %s (%s)\n",
                path.lexically_normal().c_str(), absent.message().c_str());
    return {};
  }
  if (files.empty()) throw std::runtime_error(path.string() + ": no such file");
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return files;
}

std::string_view TextOf(DocumentView test_case, std::string_view field) {
  const Element text = test_case[field];
  return text.exists() ? text.AsString() : std::string_view();
}

std::string BytesOf(DocumentView test_case, std::string_view field) {
  const std::string_view digits = TextOf(test_case, field);
  std::string bytes;
  for (size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(bson::HexValue(digits[i]) << 4 |
                               bson::HexValue(digits[i + 1]));
  }
  return bytes;
}

std::vector<DocumentView> CasesOf(DocumentView content,
                                  std::string_view field) {
  const Element array = content[field];
  std::vector<DocumentView> cases;
  if (!array.exists()) return cases;
  for (const Element& test_case : array.AsDocument()) {
    cases.push_back(test_case.AsDocument());
  }
  return cases;
}

}  // namespace meerkat::testing
