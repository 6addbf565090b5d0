// The examples in index/KEY_FORMAT.md are true.
#include <meerkat/json.h>

#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.hpp"
#include "tests/index/key_testing.h"

namespace meerkat::index {
namespace {

// The cells of a row of a table, without the backquotes around code.
std::vector<std::string> Cells(std::string_view row) {
  std::vector<std::string> cells;
  size_t start = row.find("| ");
  while (start != row.npos) {
    start += 2;
    const size_t end = row.find(" |", start);
    if (end == row.npos) break;
    std::string_view cell = row.substr(start, end - start);
    if (cell.starts_with('`')) cell = cell.substr(1, cell.size() - 2);
    cells.emplace_back(cell);
    start = row.find("| ", end);
  }
  return cells;
}

struct Example {
  std::string value;
  Direction direction = Direction::kAscending;
  std::string key;
  std::optional<std::string> bits;
};

// The rows below the headings "value | direction | key" and "value | key |
// type bits".
std::vector<Example> Examples() {
  std::ifstream file(MEERKAT_SOURCE_DIR "/index/KEY_FORMAT.md");
  std::vector<Example> examples;
  std::string heading;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("| ")) continue;
    const std::vector<std::string> cells = Cells(line);
    if (!line.starts_with("| `")) {
      heading = line;
    } else if (heading == "| value | direction | key |") {
      examples.push_back(
          {cells[0],
           cells[1] == "1" ? Direction::kAscending : Direction::kDescending,
           cells[2], std::nullopt});
    } else if (heading == "| value | key | type bits |") {
      examples.push_back({cells[0], Direction::kAscending, cells[1], cells[2]});
    }
  }
  return examples;
}

TEST_CASE("the examples in KEY_FORMAT.md are true") {
  const std::vector<Example> examples = Examples();
  CHECK(examples.size() == 51);
  for (const Example& example : examples) {
    INFO(example.value);
    const auto document = ParseJson(R"({"value": )" + example.value + "}");
    REQUIRE(document.ok());
    const Value value((*document)["value"]);
    const EncodedKey encoded = Encode(value, example.direction);
    CHECK(Hex(encoded.key) == example.key);
    if (example.bits) CHECK(Hex(encoded.bits) == *example.bits);
    CHECK(*Decode(encoded, example.direction) == value);
  }
}

}  // namespace
}  // namespace meerkat::index
