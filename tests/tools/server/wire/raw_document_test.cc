#include "tools/server/wire/raw_document.h"

#include <meerkat/document.h>

#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/parsed_json.h"
#include "tools/server/wire/little_endian.h"

namespace meerkat::server {
namespace {

using testing::Parsed;

// A document with these bytes between its length and its closing zero.
std::string DocumentWith(std::string_view fields) {
  std::string bytes;
  Append(bytes, static_cast<int32_t>(fields.size() + 5));
  return bytes.append(fields).append(1, '\0');
}

// The names of the fields, and the message of the error that ends them.
std::vector<std::string> Walk(std::string_view document) {
  std::vector<std::string> found;
  RawFields fields(document);
  for (;;) {
    const StatusOr<std::optional<RawField>> field = fields.Next();
    if (!field.ok()) {
      CHECK(ErrorCodeOf(field.status()) == ErrorCode::kInvalidBSON);
      found.push_back(ErrorMessageOf(field.status()));
      return found;
    }
    if (!*field) return found;
    found.emplace_back((*field)->name);
  }
}

std::string WalkError(std::string_view fields) {
  const std::vector<std::string> found = Walk(DocumentWith(fields));
  return found.empty() ? "" : found.back();
}

}  // namespace

TEST_CASE("a document is taken off the front with the length it says") {
  const Document first{{"a", 1}};
  const Document second{{"b", "two"}};
  const std::string bytes =
      std::string(first.view().bytes()) + std::string(second.view().bytes());
  std::string_view rest = bytes;
  CHECK(TakeDocument(rest).value() == first.view().bytes());
  CHECK(TakeDocument(rest).value() == second.view().bytes());
  CHECK(rest.empty());
}

TEST_CASE("a document with a wrong length is not taken") {
  const auto message = [](std::string_view bytes) {
    std::string_view rest = bytes;
    const Status status = TakeDocument(rest).status();
    CHECK(ErrorCodeOf(status) == ErrorCode::kInvalidBSON);
    CHECK(rest == bytes);
    return ErrorMessageOf(status);
  };
  CHECK(message("") == "0 bytes are too few for a document");
  CHECK(message({"\x05\0\0\0", 4}) == "4 bytes are too few for a document");
  CHECK(message({"\x04\0\0\0\0", 5}) ==
        "a document cannot have 4 bytes where 5 are left");
  CHECK(message({"\x06\0\0\0\0", 5}) ==
        "a document cannot have 6 bytes where 5 are left");
  CHECK(message({"\xFF\xFF\xFF\xFF\0", 5}) ==
        "a document cannot have -1 bytes where 5 are left");
  CHECK(message({"\x05\0\0\0\x01", 5}) ==
        "a document of 5 bytes does not end in a zero byte");
}

TEST_CASE("text is taken off the front with its zero byte") {
  std::string_view rest{"ab\0c\0\0d", 7};
  CHECK(TakeCString(rest) == "ab");
  CHECK(TakeCString(rest) == "c");
  CHECK(TakeCString(rest) == "");
  CHECK(TakeCString(rest) == std::nullopt);
  CHECK(rest == "d");
}

TEST_CASE("fields of every type are walked as a DocumentView walks them") {
  const Document document = Parsed(R"({
    "double": 1.5, "string": "text", "document": {"a": {"b": 1}},
    "array": [1, [2]], "binary": {"$binary": {"base64": "AQI=",
    "subType": "00"}}, "empty binary": {"$binary": {"base64": "",
    "subType": "02"}}, "undefined": {"$undefined": true},
    "id": {"$oid": "0123456789abcdef01234567"}, "bool": true,
    "date": {"$date": "2020-01-01T00:00:00Z"}, "null": null,
    "regex": {"$regularExpression": {"pattern": "a", "options": "i"}},
    "pointer": {"$dbPointer": {"$ref": "a.b",
    "$id": {"$oid": "0123456789abcdef01234567"}}}, "code": {"$code": "x"},
    "symbol": {"$symbol": "s"}, "scope": {"$code": "x", "$scope": {"y": 1}},
    "int": 1, "timestamp": {"$timestamp": {"t": 1, "i": 2}},
    "long": {"$numberLong": "1"}, "decimal": {"$numberDecimal": "1"},
    "max": {"$maxKey": 1}, "min": {"$minKey": 1}, "": ""})");
  RawFields fields(document.view().bytes());
  for (const Element& element : document) {
    const StatusOr<std::optional<RawField>> field = fields.Next();
    REQUIRE(field.ok());
    REQUIRE(field->has_value());
    CHECK((*field)->type == element.type());
    CHECK((*field)->name == element.name());
    CHECK((*field)->payload == element.payload());
    CHECK((*field)->bytes.size() ==
          element.name().size() + element.payload().size() + 2);
  }
  CHECK(!fields.Next().value().has_value());
  CHECK(!fields.Next().value().has_value());
}

TEST_CASE("a field that does not fit into its document ends the walk") {
  using namespace std::string_literals;
  const std::string too_long =
      "invalid BSON at offset 4 of a document: a value does not fit in";
  CHECK(WalkError("\x10"s + "a") == too_long);
  // The closing zero ends the name, so nothing is left for a value.
  CHECK(WalkError("\x0A"s + "a") == too_long);
  CHECK(WalkError("\x10"s + "a\0\1\2\3"s) == too_long);
  CHECK(WalkError("\x02"s + "a\0\x02\0\0\0x"s) == too_long);
  CHECK(WalkError("\x02"s + "a\0\0\0\0\0"s) == too_long);
  CHECK(WalkError("\x02"s + "a\0\xFF\xFF\xFF\xFF"s) == too_long);
  CHECK(WalkError("\x02"s + "a\0\xFC\xFF\xFF\xFF"s) == too_long);
  CHECK(WalkError("\x03"s + "a\0\x04\0\0\0"s) == too_long);
  CHECK(WalkError("\x03"s + "a\0\x7F\0\0\0"s) == too_long);
  CHECK(WalkError("\x05"s + "a\0\x7F\0\0\0\0"s) == too_long);
  CHECK(WalkError("\x0B"s + "a\0b"s) == too_long);
  CHECK(WalkError("\x0C"s + "a\0\x01\0\0\0\0"s) == too_long);
  CHECK(WalkError("\x0F"s + "a\0\0\0\0\0"s) == too_long);
  CHECK(WalkError("\x14"s + "a\0"s) == too_long);
  CHECK(WalkError("\x0A"s + "a\0\0\0"s) ==
        "invalid BSON at offset 7 of a document: it ends before its length");
  CHECK(WalkError("\x0A"s + "a\0\x0A"s) ==
        "invalid BSON at offset 7 of a document: a value does not fit in");
}

TEST_CASE("the first field of a name is found, whatever follows it") {
  const Document document{{"a", 1}, {"b", 2}, {"b", 3}};
  const auto found = FindField(document.view().bytes(), "b");
  REQUIRE(found.ok());
  REQUIRE(found->has_value());
  CHECK(Load<int32_t>((*found)->payload.data()) == 2);
  CHECK(!FindField(document.view().bytes(), "c").value().has_value());

  using namespace std::string_literals;
  const std::string damaged = DocumentWith(
      "\x0A"
      "a\0\x77"
      "b\0"s);
  CHECK(FindField(damaged, "a").value().has_value());
  CHECK(!FindField(damaged, "b").ok());
}

TEST_CASE("strings and documents in fields end in a zero byte") {
  using namespace std::string_literals;
  const auto first = [](const std::string& document) {
    return RawFields(document).Next().value().value();
  };
  const std::string string = DocumentWith(
      "\x02"
      "a\0\x03\0\0\0x\0\0"s);
  CHECK(StringOf(first(string)).value() == "x\0"s);
  const std::string endless = DocumentWith(
      "\x02"
      "\xFF\0\x02\0\0\0xy"s);
  CHECK(ErrorMessageOf(StringOf(first(endless)).status()) ==
        "invalid BSON in the field \\xff: a string does not end in a zero "
        "byte");

  const std::string document = DocumentWith(
      "\x03"
      "a\0\x05\0\0\0\0"s);
  CHECK(DocumentOf(first(document)).value() == "\x05\0\0\0\0"s);
  const std::string open = DocumentWith(
      "\x03"
      "a\0\x05\0\0\0x"s);
  CHECK(ErrorMessageOf(DocumentOf(first(open)).status()) ==
        "invalid BSON in the field a: a document of 5 bytes does not end in a "
        "zero byte");
}

}  // namespace meerkat::server
