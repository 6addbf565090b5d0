#include "storage/kv/log_scan.h"

#include <rocksdb/file_system.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <memory>
#include <string_view>

#include "storage/kv/rocksdb_types.h"
#include "storage/status_macros.h"

namespace meerkat::storage::kv {

namespace {

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

// The pieces of one write.
enum RecordType : uint8_t { kFull = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

// A write begins with its sequence number (8) and how many it uses up (4).
constexpr size_t kWriteHeaderSize = 12;

// Walks the records of a log, block after block.
class Scanner {
 public:
  // Whether all of the block could be read.
  bool TakeBlock(std::string_view block) {
    const size_t end = EndOfRecordsIn(block);
    extent_.end += end;
    return end == kLogBlockSize;
  }

  const LogExtent& extent() const { return extent_; }

 private:
  // The offset of the block's first record that cannot be read.
  size_t EndOfRecordsIn(std::string_view block) {
    size_t at = 0;
    while (at < block.size()) {
      if (kLogBlockSize - at < kLogHeaderSize) return block.size();
      if (block.size() - at < kLogHeaderSize) return at;
      uint32_t sum;
      uint16_t length;
      std::memcpy(&sum, block.data() + at, 4);
      std::memcpy(&length, block.data() + at + 4, 2);
      if (kLogHeaderSize + length > block.size() - at) return at;
      // The check sum covers the type byte and the data behind it.
      if (Masked(Crc32c(block.substr(at + 6, 1 + length))) != sum) return at;
      TakeRecord(static_cast<uint8_t>(block[at + 6]),
                 block.substr(at + kLogHeaderSize, length));
      at += kLogHeaderSize + length;
    }
    return block.size();
  }

  void TakeRecord(uint8_t type, std::string_view data) {
    if (type < kFull || type > kLast) return;
    if (type == kFull || type == kFirst) header_.clear();
    header_ += data.substr(0, kWriteHeaderSize - header_.size());
    if (header_.size() < kWriteHeaderSize) return;
    uint64_t sequence;
    uint32_t count;
    std::memcpy(&sequence, header_.data(), 8);
    std::memcpy(&count, header_.data() + 8, 4);
    if (!extent_.first.has_value()) extent_.first = sequence;
    const bool is_whole = type == kFull || type == kLast;
    if (is_whole) extent_.next = sequence + count;
  }

  LogExtent extent_;
  // Of the write whose pieces are coming.
  std::string header_;
};

StatusOr<LogExtent> Scan(const std::string& path,
                         rocksdb::FileSystem* file_system, size_t most_blocks) {
  std::unique_ptr<rocksdb::FSSequentialFile> file;
  MEERKAT_RETURN_IF_ERROR(
      ToStatus(file_system->NewSequentialFile(path, {}, &file, nullptr)));
  std::string buffer(kLogBlockSize, '\0');
  Scanner scanner;
  for (size_t i = 0; i < most_blocks; ++i) {
    rocksdb::Slice block;
    MEERKAT_RETURN_IF_ERROR(ToStatus(
        file->Read(kLogBlockSize, kIo, &block, buffer.data(), nullptr)));
    // Only the last block is short, or the one with the damage.
    if (!scanner.TakeBlock(ToView(block))) break;
  }
  return scanner.extent();
}

}  // namespace

StatusOr<LogExtent> ScanLog(const std::string& path,
                            rocksdb::FileSystem* file_system) {
  return Scan(path, file_system, std::numeric_limits<size_t>::max());
}

StatusOr<LogExtent> ScanLogStart(const std::string& path,
                                 rocksdb::FileSystem* file_system) {
  return Scan(path, file_system, 1);
}

std::vector<std::string> LogNames(const std::string& directory,
                                  rocksdb::FileSystem* file_system) {
  std::vector<std::string> names;
  file_system->GetChildren(directory, kIo, &names, nullptr)
      .PermitUncheckedError();
  std::erase_if(
      names, [](const std::string& name) { return !name.ends_with(".log"); });
  std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  });
  return names;
}

std::optional<LogDamage> FindLogDamage(const std::string& directory,
                                       rocksdb::FileSystem* file_system) {
  for (const std::string& name : LogNames(directory, file_system)) {
    const std::string path = directory + "/" + name;
    uint64_t size = 0;
    file_system->GetFileSize(path, kIo, &size, nullptr).PermitUncheckedError();
    const LogExtent extent = ScanLog(path, file_system).value_or(LogExtent());
    if (extent.end < size) return LogDamage{path, extent.end};
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
