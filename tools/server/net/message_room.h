// MessageRoom: the memory that large messages may take, those of all clients
// together. One message is limited by the protocol, but not how many clients
// send one at the same time.
#pragma once

#include <atomic>
#include <cstddef>

namespace meerkat::server {

// Thread-safe.
class MessageRoom {
 public:
  explicit MessageRoom(size_t most) : most_(most) {}

  // Smaller messages need none: a thousand of them are no more than one large.
  static constexpr size_t kLarge = size_t{1} << 20;

  // False when there is not so much left.
  bool Take(size_t size) {
    if (taken_.fetch_add(size) + size <= most_) return true;
    Give(size);
    return false;
  }
  void Give(size_t size) { taken_.fetch_sub(size); }

 private:
  const size_t most_;
  std::atomic<size_t> taken_ = 0;
};

}  // namespace meerkat::server
