// What is left of an open database in a forked child: nothing that could harm
// the parent's.
#include <meerkat/client.h>

#include <algorithm>
#include <atomic>
#include <iterator>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/in_child.h"
#include "tests/support/temp_directory.h"

namespace meerkat {
namespace {

using testing::CodeOf;
using testing::Complaints;
using testing::InChild;
using testing::OpenClient;
using testing::TempDirectory;

void Insert(Collection c, int first, int last) {
  for (int i = first; i <= last; ++i) {
    REQUIRE(c.InsertOne(Document{{"_id", i}}).ok());
  }
}

// Everything that handles can do, as the codes it ends with.
std::vector<ErrorCode> CodesOfAllHandles(Client client) {
  Database database = client["app"];
  client.Trim();
  std::vector<ErrorCode> codes{
      CodeOf(client.ListDatabaseNames()),
      CodeOf(client.Sync()),
      CodeOf(client.Close()),
      CodeOf(database.CreateCollection("d")),
      CodeOf(database.ListCollectionNames()),
      CodeOf(database.Drop()),
      CodeOf(database.RunCommand(Document{{"ping", 1}}))};
  std::ranges::copy(testing::CodesOfAllCalls(database["c"]),
                    std::back_inserter(codes));
  return codes;
}

// "ok" when each is 20 IllegalOperation.
std::string AllRefused(const std::vector<ErrorCode>& codes) {
  for (size_t i = 0; i < codes.size(); ++i) {
    if (codes[i] == ErrorCode::kIllegalOperation) continue;
    return "call " + std::to_string(i) + ": " +
           std::string(ErrorName(codes[i]));
  }
  return "ok";
}

}  // namespace

TEST_CASE("a forked child is refused every call to its parent's database") {
  const TempDirectory temp;
  const std::string path =
      GENERATE(false, true) ? temp / "db" : std::string(":memory:");
  Client client = OpenClient(path);
  Collection c = client["app"]["c"];
  Insert(c, 1, 100);
  CHECK(InChild([&] { return AllRefused(CodesOfAllHandles(client)); }) == "ok");
  CHECK(InChild(
            [&] { return ErrorMessageOf(c.InsertOne(Document{}).status()); }) ==
        "the database was opened before fork(): it is the parent process's and "
        "cannot be used in the child");
  Insert(c, 101, 200);
  CHECK(c.CountDocuments().value() == 200);
  REQUIRE(client.Close().ok());
  // Closing does not make it the child's.
  CHECK(InChild([&] { return AllRefused(CodesOfAllHandles(client)); }) == "ok");
}

TEST_CASE("a cursor ends with an error in a forked child and goes on here") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  Insert(c, 1, 10);
  StatusOr<Cursor> cursor = c.Find();
  REQUIRE(cursor->Next());
  CHECK(InChild([&] {
          std::string answer =
              ToJson(cursor->document()) + ToJson(cursor->Own());
          if (cursor->Next() || cursor->Next()) return std::string("moved");
          return answer + std::string(ErrorName(CodeOf(cursor->status())));
        }) == "{\"_id\":1}{\"_id\":1}IllegalOperation");
  CHECK(testing::Drain(*cursor).size() == 9);
}

TEST_CASE("handles let go in a forked child leave the parent's alone") {
  const TempDirectory temp;
  std::optional<Client> client = OpenClient(temp / "db");
  std::optional<Collection> c = (*client)["app"]["c"];
  Insert(*c, 1, 100);
  StatusOr<Cursor> cursor = c->Find();
  StatusOr<Cursor> other = c->Find();
  REQUIRE(cursor->Next());
  CHECK(InChild([&] {
          *cursor = *std::move(other);
          cursor = absl::UnknownError("gone");
          c.reset();
          client.reset();
          return std::string("gone");
        }) == "gone");
  CHECK(testing::Drain(*cursor).size() == 99);
  CHECK(testing::Drain(*other).size() == 100);
  Insert(*c, 101, 200);
  REQUIRE(client->Close().ok());
  Client again = OpenClient(temp / "db");
  CHECK(again["app"]["c"].CountDocuments().value() == 200);
  CHECK(Complaints(again["app"], "c").empty());
}

TEST_CASE("a child forked in the middle of other threads' work is refused") {
  const TempDirectory temp;
  std::optional<Client> client = OpenClient(temp / "db");
  std::atomic<bool> done = false;
  std::atomic<int> inserted = 0;
  std::thread writer([&, c = (*client)["app"]["c"]]() mutable {
    for (int i = 0; !done; ++i) {
      if (c.InsertOne(Document{{"_id", i}}).ok()) ++inserted;
      StatusOr<Cursor> cursor = c.Find();
      if (cursor.ok()) cursor->Next();
    }
  });
  std::vector<std::string> answers;
  for (int i = 0; i < 20; ++i) {
    answers.push_back(InChild([&] {
      std::string answer = AllRefused(CodesOfAllHandles(*client));
      client.reset();
      return answer;
    }));
  }
  done = true;
  writer.join();
  CHECK(answers == std::vector<std::string>(20, "ok"));
  REQUIRE(client->Close().ok());
  CHECK(OpenClient(temp / "db")["app"]["c"].CountDocuments().value() ==
        inserted);
}

TEST_CASE("a child of a process that opened a database can only read one") {
  const TempDirectory temp;
  {
    Client client = OpenClient(temp / "db");
    Insert(client["app"]["c"], 1, 10);
  }
  CHECK(InChild([&] {
          return AllRefused({CodeOf(Client::Open(temp / "db")),
                             CodeOf(Client::Open(temp / "new")),
                             CodeOf(Client::Open(":memory:"))});
        }) == "ok");
  CHECK(InChild([&] {
          StatusOr<Client> client =
              Client::Open(temp / "db", {.read_only = true});
          if (!client.ok()) return client.status().ToString();
          const auto count = (*client)["app"]["c"].CountDocuments();
          if (!count.ok()) return count.status().ToString();
          return std::to_string(*count) + client->Close().ToString();
        }) == "10OK");
}

}  // namespace meerkat
