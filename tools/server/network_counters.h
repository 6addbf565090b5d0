// What is counted over all connections, for monitoring.
#pragma once

#include <atomic>
#include <cstdint>

namespace meerkat::server {

// Since the server started. Each is read and written on its own.
struct NetworkCounters {
  // Clients that came and were served; those that came when there were too
  // many, or with a message for which there was no room.
  std::atomic<int64_t> accepted = 0;
  std::atomic<int64_t> refused = 0;
  // Connections that were closed because one of ConnectionLimits was reached.
  std::atomic<int64_t> timed_out = 0;
  // ... because of bytes that are no message.
  std::atomic<int64_t> malformed = 0;
  // ... because there was no TLS handshake that could be agreed upon.
  std::atomic<int64_t> tls_failed = 0;
  // Requests, whole; their bytes and those of replies, headers and compression
  // included, TLS not.
  std::atomic<int64_t> requests = 0;
  std::atomic<int64_t> bytes_in = 0;
  std::atomic<int64_t> bytes_out = 0;
};

// Cheap: no other memory is put in order with it.
inline void Count(std::atomic<int64_t>& counter, int64_t more = 1) {
  counter.fetch_add(more, std::memory_order_relaxed);
}

}  // namespace meerkat::server
