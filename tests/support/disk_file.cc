#include "tests/support/disk_file.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace meerkat::testing {
namespace {

uint64_t Pick(std::mt19937_64& random, uint64_t low, uint64_t high) {
  return std::uniform_int_distribution<uint64_t>(low, high)(random);
}

std::string Garbage(std::mt19937_64& random, size_t size) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

// How much of a tail survives: all, nothing, or up to anywhere.
uint64_t PickCut(std::mt19937_64& random, uint64_t start, uint64_t end) {
  switch (Pick(random, 0, 3)) {
    case 0:
      return start;
    case 1:
      return end;
    default:
      return Pick(random, start, end);
  }
}

}  // namespace

StatusOr<std::shared_ptr<DiskFile>> DiskFile::Open(const std::string& path) {
  StatusOr<PosixFile> file = PosixFile::OpenForWriting(path);
  if (!file.ok()) return file.status();
  StatusOr<uint64_t> size = file->Size();
  if (!size.ok()) return size.status();
  return std::shared_ptr<DiskFile>(new DiskFile(path, *std::move(file), *size));
}

DiskFile::DiskFile(std::string path, PosixFile file, uint64_t size)
    : path_(std::move(path)),
      file_(std::move(file)),
      size_(size),
      synced_size_(size) {}

DiskFile::~DiskFile() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

Status DiskFile::Write(uint64_t offset, std::string_view data) {
  Status status = Remember(offset, data.size(), /*is_truncate=*/false);
  if (!status.ok()) return status;
  return WriteRaw(offset, data);
}

Status DiskFile::Truncate(uint64_t size) {
  if (size < size_) {
    Status status = Remember(size, size_ - size, /*is_truncate=*/true);
    if (!status.ok()) return status;
  }
  Status status = file_.Truncate(size);
  if (status.ok()) size_ = size;
  return status;
}

void DiskFile::Sync() {
  synced_size_ = size_;
  overwrites_.clear();
}

void DiskFile::FailSync() {
  if (size_ > synced_size_) forgotten_.emplace_back(synced_size_, size_);
}

Status DiskFile::LosePower(std::mt19937_64& random) {
  StatusOr<uint64_t> tail = UndoOverwrites(random);
  if (!tail.ok()) return tail.status();
  Status status = DropForgotten();
  if (status.ok()) status = DamageTail(*tail, random);
  Sync();
  forgotten_.clear();
  return status;
}

Status DiskFile::Remember(uint64_t offset, uint64_t size, bool is_truncate) {
  if (offset >= synced_size_) return absl::OkStatus();
  uint64_t end = std::min(offset + size, size_);
  std::string before(end > offset ? end - offset : 0, '\0');
  StatusOr<size_t> read = file_.Read(offset, before);
  if (!read.ok()) return read.status();
  overwrites_.push_back({offset, std::move(before), is_truncate});
  return absl::OkStatus();
}

StatusOr<uint64_t> DiskFile::UndoOverwrites(std::mt19937_64& random) {
  size_t kept = Pick(random, 0, overwrites_.size());
  while (overwrites_.size() > kept) {
    const Overwrite& last = overwrites_.back();
    Status status = WriteRaw(last.offset, last.before);
    if (!status.ok()) return status;
    overwrites_.pop_back();
  }
  uint64_t tail = synced_size_;
  for (const Overwrite& overwrite : overwrites_) {
    if (overwrite.is_truncate) tail = std::min(tail, overwrite.offset);
  }
  return tail;
}

Status DiskFile::DamageTail(uint64_t start, std::mt19937_64& random) {
  if (start >= size_) return absl::OkStatus();
  uint64_t cut = PickCut(random, start, size_);
  uint64_t lost = size_ - cut;
  switch (Pick(random, 0, 3)) {
    case 0:
      return Truncate(cut);
    case 1:
      return WriteRaw(cut, std::string(lost, '\0'));
    case 2:
      return WriteRaw(cut, Garbage(random, lost));
    default:
      return WriteRaw(cut, std::string(Pick(random, 0, lost), '\0'));
  }
}

Status DiskFile::DropForgotten() {
  for (auto [start, end] : forgotten_) {
    end = std::min(end, size_);
    if (start >= end) continue;
    Status status = WriteRaw(start, std::string(end - start, '\0'));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

Status DiskFile::WriteRaw(uint64_t offset, std::string_view data) {
  Status status = file_.Write(offset, data);
  if (status.ok()) size_ = std::max(size_, offset + data.size());
  return status;
}

}  // namespace meerkat::testing
