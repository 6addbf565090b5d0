// Connections: all there are of a server, as many as there may be.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include <cstddef>
#include <memory>

#include "tools/server/net/connection.h"

namespace meerkat::server {

// Keeps connections alive from Add() to Remove(). Thread-safe.
class Connections {
 public:
  explicit Connections(size_t most) : most_(most) {}

  // False when there are too many, or they are being ended.
  bool Add(std::shared_ptr<Connection> connection);
  void Remove(const Connection& connection);
  size_t size() const;

  // Ends all, and lets none come any more.
  void End(Connection::Ending ending);
  // Whether there is none left within the time.
  bool AwaitNone(absl::Duration time);

 private:
  const size_t most_;
  // Never held while a connection is called.
  mutable absl::Mutex mutex_;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  absl::flat_hash_map<const Connection*, std::shared_ptr<Connection>> all_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace meerkat::server
