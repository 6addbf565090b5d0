#include <meerkat/builder.h>
#include <meerkat/value.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/storage/bson/every_type.h"

namespace meerkat {
namespace {

using bson::EveryType;

static_assert(sizeof(Value) == 32);

TEST_CASE("a C++ value gets the BSON type one expects") {
  CHECK(Value().type() == Type::kMissing);
  CHECK(Value(nullptr).type() == Type::kNull);
  CHECK(Value(true).type() == Type::kBool);
  CHECK(Value(1).type() == Type::kInt32);
  CHECK(Value(int64_t{1}).type() == Type::kInt64);
  CHECK(Value(1L).type() == Type::kInt64);
  CHECK(Value(1LL).type() == Type::kInt64);
  CHECK(Value(1.0).type() == Type::kDouble);
  CHECK(Value("text").type() == Type::kString);
  CHECK(Value(std::string("text")).type() == Type::kString);
  CHECK(Value(ObjectId()).type() == Type::kObjectId);
  CHECK(Value(Date{}).type() == Type::kDate);
  CHECK(Value(Timestamp{}).type() == Type::kTimestamp);
  CHECK(Value(Decimal128{}).type() == Type::kDecimal128);
  CHECK(Value(Document{}).type() == Type::kDocument);
  CHECK(Value(DocumentView()).type() == Type::kDocument);
  CHECK(Value(Array{}).type() == Type::kArray);
}

TEST_CASE("a value of every type survives copying, moving and assigning") {
  for (const Element& e : EveryType()) {
    const Value value(e);
    Value copy = value;
    CHECK(copy == value);
    const Value moved = std::move(copy);
    CHECK(moved == value);
    Value assigned("something else that is too long to be kept inline");
    assigned = moved;
    CHECK(assigned == value);
    assigned = Value(1);
    assigned = Value(e);
    CHECK(assigned.element().type() == e.type());
    CHECK(assigned.element().payload() == e.payload());
    CHECK(assigned.element().name().empty());
  }
}

TEST_CASE("strings of any length are kept, inline or shared") {
  for (size_t size = 0; size < 64; ++size) {
    const std::string text(size, 'x');
    const Value value(text);
    const Value copy = value;
    CHECK(copy.element().AsString() == text);
    const bool shares =
        copy.element().payload().data() == value.element().payload().data();
    CHECK(shares == (size > 25));
  }
}

TEST_CASE("a string may hold zero bytes") {
  const std::string text("a\0b", 3);
  CHECK(Value(text).element().AsString() == text);
}

TEST_CASE("a value may be assigned to itself") {
  Value value("a text that is too long to be kept inline");
  const Value& same = value;
  value = same;
  CHECK(value == Value("a text that is too long to be kept inline"));
}

TEST_CASE("values in a vector survive its growth") {
  std::vector<Value> values;
  for (int i = 0; i < 100; ++i) {
    values.emplace_back(std::string(static_cast<size_t>(i), 'v'));
  }
  for (size_t i = 0; i < values.size(); ++i) {
    CHECK(values[i].element().AsString().size() == i);
  }
}

TEST_CASE("a document's bytes are shared with the value made of it") {
  const Document document{{"text", "long enough not to be kept inline"}};
  const Value value(document);
  CHECK(value.element().AsDocument().data() == document.view().data());
  CHECK(Value(document.view()) == value);
}

TEST_CASE("an array's items have positions for names") {
  const Value array = Array{"a", 2, Array{}};
  const DocumentView items = array.element().AsDocument();
  CHECK(items["0"].AsString() == "a");
  CHECK(items["1"].AsInt32() == 2);
  CHECK(items["2"].type() == Type::kArray);
  CHECK(Array(std::vector<Value>{"a", 2}).operator Value() == Array{"a", 2});
}

TEST_CASE("an array of one array is nested") {
  const Value nested = Array{Value(Array{1, 2})};
  CHECK(nested.element().AsDocument()["0"].type() == Type::kArray);
}

TEST_CASE("equality of values is of type and bytes") {
  CHECK(Value(1) == Value(1));
  CHECK_FALSE(Value(1) == Value(int64_t{1}));
  CHECK_FALSE(Value("a") == Value::Symbol("a"));
  CHECK_FALSE(Value(0.0) == Value(-0.0));
}

}  // namespace
}  // namespace meerkat
