#include "tools/server/topology.h"

#include <cstddef>
#include <cstdint>

namespace meerkat::server {

ObjectId ElectionIdAt(Date start) {
  // As MongoDB's: this, and a number that grows from election to election.
  ObjectId id{{0x7f, 0xff, 0xff, 0xff}};
  constexpr size_t kFirst = 4;
  const auto number = static_cast<uint64_t>(start.millis);
  for (size_t i = 0; i < sizeof(number); ++i) {
    id.bytes[kFirst + i] =
        static_cast<uint8_t>(number >> (8 * (sizeof(number) - 1 - i)));
  }
  return id;
}

}  // namespace meerkat::server
