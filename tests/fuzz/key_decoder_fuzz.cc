// Decodes any bytes as a key. A key that is accepted must be the encoder's own:
// encoding its values again gives the same bytes.
//
// Input: a byte whose bits are the directions of the fields, a byte that is the
// size of the type bits, the type bits, the key.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "index/key_decoder.h"
#include "index/key_encoder.h"
#include "tests/fuzz/check.h"

namespace {

using meerkat::StatusOr;
using meerkat::Value;
using meerkat::index::AppendKey;
using meerkat::index::DecodeNext;
using meerkat::index::Direction;
using meerkat::index::SkipNext;
using meerkat::index::TypeBits;
using meerkat::index::TypeBitsReader;

// Takes a field off `key` and checks it; false at the first that is damaged.
bool CheckNext(std::string_view& key, TypeBitsReader& bits,
               Direction direction) {
  const std::string_view before = key;
  const StatusOr<size_t> skipped = SkipNext(key, direction);
  const StatusOr<Value> value = DecodeNext(key, bits, direction);
  if (!value.ok()) return false;

  const size_t size = before.size() - key.size();
  FUZZ_CHECK(skipped.ok() && *skipped == size);
  std::string again;
  TypeBits bits_again;
  AppendKey(again, bits_again, value->element(), direction);
  FUZZ_CHECK(again == before.substr(0, size));

  TypeBitsReader reader(bits_again.bytes());
  std::string_view rest = again;
  const StatusOr<Value> value_again = DecodeNext(rest, reader, direction);
  FUZZ_CHECK(value_again.ok() && *value_again == *value);
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t kHeaderSize = 2;
  if (size < kHeaderSize) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  unsigned directions = data[0];
  const size_t bits_size = data[1];
  if (size < kHeaderSize + bits_size) return 0;
  TypeBitsReader bits(input.substr(kHeaderSize, bits_size));
  std::string_view key = input.substr(kHeaderSize + bits_size);
  while (!key.empty()) {
    const auto direction = static_cast<Direction>(directions & 1);
    if (!CheckNext(key, bits, direction)) return 0;
    directions >>= 1;
  }
  return 0;
}
