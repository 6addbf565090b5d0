#include <meerkat/builder.h>
#include <meerkat/document.h>
#include <meerkat/value.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/storage/bson/every_type.h"

namespace meerkat {
namespace {

using bson::EveryType;
using bson::TestId;
using namespace std::string_literals;

TEST_CASE("an empty document has five bytes and no fields") {
  const Document document;
  CHECK(document.size() == 5);
  CHECK(document.empty());
  CHECK(document.view().begin() == document.view().end());
  CHECK(document == DocumentView());
  CHECK(document.view().bytes() == "\5\0\0\0\0"s);
}

TEST_CASE("fields are walked in their order") {
  const Document document{{"z", 1}, {"a", "x"}, {"", nullptr}};
  std::vector<std::string_view> names;
  for (const Element& e : document) names.push_back(e.name());
  CHECK(names == std::vector<std::string_view>{"z", "a", ""});
  CHECK(std::distance(document.view().begin(), document.view().end()) == 3);
}

TEST_CASE("the first field of a name is found") {
  const Document document{{"a", 1}, {"b", 2}, {"a", 3}};
  CHECK(document["a"].AsInt32() == 1);
  CHECK(document.view().Find("b").AsInt32() == 2);
  CHECK_FALSE(document["c"].exists());
  CHECK_FALSE(document["ab"].exists());
  CHECK(document["c"].type() == Type::kMissing);
}

TEST_CASE("finding does not look into dots") {
  const Document document{{"a", Document{{"b", 1}}}, {"a.b", 2}};
  CHECK(document["a.b"].AsInt32() == 2);
  CHECK(document["a"].AsDocument()["b"].AsInt32() == 1);
}

TEST_CASE("every type reads back what was written") {
  const Document d = EveryType();
  CHECK(d["double"].AsDouble() == 1.5);
  CHECK(d["string"].AsString() ==
        "stra\xC3\x9F"
        "e");
  CHECK(d["document"].AsDocument()["b"].AsDocument()["c"].AsBool());
  CHECK(d["array"].AsDocument()["1"].AsString() == "two");
  CHECK(d["array"].AsDocument()["2"].type() == Type::kArray);
  CHECK(d["binary"].AsBinary().subtype == 0);
  CHECK(d["binary"].AsBinary().bytes == "bytes");
  CHECK(d["oldBinary"].AsBinary().subtype == 2);
  CHECK(d["oldBinary"].AsBinary().bytes == "old");
  CHECK(d["undefined"].type() == Type::kUndefined);
  CHECK(d["objectId"].AsObjectId() == TestId());
  CHECK(d["true"].AsBool());
  CHECK_FALSE(d["false"].AsBool());
  CHECK(d["date"].AsDate() == Date{1'700'000'000'000});
  CHECK(d["null"].type() == Type::kNull);
  CHECK(d["regex"].AsRegex().pattern == "^a.c$");
  CHECK(d["regex"].AsRegex().options == "im");
  CHECK(d["dbPointer"].AsDbPointer().collection == "db.things");
  CHECK(d["dbPointer"].AsDbPointer().id == TestId());
  CHECK(d["code"].AsString() == "return 1;");
  CHECK(d["symbol"].AsString() == "sym");
  CHECK(d["codeWithScope"].AsCodeWithScope().code == "x");
  CHECK(d["codeWithScope"].AsCodeWithScope().scope["x"].AsInt32() == 1);
  CHECK(d["int32"].AsInt32() == 42);
  CHECK(d["timestamp"].AsTimestamp() == Timestamp{1'700'000'000, 7});
  CHECK(d["int64"].AsInt64() == int64_t{1} << 40);
  CHECK(d["decimal128"].AsDecimal128().ToString() == "1.50");
  CHECK(d["minKey"].type() == Type::kMinKey);
  CHECK(d["maxKey"].type() == Type::kMaxKey);
}

TEST_CASE("only the four numeric types are numbers") {
  int numbers = 0;
  for (const Element& e : EveryType()) numbers += e.is_number() ? 1 : 0;
  CHECK(numbers == 4);
}

TEST_CASE("bytes are those of bsonspec.org") {
  const Document document{{"hello", "world"}};
  CHECK(document.view().bytes() == "\x16\0\0\0\x02hello\0\6\0\0\0world\0\0"s);
  const Document awesome{{"BSON", Array{"awesome", 5.05, 1986}}};
  CHECK(awesome.view().bytes() ==
        "\x31\0\0\0\x04"
        "BSON\0\x26\0\0\0\x02\x30\0\x08\0\0\0awesome\0"
        "\x01\x31\0\x33\x33\x33\x33\x33\x33\x14\x40"
        "\x10\x32\0\xC2\x07\0\0\0\0"s);
}

TEST_CASE("the type names are those of $type") {
  CHECK(TypeName(Type::kInt32) == "int");
  CHECK(TypeName(Type::kInt64) == "long");
  CHECK(TypeName(Type::kBinary) == "binData");
  CHECK(TypeName(Type::kCodeWithScope) == "javascriptWithScope");
  CHECK(TypeName(Type::kMissing) == "missing");
}

TEST_CASE("copies of a document share their bytes") {
  const Document document{{"a", 1}};
  const Document copy = document;
  CHECK(copy.view().data() == document.view().data());
  const Document own(document.view());
  CHECK(own.view().data() != document.view().data());
  CHECK(own == document);
  CHECK_FALSE(own == Document{{"a", 2}});
}

TEST_CASE("parsing copies valid bytes and refuses others") {
  const Document document = EveryType();
  const std::string bytes(document.view().bytes());
  const StatusOr<Document> parsed = Document::Parse(bytes);
  REQUIRE(parsed.ok());
  CHECK(*parsed == document);
  const StatusOr<Document> cut = Document::Parse(bytes.substr(0, 40));
  CHECK(ErrorCodeOf(cut.status()) == ErrorCode::kInvalidBSON);
}

TEST_CASE("an element can be viewed under another name") {
  const Document document{{"a", 7}};
  const Element renamed = document["a"].Named("b");
  CHECK(renamed.name() == "b");
  CHECK(renamed.AsInt32() == 7);
}

}  // namespace
}  // namespace meerkat
