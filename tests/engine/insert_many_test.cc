// InsertMany of more documents than share a commit, some of which fail.
#include <meerkat/client.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"

namespace meerkat {
namespace {

using testing::CodeOf;
using testing::Complaints;
using testing::OpenClient;

constexpr int kDocuments = 2500;

std::vector<Document> Ascending() {
  std::vector<Document> documents;
  for (int i = 0; i < kDocuments; ++i) {
    documents.push_back(Document{{"_id", i}, {"place", i}});
  }
  return documents;
}

// The field `place` of all documents in their natural order.
std::vector<int> Places(Collection c) {
  std::vector<int> places;
  StatusOr<Cursor> cursor = c.Find();
  for (DocumentView document : *cursor) {
    places.push_back(document["place"].AsInt32());
  }
  REQUIRE(cursor->status().ok());
  return places;
}

// 0, 1, ... without those in `left_out`, which is sorted.
std::vector<int> PlacesWithout(const std::vector<int>& left_out) {
  std::vector<int> places;
  for (int i = 0; i < kDocuments; ++i) {
    if (!std::ranges::binary_search(left_out, i)) places.push_back(i);
  }
  return places;
}

std::vector<int> IndexesOf(const InsertManyResult& result) {
  std::vector<int> indexes;
  for (const WriteError& error : result.errors) {
    indexes.push_back(static_cast<int>(error.index));
  }
  return indexes;
}

}  // namespace

TEST_CASE("InsertMany inserts them all, in order") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  const auto result = c.InsertMany(Ascending());
  REQUIRE(result.ok());
  CHECK(result->inserted_count == kDocuments);
  CHECK(result->errors.empty());
  REQUIRE(result->ids.size() == kDocuments);
  CHECK(result->ids[1234] == Value(1234));
  CHECK(Places(c) == PlacesWithout({}));
  CHECK(c.EstimatedDocumentCount().value() == kDocuments);
}

TEST_CASE("InsertMany of none does nothing") {
  Client client = OpenClient();
  const auto result = client["app"]["c"].InsertMany(std::vector<Document>());
  REQUIRE(result.ok());
  CHECK(result->inserted_count == 0);
  CHECK(client.ListDatabaseNames()->empty());
}

TEST_CASE("InsertMany takes views and makes missing _ids") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  const Document one{{"place", 0}};
  const Document two{{"_id", 2}, {"place", 1}};
  const std::vector<DocumentView> views{one, two};
  const auto result = c.InsertMany(views);
  REQUIRE(result.ok());
  CHECK(result->ids[0].type() == Type::kObjectId);
  CHECK(result->ids[1] == Value(2));
  CHECK(Places(c) == std::vector<int>{0, 1});
}

TEST_CASE("InsertMany in order stops at the first that fails") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  std::vector<Document> documents = Ascending();
  SECTION("because its _id was there before") {
    REQUIRE(c.InsertOne(Document{{"_id", 1700}, {"place", -1}}).ok());
    REQUIRE(c.InsertMany(documents)->inserted_count == 1700);
    REQUIRE(c.DeleteOne(Document{{"_id", 1700}}).ok());
  }
  SECTION("because its _id came earlier in the same commit") {
    documents[1700] = Document{{"_id", 1690}};
    REQUIRE(c.InsertMany(documents)->inserted_count == 1700);
  }
  SECTION("because its _id came in an earlier commit") {
    documents[1700] = Document{{"_id", 3}};
    const auto result = c.InsertMany(documents);
    REQUIRE(result.ok());
    CHECK(result->inserted_count == 1700);
    CHECK(IndexesOf(*result) == std::vector<int>{1700});
    CHECK(CodeOf(result->errors[0].status) == ErrorCode::kDuplicateKey);
    CHECK(result->ids.size() == 1701);
  }
  SECTION("because its _id cannot be one") {
    documents[1700] = Document{{"_id", Array{1}}};
    const auto result = c.InsertMany(documents);
    REQUIRE(result.ok());
    CHECK(result->inserted_count == 1700);
    CHECK(CodeOf(result->errors[0].status) == ErrorCode::kInvalidIdField);
    CHECK_FALSE(result->ids[1700].exists());
  }
  CHECK(c.CountDocuments().value() == 1700);
  CHECK(Complaints(client["app"], "c").empty());
}

TEST_CASE("InsertMany out of order tries them all") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  std::vector<Document> documents = Ascending();
  REQUIRE(c.InsertOne(Document{{"_id", 2000}, {"place", 2000}}).ok());
  documents[10] = Document{{"_id", 9}};
  documents[11] = Document{{"_id", 9.0}};
  documents[500] = Document{{"_id", Value::Undefined()}};
  documents[999] = Document{{"_id", 0}};
  documents[1700] = Document{{"_id", 3}};
  const auto result = c.InsertMany(documents, {.ordered = false});
  REQUIRE(result.ok());
  CHECK(IndexesOf(*result) == std::vector<int>{10, 11, 500, 999, 1700, 2000});
  CHECK(result->inserted_count == kDocuments - 6);
  CHECK(result->ids.size() == kDocuments);
  CHECK(CodeOf(result->errors[2].status) == ErrorCode::kInvalidIdField);

  std::vector<int> expected = PlacesWithout({10, 11, 500, 999, 1700, 2000});
  expected.insert(expected.begin(), 2000);
  CHECK(Places(c) == expected);
  CHECK(c.CountDocuments().value() == kDocuments - 5);
  CHECK(Complaints(client["app"], "c").empty());
}

TEST_CASE("InsertMany of descending _ids keeps the order it was given") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  std::vector<Document> documents;
  for (int i = 0; i < kDocuments; ++i) {
    documents.push_back(Document{{"_id", -i}, {"place", i}});
  }
  documents[77] = Document{{"_id", -70}};
  const auto result = c.InsertMany(documents, {.ordered = false});
  REQUIRE(result.ok());
  CHECK(IndexesOf(*result) == std::vector<int>{77});
  CHECK(Places(c) == PlacesWithout({77}));
  CHECK(Complaints(client["app"], "c").empty());
}

TEST_CASE("InsertMany of large documents takes several commits") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  const std::string padding(300'000, 'x');
  std::vector<Document> documents;
  for (int i = 0; i < 40; ++i) {
    documents.push_back(
        Document{{"_id", i % 3 == 0 ? i : -i}, {"pad", padding}});
  }
  documents[39] = documents[0];
  const auto result = c.InsertMany(documents);
  REQUIRE(result.ok());
  CHECK(result->inserted_count == 39);
  CHECK(IndexesOf(*result) == std::vector<int>{39});
  CHECK(c.CountDocuments().value() == 39);
}

TEST_CASE("InsertMany fails as a whole only when nothing was tried") {
  Client client = OpenClient();
  CHECK(CodeOf(client["app"]["$c"].InsertMany(Ascending())) ==
        ErrorCode::kInvalidNamespace);
  const std::vector<Document> bad{Document{{"_id", Array{1}}}};
  const auto result = client["app"]["c"].InsertMany(bad);
  REQUIRE(result.ok());
  CHECK(result->errors.size() == 1);
  CHECK(client.ListDatabaseNames()->empty());
}

}  // namespace meerkat
