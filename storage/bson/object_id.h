// Makes ObjectIds: four bytes of seconds, five that are random for each
// generator, and a counter that begins at random. Those of one generator
// ascend, but for the counter's turn once in 16,777,216 ids.
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

  // `seconds` since 1970.
  ObjectId Next(uint32_t seconds);

 private:
  const uint64_t process_;
  std::atomic<uint32_t> counter_;
};

}  // namespace meerkat::bson
