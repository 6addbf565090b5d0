#include "storage/kv/marker.h"

#include <rocksdb/file_system.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <tuple>

#include "storage/kv/rocksdb_types.h"
#include "storage/status_macros.h"

namespace meerkat::storage::kv {

namespace {

constexpr size_t kSlotSize = 40;
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

constexpr size_t kSumOffset = 32;

std::array<char, kSlotSize> EncodeSlot(const DurableState& state) {
  std::array<char, kSlotSize> slot;
  std::memcpy(slot.data(), kMagic, kMagicSize);
  std::memcpy(slot.data() + 8, &state.sequence, 8);
  std::memcpy(slot.data() + 16, &state.manifest_number, 8);
  std::memcpy(slot.data() + 24, &state.manifest_size, 8);
  const uint64_t sum = CheckSum({slot.data(), kSumOffset});
  std::memcpy(slot.data() + kSumOffset, &sum, 8);
  return slot;
}

// Nothing for a slot that was never written or is damaged.
DurableState DecodeSlot(std::string_view slot) {
  if (slot.size() < kSlotSize || !slot.starts_with(kMagic)) return {};
  DurableState state;
  uint64_t sum;
  std::memcpy(&state.sequence, slot.data() + 8, 8);
  std::memcpy(&state.manifest_number, slot.data() + 16, 8);
  std::memcpy(&state.manifest_size, slot.data() + 24, 8);
  std::memcpy(&sum, slot.data() + kSumOffset, 8);
  if (sum != CheckSum(slot.substr(0, kSumOffset))) return {};
  return state;
}

}  // namespace

StatusOr<DurableState> Marker::Read(const std::string& path,
                                    rocksdb::FileSystem* file_system) {
  const auto exists = file_system->FileExists(path, kIo, nullptr);
  if (exists.IsNotFound()) return DurableState();
  MEERKAT_RETURN_IF_ERROR(ToStatus(exists));
  std::string text;
  MEERKAT_RETURN_IF_ERROR(
      ToStatus(rocksdb::ReadFileToString(file_system, path, &text)));
  const std::string_view slots = text;
  const std::string_view second =
      slots.size() > kSlotSize ? slots.substr(kSlotSize) : std::string_view();
  // All of it only rises, so the greater slot is the later one.
  return std::max(DecodeSlot(slots), DecodeSlot(second));
}

StatusOr<std::unique_ptr<Marker>> Marker::Open(
    const std::string& path, const DurableState& state,
    rocksdb::FileSystem* file_system) {
  if (file_system->FileExists(path, kIo, nullptr).IsNotFound()) {
    std::unique_ptr<rocksdb::FSWritableFile> made;
    MEERKAT_RETURN_IF_ERROR(
        ToStatus(file_system->NewWritableFile(path, {}, &made, nullptr)));
    MEERKAT_RETURN_IF_ERROR(ToStatus(made->Close(kIo, nullptr)));
  }
  std::unique_ptr<rocksdb::FSRandomRWFile> file;
  MEERKAT_RETURN_IF_ERROR(
      ToStatus(file_system->NewRandomRWFile(path, {}, &file, nullptr)));
  return std::unique_ptr<Marker>(new Marker(std::move(file), state));
}

Marker::Marker(std::unique_ptr<rocksdb::FSRandomRWFile> file,
               const DurableState& state)
    : file_(std::move(file)), state_(state) {}

Marker::~Marker() { file_->Close(kIo, nullptr).PermitUncheckedError(); }

Status Marker::Advance(uint64_t sequence) {
  absl::MutexLock lock(&mutex_);
  DurableState state = state_;
  state.sequence = std::max(state.sequence, sequence);
  return Write(state);
}

Status Marker::AdvanceManifest(uint64_t number, uint64_t size) {
  absl::MutexLock lock(&mutex_);
  DurableState state = state_;
  std::tie(state.manifest_number, state.manifest_size) =
      std::max(std::tuple(state.manifest_number, state.manifest_size),
               std::tuple(number, size));
  return Write(state);
}

Status Marker::Write(const DurableState& state) {
  if (state == state_) return absl::OkStatus();
  const std::array<char, kSlotSize> slot = EncodeSlot(state);
  MEERKAT_RETURN_IF_ERROR(ToStatus(
      file_->Write(next_slot_ * kSlotSize,
                   rocksdb::Slice(slot.data(), slot.size()), kIo, nullptr)));
  state_ = state;
  next_slot_ = 1 - next_slot_;
  return absl::OkStatus();
}

Status Marker::Sync() { return ToStatus(file_->Sync(kIo, nullptr)); }

}  // namespace meerkat::storage::kv
