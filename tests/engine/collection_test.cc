// The methods of Collection and Database, and what they return.
#include <meerkat/client.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/fake_clock.h"

namespace meerkat {
namespace {

using testing::CodeOf;
using testing::Contents;
using testing::OpenClient;
using Strings = std::vector<std::string>;

// A collection with {_id: 1, a: "x"} and {_id: 2, a: "y"}.
Collection TwoDocuments(Client& client) {
  Collection c = client["app"]["c"];
  REQUIRE(c.InsertOne(Document{{"_id", 1}, {"a", "x"}}).ok());
  REQUIRE(c.InsertOne(Document{{"_id", 2}, {"a", "y"}}).ok());
  return c;
}

}  // namespace

TEST_CASE("handles know their names") {
  Client client = OpenClient();
  CHECK(client["app"].name() == "app");
  CHECK(client.database("app").collection("c").name() == "c");
  CHECK(client["app"]["c"].database_name() == "app");
}

TEST_CASE("InsertOne returns the _id it was given") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  CHECK(c.InsertOne(Document{{"_id", "x"}})->inserted_id == Value("x"));
  CHECK(c.InsertOne(Document{{"a", 1}, {"_id", 2.5}})->inserted_id ==
        Value(2.5));
}

TEST_CASE("InsertOne returns the _id it has made") {
  testing::FakeClock clock(Date{1'700'000'000'000});
  Client client = OpenClient(":memory:", {.environment = {.clock = &clock}});
  Collection c = client["app"]["c"];
  const Value first = c.InsertOne(Document{{"a", 1}})->inserted_id;
  const Value second = c.InsertOne({})->inserted_id;
  REQUIRE(first.type() == Type::kObjectId);
  CHECK(first.element().AsObjectId().seconds() == 1'700'000'000);
  CHECK(first.element().AsObjectId() < second.element().AsObjectId());
  CHECK(c.FindOne(Document{{"_id", first}}).value().value() ==
        Document{{"_id", first}, {"a", 1}});
}

TEST_CASE("an insert that fails changes nothing") {
  Client client = OpenClient();
  Collection c = TwoDocuments(client);
  CHECK(CodeOf(c.InsertOne(Document{{"_id", 1}})) == ErrorCode::kDuplicateKey);
  CHECK(CodeOf(c.InsertOne(Document{{"_id", Array{1}}})) ==
        ErrorCode::kInvalidIdField);
  CHECK(CodeOf(client["app"]["$c"].InsertOne({})) ==
        ErrorCode::kInvalidNamespace);
  CHECK(CodeOf(client["a b"]["c"].InsertOne({})) ==
        ErrorCode::kInvalidNamespace);
  CHECK(CodeOf(client["APP"]["c"].InsertOne({})) ==
        ErrorCode::kDatabaseDifferCase);
  CHECK(c.CountDocuments().value() == 2);
  CHECK(client["app"].ListCollectionNames().value() == Strings{"c"});
}

TEST_CASE("FindOne returns the document, or the first, or none") {
  Client client = OpenClient();
  Collection c = TwoDocuments(client);
  CHECK(c.FindOne(Document{{"_id", 2}}).value() ==
        std::optional(Document{{"_id", 2}, {"a", "y"}}));
  CHECK(c.FindOne().value() == std::optional(Document{{"_id", 1}, {"a", "x"}}));
  CHECK(c.FindOne(Document{{"_id", 3}}).value() == std::nullopt);
  CHECK(client["app"]["d"].FindOne().value() == std::nullopt);
  CHECK(c.FindOne(Document{{"a", "y"}}).value() ==
        std::optional(Document{{"_id", 2}, {"a", "y"}}));
  CHECK(c.FindOne({}, {.sort = Document{{"a", -1}}}).value() ==
        std::optional(Document{{"_id", 2}, {"a", "y"}}));
}

TEST_CASE("Find sorts, skips and ends at a limit; Count does the latter two") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  for (int i = 0; i < 10; ++i) {
    REQUIRE(c.InsertOne(Document{{"_id", i}, {"a", i % 3}}).ok());
  }
  auto ids = [&](DocumentView filter, const FindOptions& options) {
    std::vector<int> found;
    auto cursor = c.Find(filter, options);
    REQUIRE(cursor.ok());
    while (cursor->Next()) found.push_back(cursor->document()["_id"].AsInt32());
    CHECK(cursor->status().ok());
    return found;
  };
  using Ids = std::vector<int>;
  Document filter{{"a", Document{{"$gt", 0}}}};
  CHECK(ids(filter, {}) == Ids{1, 2, 4, 5, 7, 8});
  CHECK(ids(filter, {.skip = 1, .limit = 2}) == Ids{2, 4});
  CHECK(ids(filter, {.skip = 9}).empty());
  CHECK(ids(filter, {.sort = Document{{"a", -1}, {"_id", -1}}, .limit = 4}) ==
        Ids{8, 5, 2, 7});
  CHECK(ids({}, {.sort = Document{{"a", 1}}, .skip = 3, .limit = 3}) ==
        Ids{9, 1, 4});
  CHECK(ids({}, {.sort = Document{{"$natural", -1}}, .limit = 2}) == Ids{9, 8});
  CHECK(c.CountDocuments(filter).value() == 6);
  CHECK(c.CountDocuments(filter, {.skip = 2, .limit = 3}).value() == 3);
  CHECK(c.CountDocuments({}, {.skip = 8}).value() == 2);
  CHECK(c.CountDocuments({}, {.limit = 4}).value() == 4);
  CHECK(CodeOf(c.Find({}, {.skip = -1})) == ErrorCode::kBadValue);
  CHECK(CodeOf(c.CountDocuments({}, {.limit = -1})) == ErrorCode::kBadValue);
}

TEST_CASE("DeleteMany removes what matches, and only that") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  for (int i = 0; i < 10; ++i) {
    REQUIRE(c.InsertOne(Document{{"_id", i}, {"a", i % 3}}).ok());
  }
  CHECK(c.DeleteOne(Document{{"a", 2}}).value().deleted_count == 1);
  CHECK(c.DeleteMany(Document{{"a", Document{{"$lt", 2}}}})
            .value()
            .deleted_count == 7);
  CHECK(c.CountDocuments().value() == 2);
  CHECK(c.CountDocuments(Document{{"a", 2}}).value() == 2);
}

TEST_CASE("a query ends when its time is up") {
  testing::FakeClock clock;
  Client client = *Client::Open(":memory:", {.environment = {.clock = &clock}});
  Collection c = client["app"]["c"];
  for (int i = 0; i < 1000; ++i)
    REQUIRE(c.InsertOne(Document{{"_id", i}}).ok());
  auto cursor = c.Find({}, {.max_time = std::chrono::milliseconds(10)});
  REQUIRE(cursor.ok());
  REQUIRE(cursor->Next());
  clock.Advance(std::chrono::milliseconds(11));
  while (cursor->Next()) {
  }
  CHECK(ErrorCodeOf(cursor->status()) == ErrorCode::kMaxTimeMSExpired);
}

TEST_CASE("a document that was found stays what it was") {
  Client client = OpenClient();
  Collection c = TwoDocuments(client);
  const Document found = c.FindOne(Document{{"_id", 1}}).value().value();
  REQUIRE(c.ReplaceOne(Document{{"_id", 1}}, Document{{"a", "new"}}).ok());
  REQUIRE(c.Drop().ok());
  REQUIRE(client.Close().ok());
  CHECK(found == Document{{"_id", 1}, {"a", "x"}});
}

TEST_CASE("ReplaceOne tells what it matched and what it changed") {
  Client client = OpenClient();
  Collection c = TwoDocuments(client);
  const Document two{{"_id", 2}};
  const auto replace = [&c](DocumentView filter, DocumentView replacement) {
    const UpdateResult result = c.ReplaceOne(filter, replacement).value();
    CHECK_FALSE(result.upserted_id.exists());
    return std::pair(result.matched_count, result.modified_count);
  };
  CHECK(replace(two, Document{{"b", 1}}) == std::pair<int64_t, int64_t>(1, 1));
  CHECK(replace(two, Document{{"b", 1}}) == std::pair<int64_t, int64_t>(1, 0));
  CHECK(replace(Document{{"_id", 3}}, Document{}) ==
        std::pair<int64_t, int64_t>(0, 0));
  CHECK(Contents(c) == Strings{R"({"_id":1,"a":"x"})", R"({"_id":2,"b":1})"});
}

TEST_CASE("ReplaceOne can insert what is not there") {
  Client client = OpenClient();
  Collection c = TwoDocuments(client);
  const UpdateResult result =
      c.ReplaceOne(Document{{"_id", 3}}, Document{{"b", 3}}, {.upsert = true})
          .value();
  CHECK(result.matched_count == 0);
  CHECK(result.modified_count == 0);
  CHECK(result.upserted_id == Value(3));
  const UpdateResult again =
      c.ReplaceOne(Document{{"_id", 3}}, Document{{"b", 4}}, {.upsert = true})
          .value();
  CHECK(again.modified_count == 1);
  CHECK_FALSE(again.upserted_id.exists());
}

TEST_CASE("ReplaceOne refuses another _id and operators") {
  Client client = OpenClient();
  Collection c = TwoDocuments(client);
  const Document one{{"_id", 1}};
  CHECK(CodeOf(c.ReplaceOne(one, Document{{"_id", 2}})) ==
        ErrorCode::kImmutableField);
  CHECK(CodeOf(c.ReplaceOne(one, Document{{"$set", Document{}}})) ==
        ErrorCode::kFailedToParse);
  CHECK(CodeOf(c.ReplaceOne(one, Document{{"a", 1}, {"$b", 1}})) ==
        ErrorCode::kDollarPrefixedFieldName);
  CHECK(CodeOf(c.ReplaceOne(Document{{"a", "x"}}, {})) ==
        ErrorCode::kNotImplemented);
}

TEST_CASE("DeleteOne and DeleteMany tell how many they have deleted") {
  Client client = OpenClient();
  Collection c = TwoDocuments(client);
  for (int i = 3; i <= 5; ++i) REQUIRE(c.InsertOne(Document{{"_id", i}}).ok());
  CHECK(c.DeleteOne(Document{{"_id", 4}})->deleted_count == 1);
  CHECK(c.DeleteOne(Document{{"_id", 4}})->deleted_count == 0);
  CHECK(c.DeleteMany(Document{{"_id", 5}})->deleted_count == 1);
  CHECK(c.DeleteOne({})->deleted_count == 1);
  CHECK(Contents(c) == Strings{R"({"_id":2,"a":"y"})", R"({"_id":3})"});
  CHECK(c.DeleteMany({})->deleted_count == 2);
  CHECK(c.DeleteMany({})->deleted_count == 0);
  CHECK(client["app"]["d"].DeleteMany({})->deleted_count == 0);
}

TEST_CASE("DeleteMany removes more documents than fit into one commit") {
  constexpr int kDocuments = 3500;
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  std::vector<Document> documents;
  for (int i = 0; i < kDocuments; ++i) {
    // Every other one overflows.
    documents.push_back(Document{{"_id", i % 2 == 0 ? i : -i}});
  }
  REQUIRE(c.InsertMany(documents).ok());
  CHECK(c.DeleteMany({})->deleted_count == kDocuments);
  CHECK(c.CountDocuments().value() == 0);
  CHECK(testing::Complaints(client["app"], "c").empty());
}

TEST_CASE("counts are those of the documents there") {
  Client client = OpenClient();
  Collection c = TwoDocuments(client);
  CHECK(c.CountDocuments().value() == 2);
  CHECK(c.CountDocuments(Document{{"_id", 2}}).value() == 1);
  CHECK(c.CountDocuments(Document{{"_id", 3}}).value() == 0);
  CHECK(c.EstimatedDocumentCount().value() == 2);
  CHECK(client["app"]["d"].EstimatedDocumentCount().value() == 0);
}

TEST_CASE("a collection is made once and dropped any number of times") {
  Client client = OpenClient();
  Database app = client["app"];
  CHECK(app.CreateCollection("c").ok());
  CHECK(CodeOf(app.CreateCollection("c")) == ErrorCode::kNamespaceExists);
  CHECK(CodeOf(app.CreateCollection("")) == ErrorCode::kInvalidNamespace);
  CHECK(app.ListCollectionNames().value() == Strings{"c"});
  CHECK(app["c"].Drop().ok());
  CHECK(app["c"].Drop().ok());
  CHECK(app.ListCollectionNames()->empty());
}

TEST_CASE("a handle means whatever collection has its name") {
  Client client = OpenClient();
  Collection c = TwoDocuments(client);
  REQUIRE(c.Drop().ok());
  CHECK(Contents(c).empty());
  REQUIRE(c.InsertOne(Document{{"_id", 1}}).ok());
  CHECK(Contents(c) == Strings{R"({"_id":1})"});
  REQUIRE(c.Rename("d").ok());
  CHECK(c.name() == "c");
  CHECK(Contents(c).empty());
  CHECK(Contents(client["app"]["d"]).size() == 1);
}

TEST_CASE("Rename minds what has the new name") {
  Client client = OpenClient();
  Collection c = TwoDocuments(client);
  REQUIRE(client["app"]["d"].InsertOne(Document{{"_id", 3}}).ok());
  CHECK(CodeOf(c.Rename("d")) == ErrorCode::kNamespaceExists);
  CHECK(CodeOf(c.Rename("c")) == ErrorCode::kIllegalOperation);
  CHECK(CodeOf(c.Rename("a$")) == ErrorCode::kIllegalOperation);
  CHECK(CodeOf(c.Rename(".a")) == ErrorCode::kInvalidNamespace);
  CHECK(CodeOf(client["app"]["e"].Rename("f")) ==
        ErrorCode::kNamespaceNotFound);
  CHECK(c.Rename("d", {.drop_target = true}).ok());
  CHECK(client["app"].ListCollectionNames().value() == Strings{"d"});
  CHECK(Contents(client["app"]["d"]).size() == 2);
}

TEST_CASE("filters are documents or JSON") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  for (int i = 0; i < 10; ++i) {
    REQUIRE(c.InsertOne(Document{{"_id", i}, {"text", "a"}}).ok());
  }
  const std::string large = R"({"_id": {"$gte": 7}})";
  CHECK(c.CountDocuments(large).value() == 3);
  CHECK(c.CountDocuments(R"({"_id": {"$in": [1, 2, 77]}})").value() == 2);
  CHECK(c.CountDocuments(R"({"text": {"$regex": "^A", "$options": "i"}})")
            .value() == 10);
  CHECK(c.CountDocuments(Document{{"_id", 1}}).value() == 1);
  CHECK(c.CountDocuments({}).value() == 10);
  CHECK(c.CountDocuments("{}").value() == 10);
  CHECK((*c.FindOne(R"({"_id": 3})").value())["_id"].AsInt32() == 3);
  CHECK(c.Distinct("_id", large).value().size() == 3);
  CHECK(c.DeleteOne(R"({"_id": 3})").value().deleted_count == 1);
  CHECK(c.DeleteMany(large).value().deleted_count == 3);
  CHECK(CodeOf(c.Find("{_id: 3}")) == ErrorCode::kFailedToParse);
  CHECK(CodeOf(c.DeleteMany("")) == ErrorCode::kFailedToParse);
}

}  // namespace meerkat
