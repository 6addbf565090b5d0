#include "storage/kv/log_scan.h"

#include <rocksdb/file_system.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "storage/kv/rocksdb_types.h"
#include "storage/status_macros.h"

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

// The same within one block.
size_t EndOfRecordsIn(std::string_view block) {
  size_t at = 0;
  while (at < block.size()) {
    // A full block's last bytes are padding.
    if (kBlockSize - at < kHeaderSize) return block.size();
    if (block.size() - at < kHeaderSize) return at;
    uint32_t sum;
    uint16_t length;
    std::memcpy(&sum, block.data() + at, 4);
    std::memcpy(&length, block.data() + at + 4, 2);
    if (kHeaderSize + length > block.size() - at) return at;
    // The check sum covers the type byte and the data behind it.
    if (Masked(Crc32c(block.substr(at + 6, 1 + length))) != sum) return at;
    at += kHeaderSize + length;
  }
  return block.size();
}

}  // namespace

StatusOr<uint64_t> EndOfRecords(const std::string& path,
                                rocksdb::FileSystem* file_system) {
  std::unique_ptr<rocksdb::FSSequentialFile> file;
  MEERKAT_RETURN_IF_ERROR(
      ToStatus(file_system->NewSequentialFile(path, {}, &file, nullptr)));
  std::string buffer(kBlockSize, '\0');
  uint64_t offset = 0;
  while (true) {
    rocksdb::Slice block;
    MEERKAT_RETURN_IF_ERROR(ToStatus(
        file->Read(kBlockSize, kIo, &block, buffer.data(), nullptr)));
    const size_t end = EndOfRecordsIn(ToView(block));
    offset += end;
    // Only the last block is short, or the one with the damage.
    if (end < kBlockSize) return offset;
  }
}

std::optional<LogDamage> FindLogDamage(const std::string& directory,
                                       rocksdb::FileSystem* file_system) {
  for (const std::string& name : LogNames(directory, file_system)) {
    const std::string path = directory + "/" + name;
    uint64_t size = 0;
    file_system->GetFileSize(path, kIo, &size, nullptr).PermitUncheckedError();
    const uint64_t end = EndOfRecords(path, file_system).value_or(0);
    if (end < size) return LogDamage{path, end};
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
