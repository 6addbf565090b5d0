// The BSON corpus of MongoDB's specifications: bytes and Extended JSON of
// every type, what they turn into, and what must be refused. The procedure is
// that of the corpus's own page, "Testing validity".
#include <meerkat/json.h>

#include <cstdio>
#include <string>
#include <string_view>

#include "storage/bson/validate.h"
#include "tests/catch.hpp"
#include "tests/support/parsed_json.h"
#include "tests/support/spec_tests.h"

namespace meerkat {
namespace {

using testing::BytesOf;
using testing::CasesOf;
using testing::Parsed;
using testing::SpecFile;
using testing::SpecFiles;
using testing::TextOf;

// Calls `test` for each case of the corpus's arrays called `kind`.
template <typename Test>
void ForEachCase(std::string_view kind, const Test& test) {
  int count = 0;
  for (const SpecFile& file : SpecFiles("bson-corpus/tests")) {
    for (const DocumentView test_case : CasesOf(file.content, kind)) {
      INFO(file.name << ": " << TextOf(test_case, "description"));
      test(file, test_case);
      ++count;
    }
  }
  if (count > 0) {
    std::printf("%d cases of %s\n", count, std::string(kind).c_str());
  }
}

std::string ToUtf8(unsigned code_point) {
  if (code_point < 0x800) {
    return {static_cast<char>(0xC0 | code_point >> 6),
            static_cast<char>(0x80 | (code_point & 0x3F))};
  }
  return {static_cast<char>(0xE0 | code_point >> 12),
          static_cast<char>(0x80 | ((code_point >> 6) & 0x3F)),
          static_cast<char>(0x80 | (code_point & 0x3F))};
}

// JSON may be spelled in many ways. Ours has no white space and escapes no
// letters; this brings the corpus's text to the same.
std::string Normalized(std::string_view json) {
  std::string normalized;
  bool in_string = false;
  for (size_t i = 0; i < json.size(); ++i) {
    if (!in_string && json[i] == ' ') continue;
    if (json[i] == '"') in_string = !in_string;
    if (json[i] != '\\') {
      normalized += json[i];
      continue;
    }
    const std::string digits(json.substr(i + 2, 4));
    const bool is_unicode = json[i + 1] == 'u';
    const unsigned code_point =
        is_unicode ? static_cast<unsigned>(std::stoul(digits, nullptr, 16)) : 0;
    if (code_point >= 0x80) {
      normalized += ToUtf8(code_point);
      i += 5;
    } else {
      normalized += json.substr(i, 2);
      i += 1;
    }
  }
  return normalized;
}

DocumentView View(const std::string& bytes) {
  return DocumentView::FromTrusted(bytes.data());
}

bool IsLossy(DocumentView test_case) {
  const Element lossy = test_case["lossy"];
  return lossy.exists() && lossy.AsBool();
}

TEST_CASE("valid bytes are accepted") {
  ForEachCase("valid", [](const SpecFile&, DocumentView test_case) {
    for (const char* field : {"canonical_bson", "degenerate_bson"}) {
      const std::string bytes = BytesOf(test_case, field);
      if (bytes.empty()) continue;
      INFO(bson::Validate(bytes));
      CHECK(bson::Validate(bytes).ok());
    }
  });
}

TEST_CASE("bytes print as canonical and relaxed Extended JSON") {
  ForEachCase("valid", [](const SpecFile&, DocumentView test_case) {
    const std::string canonical =
        Normalized(TextOf(test_case, "canonical_extjson"));
    const std::string bytes = BytesOf(test_case, "canonical_bson");
    CHECK(ToJson(View(bytes), JsonMode::kCanonical) == canonical);
    const std::string relaxed =
        Normalized(TextOf(test_case, "relaxed_extjson"));
    if (!relaxed.empty()) CHECK(ToJson(View(bytes)) == relaxed);
    const std::string degenerate = BytesOf(test_case, "degenerate_bson");
    if (!degenerate.empty()) {
      CHECK(ToJson(View(degenerate), JsonMode::kCanonical) == canonical);
    }
  });
}

TEST_CASE("Extended JSON, canonical or degenerate, gives the canonical bytes") {
  ForEachCase("valid", [](const SpecFile&, DocumentView test_case) {
    const std::string canonical =
        Normalized(TextOf(test_case, "canonical_extjson"));
    for (const char* field : {"canonical_extjson", "degenerate_extjson"}) {
      const std::string_view json = TextOf(test_case, field);
      if (json.empty()) continue;
      const Document document = Parsed(json);
      CHECK(ToJson(document, JsonMode::kCanonical) == canonical);
      CHECK(bson::Validate(document.view().bytes()).ok());
      if (IsLossy(test_case)) continue;
      CHECK(document.view().bytes() == BytesOf(test_case, "canonical_bson"));
    }
  });
}

TEST_CASE("relaxed Extended JSON reads and prints as itself") {
  ForEachCase("valid", [](const SpecFile&, DocumentView test_case) {
    const std::string_view json = TextOf(test_case, "relaxed_extjson");
    if (!json.empty()) CHECK(ToJson(Parsed(json)) == Normalized(json));
  });
}

TEST_CASE("bytes that cannot be decoded are refused") {
  ForEachCase("decodeErrors", [](const SpecFile&, DocumentView test_case) {
    const Status status = bson::Validate(BytesOf(test_case, "bson"));
    CHECK(ErrorCodeOf(status) == ErrorCode::kInvalidBSON);
  });
}

TEST_CASE("text that is not of the form is refused") {
  ForEachCase("parseErrors", [](const SpecFile& file, DocumentView test_case) {
    const std::string_view text = TextOf(test_case, "string");
    const std::string json =
        file.name.starts_with("decimal128")
            ? "{\"d\":{\"$numberDecimal\":" +
                  ToJson(test_case["string"], JsonMode::kCanonical) + "}}"
            : std::string(text);
    INFO(json);
    CHECK(ErrorCodeOf(ParseJson(json).status()) == ErrorCode::kFailedToParse);
  });
}

}  // namespace
}  // namespace meerkat
