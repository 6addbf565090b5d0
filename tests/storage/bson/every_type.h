// One document with a field of every type, for tests.
#pragma once

#include <meerkat/document.h>
#include <meerkat/value.h>

namespace meerkat::bson {

inline ObjectId TestId() {
  return ObjectId::FromHex("0123456789abcdef01234567").value();
}

inline Document EveryType() {
  return Document{
      {"double", 1.5},
      {"string",
       "stra\xC3\x9F"
       "e"},
      {"document", Document{{"a", 1}, {"b", Document{{"c", true}}}}},
      {"array", Array{1, "two", Array{3.0}, Document{}}},
      {"binary", Value::Binary(0, "bytes")},
      {"oldBinary", Value::Binary(2, "old")},
      {"undefined", Value::Undefined()},
      {"objectId", TestId()},
      {"true", true},
      {"false", false},
      {"date", Date{1'700'000'000'000}},
      {"null", nullptr},
      {"regex", Value::Regex("^a.c$", "im")},
      {"dbPointer", Value::DbPointer("db.things", TestId())},
      {"code", Value::Code("return 1;")},
      {"symbol", Value::Symbol("sym")},
      {"codeWithScope", Value::CodeWithScope("x", Document{{"x", 1}})},
      {"int32", 42},
      {"timestamp", Timestamp{1'700'000'000, 7}},
      {"int64", int64_t{1} << 40},
      {"decimal128", Decimal128::FromString("1.50").value()},
      {"minKey", Value::MinKey()},
      {"maxKey", Value::MaxKey()},
  };
}

}  // namespace meerkat::bson
