// Raw RocksDB: the smallest correct sequence of calls for each operation,
// written by hand, with a block cache, the plain log and no validation. What a
// database on RocksDB is measured against.
#include <meerkat/document.h>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <mutex>
#include <queue>
#include <string>
#include <thread>
#include <unordered_set>
#include <utility>
#include <vector>

#include "bench/check.h"
#include "bench/subject.h"

namespace meerkat::bench {

namespace {

void Require(const rocksdb::Status& status) {
  if (!status.ok()) Fail("rocksdb", status.ToString());
}

// The _id as eight big-endian bytes, which sort as the numbers do.
class Key {
 public:
  explicit Key(int64_t id) {
    for (size_t i = 0; i < bytes_.size(); ++i) {
      bytes_[i] = static_cast<char>(id >> (56 - 8 * i));
    }
  }
  rocksdb::Slice slice() const { return {bytes_.data(), bytes_.size()}; }

 private:
  std::array<char, 8> bytes_;
};

rocksdb::Options TunedOptions(size_t memory_budget) {
  constexpr int kWriteBuffers = 3;
  const size_t write_buffer = std::min(memory_budget / 8, size_t{64} << 20);

  rocksdb::BlockBasedTableOptions table;
  table.block_cache =
      rocksdb::NewLRUCache(memory_budget - kWriteBuffers * write_buffer);
  table.block_size = 16 * 1024;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.data_block_index_type =
      rocksdb::BlockBasedTableOptions::kDataBlockBinaryAndHash;

  rocksdb::Options options;
  options.create_if_missing = true;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression = rocksdb::kLZ4Compression;
  options.write_buffer_size = write_buffer;
  options.max_write_buffer_number = kWriteBuffers;
  options.memtable_whole_key_filtering = true;
  options.memtable_prefix_bloom_size_ratio = 0.02;
  options.max_background_jobs = 2;
  options.max_open_files = -1;
  return options;
}

// Makes "is it there? then put it" one step for each _id.
class IdLocks {
 public:
  std::mutex& of(int64_t id) {
    return locks_[static_cast<uint64_t>(id) % locks_.size()];
  }

 private:
  std::array<std::mutex, 1024> locks_;
};

class RocksDbSession : public Session {
 public:
  RocksDbSession(rocksdb::DB& db, IdLocks& locks, Durability durability)
      : db_(db), locks_(locks) {
    write_options_.sync = durability == Durability::kPower;
  }

  void InsertBatch(std::span<const Input> batch) override {
    rocksdb::WriteBatch writes;
    for (const Input& input : batch) {
      RequireAbsent(input.id);
      Require(writes.Put(Key(input.id).slice(), input.bytes));
    }
    Require(db_.Write(write_options_, &writes));
  }

  void InsertOne(const Input& input) override {
    const std::lock_guard lock(locks_.of(input.id));
    RequireAbsent(input.id);
    Require(db_.Put(write_options_, Key(input.id).slice(), input.bytes));
  }

  std::string_view FindById(int64_t id) override {
    found_.Reset();
    const rocksdb::Status status = Get(id);
    if (status.IsNotFound()) return {};
    Require(status);
    return found_.ToStringView();
  }

  void Stream(BatchBuffer& buffer) override {
    ForEach([&](std::string_view bytes) { buffer.Add(bytes); });
  }

  void FindByZip(int32_t limit, BatchBuffer& buffer) override {
    ForEach([&](std::string_view bytes) {
      const DocumentView document = ViewOf(bytes);
      if (document["addr"].AsDocument()["zip"].AsInt32() < limit) {
        buffer.Add(bytes);
      }
    });
  }

  void FindLargest(int64_t count, BatchBuffer& buffer) override {
    // The smallest of them is on top.
    using Entry = std::pair<double, std::string>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> largest;
    ForEach([&](std::string_view bytes) {
      const double amount = ViewOf(bytes)["amount"].AsDouble();
      const bool has_room = static_cast<int64_t>(largest.size()) < count;
      if (!has_room && amount <= largest.top().first) return;
      if (!has_room) largest.pop();
      largest.emplace(amount, bytes);
    });
    for (; !largest.empty(); largest.pop()) buffer.Add(largest.top().second);
  }

  int64_t CountGroups() override {
    std::unordered_set<int32_t> groups;
    ForEach([&](std::string_view bytes) {
      groups.insert(ViewOf(bytes)["grp"].AsInt32());
    });
    return static_cast<int64_t>(groups.size());
  }

 private:
  static DocumentView ViewOf(std::string_view bytes) {
    return DocumentView::FromTrusted(bytes.data());
  }

  // Calls `visit` with the bytes of each document.
  template <typename Visit>
  void ForEach(const Visit& visit) {
    const std::unique_ptr<rocksdb::Iterator> it(
        db_.NewIterator(rocksdb::ReadOptions()));
    for (it->SeekToFirst(); it->Valid(); it->Next()) {
      visit(it->value().ToStringView());
    }
    Require(it->status());
  }

  rocksdb::Status Get(int64_t id) {
    return db_.Get(rocksdb::ReadOptions(), db_.DefaultColumnFamily(),
                   Key(id).slice(), &found_);
  }

  void RequireAbsent(int64_t id) {
    Check(Get(id).IsNotFound(), "rocksdb: a new _id");
  }

  rocksdb::DB& db_;
  IdLocks& locks_;
  rocksdb::WriteOptions write_options_;
  rocksdb::PinnableSlice found_;
};

class RocksDbStore : public Store {
 public:
  explicit RocksDbStore(const OpenOptions& open_options)
      : durability_(open_options.durability) {
    rocksdb::Options options = TunedOptions(open_options.memory_budget);
    std::string path = open_options.directory;
    if (path == kInMemory) {
      memory_.reset(rocksdb::NewMemEnv(rocksdb::Env::Default()));
      options.env = memory_.get();
      path = "/memory";  // This Env knows absolute paths only.
    }
    rocksdb::DB* db = nullptr;
    Require(rocksdb::DB::Open(options, path, &db));
    db_.reset(db);
  }

  std::unique_ptr<Session> NewSession() override {
    return std::make_unique<RocksDbSession>(*db_, locks_, durability_);
  }

  void Settle() override {
    Require(db_->Flush(rocksdb::FlushOptions()));
    while (IsBusy()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }

 private:
  // DB::WaitForCompact is younger than the RocksDB of some distributions.
  bool IsBusy() const {
    using Properties = rocksdb::DB::Properties;
    for (const std::string* property :
         {&Properties::kCompactionPending, &Properties::kNumRunningCompactions,
          &Properties::kNumRunningFlushes}) {
      uint64_t count = 0;
      Check(db_->GetIntProperty(*property, &count),
            "rocksdb: it tells what it does");
      if (count > 0) return true;
    }
    return false;
  }

  Durability durability_;
  IdLocks locks_;
  std::unique_ptr<rocksdb::Env> memory_;
  std::unique_ptr<rocksdb::DB> db_;
};

}  // namespace

std::unique_ptr<Store> OpenRocksDb(const OpenOptions& options) {
  return std::make_unique<RocksDbStore>(options);
}

}  // namespace meerkat::bench
