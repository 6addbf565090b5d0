// Snapshot: the state of the database at one moment, for reading.
#pragma once

#include <cstdint>
#include <utility>

namespace rocksdb {
class DB;
class Snapshot;
}  // namespace rocksdb

namespace meerkat::storage::kv {

// Move-only; releases itself. May be read from several threads at once. Must
// end before its Store does.
class Snapshot {
 public:
  Snapshot(Snapshot&& other) noexcept
      : db_(std::exchange(other.db_, nullptr)), snapshot_(other.snapshot_) {}
  Snapshot& operator=(Snapshot&& other) noexcept {
    std::swap(db_, other.db_);
    std::swap(snapshot_, other.snapshot_);
    return *this;
  }
  ~Snapshot();

  // The number of the last write it shows.
  uint64_t sequence() const;

 private:
  friend class Store;
  explicit Snapshot(rocksdb::DB* db);

  rocksdb::DB* db_;
  const rocksdb::Snapshot* snapshot_;
};

}  // namespace meerkat::storage::kv
