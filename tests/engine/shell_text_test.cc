#include "engine/shell_text.h"

#include <meerkat/value.h>

#include <limits>
#include <string>

#include "storage/bson/utf8.h"
#include "tests/catch.hpp"

namespace meerkat::engine {
namespace {

std::string Text(const Value& value) { return ShellText(value.element()); }

}  // namespace

TEST_CASE("numbers are shown without their type") {
  CHECK(Text(1) == "1");
  CHECK(Text(int64_t{1} << 40) == "1099511627776");
  CHECK(Text(1.0) == "1.0");
  CHECK(Text(-0.5) == "-0.5");
  CHECK(Text(std::numeric_limits<double>::quiet_NaN()) == "nan");
  CHECK(Text(-std::numeric_limits<double>::infinity()) == "-inf");
  CHECK(Text(Decimal128::FromString("1.50").value()) == "1.50");
}

TEST_CASE("other simple values are shown as the shell writes them") {
  const ObjectId id = ObjectId::FromHex("0123456789abcdef01234567").value();
  CHECK(Text(nullptr) == "null");
  CHECK(Text(true) == "true");
  CHECK(Text(id) == "ObjectId('0123456789abcdef01234567')");
  CHECK(Text(Date{-1}) == "new Date(-1)");
  CHECK(Text(Timestamp{1, 2}) == "Timestamp(1, 2)");
  CHECK(Text(Value::MinKey()) == "MinKey");
  CHECK(Text(Value::MaxKey()) == "MaxKey");
  CHECK(Text(Value::Undefined()) == "undefined");
  CHECK(Text(Value::Regex("a.b", "im")) == "/a.b/im");
  CHECK(Text(Value::Symbol("s")) == "\"s\"");
  CHECK(Text(Value::Code("f()")) == "f()");
  CHECK(Text(Value::DbPointer("c", id)) ==
        "DBRef('c',0123456789abcdef01234567)");
  CHECK(Text(Value::Binary(0, "\x01\xFF")) == "BinData(0, 01FF)");
  CHECK(Text(Value::Binary(4, "0123456789abcdef")) ==
        "UUID(\"30313233-3435-3637-3839-616263646566\")");
  CHECK(Text(Value::Binary(4, "short")) == "BinData(4, 73686F7274)");
}

TEST_CASE("documents and arrays are shown with spaces inside") {
  CHECK(Text(Document{{"a", 1}, {"b", Array{"x", Document{}}}}) ==
        "{ a: 1, b: [ \"x\", {} ] }");
  CHECK(Text(Array({})) == "[]");
  CHECK(Text(Value::CodeWithScope("f()", Document{{"a", 1}})) ==
        "CodeWScope( f(), { a: 1 })");
}

TEST_CASE("what is long is cut") {
  CHECK(Text(std::string(159, 'x')) == '"' + std::string(159, 'x') + '"');
  CHECK(Text(std::string(160, 'x')) == '"' + std::string(150, 'x') + "...\"");
  CHECK(Text(Value::Code(std::string(80, 'x'))) ==
        std::string(70, 'x') + "...");
  CHECK(Text(Value::Binary(0, std::string(80, 'A'))).size() ==
        std::string("BinData(0, )").size() + 160);
  CHECK(Text(Value::Binary(0, std::string(81, 'A'))).ends_with("4141...)"));
}

TEST_CASE("no character is cut in two") {
  for (const std::string character : {"\u00E4", "\u20AC", "\U0001F600"}) {
    for (int shift = 0; shift < 4; ++shift) {
      std::string text(shift, 'x');
      while (text.size() < 200) text += character;
      CHECK(bson::IsUtf8(Text(text)));
    }
  }
}

}  // namespace meerkat::engine
