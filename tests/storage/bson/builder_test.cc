#include <meerkat/builder.h>

#include <string>
#include <utility>

#include "storage/bson/validate.h"
#include "tests/catch.hpp"
#include "tests/storage/bson/every_type.h"

namespace meerkat {
namespace {

using bson::EveryType;

TEST_CASE("a builder writes what the literal does") {
  Builder b;
  b.Append("name", "Ada").Append("born", 1815).Append("alive", false);
  b.Append("long", int64_t{1}).Append("half", 0.5).Append("none", nullptr);
  b.Append("text", std::string("std")).Append("view", std::string_view("sv"));
  b.Append("sub", Document{{"x", 1}}).Append("value", Value(Date{5}));
  const Document expected{
      {"name", "Ada"},      {"born", 1815}, {"alive", false},
      {"long", int64_t{1}}, {"half", 0.5},  {"none", nullptr},
      {"text", "std"},      {"view", "sv"}, {"sub", Document{{"x", 1}}},
      {"value", Date{5}}};
  CHECK(std::move(b).Finish() == expected);
}

TEST_CASE("documents and arrays open and close inside each other") {
  Builder b;
  b.OpenArray("a").AppendItem(1);
  b.OpenDocumentItem().Append("x", "y").OpenArray("z").Close().Close();
  b.OpenArrayItem().AppendItem("deep").Close();
  b.AppendItem(4).Close();
  b.OpenDocument("d").Append("e", 5).Close();
  const Document expected{{"a", Array{1, Document{{"x", "y"}, {"z", Array{}}},
                                      Value(Array{"deep"}), 4}},
                          {"d", Document{{"e", 5}}}};
  CHECK(std::move(b).Finish() == expected);
}

TEST_CASE("items are named by position beyond any number of digits") {
  Builder b;
  for (int i = 0; i < 1200; ++i) b.AppendItem(i);
  const Document items = std::move(b).Finish();
  CHECK(items["9"].AsInt32() == 9);
  CHECK(items["10"].AsInt32() == 10);
  CHECK(items["1199"].AsInt32() == 1199);
}

TEST_CASE("a missing value is no field, and null as an item") {
  Builder b;
  b.Append("a", Value()).OpenArray("b").AppendItem(Value()).Close();
  CHECK(std::move(b).Finish() == Document{{"b", Array{nullptr}}});
}

TEST_CASE("elements of every type are copied") {
  const Document all = EveryType();
  Builder copy;
  for (const Element& e : all) copy.Append(e);
  CHECK(copy.FinishView() == all.view());
  Builder whole;
  whole.AppendAll(all);
  CHECK(whole.FinishView() == all.view());
  Builder renamed;
  renamed.AppendAs("n", all["int32"]);
  CHECK(renamed.FinishView() == Document{{"n", 42}}.view());
}

TEST_CASE("a cleared builder begins anew in its old memory") {
  Builder b;
  b.Append("a", 1);
  CHECK(b.FinishView() == Document{{"a", 1}}.view());
  b.Clear();
  CHECK(b.FinishView() == DocumentView());
  b.Clear();
  b.Append("b", 2).OpenArray("c").AppendItem(3).Close();
  CHECK(b.FinishView() == Document{{"b", 2}, {"c", Array{3}}}.view());
}

TEST_CASE("a builder grows from any first size") {
  const std::string text(1000, 'x');
  for (const size_t size : {0, 1, 5, 100, 5000}) {
    Builder b(size);
    for (int i = 0; i < 10; ++i) b.Append("field", text);
    const Document document = std::move(b).Finish();
    CHECK(bson::Validate(document.view().bytes()).ok());
    CHECK(document.size() == 5 + 10 * (1 + 6 + 4 + 1001));
  }
}

}  // namespace
}  // namespace meerkat
