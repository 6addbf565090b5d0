// What journal promises for changes of the catalog: that they survive a loss
// of power. Of documents, tests/crash tells.
#include <meerkat/client.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/manual_executor.h"
#include "tests/support/temp_directory.h"

namespace meerkat {
namespace {

using testing::OpenClient;
using testing::Run;
using Strings = std::vector<std::string>;

// A database whose power can go. Nothing is synced in the background.
class Fixture {
 public:
  // `seed` picks what a loss of power leaves of what was not synced.
  Fixture(uint64_t seed, bool journal) : seed_(seed), journal_(journal) {
    Open();
  }

  Client& client() { return *client_; }
  Strings CollectionsAfterPowerLoss() {
    files_.LosePower(seed_);
    client_->Close().IgnoreError();
    files_.RestorePower();
    Open();
    return *(*client_)["app"].ListCollectionNames();
  }

 private:
  void Open() {
    client_ = OpenClient(
        files_.root() + "/db",
        {.journal = journal_,
         .environment = {.file_system = &files_, .executor = &executor_}});
  }

  const uint64_t seed_;
  const bool journal_;
  const testing::TempDirectory temp_ = testing::TempDirectory::InMemory();
  testing::FaultFileSystem files_{temp_.path()};
  testing::ManualExecutor executor_;
  std::optional<Client> client_;
};

}  // namespace

TEST_CASE("a command of the catalog with j survives a loss of power") {
  Fixture fixture(GENERATE(range(1, 9)), /*journal=*/false);
  const Document journaled{{"j", true}};
  Database app = fixture.client()["app"];
  Run(app, Document{{"create", "a"}});
  Run(app, Document{{"create", "b"}});
  REQUIRE(fixture.client().Sync().ok());
  SECTION("create") {
    Run(app, Document{{"create", "c"}, {"writeConcern", journaled}});
    CHECK(fixture.CollectionsAfterPowerLoss() == Strings{"a", "b", "c"});
  }
  SECTION("drop") {
    Run(app, Document{{"drop", "a"}, {"writeConcern", journaled}});
    CHECK(fixture.CollectionsAfterPowerLoss() == Strings{"b"});
  }
  SECTION("dropDatabase") {
    Run(app, Document{{"dropDatabase", 1}, {"writeConcern", journaled}});
    CHECK(fixture.CollectionsAfterPowerLoss().empty());
  }
  SECTION("renameCollection") {
    Run(fixture.client()["admin"], Document{{"renameCollection", "app.a"},
                                            {"to", "app.c"},
                                            {"writeConcern", journaled}});
    CHECK(fixture.CollectionsAfterPowerLoss() == Strings{"b", "c"});
  }
}

TEST_CASE("with the option journal every change of the catalog survives") {
  Fixture fixture(GENERATE(range(1, 9)), /*journal=*/true);
  REQUIRE(fixture.client()["app"].CreateCollection("c").ok());
  CHECK(fixture.CollectionsAfterPowerLoss() == Strings{"c"});
  REQUIRE(fixture.client()["app"]["c"].Rename("d").ok());
  CHECK(fixture.CollectionsAfterPowerLoss() == Strings{"d"});
  REQUIRE(fixture.client()["app"]["d"].Drop().ok());
  CHECK(fixture.CollectionsAfterPowerLoss().empty());
}

}  // namespace meerkat
