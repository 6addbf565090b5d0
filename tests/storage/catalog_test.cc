#include "storage/catalog.h"

#include <meerkat/value.h>

#include <chrono>
#include <string>
#include <string_view>

#include "storage/record_key.h"
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
        caches_{DocumentCache(size_t{1} << 20),
                PageCache(store_.get(), size_t{1} << 20)},
        background_(&environment_.executor),
        catalog_(*Catalog::Open(store_.get(), &caches_, &background_)) {}

  Catalog& operator*() { return *catalog_; }
  Catalog* operator->() { return catalog_.get(); }
  kv::Store& store() { return *store_; }

  ErrorCode Create(const std::string& database, const std::string& name) {
    return ErrorCodeOf(catalog_->Create({database, name}, {}, {}).status());
  }
  // "a.x a.y b.z"
  std::string Names() const {
    std::string names;
    const auto snapshot = catalog_->Snapshot();
    for (const auto& [database, collections] : snapshot->databases()) {
      for (const auto& [name, entry] : collections) {
        names.append(names.empty() ? "" : " ")
            .append(entry.info->ns.ToString());
      }
    }
    return names;
  }
  // Adds a document with an _id of its own.
  void PutDocument(const std::string& database, const std::string& name) {
    kv::LockTable locks;
    kv::Transaction transaction(store_.get(), &locks);
    const auto snapshot = catalog_->Snapshot();
    ++last_id_;
    REQUIRE(snapshot->Find(database, name)
                ->records
                ->Insert(transaction, std::to_string(last_id_),
                         Document{{"_id", last_id_}})
                .ok());
    REQUIRE(transaction.Commit(kv::Durability::kProcess).ok());
  }
  void RunBackground() { environment_.executor.Advance(std::chrono::hours(1)); }

 private:
  StoreEnvironment environment_;
  std::unique_ptr<kv::Store> store_;
  Caches caches_;
  kv::BackgroundTasks background_;
  std::unique_ptr<Catalog> catalog_;
  int last_id_ = 0;
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
  CHECK(CheckCollectionName("db", "a.").ok());
  CHECK(CheckCollectionName("db", std::string(252, 'x')).ok());
  CHECK_FALSE(CheckCollectionName("db", std::string(253, 'x')).ok());
  for (const std::string name : {"", ".a", "a$b"}) {
    CHECK(ErrorCodeOf(CheckCollectionName("db", name)) ==
          ErrorCode::kInvalidNamespace);
  }
  CHECK(CheckCollectionName("db", "system.x").ok());
  CHECK_FALSE(CheckNewCollectionName("db", "system.x").ok());
  CHECK(CheckNewCollectionName("admin", "system.keys").ok());
  CHECK_FALSE(CheckNewCollectionName("db", "system.keys").ok());
}

TEST_CASE("two databases must differ in more than case") {
  Fixture catalog;
  catalog.Create("Shop", "x");
  CHECK(catalog.Create("shop", "x") == ErrorCode::kDatabaseDifferCase);
  CHECK(catalog.Create("Shop", "y") == ErrorCode::kOk);
  CHECK(ErrorCodeOf(catalog->Rename({"Shop", "x"}, {"SHOP", "x"}, false)) ==
        ErrorCode::kDatabaseDifferCase);
  // The name is free when the database is gone, by whichever way.
  REQUIRE(catalog->Drop({"Shop", "x"}).value());
  CHECK(catalog.Create("shop", "x") == ErrorCode::kDatabaseDifferCase);
  REQUIRE(catalog->Drop({"Shop", "y"}).value());
  CHECK(catalog.Create("shop", "x") == ErrorCode::kOk);
  REQUIRE(catalog->DropDatabase("shop").ok());
  CHECK(catalog.Create("SHOP", "x") == ErrorCode::kOk);
  REQUIRE(catalog->Rename({"SHOP", "x"}, {"b", "x"}, false).ok());
  CHECK(catalog.Create("Shop", "x") == ErrorCode::kOk);
}

TEST_CASE("two databases must differ in more than case after opening, too") {
  TempDirectory temp;
  Fixture(temp / "db").Create("Shop", "x");
  Fixture catalog(temp / "db");
  CHECK(catalog.Create("shop", "x") == ErrorCode::kDatabaseDifferCase);
}

TEST_CASE("each collection gets its own counts when opened") {
  TempDirectory temp;
  {
    Fixture catalog(temp / "db");
    for (const char* name : {"dropped", "empty", "one", "two"}) {
      catalog.Create("a", name);
    }
    for (const char* name : {"dropped", "one", "two", "two"}) {
      catalog.PutDocument("a", name);
    }
    REQUIRE(catalog->Drop({"a", "dropped"}).ok());
  }
  Fixture catalog(temp / "db");
  const auto snapshot = catalog->Snapshot();
  const auto documents = [&](const char* name) {
    return snapshot->Find("a", name)->records->Total().documents;
  };
  CHECK(documents("empty") == 0);
  CHECK(documents("one") == 1);
  CHECK(documents("two") == 2);
}

TEST_CASE("a dropped collection leaves no counts") {
  TempDirectory temp;
  Fixture catalog(temp / "db");
  catalog.Create("a", "x");
  catalog.PutDocument("a", "x");
  CHECK(Keys(catalog.store(), kv::Keyspace::kCatalog, {.lower = "s"}) != "");
  REQUIRE(catalog->Drop({"a", "x"}).ok());
  CHECK(Keys(catalog.store(), kv::Keyspace::kCatalog, {.lower = "s"}) == "");
}

// The error of opening a catalog with two collections, ids 1 and 2, after
// `damage` was done to the store.
template <typename Damage>
ErrorCode OpenDamaged(Damage damage) {
  StoreEnvironment environment;
  const auto store = OpenStore(environment);
  Caches caches{DocumentCache(size_t{1} << 20),
                PageCache(store.get(), size_t{1} << 20)};
  kv::BackgroundTasks background(&environment.executor);
  const auto open = [&] {
    return Catalog::Open(store.get(), &caches, &background);
  };
  {
    const auto catalog = *open();
    REQUIRE(catalog->Create({"a", "x"}, {}, {}).ok());
    REQUIRE(catalog->Create({"a", "y"}, {}, {}).ok());
  }
  damage(*store);
  return ErrorCodeOf(open().status());
}

std::string Id(uint32_t id) {
  std::string bytes;
  AppendBigEndian32(bytes, id);
  return bytes;
}

TEST_CASE("a damaged catalog is refused") {
  using kv::Keyspace;
  const auto after_put = [](const std::string& key, std::string_view value) {
    return OpenDamaged([&](kv::Store& store) {
      testing::Put(store, Keyspace::kCatalog, key, value);
    });
  };
  constexpr ErrorCode kDamage = ErrorCode::kDataCorruptionDetected;
  const std::string next = std::string(7, '\0') + '\3';
  CHECK(after_put("n", next) == ErrorCode::kOk);

  SECTION("the next id has the wrong size") {
    CHECK(after_put("n", "") == kDamage);
    CHECK(after_put("n", next.substr(1)) == kDamage);
    CHECK(after_put("n", next + '\0') == kDamage);
  }
  SECTION("the next id is no id") {
    CHECK(after_put("n", "12345678") == kDamage);
  }
  SECTION("the next id is in use") {
    CHECK(after_put("n", std::string(7, '\0') + '\2') == kDamage);
  }
  SECTION("the next id is missing") {
    CHECK(OpenDamaged([](kv::Store& store) {
            kv::WriteBatch batch = store.NewBatch();
            batch.Delete(Keyspace::kCatalog, "n");
            REQUIRE(store.Write(batch, kv::Durability::kProcess).ok());
          }) == kDamage);
  }
  SECTION("two entries have one name") {
    CHECK(OpenDamaged([](kv::Store& store) {
            const auto entry =
                testing::Get(store, Keyspace::kCatalog, "c" + Id(1));
            testing::Put(store, Keyspace::kCatalog, "c" + Id(2), entry.value());
          }) == kDamage);
  }
  SECTION("an entry is no document") {
    CHECK(after_put("c" + Id(2), "") == kDamage);
    CHECK(after_put("c" + Id(2), "garbage") == kDamage);
  }
  SECTION("an entry lacks a field") {
    CHECK(after_put("c" + Id(2), Document{{"db", "a"}}.view().bytes()) ==
          kDamage);
  }
  SECTION("a key is none") {
    CHECK(after_put("c" + Id(2) + "x", "") == kDamage);
    CHECK(after_put("d", "") == kDamage);
    CHECK(after_put("next", next) == kDamage);
  }
  SECTION("counts have the wrong size") {
    CHECK(after_put("s" + Id(1) + '\0', "short") == kDamage);
  }
  SECTION("counts are of a stripe that is none") {
    CHECK(after_put("s" + Id(1) + '\x10', std::string(24, '\0')) == kDamage);
    CHECK(after_put("s" + Id(1), std::string(24, '\0')) == kDamage);
  }
}

}  // namespace
}  // namespace meerkat::storage
