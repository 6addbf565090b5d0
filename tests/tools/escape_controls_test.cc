#include "tools/cli/escape_controls.h"

#include <meerkat/json.h>
#include <meerkat/value.h>

#include <string>

#include "tests/catch.hpp"

namespace meerkat::tools {

TEST_CASE("control characters are escaped, all else stays as it is") {
  CHECK(EscapeControls("").empty());
  CHECK(EscapeControls("Zürich, 東京, 🦔 \\ \"") ==
        "Zürich, 東京, 🦔 \\ \"");
  CHECK(EscapeControls("a\x1b[2J\tb\n") == "a\\u001b[2J\\u0009b\\u000a");
  CHECK(EscapeControls("\x7f") == "\\u007f");
  // The first and the last of the second set, and their neighbours.
  CHECK(EscapeControls("\u0080\u009b\u009f") == "\\u0080\\u009b\\u009f");
  CHECK(EscapeControls("~\u00a0") == "~\u00a0");
}

TEST_CASE("characters that change the direction of text are escaped") {
  CHECK(EscapeControls("\u061c\u200e\u200f") == "\\u061c\\u200e\\u200f");
  CHECK(EscapeControls("\u202a\u202e") == "\\u202a\\u202e");
  CHECK(EscapeControls("\u2066\u2069") == "\\u2066\\u2069");
  CHECK(EscapeControls("\u200d\u2010\u2029\u202f\u2065\u206a") ==
        "\u200d\u2010\u2029\u202f\u2065\u206a");
}

TEST_CASE("bytes that are no UTF-8 stay as they are") {
  for (const std::string text : {"\x9b", "\xc2", "a\xe2\x80", "\xf0\x9f\x9b"}) {
    CHECK(EscapeControls(text) == text);
  }
}

TEST_CASE("escaped JSON reads back as the same document") {
  const Document document{{"a\u202e", "\u009b\x1b\\\u2066x"}};
  const auto read = ParseJson(EscapeControls(ToJson(document)));
  REQUIRE(read.ok());
  CHECK(*read == document);
}

}  // namespace meerkat::tools
