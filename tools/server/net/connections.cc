#include "tools/server/net/connections.h"

#include <utility>
#include <vector>

namespace meerkat::server {

bool Connections::Add(std::shared_ptr<Connection> connection) {
  const absl::MutexLock lock(&mutex_);
  if (ending_ || all_.size() >= most_) return false;
  const Connection* key = connection.get();
  all_.emplace(key, std::move(connection));
  return true;
}

void Connections::Remove(const Connection& connection) {
  // What it takes along is destroyed without the mutex.
  std::shared_ptr<Connection> removed;
  const absl::MutexLock lock(&mutex_);
  const auto found = all_.find(&connection);
  if (found == all_.end()) return;
  removed = std::move(found->second);
  all_.erase(found);
}

size_t Connections::size() const {
  const absl::MutexLock lock(&mutex_);
  return all_.size();
}

void Connections::End(Connection::Ending ending) {
  std::vector<std::shared_ptr<Connection>> connections;
  {
    const absl::MutexLock lock(&mutex_);
    ending_ = true;
    for (const auto& entry : all_) connections.push_back(entry.second);
  }
  for (const auto& connection : connections) connection->End(ending);
}

bool Connections::AwaitNone(absl::Duration time) {
  const auto none = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return all_.empty();
  };
  const absl::MutexLock lock(&mutex_);
  return mutex_.AwaitWithTimeout(absl::Condition(&none), time);
}

}  // namespace meerkat::server
