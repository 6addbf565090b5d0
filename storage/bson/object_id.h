// Makes ObjectIds: four bytes of seconds, five that are random for each
// generator, and a counter that begins at random. Those of one generator
// ascend, but for the counter's turn once in 16,777,216 ids: when the clock is
// set back they keep to the last second until it is reached again.
#pragma once

#include <meerkat/document.h>

#include <atomic>
#include <cstdint>

namespace meerkat::bson {

// Thread-safe.
class ObjectIdGenerator {
 public:
  // `random`: 64 random bits, for the five bytes and the counter.
  explicit ObjectIdGenerator(uint64_t random);

  // `seconds` since 1970; a lesser number than before counts as that one.
  ObjectId Next(uint32_t seconds);

 private:
  // The greatest second given so far.
  uint32_t LatestSecond(uint32_t seconds);

  const uint64_t process_;
  std::atomic<uint32_t> seconds_ = 0;
  std::atomic<uint32_t> counter_;
};

}  // namespace meerkat::bson
