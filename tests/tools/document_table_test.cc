#include "tools/cli/document_table.h"

#include <string>

#include "tests/catch.hpp"

namespace meerkat::tools {

TEST_CASE("a field is a column, numbers stand on the right") {
  DocumentTable table(JsonMode::kRelaxed);
  CHECK(table.empty());
  table.Add(Document{{"_id", 1}, {"name", "Zürich"}, {"n", 5}});
  table.Add(Document{{"n", 12345}, {"_id", 10}, {"tags", Array{"a", 1}}});
  table.Add(Document{{"_id", 2}, {"name", nullptr}});
  CHECK(table.Take() ==
        "_id  name        n  tags\n"
        "  1  Zürich      5\n"
        " 10          12345  [\"a\",1]\n"
        "  2  null\n");
  CHECK(table.empty());
}

TEST_CASE("long values are cut off, and control characters are escaped") {
  DocumentTable table(JsonMode::kRelaxed);
  table.Add(Document{{"a", "line\nline\x1b[2J"}, {"\x1b", 1}});
  table.Add(Document{{"a", std::string(41, 'x')}});
  table.Add(Document{{"a", std::string(40, 'y')}});
  CHECK(table.Take() == "a" + std::string(41, ' ') + "\\u001b\n" +
                            "line\\nline\\u001b[2J" + std::string(28, ' ') +
                            "1\n" + std::string(39, 'x') + "…\n" +
                            std::string(40, 'y') + "\n");
}

TEST_CASE("canonical tables keep every type") {
  DocumentTable table(JsonMode::kCanonical);
  table.Add(Document{{"a", 1}});
  CHECK(table.Take() ==
        "                 a\n"
        "{\"$numberInt\":\"1\"}\n");
}

TEST_CASE("a table is full after a thousand documents") {
  DocumentTable table(JsonMode::kRelaxed);
  for (int i = 0; i < 999; ++i) table.Add(Document{{"a", i}});
  CHECK_FALSE(table.is_full());
  table.Add(Document{{"a", 1}});
  CHECK(table.is_full());
}

}  // namespace meerkat::tools
