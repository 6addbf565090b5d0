#include "storage/kv/transaction.h"

#include <string>
#include <vector>

#include "tests/storage/kv/store_testing.h"

namespace meerkat::storage::kv {
namespace {

using testing::Get;
using testing::OpenStore;
using testing::StoreEnvironment;
using enum Keyspace;

// Notes what it is told.
class Witness : public Participant {
 public:
  explicit Witness(std::vector<std::string>* notes) : notes_(notes) {}
  ~Witness() override { notes_->push_back("end"); }
  void BeforeCommit(WriteBatch& batch) override {
    notes_->push_back("before");
    batch.Put(kCatalog, "witness", "was here");
  }
  void AfterCommit() override { notes_->push_back("after"); }

 private:
  std::vector<std::string>* notes_;
};

TEST_CASE("a commit makes all changes visible and lets the locks go") {
  StoreEnvironment environment;
  const auto store = OpenStore(environment);
  LockTable locks;
  Transaction one(store.get(), &locks);
  CHECK(one.Lock("a", true) == LockTable::Result::kTaken);
  CHECK(one.holds_locks());
  one.batch().Put(kRecords, "a", "1");
  CHECK(Get(*store, kRecords, "a") == std::nullopt);

  Transaction other(store.get(), &locks);
  CHECK(other.Lock("a", false) == LockTable::Result::kHeldByOther);
  REQUIRE(one.Commit(Durability::kProcess).ok());
  CHECK(Get(*store, kRecords, "a") == "1");
  CHECK(other.Lock("a", false) == LockTable::Result::kTaken);
}

TEST_CASE("what was not committed leaves no trace") {
  StoreEnvironment environment;
  const auto store = OpenStore(environment);
  LockTable locks;
  {
    Transaction given_up(store.get(), &locks);
    given_up.Lock("a", true);
    given_up.batch().Put(kRecords, "a", "1");
  }
  CHECK(Get(*store, kRecords, "a") == std::nullopt);
  Transaction next(store.get(), &locks);
  CHECK(next.Lock("a", false) == LockTable::Result::kTaken);
}

TEST_CASE("participants go with the commit, and with the giving up") {
  StoreEnvironment environment;
  const auto store = OpenStore(environment);
  LockTable locks;
  std::vector<std::string> notes;
  {
    Transaction transaction(store.get(), &locks);
    CHECK(transaction.FindParticipant(&notes) == nullptr);
    transaction.AddParticipant(&notes, std::make_unique<Witness>(&notes));
    CHECK(transaction.FindParticipant(&notes) != nullptr);
    REQUIRE(transaction.Commit(Durability::kProcess).ok());
  }
  CHECK(notes == std::vector<std::string>{"before", "after", "end"});
  CHECK(Get(*store, kCatalog, "witness") == "was here");

  notes.clear();
  {
    Transaction transaction(store.get(), &locks);
    transaction.AddParticipant(&notes, std::make_unique<Witness>(&notes));
  }
  CHECK(notes == std::vector<std::string>{"end"});
}

}  // namespace
}  // namespace meerkat::storage::kv
