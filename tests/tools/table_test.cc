#include "tools/cli/table.h"

#include "tests/catch.hpp"

namespace meerkat::tools {

TEST_CASE("columns are as wide as their widest cell") {
  Table table({{"Name", Align::kLeft}, {"Size", Align::kRight}});
  table.AddRow({"cities", "24,323"});
  table.AddRow({"x", "1"});
  CHECK(table.ToString() ==
        "Name      Size\n"
        "cities  24,323\n"
        "x            1\n");
}

TEST_CASE("letters beyond ASCII take one place") {
  Table table({{"Name", Align::kLeft}, {"Size", Align::kRight}});
  table.AddRow({"Zürich", "1"});
  CHECK(table.ToString() ==
        "Name    Size\n"
        "Zürich     1\n");
}

TEST_CASE("no line ends in spaces") {
  Table table({{"Size", Align::kRight}, {"Name", Align::kLeft}});
  table.AddRow({"1", "a long name"});
  CHECK(table.ToString() ==
        "Size  Name\n"
        "   1  a long name\n");
}

}  // namespace meerkat::tools
