#include "storage/kv/space_guard.h"

#include <fmt/format.h>
#include <rocksdb/file_system.h>

#include <algorithm>
#include <utility>

namespace meerkat::storage::kv {

namespace {

constexpr uint64_t kReserve = uint64_t{10} << 20;
constexpr int64_t kLargestAllowance = int64_t{1} << 20;

const rocksdb::IOOptions kIo;

}  // namespace

SpaceGuard::SpaceGuard(rocksdb::FileSystem* files, std::string directory,
                       std::function<uint64_t()> unwritten)
    : files_(files),
      directory_(std::move(directory)),
      unwritten_(std::move(unwritten)) {}

Status SpaceGuard::Request(size_t bytes) {
  const auto wanted = static_cast<int64_t>(bytes);
  if (allowance_.fetch_sub(wanted, std::memory_order_relaxed) >= wanted) {
    return absl::OkStatus();
  }
  return Look(bytes);
}

Status SpaceGuard::Look(size_t bytes) {
  uint64_t free = 0;
  const auto asked = files_->GetFreeSpace(directory_, kIo, &free, nullptr);
  // A file system that cannot tell fails the write itself when it is full.
  if (!asked.ok()) return absl::OkStatus();
  const uint64_t needed = kReserve + unwritten_() + bytes;
  if (free < needed) {
    allowance_ = 0;
    return MakeError(
        ErrorCode::kOutOfDiskSpace,
        fmt::format("the disk of '{}' is full: of {} free bytes all are kept "
                    "for deleting and for what is still to be written out",
                    directory_, free));
  }
  allowance_ =
      std::min(static_cast<int64_t>((free - needed) / 2), kLargestAllowance);
  return absl::OkStatus();
}

}  // namespace meerkat::storage::kv
