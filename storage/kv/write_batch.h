// WriteBatch: changes that become visible and durable together.
//
// Records are passed on in the order given, which for bulk loads is already
// their key order, and so are the few keys of the catalog. Keys of indexes come
// in no order, so they are kept aside and sorted before RocksDB sees them: its
// memtable takes a sorted run twice as fast (measured, bench/README.md).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "storage/kv/keyspace.h"

namespace rocksdb {
class ColumnFamilyHandle;
class WriteBatch;
}  // namespace rocksdb

namespace meerkat::storage::kv {

// Not thread-safe. Of two changes to one key the later wins.
class WriteBatch {
 public:
  WriteBatch(WriteBatch&&) noexcept;
  WriteBatch& operator=(WriteBatch&&) noexcept;
  ~WriteBatch();

  void Put(Keyspace keyspace, std::string_view key, std::string_view value);
  // Puts a record whose value is `head` followed by `document`.
  void PutRecord(std::string_view key, std::string_view head,
                 std::string_view document);
  void Delete(Keyspace keyspace, std::string_view key);
  // Removes every key in [begin, end), after all single changes.
  void DeleteRange(Keyspace keyspace, std::string_view begin,
                   std::string_view end);

  bool empty() const;
  // Bytes collected so far.
  size_t size() const;
  // Of them, those of records put: what makes the database grow.
  size_t record_bytes() const { return record_bytes_; }
  void Clear();

 private:
  friend class Store;
  using ColumnFamilies = std::vector<rocksdb::ColumnFamilyHandle*>;
  enum class Kind : uint8_t { kPut, kDelete, kDeleteRange };
  // One change kept aside; key and value lie one after the other in arena_.
  struct Change {
    Keyspace keyspace;
    Kind kind;
    size_t offset;
    uint32_t key_size;
    uint32_t value_size;
  };

  explicit WriteBatch(const ColumnFamilies* column_families);

  rocksdb::ColumnFamilyHandle* FamilyOf(Keyspace keyspace) const;
  void Keep(Keyspace keyspace, Kind kind, std::string_view key,
            std::string_view value);
  std::string_view KeyOf(const Change& change) const;
  std::string_view ValueOf(const Change& change) const;
  bool Before(const Change& a, const Change& b) const;
  // Moves what was kept aside into the batch, in key order.
  rocksdb::WriteBatch& Seal();
  // The number of the last change. REQUIRES: the batch has been written.
  uint64_t LastSequence() const;

  const ColumnFamilies* column_families_;
  std::unique_ptr<rocksdb::WriteBatch> batch_;
  std::vector<Change> kept_;
  std::string arena_;
  size_t record_bytes_ = 0;
};

}  // namespace meerkat::storage::kv
