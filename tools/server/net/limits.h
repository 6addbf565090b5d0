// What slow clients may do, beside ConnectionLimits (server_options.h).
#pragma once

#include <meerkat/server_options.h>

#include <chrono>
#include <cstddef>

namespace meerkat::server {

using Milliseconds = std::chrono::milliseconds;

// What makes a client one that is slow and honest: 16 KiB in a second.
inline size_t LeastIn(Milliseconds limit) {
  constexpr size_t kLeastRate = size_t{16} << 10;
  return static_cast<size_t>(limit.count()) * kLeastRate / 1000;
}

// A message of a client that has to log in, decompressed.
inline constexpr size_t kMaxFrameBeforeLogin = size_t{16} << 10;

}  // namespace meerkat::server
