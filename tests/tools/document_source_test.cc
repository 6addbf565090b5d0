#include "tools/cli/document_source.h"

#include <meerkat/builder.h>
#include <meerkat/json.h>
#include <meerkat/value.h>

#include <fstream>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/temp_directory.h"

namespace meerkat::tools {
namespace {

using NewSource = std::unique_ptr<DocumentSource>(Input);

// What a source makes of `text`, an item a line: "1 {"a":1}" or "2 (Name)",
// and "end (Name)" where it can read no further.
std::string Read(NewSource* new_source, std::string_view text) {
  const testing::TempDirectory temp;
  std::ofstream(temp / "input", std::ios::binary) << text;
  const auto source = new_source(Input::Open(temp / "input").value());
  const auto name = [](const Status& status) {
    return "(" + ErrorName(ErrorCodeOf(status)) + ")";
  };
  std::string all;
  while (std::optional<SourceItem> item = source->Next()) {
    all += std::to_string(item->number) + " " +
           (item->document.ok() ? ToJson(*item->document)
                                : name(item->document.status())) +
           "\n";
  }
  if (!source->status().ok()) all += "end " + name(source->status()) + "\n";
  return all;
}

std::string ReadJson(std::string_view text) {
  return Read(&NewJsonSource, text);
}
std::string ReadBson(std::string_view text) {
  return Read(&NewBsonSource, text);
}

std::string Bytes(const Document& document) {
  return std::string(document.view().bytes());
}

const std::string kOne = Bytes(Document{{"a", 1}});
const std::string kTwo = Bytes(Document{{"a", 2}});

}  // namespace

TEST_CASE("JSON lines are documents") {
  CHECK(ReadJson("{\"a\": 1}\n{\"a\": 2}\n") == "1 {\"a\":1}\n2 {\"a\":2}\n");
  CHECK(ReadJson("{\"a\": 1}\n\n\n{\"a\": 2}") == "1 {\"a\":1}\n4 {\"a\":2}\n");
  CHECK(ReadJson("{\"a\": 1} {\"a\": 2}") == "1 {\"a\":1}\n1 {\"a\":2}\n");
}

TEST_CASE("a file in UTF-8 may begin with a mark, lines may end in CR LF") {
  CHECK(ReadJson("\xEF\xBB\xBF{\"a\": 1}\r\n{\"a\": 2}\r\n") ==
        "1 {\"a\":1}\n2 {\"a\":2}\n");
}

TEST_CASE("a bad line is given up and reading goes on") {
  CHECK(ReadJson("{\"a\": 1}\nnonsense\n{\"a\": 2}\n") ==
        "1 {\"a\":1}\n2 (FailedToParse)\n3 {\"a\":2}\n");
  CHECK(ReadJson("{\"a\": \"\n{\"a\": 2}\n") ==
        "1 (FailedToParse)\n2 {\"a\":2}\n");
  CHECK(ReadJson("{\"a\": 1\n{\"a\": 2}\n") ==
        "1 (FailedToParse)\n2 {\"a\":2}\n");
  CHECK(ReadJson("{\"a\": 1}\n{\"a\": ") == "1 {\"a\":1}\n2 (FailedToParse)\n");
  CHECK(ReadJson("7\nnull\n") == "1 (FailedToParse)\n2 (FailedToParse)\n");
}

TEST_CASE("a JSON array holds documents") {
  CHECK(ReadJson("[{\"a\": 1},\n {\"a\": 2}\n]\n") ==
        "1 {\"a\":1}\n2 {\"a\":2}\n");
  CHECK(ReadJson("[]").empty());
}

TEST_CASE("a bad item of an array is given up and reading goes on") {
  CHECK(ReadJson("[{\"a\": 1},\n {\"a\" 2},\n {\"a\": 3}]") ==
        "1 {\"a\":1}\n2 (FailedToParse)\n3 {\"a\":3}\n");
}

TEST_CASE("an array that is cut short is read as far as it goes") {
  CHECK(ReadJson("[{\"a\": 1}") == "1 {\"a\":1}\nend (FailedToParse)\n");
  CHECK(ReadJson("[{\"a\": 1}, {\"a\"") ==
        "1 {\"a\":1}\nend (FailedToParse)\n");
}

TEST_CASE("an empty file holds no documents") {
  CHECK(ReadJson("").empty());
  CHECK(ReadJson(" \n\n").empty());
  CHECK(ReadBson("").empty());
}

TEST_CASE("a BSON dump is one document behind the other") {
  CHECK(ReadBson(kOne + kTwo) == "1 {\"a\":1}\n2 {\"a\":2}\n");
}

TEST_CASE("a BSON document that is wrong inside is stepped over") {
  std::string bad = kOne;
  bad[4] = 0x77;  // no such type
  CHECK(ReadBson(bad + kTwo) == "1 (InvalidBSON)\n2 {\"a\":2}\n");
}

TEST_CASE("a BSON dump that is cut short is read as far as it goes") {
  CHECK(ReadBson(kOne + kTwo.substr(0, 2)) ==
        "1 {\"a\":1}\nend (InvalidBSON)\n");
  CHECK(ReadBson(kOne + kTwo.substr(0, kTwo.size() - 1)) ==
        "1 {\"a\":1}\nend (InvalidBSON)\n");
}

TEST_CASE("a BSON length that cannot be right ends the reading") {
  const std::string negative = "\xFF\xFF\xFF\xFF";
  const std::string zero(4, '\0');
  const std::string too_large("\x01\x00\x00\x01", 4);
  for (const std::string& length : {negative, zero, too_large}) {
    CHECK(ReadBson(kOne + length + kTwo) == "1 {\"a\":1}\nend (InvalidBSON)\n");
  }
  CHECK(ReadBson("{\"a\": 1}") == "end (InvalidBSON)\n");
}

}  // namespace meerkat::tools
