#include "storage/catalog.h"

#include <meerkat/value.h>

#include <chrono>
#include <string>

#include "tests/storage/kv/store_testing.h"
#include "tests/support/temp_directory.h"

namespace meerkat::storage {
namespace {

using testing::Keys;
using testing::OpenStore;
using testing::StoreEnvironment;
using testing::TempDirectory;

// A catalog over a store that can be opened again.
class Fixture {
 public:
  explicit Fixture(const std::string& directory = "")
      : store_(OpenStore(environment_, directory)),
        cache_(size_t{1} << 20),
        background_(&environment_.executor),
        catalog_(*Catalog::Open(store_.get(), &cache_, &background_)) {}

  Catalog& operator*() { return *catalog_; }
  Catalog* operator->() { return catalog_.get(); }
  kv::Store& store() { return *store_; }

  ErrorCode Create(const std::string& database, const std::string& name) {
    return ErrorCodeOf(catalog_->Create({database, name}, {}, {}).status());
  }
  // "a.x a.y b.z"
  std::string Names() const {
    std::string names;
    for (const auto& [database, collections] :
         catalog_->Snapshot()->databases()) {
      for (const auto& [name, entry] : *collections) {
        names.append(names.empty() ? "" : " ")
            .append(entry.info->ns.ToString());
      }
    }
    return names;
  }
  void PutDocument(const std::string& database, const std::string& name) {
    kv::LockTable locks;
    kv::Transaction transaction(store_.get(), &locks, absl::InfiniteFuture());
    const auto snapshot = catalog_->Snapshot();
    REQUIRE(snapshot->Find(database, name)
                ->records->Insert(transaction, "k", Document{{"_id", 1}})
                .ok());
    REQUIRE(transaction.Commit(kv::Durability::kProcess).ok());
  }
  void RunBackground() { environment_.executor.Advance(std::chrono::hours(1)); }

 private:
  StoreEnvironment environment_;
  std::unique_ptr<kv::Store> store_;
  DocumentCache cache_;
  kv::BackgroundTasks background_;
  std::unique_ptr<Catalog> catalog_;
};

TEST_CASE("collections are made, listed and dropped") {
  Fixture catalog;
  CHECK(catalog.Names().empty());
  CHECK(catalog.Create("b", "z") == ErrorCode::kOk);
  CHECK(catalog.Create("a", "y") == ErrorCode::kOk);
  CHECK(catalog.Create("a", "x") == ErrorCode::kOk);
  CHECK(catalog.Create("a", "x") == ErrorCode::kNamespaceExists);
  CHECK(catalog.Names() == "a.x a.y b.z");
  CHECK(catalog->Drop({"a", "x"}).value());
  CHECK_FALSE(catalog->Drop({"a", "x"}).value());
  CHECK(catalog->DropDatabase("b").value() == 1);
  CHECK(catalog->DropDatabase("b").value() == 0);
  CHECK(catalog.Names() == "a.y");
}

TEST_CASE("a snapshot of the catalog does not change") {
  Fixture catalog;
  catalog.Create("a", "x");
  const auto before = catalog->Snapshot();
  REQUIRE(catalog->Drop({"a", "x"}).ok());
  CHECK(before->Find("a", "x") != nullptr);
  CHECK(catalog->Snapshot()->Find("a", "x") == nullptr);
}

TEST_CASE("a renamed collection keeps its documents and its uuid") {
  Fixture catalog;
  catalog.Create("a", "x");
  catalog.PutDocument("a", "x");
  const CatalogEntry before = *catalog->Snapshot()->Find("a", "x");
  REQUIRE(catalog->Rename({"a", "x"}, {"b", "y"}, false).ok());
  CHECK(catalog.Names() == "b.y");
  const CatalogEntry after = *catalog->Snapshot()->Find("b", "y");
  CHECK(after.info->uuid == before.info->uuid);
  CHECK(after.records->Total().documents == 1);
}

TEST_CASE("a rename that cannot be is refused and changes nothing") {
  Fixture catalog;
  catalog.Create("a", "x");
  catalog.Create("a", "y");
  const auto rename = [&](const Namespace& from, const Namespace& to) {
    return ErrorCodeOf(catalog->Rename(from, to, false));
  };
  CHECK(rename({"a", "no"}, {"a", "z"}) == ErrorCode::kNamespaceNotFound);
  CHECK(rename({"a", "x"}, {"a", "y"}) == ErrorCode::kNamespaceExists);
  CHECK(rename({"a", "x"}, {"a", "x"}) == ErrorCode::kIllegalOperation);
  CHECK(rename({"a", "x"}, {"a", "sys$"}) == ErrorCode::kInvalidNamespace);
  CHECK(catalog.Names() == "a.x a.y");
  REQUIRE(catalog->Rename({"a", "x"}, {"a", "y"}, true).ok());
  CHECK(catalog.Names() == "a.y");
}

TEST_CASE("the catalog is the same after closing and opening") {
  TempDirectory temp;
  Uuid uuid{};
  {
    Fixture catalog(temp / "db");
    catalog.Create("a", "x");
    catalog.Create("a", "y");
    catalog.PutDocument("a", "y");
    uuid = catalog->Snapshot()->Find("a", "y")->info->uuid;
    REQUIRE(catalog->Drop({"a", "x"}).ok());
    REQUIRE(catalog->Rename({"a", "y"}, {"b", "z"}, false).ok());
  }
  Fixture catalog(temp / "db");
  CHECK(catalog.Names() == "b.z");
  const auto snapshot = catalog->Snapshot();
  CHECK(snapshot->Find("b", "z")->info->uuid == uuid);
  CHECK(snapshot->Find("b", "z")->records->Total().documents == 1);
}

TEST_CASE("the records of a dropped collection are removed in the background") {
  Fixture catalog;
  catalog.Create("a", "x");
  catalog.PutDocument("a", "x");
  catalog->Drop({"a", "x"}).IgnoreError();
  CHECK_FALSE(Keys(catalog.store(), kv::Keyspace::kRecords).empty());
  catalog.RunBackground();
  CHECK(Keys(catalog.store(), kv::Keyspace::kRecords).empty());
}

TEST_CASE("removing goes on at the next open, and ids are not used again") {
  TempDirectory temp;
  uint32_t id = 0;
  {
    Fixture catalog(temp / "db");
    catalog.Create("a", "x");
    catalog.PutDocument("a", "x");
    id = catalog->Snapshot()->Find("a", "x")->info->id;
    REQUIRE(catalog->Drop({"a", "x"}).ok());
  }
  Fixture catalog(temp / "db");
  CHECK_FALSE(Keys(catalog.store(), kv::Keyspace::kRecords).empty());
  catalog.RunBackground();
  CHECK(Keys(catalog.store(), kv::Keyspace::kRecords).empty());
  catalog.Create("a", "x");
  CHECK(catalog->Snapshot()->Find("a", "x")->info->id > id);
}

TEST_CASE("names follow MongoDB's rules") {
  CHECK(CheckDatabaseName(std::string(63, 'x')).ok());
  CHECK_FALSE(CheckDatabaseName(std::string(64, 'x')).ok());
  for (const std::string name :
       {"", "a b", "a.b", "a$b", "a/b", "a\\b", "a\"b"}) {
    CHECK(ErrorCodeOf(CheckDatabaseName(name)) == ErrorCode::kInvalidNamespace);
  }
  CHECK_FALSE(CheckDatabaseName(std::string("a\0b", 3)).ok());
  CHECK(CheckCollectionName("db", "a.b c").ok());
  CHECK(CheckCollectionName("db", std::string(252, 'x')).ok());
  CHECK_FALSE(CheckCollectionName("db", std::string(253, 'x')).ok());
  for (const std::string name : {"", ".a", "a.", "a$b"}) {
    CHECK(ErrorCodeOf(CheckCollectionName("db", name)) ==
          ErrorCode::kInvalidNamespace);
  }
  CHECK(CheckCollectionName("db", "system.x").ok());
  CHECK_FALSE(CheckNewCollectionName("db", "system.x").ok());
}

TEST_CASE("two databases must differ in more than case") {
  Fixture catalog;
  catalog.Create("Shop", "x");
  CHECK(catalog.Create("shop", "x") == ErrorCode::kDatabaseDifferCase);
  CHECK(catalog.Create("Shop", "y") == ErrorCode::kOk);
}

}  // namespace
}  // namespace meerkat::storage
