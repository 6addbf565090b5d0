// The decimal128 files of the BSON corpus, on Decimal128 itself: text to bits
// and bits to text, without JSON around them.
#include <meerkat/document.h>
#include <meerkat/json.h>

#include <string>
#include <string_view>

#include "tests/catch.hpp"
#include "tests/support/spec_tests.h"

namespace meerkat {
namespace {

using testing::BytesOf;
using testing::CasesOf;
using testing::SpecFile;
using testing::SpecFiles;
using testing::TextOf;

template <typename Test>
void ForEachCase(std::string_view kind, const Test& test) {
  for (const SpecFile& file : SpecFiles("bson-corpus/tests", "decimal128-")) {
    for (const DocumentView test_case : CasesOf(file.content, kind)) {
      INFO(file.name << ": " << TextOf(test_case, "description"));
      test(test_case);
    }
  }
}

Decimal128 BitsOf(DocumentView test_case) {
  const std::string bytes = BytesOf(test_case, "canonical_bson");
  return DocumentView::FromTrusted(bytes.data())["d"].AsDecimal128();
}

// The text in {"d": {"$numberDecimal": "<text>"}}, taken as it stands.
std::string DecimalText(std::string_view json) {
  const size_t end = json.rfind('"');
  const size_t begin = json.rfind('"', end - 1) + 1;
  return std::string(json.substr(begin, end - begin));
}

TEST_CASE("a decimal's bits print as the specification writes them") {
  ForEachCase("valid", [](DocumentView test_case) {
    CHECK(BitsOf(test_case).ToString() ==
          DecimalText(TextOf(test_case, "canonical_extjson")));
  });
}

TEST_CASE("a decimal's text, canonical or not, gives its bits") {
  ForEachCase("valid", [](DocumentView test_case) {
    const bool is_lossy = test_case["lossy"].exists();
    for (const char* field : {"canonical_extjson", "degenerate_extjson"}) {
      const std::string_view json = TextOf(test_case, field);
      if (json.empty() || is_lossy) continue;
      const StatusOr<Decimal128> decimal =
          Decimal128::FromString(DecimalText(json));
      INFO(json);
      REQUIRE(decimal.ok());
      CHECK(*decimal == BitsOf(test_case));
    }
  });
}

TEST_CASE("text that is no decimal, or not exactly one, is refused") {
  ForEachCase("parseErrors", [](DocumentView test_case) {
    const std::string_view text = TextOf(test_case, "string");
    INFO(text);
    CHECK_FALSE(Decimal128::FromString(text).ok());
  });
}

}  // namespace
}  // namespace meerkat
