#include "storage/kv/store.h"

#include <rocksdb/file_system.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <string>

#include "storage/kv/marker.h"
#include "tests/storage/kv/store_testing.h"
#include "tests/support/no_threads.h"
#include "tests/support/temp_directory.h"

namespace meerkat::storage::kv {
namespace {

using testing::Get;
using testing::Keys;
using testing::OpenStore;
using testing::Put;
using testing::StoreEnvironment;
using testing::TempDirectory;
using enum Keyspace;

TEST_CASE("a store gives back what was written, by keyspace") {
  StoreEnvironment environment;
  const auto store = OpenStore(environment);
  Put(*store, kRecords, "a", "1");
  Put(*store, kCatalog, "a", "2");
  CHECK(Get(*store, kRecords, "a") == "1");
  CHECK(Get(*store, kCatalog, "a") == "2");
  CHECK(Get(*store, kIndex, "a") == std::nullopt);
}

TEST_CASE("of two changes to one key in a batch the later wins") {
  StoreEnvironment environment;
  const auto store = OpenStore(environment);
  for (const Keyspace keyspace : {kCatalog, kRecords, kIndex}) {
    WriteBatch batch = store->NewBatch();
    batch.Put(keyspace, "k", "1");
    batch.Put(keyspace, "a", "1");
    batch.Delete(keyspace, "k");
    batch.Put(keyspace, "k", "2");
    batch.Delete(keyspace, "a");
    REQUIRE(store->Write(batch, Durability::kProcess).ok());
    CHECK(Keys(*store, keyspace) == "k");
    CHECK(Get(*store, keyspace, "k") == "2");
  }
}

TEST_CASE("a range is removed after the single changes of its batch") {
  StoreEnvironment environment;
  const auto store = OpenStore(environment);
  for (const char* key : {"a", "b", "c", "d"}) Put(*store, kIndex, key, "");
  WriteBatch batch = store->NewBatch();
  batch.DeleteRange(kIndex, "b", "d");
  batch.Put(kIndex, "bb", "");
  REQUIRE(store->Write(batch, Durability::kProcess).ok());
  CHECK(Keys(*store, kIndex) == "a d");
}

TEST_CASE("an empty batch may be written") {
  StoreEnvironment environment;
  const auto store = OpenStore(environment);
  WriteBatch batch = store->NewBatch();
  CHECK(batch.empty());
  CHECK(store->Write(batch, Durability::kDisk).ok());
}

TEST_CASE("a record's value is its two pieces joined") {
  StoreEnvironment environment;
  const auto store = OpenStore(environment);
  WriteBatch batch = store->NewBatch();
  batch.PutRecord("k", "head", "body");
  REQUIRE(store->Write(batch, Durability::kProcess).ok());
  CHECK(Get(*store, kRecords, "k") == "headbody");
}

TEST_CASE("a cursor stays inside its bounds, both ways") {
  StoreEnvironment environment;
  const auto store = OpenStore(environment);
  for (const char* key : {"a", "b", "c", "d"}) Put(*store, kRecords, key, "");
  CHECK(Keys(*store, kRecords, {.lower = "b", .upper = "d"}) == "b c");

  Cursor cursor = store->NewCursor(kRecords, {.lower = "b", .upper = "d"});
  cursor.SeekToLast();
  CHECK(cursor.key() == "c");
  cursor.Prev();
  CHECK(cursor.key() == "b");
  cursor.Prev();
  CHECK_FALSE(cursor.Valid());
  cursor.Seek("bb");
  CHECK(cursor.key() == "c");
  cursor.SeekForPrev("bb");
  CHECK(cursor.key() == "b");
}

TEST_CASE("a cursor keeps its bounds when it is moved") {
  StoreEnvironment environment;
  const auto store = OpenStore(environment);
  for (const char* key : {"a", "b", "c"}) Put(*store, kRecords, key, "");
  Cursor cursor = store->NewCursor(kRecords, {.upper = "c"});
  Cursor moved = std::move(cursor);
  cursor = std::move(moved);
  cursor.Seek("b");
  CHECK(cursor.Valid());
  cursor.Next();
  CHECK_FALSE(cursor.Valid());
}

TEST_CASE("a snapshot does not see later writes") {
  StoreEnvironment environment;
  const auto store = OpenStore(environment);
  Put(*store, kRecords, "a", "1");
  const Snapshot snapshot = store->TakeSnapshot();
  Put(*store, kRecords, "a", "2");
  Put(*store, kRecords, "b", "1");
  CHECK(Get(*store, kRecords, "a", &snapshot) == "1");
  CHECK(Get(*store, kRecords, "a") == "2");
  CHECK(Keys(*store, kRecords, {.snapshot = &snapshot}) == "a");
  CHECK(store->LatestSequence() > snapshot.sequence());
}

TEST_CASE("what was written is there after closing and opening") {
  TempDirectory temp;
  StoreEnvironment environment;
  for (const Durability durability :
       {Durability::kProcess, Durability::kDisk}) {
    const std::string key =
        durability == Durability::kDisk ? "disk" : "process";
    {
      const auto store = OpenStore(environment, temp / "db");
      WriteBatch batch = store->NewBatch();
      batch.Put(kRecords, key, "1");
      REQUIRE(store->Write(batch, durability).ok());
      CHECK(store->Close().ok());
      CHECK(store->Close().ok());
    }
    CHECK(Get(*OpenStore(environment, temp / "db"), kRecords, key) == "1");
  }
}

TEST_CASE("a write is followed by one sync in the background") {
  TempDirectory temp;
  StoreEnvironment environment;
  const auto store = OpenStore(environment, temp / "db");
  CHECK(environment.executor.waiting() == 0);
  Put(*store, kRecords, "a", "1");
  Put(*store, kRecords, "b", "1");
  CHECK(environment.executor.waiting() == 1);
  environment.executor.Advance(std::chrono::milliseconds(100));
  CHECK(environment.executor.waiting() == 0);
  Put(*store, kRecords, "c", "1");
  CHECK(environment.executor.waiting() == 1);
}

// Takes work only while it is told to.
class MoodyExecutor final : public Executor {
 public:
  bool Schedule(std::chrono::milliseconds, std::function<void()>) override {
    if (willing) ++taken;
    return willing;
  }
  bool willing = false;
  int taken = 0;
};

TEST_CASE("a write that nobody will sync later is synced at once") {
  TempDirectory temp;
  MoodyExecutor executor;
  StoreOptions options;
  options.directory = temp / "db";
  options.environment = {&Clock::Real(), &RandomSource::Real(), nullptr,
                         &executor};
  const auto store = Store::Open(options);
  REQUIRE(store.ok());
  const auto synced = [&] {
    const auto state = Marker::Read(options.directory + "/meerkat.marker",
                                    rocksdb::FileSystem::Default().get());
    return state.ok() && state->sequence == (*store)->LatestSequence();
  };
  Put(**store, kRecords, "a", "1");
  CHECK(synced());
  Put(**store, kRecords, "b", "1");
  CHECK(synced());
  executor.willing = true;
  Put(**store, kRecords, "c", "1");
  CHECK_FALSE(synced());
  CHECK(executor.taken == 1);
}

#if MEERKAT_HAS_NO_THREADS
TEST_CASE("opening a store without a thread fails, and works once there is") {
  TempDirectory temp;
  StoreEnvironment environment;
  for (const std::string& directory : {std::string(), temp / "db"}) {
    StoreOptions options;
    options.directory = directory;
    options.environment = environment.get();
    Status refused;
    {
      const testing::NoThreads none;
      refused = Store::Open(options).status();
    }
    CHECK(ErrorCodeOf(refused) == ErrorCode::kOperationFailed);
    CHECK(ErrorMessageOf(refused).starts_with("cannot start a thread: "));
    Put(*OpenStore(environment, directory), kRecords, "a", "1");
  }
}
#endif

TEST_CASE("a store in memory needs no background work") {
  StoreEnvironment environment;
  const auto store = OpenStore(environment);
  Put(*store, kRecords, "a", "1");
  CHECK(environment.executor.waiting() == 0);
}

TEST_CASE("a read-only store shows what is there and refuses writes") {
  TempDirectory temp;
  StoreEnvironment environment;
  { Put(*OpenStore(environment, temp / "db"), kRecords, "a", "1"); }
  StoreOptions options;
  options.directory = temp / "db";
  options.read_only = true;
  options.environment = environment.get();
  const auto store = Store::Open(options);
  REQUIRE(store.ok());
  CHECK(Get(**store, kRecords, "a") == "1");
  WriteBatch batch = (*store)->NewBatch();
  batch.Put(kRecords, "b", "1");
  CHECK_FALSE((*store)->Write(batch, Durability::kProcess).ok());
}

TEST_CASE("trimming keeps what is stored") {
  TempDirectory temp;
  StoreEnvironment environment;
  const auto store = OpenStore(environment, temp / "db");
  Put(*store, kRecords, "a", std::string(100000, 'x'));
  store->Trim();
  CHECK(Get(*store, kRecords, "a")->size() == 100000);
  CHECK(store->Size().disk_bytes > 0);
}

}  // namespace
}  // namespace meerkat::storage::kv
