// ErrorListener: hears of the errors that stop RocksDB, such as a full disk.
//
// It also keeps two things from happening:
//
//   When a write of the log fails, RocksDB stops and can be told to go on
//   later. But it remembers the failure in the log file too, and the next sync
//   of that file fails with "Writer has previous error", which it takes for the
//   end. That second report says nothing new and is passed over.
//
//   RocksDB would try to go on by itself, in a thread of its own, which waits
//   for a writer that waits for that thread (9.10, DBImpl::DelayWrite). So the
//   store tells it when.
#pragma once

#include <functional>
#include <memory>

namespace rocksdb {
class EventListener;
class Status;
}  // namespace rocksdb

namespace meerkat::storage::kv {

// `stopped` is called by any thread, with what stopped RocksDB.
std::shared_ptr<rocksdb::EventListener> NewErrorListener(
    std::function<void(const rocksdb::Status&)> stopped);

}  // namespace meerkat::storage::kv
