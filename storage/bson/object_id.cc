#include "storage/bson/object_id.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "storage/bson/hex.h"

namespace meerkat {

StatusOr<ObjectId> ObjectId::FromHex(std::string_view hex) {
  ObjectId id;
  bool valid = hex.size() == 2 * id.bytes.size();
  for (size_t i = 0; valid && i < id.bytes.size(); ++i) {
    const int high = bson::HexValue(hex[2 * i]);
    const int low = bson::HexValue(hex[2 * i + 1]);
    valid = high >= 0 && low >= 0;
    id.bytes[i] = static_cast<uint8_t>(high * 16 + low);
  }
  if (valid) return id;
  return MakeError(
      ErrorCode::kBadValue,
      fmt::format("'{}' is no ObjectId: 24 hexadecimal digits make one", hex));
}

std::string ObjectId::ToHex() const {
  std::string hex;
  bson::AppendHex(hex,
                  {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  return hex;
}

uint32_t ObjectId::seconds() const {
  return uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 |
         uint32_t{bytes[2]} << 8 | uint32_t{bytes[3]};
}

namespace bson {
namespace {

constexpr int kCounterBits = 24;

// Writes the low `count` bytes of `value`, the highest first.
uint8_t* PutBigEndian(uint8_t* to, uint64_t value, int count) {
  for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
    *to++ = static_cast<uint8_t>(value >> shift);
  }
  return to;
}

}  // namespace

ObjectIdGenerator::ObjectIdGenerator(uint64_t random)
    : process_(random >> kCounterBits),
      counter_(static_cast<uint32_t>(random)) {}

uint32_t ObjectIdGenerator::LatestSecond(uint32_t seconds) {
  uint32_t latest = seconds_.load(std::memory_order_relaxed);
  while (latest < seconds && !seconds_.compare_exchange_weak(
                                 latest, seconds, std::memory_order_relaxed)) {
  }
  return std::max(latest, seconds);
}

ObjectId ObjectIdGenerator::Next(uint32_t seconds) {
  const uint32_t latest = LatestSecond(seconds);
  const uint32_t count = counter_.fetch_add(1, std::memory_order_relaxed);
  ObjectId id;
  uint8_t* to = PutBigEndian(id.bytes.data(), latest, 4);
  to = PutBigEndian(to, process_, 5);
  PutBigEndian(to, count, 3);
  return id;
}

}  // namespace bson
}  // namespace meerkat
