// The options of Find, CountDocuments, Distinct and Delete that say how to come
// by documents: hints, bounds, and what is shown instead of documents.
#include <meerkat/client.h>

#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/temp_directory.h"

namespace meerkat {
namespace {

using testing::CodeOf;
using testing::Drain;
using testing::OpenClient;
using Ids = std::vector<int>;
using Strings = std::vector<std::string>;

constexpr ErrorCode kBoundsWithoutHint{51173};

// _ids 5, 1, 9 in this order; `a` is "x", "y", "x".
Collection ThreeDocuments(Client& client) {
  Collection c = client["app"]["c"];
  REQUIRE(c.InsertOne(Document{{"_id", 5}, {"a", "x"}}).ok());
  REQUIRE(c.InsertOne(Document{{"_id", 1}, {"a", "y"}}).ok());
  REQUIRE(c.InsertOne(Document{{"_id", 9}, {"a", "x"}}).ok());
  return c;
}

Ids IdsOf(StatusOr<Cursor> cursor) {
  REQUIRE(cursor.ok());
  Ids ids;
  for (const DocumentView document : *cursor) {
    ids.push_back(document["_id"].AsInt32());
  }
  REQUIRE(cursor->status().ok());
  return ids;
}

Strings TextsOf(StatusOr<Cursor> cursor) {
  REQUIRE(cursor.ok());
  return Drain(*cursor);
}

}  // namespace

TEST_CASE("a hint is a name, a key or $natural") {
  Client client = OpenClient();
  Collection c = ThreeDocuments(client);
  CHECK(IdsOf(c.Find({})) == Ids{5, 1, 9});
  CHECK(IdsOf(c.Find({}, {.hint = "_id_"})) == Ids{1, 5, 9});
  CHECK(IdsOf(c.Find({}, {.hint = Document{{"_id", 1}}})) == Ids{1, 5, 9});
  CHECK(IdsOf(c.Find({}, {.hint = Document{{"$natural", -1}}})) ==
        Ids{9, 1, 5});
  CHECK(IdsOf(c.Find(R"({"a": "x"})",
                     {.limit = 1, .hint = Document{{"$natural", -1}}})) ==
        Ids{9});
  CHECK(CodeOf(c.Find({}, {.hint = "a_1"})) == ErrorCode::kBadValue);
  CHECK(CodeOf(c.Find({}, {.hint = 1})) == ErrorCode::kFailedToParse);
  CHECK(c.FindOne({}, {.hint = "_id_"}).value().value() ==
        Document{{"_id", 1}, {"a", "y"}});
}

TEST_CASE("min and max are a range of the hinted index") {
  Client client = OpenClient();
  Collection c = ThreeDocuments(client);
  CHECK(IdsOf(c.Find({}, {.hint = "_id_",
                          .min = Document{{"_id", 2}},
                          .max = Document{{"_id", 9}}})) == Ids{5});
  CHECK(CodeOf(c.Find({}, {.min = Document{{"_id", 2}}})) ==
        kBoundsWithoutHint);
}

TEST_CASE("return_key and show_record_id change what is shown") {
  Client client = OpenClient();
  Collection c = ThreeDocuments(client);
  CHECK(TextsOf(c.Find({}, {.hint = "_id_", .return_key = true})) ==
        Strings{R"({"_id":1})", R"({"_id":5})", R"({"_id":9})"});
  CHECK(TextsOf(c.Find({}, {.limit = 1, .return_key = true})) == Strings{"{}"});
  CHECK(TextsOf(c.Find({}, {.sort = Document{{"a", -1}, {"_id", 1}},
                            .show_record_id = true})) ==
        Strings{R"({"_id":1,"a":"y","$recordId":2})",
                R"({"_id":5,"a":"x","$recordId":1})",
                R"({"_id":9,"a":"x","$recordId":3})"});
}

TEST_CASE("a record keeps its number when it is replaced") {
  Client client = OpenClient();
  Collection c = ThreeDocuments(client);
  REQUIRE(c.ReplaceOne(Document{{"_id", 1}}, Document{{"b", 1}}).ok());
  CHECK(TextsOf(c.Find(Document{{"_id", 1}}, {.show_record_id = true})) ==
        Strings{R"({"_id":1,"b":1,"$recordId":2})"});
  REQUIRE(c.DeleteOne(Document{{"_id", 1}}).ok());
  REQUIRE(c.InsertOne(Document{{"_id", 1}}).ok());
  CHECK(TextsOf(c.Find(Document{{"_id", 1}}, {.show_record_id = true})) ==
        Strings{R"({"_id":1,"$recordId":4})"});
}

TEST_CASE("records keep their numbers when the database is opened again") {
  const testing::TempDirectory directory;
  const Strings expected{R"({"_id":5,"a":"x","$recordId":1})",
                         R"({"_id":1,"a":"y","$recordId":2})",
                         R"({"_id":9,"a":"x","$recordId":3})",
                         R"({"_id":3,"$recordId":4})"};
  {
    Client client = OpenClient(directory.path());
    ThreeDocuments(client);
  }
  Client client = OpenClient(directory.path());
  Collection c = client["app"]["c"];
  REQUIRE(c.InsertOne(Document{{"_id", 3}}).ok());
  CHECK(TextsOf(c.Find({}, {.show_record_id = true})) == expected);
}

TEST_CASE("documents of a scan in any direction view the store") {
  Client client = OpenClient();
  Collection c = ThreeDocuments(client);
  for (const Value& hint : {Value("_id_"), Value(Document{{"$natural", -1}})}) {
    StatusOr<Cursor> cursor = c.Find({}, {.hint = hint});
    REQUIRE(cursor.ok());
    REQUIRE(cursor->Next());
    const Document own = cursor->Own();
    const DocumentView view = cursor->document();
    CHECK(own == view);
    CHECK(own.view().data() != view.data());
    CHECK(cursor->document().data() == view.data());
  }
}

TEST_CASE("a cursor with a hint reads its snapshot") {
  Client client = OpenClient();
  Collection c = ThreeDocuments(client);
  StatusOr<Cursor> cursor = c.Find({}, {.hint = "_id_"});
  REQUIRE(cursor.ok());
  REQUIRE(cursor->Next());
  REQUIRE(c.InsertOne(Document{{"_id", 3}}).ok());
  REQUIRE(c.DeleteOne(Document{{"_id", 9}}).ok());
  CHECK(IdsOf(std::move(cursor)) == Ids{5, 9});
}

TEST_CASE("counts and distinct values take a hint") {
  Client client = OpenClient();
  Collection c = ThreeDocuments(client);
  CHECK(c.CountDocuments({}, {.hint = "_id_"}).value() == 3);
  CHECK(
      c.CountDocuments(R"({"a": "x"})", {.skip = 1, .hint = "_id_"}).value() ==
      1);
  CHECK(CodeOf(c.CountDocuments({}, {.hint = "a_1"})) == ErrorCode::kBadValue);
  CHECK(c.Distinct("a").value() == std::vector<Value>{"x", "y"});
  CHECK(c.Distinct("a", {}, {.hint = "_id_"}).value() ==
        std::vector<Value>{"x", "y"});
  CHECK(CodeOf(c.Distinct("a", {}, {.hint = "a_1"})) == ErrorCode::kBadValue);
}

TEST_CASE("a delete takes a hint, and variables for its filter") {
  Client client = OpenClient();
  Collection c = ThreeDocuments(client);
  CHECK(c.DeleteOne({}, {.hint = Document{{"$natural", -1}}})->deleted_count ==
        1);
  CHECK(IdsOf(c.Find()) == Ids{5, 1});
  const char* filter = R"({"$expr": {"$gt": ["$_id", "$$low"]}})";
  CHECK(c.DeleteMany(filter, {.let = Document{{"low", 3}}})->deleted_count ==
        1);
  CHECK(IdsOf(c.Find()) == Ids{1});
  CHECK(c.DeleteOne(filter, {.let = Document{{"low", 0}}})->deleted_count == 1);
  CHECK(IdsOf(c.Find()).empty());
  CHECK(CodeOf(c.DeleteOne(filter)) != ErrorCode::kOk);
  REQUIRE(c.InsertOne({}).ok());
  CHECK(CodeOf(c.DeleteMany({}, {.hint = "a_1"})) == ErrorCode::kBadValue);
}

}  // namespace meerkat
