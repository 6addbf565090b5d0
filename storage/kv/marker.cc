#include "storage/kv/marker.h"

#include <rocksdb/file_system.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "storage/kv/rocksdb_types.h"
#include "storage/status_macros.h"

namespace meerkat::storage::kv {

namespace {

constexpr size_t kSlotSize = 24;
constexpr char kMagic[] = "MKTMARK1";
constexpr size_t kMagicSize = sizeof(kMagic) - 1;

const rocksdb::IOOptions kIo;

// FNV-1a: the slot is small, and what it guards against is a torn write.
uint64_t CheckSum(std::string_view bytes) {
  uint64_t sum = 14695981039346656037u;
  for (const char byte : bytes) {
    sum = (sum ^ static_cast<uint8_t>(byte)) * 1099511628211u;
  }
  return sum;
}

std::array<char, kSlotSize> EncodeSlot(uint64_t sequence) {
  std::array<char, kSlotSize> slot;
  std::memcpy(slot.data(), kMagic, kMagicSize);
  std::memcpy(slot.data() + 8, &sequence, 8);
  const uint64_t sum = CheckSum({slot.data(), 16});
  std::memcpy(slot.data() + 16, &sum, 8);
  return slot;
}

// 0 for a slot that was never written or is damaged.
uint64_t DecodeSlot(std::string_view slot) {
  if (slot.size() < kSlotSize || !slot.starts_with(kMagic)) return 0;
  uint64_t sequence;
  uint64_t sum;
  std::memcpy(&sequence, slot.data() + 8, 8);
  std::memcpy(&sum, slot.data() + 16, 8);
  return sum == CheckSum(slot.substr(0, 16)) ? sequence : 0;
}

}  // namespace

StatusOr<uint64_t> Marker::Read(const std::string& path,
                                rocksdb::FileSystem* file_system) {
  const auto exists = file_system->FileExists(path, kIo, nullptr);
  if (exists.IsNotFound()) return 0;
  MEERKAT_RETURN_IF_ERROR(ToStatus(exists));
  std::string text;
  MEERKAT_RETURN_IF_ERROR(ToStatus(
      rocksdb::ReadFileToString(file_system, path, &text)));
  const std::string_view slots = text;
  const std::string_view second =
      slots.size() > kSlotSize ? slots.substr(kSlotSize) : std::string_view();
  return std::max(DecodeSlot(slots), DecodeSlot(second));
}

StatusOr<std::unique_ptr<Marker>> Marker::Open(
    const std::string& path, uint64_t sequence,
    rocksdb::FileSystem* file_system) {
  if (file_system->FileExists(path, kIo, nullptr).IsNotFound()) {
    std::unique_ptr<rocksdb::FSWritableFile> made;
    MEERKAT_RETURN_IF_ERROR(ToStatus(
        file_system->NewWritableFile(path, {}, &made, nullptr)));
    MEERKAT_RETURN_IF_ERROR(ToStatus(made->Close(kIo, nullptr)));
  }
  std::unique_ptr<rocksdb::FSRandomRWFile> file;
  MEERKAT_RETURN_IF_ERROR(
      ToStatus(file_system->NewRandomRWFile(path, {}, &file, nullptr)));
  return std::unique_ptr<Marker>(new Marker(std::move(file), sequence));
}

Marker::Marker(std::unique_ptr<rocksdb::FSRandomRWFile> file,
               uint64_t sequence)
    : file_(std::move(file)), sequence_(sequence) {}

Marker::~Marker() { file_->Close(kIo, nullptr).PermitUncheckedError(); }

Status Marker::Advance(uint64_t sequence) {
  absl::MutexLock lock(&mutex_);
  if (sequence <= sequence_) return absl::OkStatus();
  const std::array<char, kSlotSize> slot = EncodeSlot(sequence);
  MEERKAT_RETURN_IF_ERROR(ToStatus(
      file_->Write(next_slot_ * kSlotSize,
                   rocksdb::Slice(slot.data(), slot.size()), kIo, nullptr)));
  sequence_ = sequence;
  next_slot_ = 1 - next_slot_;
  return absl::OkStatus();
}

Status Marker::Sync() { return ToStatus(file_->Sync(kIo, nullptr)); }

}  // namespace meerkat::storage::kv
