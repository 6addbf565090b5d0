// Reads the bytes of a key front to back without ever leaving them.
//
// A read past the end, or Fail(), makes the reader fail for good: from then on
// every read gives zeros. Zero ends everything of variable length, so decoders
// need not look at ok() before they are done.
#pragma once

#include <meerkat/status.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "index/key_format.h"

namespace meerkat::index {

// Keeps a view of the key. Not thread-safe.
class KeyReader {
 public:
  // Bytes are read as those of an ascending field, whatever `direction`.
  KeyReader(std::string_view key, Direction direction)
      : key_(key), mask_(direction == Direction::kAscending ? 0x00 : 0xFF) {}

  bool ok() const { return ok_; }
  void Fail() { ok_ = false; }
  // 301 DataCorruptionDetected, naming the place.
  Status error() const;
  // Bytes read so far.
  size_t position() const { return position_; }

  uint8_t ReadByte();
  // REQUIRES: count <= 8.
  uint64_t ReadBigEndian(int count);
  // Appends `count` bytes to `out`.
  void ReadBytes(size_t count, std::string& out);
  // Appends the bytes before the next zero to `out`, and passes the zero.
  void ReadToZero(std::string& out);

  void SkipBytes(size_t count);
  void SkipToZero();

  // From here on bytes are complemented, or no longer: the body of a negative
  // number.
  void Complement() { mask_ = static_cast<uint8_t>(~mask_); }

  // Whether the bytes read since `start` are `expected`. REQUIRES: the reader
  // is not complemented now.
  bool HasRead(size_t start, std::string_view expected) const;

 private:
  // The next `count` bytes as they stand in the key, or nothing.
  std::string_view Take(size_t count);
  // Where the next zero is; fails without one.
  size_t CountToZero();

  std::string_view key_;
  size_t position_ = 0;
  uint8_t mask_;
  bool ok_ = true;
};

}  // namespace meerkat::index
