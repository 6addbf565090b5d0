#include "storage/record_store.h"

#include <meerkat/json.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "storage/record_check.h"
#include "tests/storage/kv/store_testing.h"
#include "tests/support/temp_directory.h"

namespace meerkat::storage {
namespace {

using Changed = RecordStore::Changed;
using Outcome = RecordStore::Outcome;
using testing::OpenStore;
using testing::StoreEnvironment;
using testing::TempDirectory;

constexpr uint32_t kCollection = 1;

// An _id's key for these tests: one byte, in order.
std::string KeyOf(int id) { return std::string(1, static_cast<char>(id)); }

Document DocumentOf(int id) { return Document{{"_id", id}}; }

// One collection in a store, with one statement a call.
class Fixture {
 public:
  explicit Fixture(const std::string& directory = "")
      : store_(OpenStore(environment_, directory)),
        caches_{DocumentCache(size_t{1} << 20),
                PageCache(store_.get(), size_t{1} << 20)},
        records_(OpenRecords()) {}

  kv::Transaction Begin() { return kv::Transaction(store_.get(), &locks_); }

  Outcome Insert(int id) {
    kv::Transaction transaction = Begin();
    const auto outcome =
        records_->Insert(transaction, KeyOf(id), DocumentOf(id));
    REQUIRE(outcome.ok());
    REQUIRE(transaction.Commit(kv::Durability::kProcess).ok());
    return outcome->outcome;
  }

  bool Remove(int id) {
    kv::Transaction transaction = Begin();
    const auto locked = records_->Lock(transaction, KeyOf(id));
    REQUIRE(locked.ok());
    if (!locked->record.has_value()) return false;
    records_->Remove(transaction, *locked->record, KeyOf(id));
    REQUIRE(transaction.Commit(kv::Durability::kProcess).ok());
    return true;
  }

  void Replace(int id, const Document& document) {
    kv::Transaction transaction = Begin();
    const auto locked = records_->Lock(transaction, KeyOf(id));
    REQUIRE(locked.ok());
    records_->Replace(transaction, locked->record.value(), KeyOf(id), document);
    REQUIRE(transaction.Commit(kv::Durability::kProcess).ok());
  }

  // The _ids in natural order: "5 1 9".
  std::string Order(ScanDirection direction = ScanDirection::kForward) {
    const kv::Snapshot snapshot = store_->TakeSnapshot();
    return IdsOf(records_->Scan(snapshot, direction));
  }

  // The _ids of a range in their own order: "1 5 9".
  std::string OrderOfIds(const IdRange& range = {},
                         ScanDirection direction = ScanDirection::kForward) {
    const kv::Snapshot snapshot = store_->TakeSnapshot();
    return IdsOf(records_->ScanIds(snapshot, range, direction));
  }

  template <typename Cursor>
  static std::string IdsOf(Cursor cursor) {
    std::string order;
    while (cursor.Next()) {
      order.append(order.empty() ? "" : " ")
          .append(std::to_string(cursor.document()["_id"].AsInt32()));
    }
    REQUIRE(cursor.status().ok());
    return order;
  }

  void CheckSound() {
    const auto report = CheckRecords(*store_, *records_, [](const Element& id) {
      return KeyOf(id.AsInt32());
    });
    REQUIRE(report.ok());
    CHECK(report->errors == std::vector<std::string>{});
  }

  void ClearCache() { caches_.documents.Clear(); }
  size_t PageBytes() const { return caches_.pages.MemoryUsage(); }

  kv::Store& store() { return *store_; }
  RecordStore& records() { return *records_; }

 private:
  std::shared_ptr<RecordStore> OpenRecords() {
    kv::Cursor counts = RecordCounts::Stored(*store_);
    return *RecordStore::Open(store_.get(), &caches_, kCollection, counts);
  }

  StoreEnvironment environment_;
  std::unique_ptr<kv::Store> store_;
  kv::LockTable locks_;
  Caches caches_;
  std::shared_ptr<RecordStore> records_;
};

TEST_CASE("the third scan of a quiet collection walks over pages") {
  Fixture fixture;
  for (int id = 1; id < 100; ++id) fixture.Insert(id);
  const std::string all = fixture.Order();
  CHECK(fixture.PageBytes() == 0);
  CHECK(fixture.Order() == all);
  const size_t filled = fixture.PageBytes();
  CHECK((filled > 0 && filled < 8192));
  CHECK(fixture.Order() == all);
  CHECK(fixture.PageBytes() == filled);

  SECTION("a change is seen, and its page filled again") {
    fixture.Remove(50);
    CHECK(fixture.PageBytes() == 0);
    const std::string rest = fixture.Order();
    CHECK(rest.find(" 50 ") == std::string::npos);
    CHECK(fixture.PageBytes() > 0);
    CHECK(fixture.Order() == rest);
  }
  SECTION("so is a document at the end, and one out of order") {
    fixture.Insert(120);
    CHECK(fixture.PageBytes() == 0);
    CHECK(fixture.Order() == all + " 120");
    CHECK(fixture.PageBytes() > 0);
    fixture.Insert(110);
    CHECK(fixture.Order() == all + " 120 110");
  }
  SECTION("a snapshot from before sees what was there") {
    const kv::Snapshot before = fixture.store().TakeSnapshot();
    fixture.Remove(50);
    fixture.Order();
    CHECK(fixture.PageBytes() > 0);
    CHECK(Fixture::IdsOf(fixture.records().Scan(before)) == all);
  }
  SECTION("an old snapshot fills none") {
    fixture.Remove(50);
    const kv::Snapshot before = fixture.store().TakeSnapshot();
    fixture.Insert(120);
    Fixture::IdsOf(fixture.records().Scan(before));
    CHECK(fixture.PageBytes() == 0);
  }
  SECTION("they go with the collection") {
    fixture.records().BeginChange();
    fixture.records().EndChange(Changed::kDropped);
    CHECK(fixture.PageBytes() == 0);
  }
}

TEST_CASE("documents are scanned in the order of insertion") {
  Fixture fixture;
  for (const int id : {5, 1, 9, 4, 12, 7}) {
    CHECK(fixture.Insert(id) == Outcome::kDone);
  }
  CHECK(fixture.Order() == "5 1 9 4 12 7");
  CHECK(fixture.records().Total().documents == 6);
  CHECK(fixture.records().Total().overflow_documents == 3);
  fixture.CheckSound();
}

TEST_CASE("documents are scanned backwards") {
  Fixture fixture;
  CHECK(fixture.Order(ScanDirection::kBackward).empty());
  for (const int id : {5, 1, 9, 4, 12, 7}) fixture.Insert(id);
  CHECK(fixture.Order(ScanDirection::kBackward) == "7 12 4 9 1 5");
  fixture.Remove(7);
  fixture.Remove(9);
  CHECK(fixture.Order(ScanDirection::kBackward) == "12 4 1 5");
}

TEST_CASE("documents are scanned in the order of their _ids, both ways") {
  Fixture fixture;
  CHECK(fixture.OrderOfIds().empty());
  for (const int id : {5, 1, 9, 4, 12, 7}) fixture.Insert(id);
  CHECK(fixture.OrderOfIds() == "1 4 5 7 9 12");
  CHECK(fixture.OrderOfIds({}, ScanDirection::kBackward) == "12 9 7 5 4 1");
  fixture.Replace(4, Document{{"_id", 4}, {"a", 1}});
  fixture.Remove(1);
  fixture.Remove(12);
  CHECK(fixture.OrderOfIds() == "4 5 7 9");
}

TEST_CASE("a scan of _ids keeps to its range") {
  Fixture fixture;
  for (const int id : {5, 1, 9, 4, 12, 7}) fixture.Insert(id);
  CHECK(fixture.OrderOfIds({.lower = KeyOf(4), .upper = KeyOf(9)}) == "4 5 7");
  CHECK(fixture.OrderOfIds({.lower = KeyOf(6)}) == "7 9 12");
  CHECK(fixture.OrderOfIds({.upper = KeyOf(5)}) == "1 4");
  CHECK(fixture.OrderOfIds({.lower = KeyOf(4), .upper = KeyOf(9)},
                           ScanDirection::kBackward) == "7 5 4");
  CHECK(fixture.OrderOfIds({.lower = KeyOf(13)}).empty());
}

TEST_CASE("a record's number is the same however it is found") {
  Fixture fixture;
  for (const int id : {5, 1, 9}) fixture.Insert(id);
  const kv::Snapshot snapshot = fixture.store().TakeSnapshot();
  RecordCursor scan = fixture.records().Scan(snapshot);
  for (uint64_t number = 1; scan.Next(); ++number) {
    CHECK(scan.sequence() == number);
    const int id = scan.document()["_id"].AsInt32();
    const auto record = fixture.records().FindRecord(KeyOf(id), nullptr);
    REQUIRE(record.ok());
    CHECK(record->value().sequence == number);
    IdCursor by_id = fixture.records().ScanIds(
        snapshot, {.lower = KeyOf(id), .upper = KeyOf(id + 1)});
    REQUIRE(by_id.Next());
    CHECK(by_id.sequence() == number);
  }
}

TEST_CASE("a list of _ids that leads nowhere is damage") {
  Fixture fixture;
  for (const int id : {5, 1}) fixture.Insert(id);
  kv::WriteBatch batch = fixture.store().NewBatch();
  batch.Delete(kv::Keyspace::kRecords, OverflowKey(kCollection, 2));
  REQUIRE(fixture.store().Write(batch, kv::Durability::kProcess).ok());
  const kv::Snapshot snapshot = fixture.store().TakeSnapshot();
  IdCursor cursor = fixture.records().ScanIds(snapshot, {});
  CHECK_FALSE(cursor.Next());
  CHECK(ErrorCodeOf(cursor.status()) == ErrorCode::kDataCorruptionDetected);
  CHECK_FALSE(cursor.Next());
}

TEST_CASE("an _id whose entry is damaged is not taken for missing") {
  Fixture fixture;
  for (const int id : {5, 1}) fixture.Insert(id);
  const auto error = [&] {
    return ErrorCodeOf(fixture.records().Find(KeyOf(1), nullptr).status());
  };
  REQUIRE(error() == ErrorCode::kOk);
  fixture.ClearCache();
  const std::string entry = OverflowIdKey(kCollection, KeyOf(1));
  const std::string number = std::string(7, '\0') + '\2';
  SECTION("the number is too short") {
    testing::Put(fixture.store(), kv::Keyspace::kRecords, entry, "\2");
    CHECK(error() == ErrorCode::kDataCorruptionDetected);
  }
  SECTION("the number is too long") {
    testing::Put(fixture.store(), kv::Keyspace::kRecords, entry, number + "x");
    CHECK(error() == ErrorCode::kDataCorruptionDetected);
  }
  SECTION("the record is missing") {
    kv::WriteBatch batch = fixture.store().NewBatch();
    batch.Delete(kv::Keyspace::kRecords, OverflowKey(kCollection, 2));
    REQUIRE(fixture.store().Write(batch, kv::Durability::kProcess).ok());
    CHECK(error() == ErrorCode::kDataCorruptionDetected);
    const kv::Snapshot snapshot = fixture.store().TakeSnapshot();
    CHECK(ErrorCodeOf(
              fixture.records().FindRecord(KeyOf(1), &snapshot).status()) ==
          ErrorCode::kDataCorruptionDetected);
  }
}

TEST_CASE("an insert finds damage at the end of a run") {
  TempDirectory temp;
  {
    Fixture fixture(temp / "db");
    fixture.Insert(5);
    SECTION("a key of the overflow run is too short") {
      testing::Put(fixture.store(), kv::Keyspace::kRecords,
                   RunKey(kCollection, Run::kOverflow, "short"), "x");
    }
    SECTION("a key of the overflow run is too long") {
      testing::Put(fixture.store(), kv::Keyspace::kRecords,
                   RunKey(kCollection, Run::kOverflow, "123456789"), "x");
    }
    SECTION("there is no number after the last one") {
      const std::string value = std::string(MainHead(~uint64_t{0}).view()) +
                                std::string(DocumentOf(5).view().bytes());
      testing::Put(fixture.store(), kv::Keyspace::kRecords,
                   MainKey(kCollection, KeyOf(5)), value);
    }
  }
  Fixture fixture(temp / "db");
  kv::Transaction transaction = fixture.Begin();
  CHECK(ErrorCodeOf(fixture.records()
                        .Insert(transaction, KeyOf(7), DocumentOf(7))
                        .status()) == ErrorCode::kDataCorruptionDetected);
}

TEST_CASE("a read of the latest state beside removals finds no damage") {
  Fixture fixture;
  for (const int id : {5, 1}) fixture.Insert(id);
  std::atomic<bool> done = false;
  Status status;
  std::thread reading([&] {
    while (!done) {
      status.Update(fixture.records().FindRecord(KeyOf(1), nullptr).status());
    }
  });
  for (int round = 0; round < 2000; ++round) {
    fixture.Remove(1);
    fixture.Insert(1);
  }
  done = true;
  reading.join();
  CHECK(status.ok());
}

TEST_CASE("ascending _ids never overflow") {
  Fixture fixture;
  for (int id = 1; id <= 100; ++id) fixture.Insert(id);
  CHECK(fixture.records().Total().overflow_documents == 0);
}

TEST_CASE("a document is found by its _id in either run") {
  Fixture fixture;
  for (const int id : {5, 1}) fixture.Insert(id);
  for (int again = 0; again < 2; ++again) {
    CHECK(fixture.records().Find(KeyOf(5), nullptr).value() == DocumentOf(5));
    CHECK(fixture.records().Find(KeyOf(1), nullptr).value() == DocumentOf(1));
    CHECK(fixture.records().Find(KeyOf(2), nullptr).value() == std::nullopt);
  }
}

TEST_CASE("an _id is taken once, whichever run it is in") {
  Fixture fixture;
  for (const int id : {5, 1}) fixture.Insert(id);
  CHECK(fixture.Insert(5) == Outcome::kDuplicate);
  CHECK(fixture.Insert(1) == Outcome::kDuplicate);
  CHECK(fixture.records().Total().documents == 2);
}

TEST_CASE("a replaced document keeps its place") {
  Fixture fixture;
  for (const int id : {5, 1, 9}) fixture.Insert(id);
  for (const int id : {5, 1}) {
    const Document larger{{"_id", id}, {"text", "more than before"}};
    fixture.Replace(id, larger);
    CHECK(fixture.records().Find(KeyOf(id), nullptr).value() == larger);
  }
  CHECK(fixture.Order() == "5 1 9");
  fixture.CheckSound();
}

TEST_CASE("a document that is inserted again comes last") {
  Fixture fixture;
  for (const int id : {5, 1, 9}) fixture.Insert(id);
  for (const int id : {9, 5, 1}) {
    CHECK(fixture.Remove(id));
    CHECK_FALSE(fixture.Remove(id));
    CHECK(fixture.Insert(id) == Outcome::kDone);
  }
  CHECK(fixture.Order() == "9 5 1");
  fixture.CheckSound();
}

TEST_CASE("an emptied collection begins its main run anew") {
  Fixture fixture;
  for (const int id : {5, 1, 9}) fixture.Insert(id);
  for (const int id : {5, 1, 9}) fixture.Remove(id);
  for (const int id : {1, 2, 3}) fixture.Insert(id);
  CHECK(fixture.Order() == "1 2 3");
  CHECK(fixture.records().Total().overflow_documents == 0);
  fixture.CheckSound();
}

TEST_CASE("a snapshot keeps its order while the collection begins anew") {
  Fixture fixture;
  for (const int id : {5, 1, 9}) fixture.Insert(id);
  const kv::Snapshot before = fixture.store().TakeSnapshot();
  for (const int id : {5, 1, 9}) fixture.Remove(id);
  for (const int id : {1, 5}) fixture.Insert(id);
  RecordCursor cursor = fixture.records().Scan(before);
  std::vector<int> seen;
  while (cursor.Next()) seen.push_back(cursor.document()["_id"].AsInt32());
  CHECK(seen == std::vector<int>{5, 1, 9});
  CHECK(fixture.records().Find(KeyOf(9), &before).value() == DocumentOf(9));
}

TEST_CASE("what a snapshot sees is not what later readers get") {
  Fixture fixture;
  // In the main run and in the other.
  for (const int id : {5, 1}) fixture.Insert(id);
  const kv::Snapshot before = fixture.store().TakeSnapshot();
  for (const int id : {5, 1}) {
    const Document changed{{"_id", id}, {"text", "new"}};
    fixture.Replace(id, changed);
    for (int again = 0; again < 2; ++again) {
      CHECK(fixture.records().Find(KeyOf(id), nullptr).value() == changed);
      CHECK(fixture.records().Find(KeyOf(id), &before).value() ==
            DocumentOf(id));
    }
    const kv::Snapshot after = fixture.store().TakeSnapshot();
    fixture.Remove(id);
    CHECK(fixture.records().Find(KeyOf(id), &after).value() == changed);
    CHECK(fixture.records().Find(KeyOf(id), nullptr).value() == std::nullopt);
  }
}

TEST_CASE("order, counts and uniqueness survive closing and opening") {
  TempDirectory temp;
  {
    Fixture fixture(temp / "db");
    for (const int id : {5, 1, 9, 8}) fixture.Insert(id);
    // Now the greatest _id lies in the overflow run.
    fixture.Remove(9);
  }
  Fixture fixture(temp / "db");
  CHECK(fixture.records().Total().documents == 3);
  CHECK(fixture.Insert(8) == Outcome::kDuplicate);
  CHECK(fixture.Insert(9) == Outcome::kDone);
  CHECK(fixture.Insert(2) == Outcome::kDone);
  CHECK(fixture.Order() == "5 1 8 9 2");
  fixture.CheckSound();
}

TEST_CASE("one transaction inserts many, and not one _id twice") {
  Fixture fixture;
  kv::Transaction transaction = fixture.Begin();
  const auto insert = [&](int id) {
    return fixture.records()
        .Insert(transaction, KeyOf(id), DocumentOf(id))
        ->outcome;
  };
  CHECK(insert(5) == Outcome::kDone);
  CHECK(insert(7) == Outcome::kDone);
  CHECK(insert(5) == Outcome::kCommitFirst);
  CHECK(insert(3) == Outcome::kDone);
  CHECK(insert(3) == Outcome::kCommitFirst);
  REQUIRE(transaction.Commit(kv::Durability::kProcess).ok());
  CHECK(fixture.Order() == "5 7 3");
  fixture.CheckSound();
}

TEST_CASE("what is given up leaves neither record nor count") {
  Fixture fixture;
  fixture.Insert(5);
  {
    kv::Transaction transaction = fixture.Begin();
    for (const int id : {7, 3}) {
      REQUIRE(fixture.records()
                  .Insert(transaction, KeyOf(id), DocumentOf(id))
                  .ok());
    }
  }
  CHECK(fixture.Order() == "5");
  CHECK(fixture.records().Total().documents == 1);
  CHECK(fixture.Insert(7) == Outcome::kDone);
  CHECK(fixture.Insert(3) == Outcome::kDone);
  fixture.CheckSound();
}

TEST_CASE("an insert waits for another that may take its _id") {
  Fixture fixture;
  kv::Transaction first = fixture.Begin();
  REQUIRE(fixture.records().Insert(first, KeyOf(5), DocumentOf(5))->outcome ==
          Outcome::kDone);
  Outcome second = Outcome::kDone;
  std::thread waiting([&] { second = fixture.Insert(5); });
  // Catch2 takes assertions from one thread at a time.
  const Status committed = first.Commit(kv::Durability::kProcess);
  waiting.join();
  REQUIRE(committed.ok());
  CHECK(second == Outcome::kDuplicate);
}

TEST_CASE("who holds something does not wait") {
  Fixture fixture;
  for (const int id : {5, 9}) fixture.Insert(id);
  kv::Transaction first = fixture.Begin();
  REQUIRE(fixture.records().Lock(first, KeyOf(5)).ok());
  kv::Transaction second = fixture.Begin();
  REQUIRE(fixture.records().Lock(second, KeyOf(9)).ok());
  CHECK(fixture.records().Lock(second, KeyOf(5))->outcome ==
        Outcome::kCommitFirst);
}

TEST_CASE("a dropped collection takes no writer") {
  Fixture fixture;
  fixture.Insert(5);
  fixture.records().BeginChange();
  fixture.records().EndChange(Changed::kDropped);
  CHECK(fixture.Insert(7) == Outcome::kDropped);
  kv::Transaction transaction = fixture.Begin();
  CHECK(fixture.records().Lock(transaction, KeyOf(5))->outcome ==
        Outcome::kDropped);
}

TEST_CASE("a writer waits for the end of a drop") {
  Fixture fixture;
  fixture.Insert(5);
  fixture.records().BeginChange();
  Outcome outcome = Outcome::kDone;
  std::thread waiting([&] { outcome = fixture.Insert(7); });
  const bool dropped = GENERATE(true, false);
  fixture.records().EndChange(dropped ? Changed::kDropped : Changed::kNothing);
  waiting.join();
  CHECK(outcome == (dropped ? Outcome::kDropped : Outcome::kDone));
  CHECK(fixture.records().Total().documents == (dropped ? 1 : 2));
}

TEST_CASE("a writer waits for the end of a drop until its deadline") {
  Fixture fixture;
  fixture.records().BeginChange();
  kv::Transaction transaction(
      &fixture.store(), nullptr,
      Deadline(Clock::Real(), std::chrono::milliseconds(0)));
  CHECK(ErrorCodeOf(fixture.records()
                        .Insert(transaction, KeyOf(5), DocumentOf(5))
                        .status()) == ErrorCode::kWriteConflict);
  CHECK(ErrorCodeOf(fixture.records().Lock(transaction, KeyOf(5)).status()) ==
        ErrorCode::kWriteConflict);
  fixture.records().EndChange(Changed::kNothing);
  CHECK(fixture.Insert(5) == Outcome::kDone);
}

TEST_CASE("whoever is interrupted waits for nobody any more") {
  Fixture fixture;
  fixture.Insert(5);
  fixture.records().BeginChange();
  Interruption interruption;
  Status inserted;
  Status locked;
  std::thread waiting([&] {
    kv::Transaction transaction(&fixture.store(), nullptr,
                                Deadline().With(&interruption));
    inserted =
        fixture.records().Insert(transaction, KeyOf(6), DocumentOf(6)).status();
    locked = fixture.records().Lock(transaction, KeyOf(5)).status();
  });
  interruption.Kill();
  waiting.join();
  CHECK(ErrorCodeOf(inserted) == ErrorCode::kInterrupted);
  CHECK(ErrorCodeOf(locked) == ErrorCode::kInterrupted);
  fixture.records().EndChange(Changed::kNothing);
}

TEST_CASE("who holds something does not wait for the end of a drop") {
  Fixture fixture;
  fixture.records().BeginChange();
  kv::Transaction transaction = fixture.Begin();
  transaction.batch().Put(kv::Keyspace::kRecords, "elsewhere", "x");
  CHECK(
      fixture.records().Insert(transaction, KeyOf(5), DocumentOf(5))->outcome ==
      Outcome::kCommitFirst);
  fixture.records().EndChange(Changed::kNothing);
}

TEST_CASE("a drop waits for the writers inside") {
  Fixture fixture;
  auto transaction =
      std::make_unique<kv::Transaction>(&fixture.store(), nullptr);
  REQUIRE(fixture.records()
              .Insert(*transaction, KeyOf(5), DocumentOf(5))
              ->outcome == Outcome::kDone);
  std::thread dropping([&] { fixture.records().BeginChange(); });
  REQUIRE(transaction->Commit(kv::Durability::kProcess).ok());
  dropping.join();
  CHECK(fixture.records().Total().documents == 1);
}

TEST_CASE("damage in a collection is reported") {
  Fixture fixture;
  for (const int id : {5, 1, 9}) fixture.Insert(id);
  const auto errors_after = [&](std::string_view key, std::string_view value) {
    kv::WriteBatch batch = fixture.store().NewBatch();
    batch.Put(kv::Keyspace::kRecords, key, value);
    REQUIRE(fixture.store().Write(batch, kv::Durability::kProcess).ok());
    const auto report =
        CheckRecords(fixture.store(), fixture.records(),
                     [](const Element& id) { return KeyOf(id.AsInt32()); });
    REQUIRE(report.ok());
    return report->errors.size();
  };
  SECTION("a record that is no record") {
    CHECK(errors_after(MainKey(kCollection, KeyOf(5)), "garbage") > 0);
  }
  SECTION("a record under another key") {
    const std::string value = std::string(MainHead(77).view()) +
                              std::string(DocumentOf(5).view().bytes());
    CHECK(errors_after(MainKey(kCollection, KeyOf(40)), value) > 0);
  }
  SECTION("a record out of order") {
    const std::string value = std::string(MainHead(99).view()) +
                              std::string(DocumentOf(5).view().bytes());
    CHECK(errors_after(MainKey(kCollection, KeyOf(5)), value) > 0);
  }
  SECTION("an _id listed for nothing") {
    CHECK(errors_after(OverflowIdKey(kCollection, KeyOf(3)), "12345678") > 0);
  }
  SECTION("an _id listed for the wrong record") {
    CHECK(errors_after(OverflowIdKey(kCollection, KeyOf(1)), "12345678") > 0);
  }
}

}  // namespace
}  // namespace meerkat::storage
