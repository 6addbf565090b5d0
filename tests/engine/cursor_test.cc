// Cursors: how they are read, and what they see of a database that changes.
#include <meerkat/client.h>

#include <chrono>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/manual_executor.h"
#include "tests/support/temp_directory.h"

namespace meerkat {
namespace {

using testing::Contents;
using testing::Drain;
using testing::OpenClient;
using Strings = std::vector<std::string>;

// Inserts {_id: first} up to {_id: last}, in this order.
void InsertRange(Collection c, int first, int last) {
  for (int i = first; i <= last; ++i) {
    REQUIRE(c.InsertOne(Document{{"_id", i}}).ok());
  }
}

Strings Documents(int first, int last) {
  Strings documents;
  for (int i = first; i <= last; ++i) {
    documents.push_back("{\"_id\":" + std::to_string(i) + "}");
  }
  return documents;
}

Cursor Find(Collection c, DocumentView filter = {}) {
  StatusOr<Cursor> cursor = c.Find(filter);
  REQUIRE(cursor.ok());
  return *std::move(cursor);
}

}  // namespace

TEST_CASE("a cursor is read step by step, and stays at its end") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  InsertRange(c, 1, 2);
  Cursor cursor = Find(c);
  REQUIRE(cursor.Next());
  CHECK(cursor.document()["_id"].AsInt32() == 1);
  REQUIRE(cursor.Next());
  CHECK(cursor.document()["_id"].AsInt32() == 2);
  CHECK_FALSE(cursor.Next());
  CHECK_FALSE(cursor.Next());
  CHECK(cursor.status().ok());
}

TEST_CASE("a cursor is read by a range-for, also from where it stands") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  InsertRange(c, 1, 4);
  Cursor cursor = Find(c);
  REQUIRE(cursor.Next());
  Strings rest;
  for (DocumentView document : cursor) rest.push_back(ToJson(document));
  CHECK(rest == Documents(2, 4));
  for (DocumentView document : cursor) FAIL(ToJson(document));
  CHECK(cursor.status().ok());
}

TEST_CASE("a cursor over nothing is empty") {
  Client client = OpenClient();
  REQUIRE(client["app"].CreateCollection("c").ok());
  CHECK(Contents(client["app"]["c"]).empty());
  CHECK(Contents(client["app"]["missing"]).empty());
  Cursor cursor = Find(client["app"]["c"], Document{{"_id", 1}});
  CHECK_FALSE(cursor.Next());
  CHECK(cursor.status().ok());
}

TEST_CASE("a filter that cannot be served is refused before the first step") {
  Client client = OpenClient();
  CHECK(testing::CodeOf(client["app"]["c"].Find(Document{{"$text", true}})) ==
        ErrorCode::kNotImplemented);
  CHECK(testing::CodeOf(client["app"]["c"].Find(Document{{"$a", 1}})) ==
        ErrorCode::kBadValue);
}

TEST_CASE("a document is owned to be kept longer than the next step") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  InsertRange(c, 1, 3);
  std::vector<Document> kept;
  {
    Cursor all = Find(c);
    while (all.Next()) kept.push_back(all.Own());
    Cursor one = Find(c, Document{{"_id", 2}});
    while (one.Next()) kept.push_back(one.Own());
  }
  REQUIRE(client.Close().ok());
  REQUIRE(kept.size() == 4);
  CHECK(kept[0] == Document{{"_id", 1}});
  CHECK(kept[2] == Document{{"_id", 3}});
  CHECK(kept[3] == Document{{"_id", 2}});
}

TEST_CASE("a cursor moves, also to another thread") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  InsertRange(c, 1, 3);
  Cursor cursor = Find(c);
  REQUIRE(cursor.Next());
  Strings rest;
  std::thread reader([moved = std::move(cursor), &rest]() mutable {
    while (moved.Next()) rest.push_back(ToJson(moved.document()));
  });
  reader.join();
  CHECK(rest == Documents(2, 3));
  cursor = Find(c);
  CHECK(Drain(cursor) == Documents(1, 3));
}

TEST_CASE("a cursor sees the collection as it was at the find") {
  // Enough that a cursor cannot have read them all ahead.
  constexpr int kDocuments = 5000;
  const testing::TempDirectory temp = testing::TempDirectory::InMemory();
  const std::string path =
      GENERATE(false, true) ? temp / "db" : std::string(":memory:");
  testing::ManualExecutor background;
  Client client = OpenClient(path, {.environment = {.executor = &background}});
  Database app = client["app"];
  Collection c = app["c"];
  InsertRange(c, 1, kDocuments);
  Cursor cursor = Find(c);
  REQUIRE(cursor.Next());

  SECTION("while documents come in, before and after") {
    InsertRange(c, kDocuments + 1, kDocuments + 50);
    InsertRange(c, -50, 0);
  }
  SECTION("while documents are replaced") {
    for (int i = 1; i <= kDocuments; i += 7) {
      REQUIRE(c.ReplaceOne(Document{{"_id", i}}, Document{{"a", 1}}).ok());
    }
  }
  SECTION("while documents go") {
    REQUIRE(c.DeleteMany({})->deleted_count == kDocuments);
  }
  SECTION("while documents go and come again in another order") {
    REQUIRE(c.DeleteMany({}).ok());
    for (int i = 100; i > 0; --i) InsertRange(c, i, i);
  }
  SECTION("while the collection gets another name") {
    REQUIRE(c.Rename("d").ok());
  }
  SECTION("while the collection is dropped, made again and its space reused") {
    REQUIRE(c.Drop().ok());
    background.Advance(std::chrono::hours(1));
    InsertRange(c, 1, 10);
  }
  SECTION("while the database is dropped") {
    REQUIRE(app.Drop().ok());
    background.Advance(std::chrono::hours(1));
  }
  client.Trim();
  CHECK(Drain(cursor) == Documents(2, kDocuments));
}

TEST_CASE("cursors of different moments see different states") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  InsertRange(c, 1, 2);
  Cursor early = Find(c);
  InsertRange(c, 3, 4);
  Cursor late = Find(c);
  REQUIRE(c.DeleteOne(Document{{"_id", 1}}).ok());
  CHECK(Drain(early) == Documents(1, 2));
  CHECK(Drain(late) == Documents(1, 4));
  CHECK(Contents(c) == Documents(2, 4));
}

}  // namespace meerkat
