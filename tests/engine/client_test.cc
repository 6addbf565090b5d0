// A Client from opening to closing, and what its handles do afterwards.
#include <meerkat/client.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/file_tree.h"
#include "tests/support/temp_directory.h"

namespace meerkat {
namespace {

using testing::CodeOf;
using testing::CodesOfAllCalls;
using testing::Complaints;
using testing::Contents;
using testing::OpenClient;
using testing::TempDirectory;
using Strings = std::vector<std::string>;

bool Names(const Status& status, const std::string& text) {
  return ErrorMessageOf(status).find(text) != std::string::npos;
}

// A closed database with the documents {_id: 1} and {_id: 2} in app.c.
void MakeDatabase(const std::string& path) {
  Client client = OpenClient(path);
  Collection c = client["app"]["c"];
  REQUIRE(c.InsertOne(Document{{"_id", 1}}).ok());
  REQUIRE(c.InsertOne(Document{{"_id", 2}}).ok());
  REQUIRE(client.Close().ok());
}

}  // namespace

TEST_CASE("a database in memory is one's own and begins empty") {
  Client one = OpenClient();
  Client other = OpenClient();
  REQUIRE(one["app"]["c"].InsertOne(Document{{"_id", 1}}).ok());
  CHECK(Contents(one["app"]["c"]) == Strings{"{\"_id\":1}"});
  CHECK(Contents(other["app"]["c"]).empty());
}

TEST_CASE("closing again is ok") {
  Client client = OpenClient();
  CHECK(client.Close().ok());
  CHECK(client.Close().ok());
  Client copy = client;
  CHECK(copy.Close().ok());
}

TEST_CASE("calls through any handle fail after closing") {
  Client client = OpenClient();
  Database database = client["app"];
  Collection collection = database["c"];
  REQUIRE(collection.InsertOne(Document{{"_id", 1}}).ok());
  REQUIRE(client.Close().ok());

  const auto closed = ErrorCode::kShutdownInProgress;
  CHECK(CodeOf(client.ListDatabaseNames()) == closed);
  CHECK(CodeOf(client.Sync()) == closed);
  client.Trim();
  CHECK(CodeOf(database.CreateCollection("d")) == closed);
  CHECK(CodeOf(database.ListCollectionNames()) == closed);
  CHECK(CodeOf(database.Drop()) == closed);
  CHECK(CodeOf(database.RunCommand(Document{{"ping", 1}})) == closed);
  for (const ErrorCode code : CodesOfAllCalls(collection)) {
    CHECK(code == closed);
  }
}

TEST_CASE("a cursor ends with an error when the database closes under it") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  for (int i = 0; i < 3; ++i) REQUIRE(c.InsertOne(Document{{"_id", i}}).ok());
  StatusOr<Cursor> all = c.Find();
  StatusOr<Cursor> one = c.Find(Document{{"_id", 1}});
  StatusOr<Cursor> unused = c.Find();
  REQUIRE(all->Next());
  REQUIRE(one->Next());
  REQUIRE(client.Close().ok());

  CHECK(all->document().empty());
  CHECK(all->Own() == Document{});
  CHECK_FALSE(all->Next());
  CHECK(CodeOf(all->status()) == ErrorCode::kShutdownInProgress);
  CHECK_FALSE(all->Next());
  CHECK_FALSE(one->Next());
  CHECK(CodeOf(one->status()) == ErrorCode::kShutdownInProgress);
  CHECK_FALSE(unused->Next());
}

TEST_CASE("handles keep the database open when the client has gone") {
  const TempDirectory temp = TempDirectory::InMemory();
  {
    StatusOr<Cursor> cursor = Status(absl::UnknownError("none yet"));
    {
      Collection c = OpenClient(temp / "db")["app"]["c"];
      REQUIRE(c.InsertOne(Document{{"_id", 1}}).ok());
      CHECK(Contents(c) == Strings{"{\"_id\":1}"});
      cursor = c.Find();
    }
    CHECK(CodeOf(Client::Open(temp / "db")) == ErrorCode::kDBPathInUse);
    CHECK(testing::Drain(*cursor) == Strings{"{\"_id\":1}"});
  }
  // The last handle has closed it.
  CHECK(Contents(OpenClient(temp / "db")["app"]["c"]).size() == 1);
}

TEST_CASE("a directory is opened once at a time, also by one process") {
  const TempDirectory temp = TempDirectory::InMemory();
  Client first = OpenClient(temp / "db");
  REQUIRE(first["app"]["c"].InsertOne(Document{{"_id", 1}}).ok());
  const Status second = Client::Open(temp / "db").status();
  CHECK(CodeOf(second) == ErrorCode::kDBPathInUse);
  CHECK(Names(second, std::to_string(::getpid())));
  CHECK(Names(second, temp / "db"));
  // The first one does not notice.
  CHECK(first["app"]["c"].InsertOne(Document{{"_id", 2}}).ok());
  REQUIRE(first.Close().ok());
  CHECK(Contents(OpenClient(temp / "db")["app"]["c"]).size() == 2);
}

TEST_CASE("a database opened read-only answers and refuses every write") {
  const TempDirectory temp = TempDirectory::InMemory();
  MakeDatabase(temp / "db");
  const auto before = testing::ReadTree(temp / "db");
  {
    Client client = OpenClient(temp / "db", {.read_only = true});
    Client at_the_same_time = OpenClient(temp / "db", {.read_only = true});
    Database app = client["app"];
    Collection c = app["c"];
    CHECK(Contents(c) == Strings{"{\"_id\":1}", "{\"_id\":2}"});
    CHECK(Contents(at_the_same_time["app"]["c"]) == Contents(c));
    CHECK(c.FindOne(Document{{"_id", 2}})->has_value());
    CHECK(c.CountDocuments().value() == 2);
    CHECK(app.ListCollectionNames().value() == Strings{"c"});
    CHECK(Complaints(app, "c").empty());

    const auto refused = ErrorCode::kIllegalOperation;
    const Document one{{"_id", 1}};
    const std::vector<Document> many{one};
    CHECK(CodeOf(c.InsertOne(Document{{"_id", 3}})) == refused);
    CHECK(CodeOf(c.InsertMany(many)) == refused);
    CHECK(CodeOf(c.ReplaceOne(one, Document{{"a", 1}})) == refused);
    CHECK(CodeOf(c.ReplaceOne(Document{{"_id", 9}}, Document{{"a", 1}},
                              {.upsert = true})) == refused);
    CHECK(CodeOf(c.DeleteOne(one)) == refused);
    CHECK(CodeOf(c.DeleteMany({})) == refused);
    CHECK(CodeOf(c.Drop()) == refused);
    CHECK(CodeOf(c.Rename("d")) == refused);
    CHECK(CodeOf(app.CreateCollection("d")) == refused);
    CHECK(CodeOf(app.Drop()) == refused);
    CHECK(CodeOf(client["new"]["c"].InsertOne(one)) == refused);
  }
  CHECK(testing::ReadTree(temp / "db") == before);
  // Nor does a reader keep a writer away for longer than it lives.
  CHECK(OpenClient(temp / "db")["app"]["c"].Drop().ok());
}

TEST_CASE("a directory is made when it is missing, unless that is not wanted") {
  const TempDirectory temp = TempDirectory::InMemory();
  for (const ClientOptions& options :
       {ClientOptions{.create_if_missing = false},
        ClientOptions{.read_only = true}}) {
    const Status missing = Client::Open(temp / "db", options).status();
    CHECK(CodeOf(missing) == ErrorCode::kFileOpenFailed);
    CHECK(Names(missing, temp / "db"));
    CHECK_FALSE(std::filesystem::exists(temp / "db"));
  }
  MakeDatabase(temp / "db");
  Client client = OpenClient(temp / "db", {.create_if_missing = false});
  CHECK(Contents(client["app"]["c"]).size() == 2);
}

TEST_CASE("options that cannot be are refused") {
  const auto refused = ErrorCode::kInvalidOptions;
  const Status small =
      Client::Open(":memory:", {.memory_budget = (8 << 20) - 1}).status();
  CHECK(CodeOf(small) == refused);
  CHECK(Names(small, "memory_budget is 8388607 bytes"));
  CHECK(Client::Open(":memory:", {.memory_budget = 8 << 20}).ok());
  CHECK(CodeOf(Client::Open("")) == refused);
  CHECK(CodeOf(Client::Open(":memory:", {.read_only = true})) == refused);
}

TEST_CASE("a journal can be asked for once or for all writes") {
  const TempDirectory temp = TempDirectory::InMemory();
  {
    Client client = OpenClient(temp / "db", {.journal = true});
    CHECK(client["app"]["c"].InsertOne(Document{{"_id", 1}}).ok());
  }
  Client client = OpenClient(temp / "db");
  Collection c = client["app"]["c"];
  const WriteConcern journal{.journal = true};
  const std::vector<Document> many{Document{{"_id", 3}}};
  CHECK(c.InsertOne(Document{{"_id", 2}}, {.write_concern = journal}).ok());
  CHECK(c.InsertMany(many, {.write_concern = journal}).ok());
  CHECK(c.ReplaceOne(Document{{"_id", 2}}, Document{{"a", 1}},
                     {.write_concern = journal})
            .ok());
  CHECK(c.DeleteOne(Document{{"_id", 1}}, {.write_concern = journal}).ok());
  CHECK(client.Sync().ok());
  client.Trim();
  CHECK(Contents(c) == Strings{"{\"_id\":2,\"a\":1}", "{\"_id\":3}"});
}

TEST_CASE("databases are listed by name while they have a collection") {
  Client client = OpenClient();
  CHECK(client.ListDatabaseNames()->empty());
  REQUIRE(client["b"]["c"].InsertOne(Document{{"_id", 1}}).ok());
  REQUIRE(client["a"].CreateCollection("c").ok());
  CHECK(client.ListDatabaseNames().value() == Strings{"a", "b"});
  REQUIRE(client["b"].Drop().ok());
  CHECK(client["b"].Drop().ok());
  CHECK(client.ListDatabaseNames().value() == Strings{"a"});
}

TEST_CASE("closing waits for calls that run, and turns the others away") {
  constexpr int kThreads = 4;
  const TempDirectory temp = TempDirectory::InMemory();
  Client client = OpenClient(temp / "db");
  std::atomic<int> acknowledged = 0;
  std::atomic<bool> all_closed = true;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      Collection c = client["app"]["c"];
      for (int i = 0;; ++i) {
        const auto inserted =
            c.InsertOne(Document{{"_id", thread + i * kThreads}});
        if (!inserted.ok()) {
          if (CodeOf(inserted) != ErrorCode::kShutdownInProgress) {
            all_closed = false;
          }
          return;
        }
        ++acknowledged;
      }
    });
  }
  while (acknowledged < 200) std::this_thread::yield();
  CHECK(client.Close().ok());
  for (std::thread& thread : threads) thread.join();
  CHECK(all_closed);

  Client again = OpenClient(temp / "db");
  CHECK(again["app"]["c"].CountDocuments().value() == acknowledged);
  CHECK(Complaints(again["app"], "c").empty());
}

TEST_CASE("a document is owned while another thread closes") {
  constexpr int kThreads = 4;
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  REQUIRE(c.InsertOne(Document{{"_id", 1}, {"a", "b"}}).ok());
  const Document whole{{"_id", 1}, {"a", "b"}};
  std::atomic<int> owned = 0;
  std::atomic<bool> all_whole = true;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&] {
      StatusOr<Cursor> cursor = c.Find();
      if (!cursor.ok() || !cursor->Next()) return;
      for (Document document = whole; document == whole; ++owned) {
        document = cursor->Own();
        if (document != whole && document != Document{}) all_whole = false;
      }
      // The view itself is as before or empty, and not looked into.
      (void)cursor->document();
    });
  }
  while (owned < 2000) std::this_thread::yield();
  CHECK(client.Close().ok());
  for (std::thread& thread : threads) thread.join();
  CHECK(all_whole);
}

#if defined(__GLIBC__) && MEERKAT_TEST_EFFORT == 100
// Pages of memory that the process has in use.
int64_t ResidentPages() {
  int64_t all = 0;
  int64_t resident = 0;
  std::ifstream("/proc/self/statm") >> all >> resident;
  return resident;
}

TEST_CASE("trimming gives freed memory back to the system") {
  Client client = OpenClient();
  std::vector<std::string> texts;
  for (int i = 0; i < 50000; ++i) texts.push_back(std::string(1000, 'x'));
  // What comes last keeps the allocator from giving all of it back by itself.
  const std::string last(1000, 'x');
  texts.clear();
  const int64_t before = ResidentPages();
  client.Trim();
  CHECK(before - ResidentPages() > 25 * 1000 * 1000 / ::getpagesize());
}
#endif

TEST_CASE("closing ends cursors that are moving in other threads") {
  constexpr int kThreads = 4;
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  for (int i = 0; i < 100; ++i) REQUIRE(c.InsertOne(Document{{"_id", i}}).ok());
  std::atomic<int> steps = 0;
  std::atomic<bool> all_closed = true;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&] {
      StatusOr<Cursor> cursor = c.Find();
      while (cursor.ok() && cursor->status().ok()) {
        while (cursor->Next()) ++steps;
        if (cursor->status().ok()) cursor = c.Find();
      }
      const ErrorCode code =
          cursor.ok() ? CodeOf(cursor->status()) : CodeOf(cursor);
      if (code != ErrorCode::kShutdownInProgress) all_closed = false;
    });
  }
  while (steps < 2000) std::this_thread::yield();
  CHECK(client.Close().ok());
  for (std::thread& thread : threads) thread.join();
  CHECK(all_closed);
}

}  // namespace meerkat
