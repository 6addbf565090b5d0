// Indexes by the C++ API.
#include <meerkat/client.h>
#include <meerkat/json.h>

#include <chrono>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/icu.h"
#include "tests/support/temp_directory.h"

namespace meerkat {
namespace {

using testing::CodeOf;
using testing::OpenClient;

// The specifications of all indexes but that on the _id, as JSON.
std::vector<std::string> Specs(Collection collection) {
  const auto indexes = collection.ListIndexes();
  if (!indexes.ok()) FAIL(indexes.status());
  std::vector<std::string> specs;
  for (const Document& index : *indexes) specs.push_back(ToJson(index));
  if (!specs.empty()) specs.erase(specs.begin());
  return specs;
}

std::string OnlySpec(const Document& keys, const IndexOptions& options) {
  const Client client = OpenClient();
  Collection c = client["a"]["c"];
  const StatusOr<std::string> name = c.CreateIndex(keys, options);
  if (!name.ok()) FAIL(name.status());
  return Specs(c).at(0);
}

Document SpecOf(Collection c, const std::string& name) {
  const auto indexes = c.ListIndexes();
  if (!indexes.ok()) FAIL(indexes.status());
  for (const Document& index : *indexes) {
    if (index["name"].AsString() == name) return index;
  }
  return {};
}

}  // namespace

TEST_CASE("an index gets a name made of its keys, and is listed") {
  const Client client = OpenClient();
  Collection c = client["a"]["c"];
  CHECK(*c.CreateIndex(Document{{"city", 1}, {"born.year", -1}}) ==
        "city_1_born.year_-1");
  CHECK(*c.CreateIndex(Document{{"x", 1}}, {.name = "mine"}) == "mine");
  CHECK(ToJson((*c.ListIndexes())[0]) ==
        R"({"v":2,"key":{"_id":1},"name":"_id_"})");
  CHECK(
      Specs(c) ==
      std::vector<std::string>{
          R"({"v":2,"key":{"city":1,"born.year":-1},"name":"city_1_born.year_-1"})",
          R"({"v":2,"key":{"x":1},"name":"mine"})"});
}

TEST_CASE("an index that is there already is left") {
  const Client client = OpenClient();
  Collection c = client["a"]["c"];
  REQUIRE(c.CreateIndex(Document{{"x", 1}}).ok());
  CHECK(*c.CreateIndex(Document{{"x", 1}}) == "x_1");
  CHECK(Specs(c).size() == 1);
  CHECK(CodeOf(c.CreateIndex(Document{{"x", 1}}, {.name = "y"})) ==
        ErrorCode::kIndexOptionsConflict);
  CHECK(CodeOf(c.CreateIndex(Document{{"y", 1}}, {.name = "x_1"})) ==
        ErrorCode::kIndexKeySpecsConflict);
}

TEST_CASE("all options of an index are those of createIndexes") {
  CHECK(OnlySpec({{"a", 1}}, {.unique = true, .sparse = true}) ==
        R"({"v":2,"key":{"a":1},"name":"a_1","unique":true,"sparse":true})");
  CHECK(OnlySpec({{"a", 1}}, {.hidden = true}) ==
        R"({"v":2,"key":{"a":1},"name":"a_1","hidden":true})");
  CHECK(OnlySpec({{"a", 1}}, {.partial_filter = Document{{"b", 1}}}) ==
        R"({"v":2,"key":{"a":1},"name":"a_1",)"
        R"("partialFilterExpression":{"b":1}})");
  CHECK(OnlySpec({{"a", 1}}, {.expire_after = std::chrono::hours(1)}) ==
        R"({"v":2,"key":{"a":1},"name":"a_1","expireAfterSeconds":3600})");
  CHECK(OnlySpec({{"a", 1}}, {.expire_after = std::chrono::seconds(0)}) ==
        R"({"v":2,"key":{"a":1},"name":"a_1","expireAfterSeconds":0})");
  CHECK(OnlySpec({{"a", "2d"}}, {.bits = 20, .min = -10, .max = 10.5}) ==
        R"({"v":2,"key":{"a":"2d"},"name":"a_2d","bits":20,"min":-10.0,)"
        R"("max":10.5})");
  CHECK(OnlySpec({{"$**", 1}}, {.wildcard_projection = {{"b", 0}}}) ==
        R"({"v":2,"key":{"$**":1},"name":"$**_1",)"
        R"("wildcardProjection":{"b":0}})");
  CHECK(OnlySpec({{"a", "hashed"}}, {}) ==
        R"({"v":2,"key":{"a":"hashed"},"name":"a_hashed"})");
}

TEST_CASE("an index may have a collation") {
  if (testing::LacksIcu()) return;
  const Client client = OpenClient();
  Collection c = client["a"]["c"];
  REQUIRE(c.CreateIndex(Document{{"name", 1}},
                        {.unique = true,
                         .collation = {{"locale", "en"}, {"strength", 2}}})
              .ok());
  CHECK(SpecOf(c, "name_1")["collation"].AsDocument()["strength"].AsInt32() ==
        2);
  REQUIRE(c.InsertOne(Document{{"name", "Ada"}}).ok());
  const auto again = c.InsertOne(Document{{"name", "ADA"}});
  CHECK(CodeOf(again) == ErrorCode::kDuplicateKey);
  // A sort key is no text.
  const Document key(ErrorDetailsOf(again.status())["keyValue"].AsDocument());
  CHECK(key["name"].AsString().starts_with("0x"));
  CHECK(ErrorMessageOf(again.status())
            .ends_with("dup key: { name: \"" +
                       std::string(key["name"].AsString()) + "\" }"));
}

TEST_CASE("an index has the collation of its collection") {
  if (testing::LacksIcu()) return;
  const Client client = OpenClient();
  const Document loose{{"locale", "en"}, {"strength", 2}};
  Database database = client["a"];
  REQUIRE(database.CreateCollection("c", {.collation = loose}).ok());
  Collection c = database["c"];
  REQUIRE(c.CreateIndex(Document{{"name", 1}}, {.unique = true}).ok());
  REQUIRE(c.CreateIndex(Document{{"nick", 1}},
                        {.unique = true, .collation = {{"locale", "simple"}}})
              .ok());
  CHECK(SpecOf(c, "name_1")["collation"].exists());
  CHECK_FALSE(SpecOf(c, "nick_1")["collation"].exists());
  REQUIRE(c.InsertOne(Document{{"name", "Ada"}, {"nick", "A"}}).ok());
  REQUIRE(c.InsertOne(Document{{"name", "Bob"}, {"nick", "a"}}).ok());
  CHECK(CodeOf(c.InsertOne(Document{{"name", "ADA"}, {"nick", "c"}})) ==
        ErrorCode::kDuplicateKey);
  CHECK(*c.CountDocuments(Document{{"nick", "A"}}) == 2);
  CHECK(*c.CountDocuments(Document{{"nick", "A"}},
                          {.collation = {{"locale", "simple"}}}) == 1);
  CHECK(c.DeleteMany(Document{{"nick", "A"}})->deleted_count == 2);
  CHECK(CodeOf(database.CreateCollection(
            "d", {.collation = {{"locale", "?"}}})) == ErrorCode::kBadValue);
}

TEST_CASE("several indexes are made together, or none") {
  const Client client = OpenClient();
  Collection c = client["a"]["c"];
  REQUIRE(c.InsertOne(Document{{"x", 1}, {"y", 1}}).ok());
  REQUIRE(c.InsertOne(Document{{"x", 2}, {"y", 1}}).ok());
  const std::vector<IndexModel> impossible = {
      {Document{{"x", 1}}}, {Document{{"y", 1}}, {.unique = true}}};
  CHECK(CodeOf(c.CreateIndexes(impossible)) == ErrorCode::kDuplicateKey);
  CHECK(Specs(c).empty());

  const std::vector<IndexModel> possible = {{Document{{"x", 1}}},
                                            {Document{{"y", -1}}}};
  CHECK(*c.CreateIndexes(possible) == std::vector<std::string>{"x_1", "y_-1"});
  CHECK(Specs(c).size() == 2);
  CHECK(CodeOf(c.CreateIndexes({})) == ErrorCode::kBadValue);
  const std::vector<IndexModel> twice = {{Document{{"z", 1}}},
                                         {Document{{"z", 1}}}};
  CHECK(CodeOf(c.CreateIndexes(twice)) == ErrorCode::kIndexAlreadyExists);
}

TEST_CASE("a collection has 64 indexes at most") {
  const Client client = OpenClient();
  Collection c = client["a"]["c"];
  std::vector<IndexModel> indexes;
  for (int i = 0; i < 62; ++i) {
    indexes.push_back({Document{{"x" + std::to_string(i), 1}}});
  }
  REQUIRE(c.CreateIndexes(indexes).ok());
  const std::vector<IndexModel> two = {{Document{{"y", 1}}},
                                       {Document{{"z", 1}}}};
  CHECK(CodeOf(c.CreateIndexes(two)) == ErrorCode::kCannotCreateIndex);
  CHECK(c.CreateIndex(Document{{"y", 1}}).ok());
  CHECK(CodeOf(c.CreateIndex(Document{{"z", 1}})) ==
        ErrorCode::kCannotCreateIndex);
  // One that is there already is no other one.
  CHECK(c.CreateIndex(Document{{"y", 1}}).ok());
  CHECK(c.ListIndexes()->size() == 64);
}

TEST_CASE("a unique index admits no second document with its key") {
  const Client client = OpenClient();
  Collection c = client["a"]["c"];
  REQUIRE(c.CreateIndex(Document{{"tags", 1}}, {.unique = true}).ok());
  REQUIRE(c.InsertOne(*ParseJson(R"({"tags": ["a", "b", "a"]})")).ok());
  const auto second = c.InsertOne(*ParseJson(R"({"tags": ["c", "b"]})"));
  CHECK(CodeOf(second) == ErrorCode::kDuplicateKey);
  CHECK(ToJson(ErrorDetailsOf(second.status())) ==
        R"({"keyPattern":{"tags":1},"keyValue":{"tags":"b"}})");
  // Without the field it is null, once.
  CHECK(c.InsertOne(Document{{"_id", 1}}).ok());
  CHECK(CodeOf(c.InsertOne(Document{{"_id", 2}})) == ErrorCode::kDuplicateKey);
  CHECK(*c.CountDocuments() == 2);
}

TEST_CASE("an upsert ends when another document has its unique key") {
  const Client client = OpenClient();
  Collection c = client["a"]["c"];
  REQUIRE(c.CreateIndex(Document{{"x", 1}}, {.unique = true}).ok());
  REQUIRE(c.InsertOne(Document{{"_id", 1}, {"x", 7}}).ok());
  CHECK(CodeOf(c.ReplaceOne(Document{{"_id", 2}}, Document{{"x", 7}},
                            {.upsert = true})) == ErrorCode::kDuplicateKey);
  CHECK(*c.CountDocuments() == 1);
}

TEST_CASE("a build tells how far it is") {
  const Client client = OpenClient();
  Collection c = client["a"]["c"];
  std::vector<Document> documents;
  for (int i = 0; i < 10000; ++i) documents.push_back(Document{{"x", i}});
  REQUIRE(c.InsertMany(documents).ok());
  std::vector<std::pair<int64_t, int64_t>> told;
  std::vector<RunningIndexBuild> running;
  CreateIndexesOptions how;
  how.progress = [&](int64_t done, int64_t total) {
    told.emplace_back(done, total);
    running = client.RunningIndexBuilds();
  };
  REQUIRE(c.CreateIndex(Document{{"x", 1}}, {}, how).ok());
  REQUIRE(told.size() > 1);
  CHECK(told.front() == std::pair<int64_t, int64_t>(0, 10000));
  CHECK(told.back() == std::pair<int64_t, int64_t>(10000, 10000));
  REQUIRE(running.size() == 1);
  CHECK(running[0].database == "a");
  CHECK(running[0].collection == "c");
  CHECK(running[0].names == std::vector<std::string>{"x_1"});
  CHECK(running[0].done == 10000);
  CHECK(running[0].total == 10000);
  CHECK(client.RunningIndexBuilds().empty());
}

TEST_CASE("a build that takes too long leaves no index") {
  const Client client = OpenClient();
  Collection c = client["a"]["c"];
  std::vector<Document> documents;
  for (int i = 0; i < 10000; ++i) documents.push_back(Document{{"x", i}});
  REQUIRE(c.InsertMany(documents).ok());
  CreateIndexesOptions how{.max_time = std::chrono::milliseconds(1)};
  how.progress = [](int64_t, int64_t) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  };
  CHECK(CodeOf(c.CreateIndex(Document{{"x", 1}}, {}, how)) ==
        ErrorCode::kMaxTimeMSExpired);
  CHECK(Specs(c).empty());
  how.max_time = std::chrono::milliseconds(-1);
  CHECK(CodeOf(c.CreateIndex(Document{{"x", 1}}, {}, how)) ==
        ErrorCode::kBadValue);
}

TEST_CASE("indexes are dropped by name, or all") {
  const Client client = OpenClient();
  Collection c = client["a"]["c"];
  CHECK(CodeOf(c.DropIndex("x_1")) == ErrorCode::kNamespaceNotFound);
  CHECK(CodeOf(c.DropIndexes()) == ErrorCode::kNamespaceNotFound);
  for (const char* field : {"x", "y", "z"}) {
    REQUIRE(c.CreateIndex(Document{{field, 1}}).ok());
  }
  CHECK(c.DropIndex("y_1").ok());
  CHECK(CodeOf(c.DropIndex("y_1")) == ErrorCode::kIndexNotFound);
  CHECK(CodeOf(c.DropIndex("*")) == ErrorCode::kIndexNotFound);
  CHECK(CodeOf(c.DropIndex("_id_")) == ErrorCode::kInvalidOptions);
  CHECK(Specs(c).size() == 2);
  CHECK(c.DropIndexes({.write_concern = {.journal = true}}).ok());
  CHECK(Specs(c).empty());
  CHECK(c.ListIndexes()->size() == 1);
}

TEST_CASE("a collection that is not there has no indexes") {
  const Client client = OpenClient();
  const auto indexes = client["a"]["c"].ListIndexes();
  REQUIRE(indexes.ok());
  CHECK(indexes->empty());
}

TEST_CASE("keys and options that no index has are refused") {
  const Client client = OpenClient();
  Collection c = client["a"]["c"];
  const auto code = [&c](const Document& keys,
                         const IndexOptions& options = {}) {
    return CodeOf(c.CreateIndex(keys, options));
  };
  CHECK(code({}) == ErrorCode::kCannotCreateIndex);
  CHECK(code({{"a", 0}}) == ErrorCode::kCannotCreateIndex);
  CHECK(code({{"a", "3d"}}) == ErrorCode::kCannotCreateIndex);
  CHECK(code({{"a", "text"}}) == ErrorCode::kNotImplemented);
  CHECK(code({{"a", 1}}, {.expire_after = std::chrono::seconds(-1)}) ==
        ErrorCode::kCannotCreateIndex);
  CHECK(code({{"a", 1}},
             {.sparse = true, .partial_filter = Document{{"b", 1}}}) ==
        ErrorCode::kCannotCreateIndex);
  CHECK(code({{"a", 1}}, {.bits = 3}) ==
        ErrorCode::kInvalidIndexSpecificationOption);
  CHECK(code({{"a", "2d"}}, {.bits = 33}) == ErrorCode::kInvalidOptions);
  CHECK(code({{"_id", 1}}, {.sparse = true}) ==
        ErrorCode::kInvalidIndexSpecificationOption);
  CHECK(c.ListIndexes()->empty());
}

TEST_CASE("a database that is open to be read makes and drops no index") {
  const testing::TempDirectory temp;
  {
    Collection c = OpenClient(temp / "db")["a"]["c"];
    REQUIRE(c.CreateIndex(Document{{"x", 1}}).ok());
  }
  const Client client = OpenClient(temp / "db", {.read_only = true});
  Collection c = client["a"]["c"];
  CHECK(Specs(c).size() == 1);
  CHECK(CodeOf(c.CreateIndex(Document{{"y", 1}})) ==
        ErrorCode::kIllegalOperation);
  CHECK(CodeOf(c.DropIndex("x_1")) == ErrorCode::kIllegalOperation);
  CHECK(CodeOf(c.DropIndexes()) == ErrorCode::kIllegalOperation);
}

TEST_CASE("indexes are there when the database is opened again") {
  const testing::TempDirectory temp;
  {
    Collection c = OpenClient(temp / "db")["a"]["c"];
    REQUIRE(c.InsertOne(Document{{"x", 1}}).ok());
    REQUIRE(c.CreateIndex(Document{{"x", 1}}, {.unique = true}).ok());
  }
  const Client client = OpenClient(temp / "db");
  Collection c = client["a"]["c"];
  CHECK(Specs(c) == std::vector<std::string>{
                        R"({"v":2,"key":{"x":1},"name":"x_1","unique":true})"});
  CHECK(CodeOf(c.InsertOne(Document{{"x", 1.0}})) == ErrorCode::kDuplicateKey);
}

TEST_CASE("collStats and dbStats count indexes and their bytes") {
  const testing::TempDirectory temp;
  Client client = testing::OpenClient(temp / "db");
  Collection c = client["app"]["c"];
  for (int i = 0; i < 2000; ++i) {
    REQUIRE(
        c.InsertOne(Document{{"_id", i}, {"a", std::string(100, 'a')}}).ok());
  }
  REQUIRE(c.CreateIndex(Document{{"a", 1}}).ok());
  // What is in memory is not counted.
  client.Trim();
  const Document one =
      testing::Run(client["app"], Document{{"collStats", "c"}});
  CHECK(one["nindexes"].AsInt32() == 2);
  const DocumentView sizes = one["indexSizes"].AsDocument();
  CHECK(sizes["_id_"].AsInt64() == 0);
  CHECK(sizes["a_1"].AsInt64() > 0);
  CHECK(one["totalIndexSize"].AsInt64() == sizes["a_1"].AsInt64());
  const Document all = testing::Run(client["app"], Document{{"dbStats", 1}});
  CHECK(all["indexes"].AsInt64() == 2);
  CHECK(all["indexSize"].AsInt64() == sizes["a_1"].AsInt64());
}

}  // namespace meerkat
