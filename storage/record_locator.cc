#include "storage/record_locator.h"

#include <bit>

#include "storage/record_value.h"

namespace meerkat::storage {

void AppendLocator(std::string& out, const Locator& locator) {
  const int bits = 64 - std::countl_zero(locator.sequence | 1);
  const int bytes = (bits + 7) / 8;
  out.push_back(static_cast<char>(bytes));
  for (int i = bytes - 1; i >= 0; --i) {
    out.push_back(static_cast<char>(locator.sequence >> (8 * i)));
  }
  out.push_back(static_cast<char>(locator.run));
  out.append(locator.id_key);
}

StatusOr<Locator> ReadLocator(std::string_view bytes) {
  const size_t size = bytes.empty() ? 0 : static_cast<uint8_t>(bytes[0]);
  if (size < 1 || size > sizeof(uint64_t) || bytes.size() < size + 2) {
    return DamagedRecord();
  }
  Locator locator;
  locator.sequence = ReadBigEndian64(bytes.substr(1, size));
  locator.run = static_cast<Run>(bytes[size + 1]);
  locator.id_key = bytes.substr(size + 2);
  const bool is_main = locator.run == Run::kMain && !locator.id_key.empty();
  const bool is_overflow =
      locator.run == Run::kOverflow && locator.id_key.empty();
  if (!is_main && !is_overflow) return DamagedRecord();
  return locator;
}

}  // namespace meerkat::storage
