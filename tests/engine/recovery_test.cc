// What is there after a process has ended without closing its database.
#include <meerkat/client.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/temp_directory.h"

namespace meerkat {
namespace {

using testing::Complaints;
using testing::Contents;
using testing::OpenClient;
using Strings = std::vector<std::string>;

// A database whose process can end at any time.
class Fixture {
 public:
  Fixture() { Open(); }

  Database database() const { return (*client_)["app"]; }
  Collection operator[](const std::string& name) const {
    return database()[name];
  }
  // Ends the process and opens the database in the next one.
  void Crash() {
    files_.CutOff();
    client_->Close().IgnoreError();
    files_.RestorePower();
    Open();
  }

 private:
  void Open() {
    client_ = OpenClient(files_.root() + "/db",
                         {.environment = {.file_system = &files_}});
  }

  const testing::TempDirectory temp_ = testing::TempDirectory::InMemory();
  testing::FaultFileSystem files_{temp_.path()};
  std::optional<Client> client_;
};

int64_t DataSize(Database database, const std::string& collection) {
  return testing::Run(database, Document{{"collStats", collection}})["size"]
      .AsInt64();
}

}  // namespace

TEST_CASE("documents, their order, counts and sizes survive a crash") {
  Fixture fixture;
  Collection c = fixture["c"];
  for (int i = 0; i < 100; ++i) {
    REQUIRE(c.InsertOne(Document{{"_id", i % 3 == 0 ? -i : i}}).ok());
  }
  for (int i = 1; i < 100; i += 6) {
    REQUIRE(c.DeleteOne(Document{{"_id", i}})->deleted_count == 1);
    const Document larger{{"text", std::string(1000, 'x')}};
    REQUIRE(c.ReplaceOne(Document{{"_id", i + 1}}, larger)->modified_count ==
            1);
  }
  const Strings before = Contents(c);
  const int64_t size_before = DataSize(fixture.database(), "c");
  fixture.Crash();
  c = fixture["c"];
  CHECK(Contents(c) == before);
  CHECK(c.EstimatedDocumentCount().value() == 83);
  CHECK(DataSize(fixture.database(), "c") == size_before);
  CHECK(Complaints(fixture.database(), "c").empty());
}

TEST_CASE("work goes on after one crash and the next") {
  Fixture fixture;
  Strings expected;
  const auto insert = [&](int id) {
    REQUIRE(fixture["c"].InsertOne(Document{{"_id", id}}).ok());
    expected.push_back("{\"_id\":" + std::to_string(id) + "}");
  };
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 20; ++i) insert(i * 7919 % 1000 + round);
    fixture.Crash();
    insert(-1 - round);
    insert(5000 + round);
    CHECK(Contents(fixture["c"]) == expected);
    CHECK(fixture["c"].EstimatedDocumentCount().value() ==
          static_cast<int64_t>(expected.size()));
    CHECK(Complaints(fixture.database(), "c").empty());
  }
}

TEST_CASE("what was dropped or renamed does not come back after a crash") {
  Fixture fixture;
  for (const char* name : {"kept", "dropped", "old", "emptied"}) {
    for (int i = 0; i < 50; ++i) {
      REQUIRE(fixture[name].InsertOne(Document{{"_id", i}}).ok());
    }
  }
  REQUIRE(fixture["dropped"].Drop().ok());
  REQUIRE(fixture["old"].Rename("new").ok());
  REQUIRE(fixture["emptied"].DeleteMany({}).ok());
  fixture.Crash();
  CHECK(fixture.database().ListCollectionNames().value() ==
        Strings{"emptied", "kept", "new"});
  CHECK(fixture["kept"].EstimatedDocumentCount().value() == 50);
  CHECK(fixture["new"].EstimatedDocumentCount().value() == 50);
  CHECK(fixture["emptied"].EstimatedDocumentCount().value() == 0);
  for (const char* name : {"kept", "new", "emptied"}) {
    CHECK(Complaints(fixture.database(), name).empty());
  }
}

}  // namespace meerkat
