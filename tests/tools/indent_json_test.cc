#include "tools/cli/indent_json.h"

#include "tests/catch.hpp"

namespace meerkat::tools {

TEST_CASE("each field and item has a line of its own") {
  CHECK(IndentJson(R"({"_id":1,"loc":[8.5,47.25],"of":{"a":null}})") ==
        R"({
  "_id": 1,
  "loc": [
    8.5,
    47.25
  ],
  "of": {
    "a": null
  }
})");
}

TEST_CASE("empty documents and arrays stay together") {
  CHECK(IndentJson("{}") == "{}");
  CHECK(IndentJson(R"({"a":[],"b":{}})") == "{\n  \"a\": [],\n  \"b\": {}\n}");
}

TEST_CASE("what stands in a string is left alone") {
  CHECK(IndentJson(R"({"a":"{,:[ \" \\"})") ==
        "{\n  \"a\": \"{,:[ \\\" \\\\\"\n}");
}

}  // namespace meerkat::tools
