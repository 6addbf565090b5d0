#include "storage/kv/log_scan.h"

#include <rocksdb/file_system.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <vector>

namespace meerkat::storage::kv {

namespace {

constexpr size_t kBlockSize = 32768;
constexpr size_t kHeaderSize = 7;

const rocksdb::IOOptions kIo;

constexpr std::array<uint32_t, 256> MakeCrc32cTable() {
  std::array<uint32_t, 256> table{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78u : 0);
    }
    table[byte] = crc;
  }
  return table;
}

uint32_t Crc32c(std::string_view bytes) {
  static constexpr std::array<uint32_t, 256> kTable = MakeCrc32cTable();
  uint32_t crc = 0xFFFFFFFFu;
  for (const char byte : bytes) {
    crc = (crc >> 8) ^ kTable[(crc ^ static_cast<uint8_t>(byte)) & 0xFF];
  }
  return crc ^ 0xFFFFFFFFu;
}

// RocksDB stores check sums rotated and shifted, so that one over data that
// holds check sums is not weak.
uint32_t Masked(uint32_t crc) {
  return ((crc >> 15) | (crc << 17)) + 0xA282EAD8u;
}

// The log files' names in the order they were written.
std::vector<std::string> LogNames(const std::string& directory,
                                  rocksdb::FileSystem* file_system) {
  std::vector<std::string> names;
  file_system->GetChildren(directory, kIo, &names, nullptr)
      .PermitUncheckedError();
  std::erase_if(names,
                [](const std::string& name) { return !name.ends_with(".log"); });
  std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  });
  return names;
}

// The offset of the first record that cannot be read; the size when all can.
size_t EndOfRecords(std::string_view log) {
  size_t at = 0;
  while (at < log.size()) {
    const size_t left_in_block = kBlockSize - at % kBlockSize;
    if (left_in_block < kHeaderSize) {
      at += left_in_block;  // A block's last bytes are padding.
      continue;
    }
    if (log.size() - at < kHeaderSize) return at;
    uint32_t sum;
    uint16_t length;
    std::memcpy(&sum, log.data() + at, 4);
    std::memcpy(&length, log.data() + at + 4, 2);
    if (kHeaderSize + length > std::min(left_in_block, log.size() - at)) {
      return at;
    }
    // The check sum covers the type byte and the data behind it.
    if (Masked(Crc32c(log.substr(at + 6, 1 + length))) != sum) return at;
    at += kHeaderSize + length;
  }
  return log.size();
}

}  // namespace

std::optional<LogDamage> FindLogDamage(const std::string& directory,
                                       rocksdb::FileSystem* file_system) {
  for (const std::string& name : LogNames(directory, file_system)) {
    const std::string path = directory + "/" + name;
    std::string log;
    const auto read =
        rocksdb::ReadFileToString(file_system, path, &log);
    const size_t end = read.ok() ? EndOfRecords(log) : 0;
    if (!read.ok() || end < log.size()) return LogDamage{path, end};
  }
  return std::nullopt;
}

uint64_t TotalLogSize(const std::string& directory,
                      rocksdb::FileSystem* file_system) {
  uint64_t total = 0;
  for (const std::string& name : LogNames(directory, file_system)) {
    uint64_t size = 0;
    file_system->GetFileSize(directory + "/" + name, kIo, &size, nullptr)
        .PermitUncheckedError();
    total += size;
  }
  return total;
}

}  // namespace meerkat::storage::kv
