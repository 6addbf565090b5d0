// Collations through the C++ API; what they do is told in scripts/collation.txt
// and query/collation_test.cc.
#include <meerkat/client.h>
#include <meerkat/json.h>

#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/icu.h"

namespace meerkat::testing {
namespace {

// Case does not count.
const Document& NoCase() {
  static const Document document{{"locale", "en"}, {"strength", 2}};
  return document;
}

Collection WithNames(Client& client) {
  Collection people = client["app"]["people"];
  for (const char* name : {"ada", "Ada", "Bob"}) {
    REQUIRE(people.InsertOne(Document{{"_id", name}, {"name", name}}).ok());
  }
  return people;
}

}  // namespace

TEST_CASE("operations take a collation") {
  if (LacksIcu()) return;
  Client client = OpenClient();
  Collection people = WithNames(client);
  const Document ada{{"name", "ADA"}};

  StatusOr<Cursor> found = people.Find(ada, {.collation = NoCase()});
  REQUIRE(found.ok());
  CHECK(Drain(*found).size() == 2);
  CHECK(people.FindOne(ada, {.collation = NoCase()})->has_value());
  CHECK_FALSE(people.FindOne(ada)->has_value());
  CHECK(people.CountDocuments(ada, {.collation = NoCase()}).value() == 2);
  CHECK(people.CountDocuments(ada).value() == 0);
  const auto names = people.Distinct("name", {}, {.collation = NoCase()});
  REQUIRE(names.ok());
  CHECK(*names == std::vector<Value>{"ada", "Bob"});

  const Document by_id{{"_id", "BOB"}};
  const auto replaced = people.ReplaceOne(by_id, Document{{"name", "Eve"}},
                                          {.collation = NoCase()});
  REQUIRE(replaced.ok());
  CHECK(replaced->matched_count == 1);
  CHECK(people.DeleteMany(ada)->deleted_count == 0);
  CHECK(people.DeleteOne(ada, {.collation = NoCase()})->deleted_count == 1);
  CHECK(people.DeleteMany(ada, {.collation = NoCase()})->deleted_count == 1);
  CHECK(Contents(people) ==
        std::vector<std::string>{R"({"_id":"Bob","name":"Eve"})"});
}

TEST_CASE("a wrong collation is an error of every operation that takes one") {
  Client client = OpenClient();
  Collection people = WithNames(client);
  const Document wrong{{"locale", "nowhere"}};
  CHECK(CodeOf(people.Find({}, {.collation = wrong})) == ErrorCode::kBadValue);
  CHECK(CodeOf(people.FindOne({}, {.collation = wrong})) ==
        ErrorCode::kBadValue);
  CHECK(CodeOf(people.CountDocuments({}, {.collation = wrong})) ==
        ErrorCode::kBadValue);
  CHECK(CodeOf(people.Distinct("name", {}, {.collation = wrong})) ==
        ErrorCode::kBadValue);
  CHECK(CodeOf(people.ReplaceOne(Document{{"_id", 1}}, Document{},
                                 {.collation = wrong})) ==
        ErrorCode::kBadValue);
  CHECK(CodeOf(people.DeleteOne({}, {.collation = wrong})) ==
        ErrorCode::kBadValue);
  CHECK(CodeOf(people.DeleteMany({}, {.collation = wrong})) ==
        ErrorCode::kBadValue);
  CHECK(Contents(people).size() == 3);
}

TEST_CASE("the simple collation is none, in every build") {
  Client client = OpenClient();
  Collection people = WithNames(client);
  const Document simple{{"locale", "simple"}};
  CHECK(people.CountDocuments(Document{{"name", "ADA"}}, {.collation = simple})
            .value() == 0);
  CHECK(people.CountDocuments(Document{{"name", "ada"}}, {.collation = simple})
            .value() == 1);
  const Document create{{"create", "c"}, {"collation", simple}};
  CHECK(Run(client["app"], create)["ok"].AsDouble() == 1);
}

}  // namespace meerkat::testing
