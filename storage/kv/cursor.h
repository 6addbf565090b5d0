// Cursor: walks a range of a keyspace in key order, both ways.
//
//   Cursor c = store.NewCursor(Keyspace::kRecords, {.lower = a, .upper = b});
//   for (c.SeekToFirst(); c.Valid(); c.Next()) use(c.key(), c.value());
//   if (!c.status().ok()) ...
#pragma once

#include <meerkat/status.h>

#include <memory>
#include <string>
#include <string_view>

namespace rocksdb {
class Iterator;
}  // namespace rocksdb

namespace meerkat::storage::kv {

// Move-only, used by one thread at a time. Shows one state of the database:
// that of its snapshot, or of its making. Must end before its Store does.
class Cursor {
 public:
  Cursor(Cursor&&) noexcept;
  Cursor& operator=(Cursor&&) noexcept;
  ~Cursor();

  void SeekToFirst();
  void SeekToLast();
  // To the first entry at or after `key`, or the last at or before it.
  void Seek(std::string_view key);
  void SeekForPrev(std::string_view key);

  // False at either end, and after an error: see status().
  bool Valid() const { return is_valid_; }
  // REQUIRES: Valid()
  void Next();
  void Prev();

  // REQUIRES: Valid(). They view the store's own memory until the cursor
  // moves.
  std::string_view key() const;
  std::string_view value() const { return value_; }

  Status status() const;

 private:
  friend class Store;
  // Owns the bounds that the iterator refers to.
  struct Bounds;
  Cursor(std::unique_ptr<Bounds> bounds,
         std::unique_ptr<rocksdb::Iterator> iterator);

  // Looks where the iterator stands now, once for all who ask.
  void Settle();

  std::unique_ptr<Bounds> bounds_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
  bool is_valid_ = false;
  std::string_view value_;
};

}  // namespace meerkat::storage::kv
