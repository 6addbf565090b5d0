#include "storage/record_counts.h"

#include <cstring>
#include <functional>
#include <string_view>
#include <thread>

#include "storage/record_key.h"
#include "storage/status_macros.h"

namespace meerkat::storage {

namespace {

constexpr size_t kStoredSize = 24;

std::array<char, kStoredSize> Encode(const Counts& counts) {
  std::array<char, kStoredSize> stored;
  std::memcpy(stored.data(), &counts.documents, 8);
  std::memcpy(stored.data() + 8, &counts.bytes, 8);
  std::memcpy(stored.data() + 16, &counts.overflow_documents, 8);
  return stored;
}

template <size_t kSize>
std::string_view View(const std::array<char, kSize>& bytes) {
  return {bytes.data(), kSize};
}

Status Damaged() {
  return MakeError(ErrorCode::kDataCorruptionDetected,
                   "the stored counts of a collection are damaged");
}

StatusOr<Counts> Decode(std::string_view stored) {
  if (stored.size() != kStoredSize) return Damaged();
  Counts counts;
  std::memcpy(&counts.documents, stored.data(), 8);
  std::memcpy(&counts.bytes, stored.data() + 8, 8);
  std::memcpy(&counts.overflow_documents, stored.data() + 16, 8);
  return counts;
}

// The counts of one stripe, all zero when nothing is stored.
StatusOr<Counts> ReadStripe(const kv::Store& store, std::string_view key,
                            const kv::Snapshot& snapshot) {
  StatusOr<Counts> counts = Counts{};
  MEERKAT_RETURN_IF_ERROR(
      store
          .Get(kv::Keyspace::kCatalog, key, &snapshot,
               [&](std::string_view stored) { counts = Decode(stored); })
          .status());
  return counts;
}

}  // namespace

Counts& Counts::operator+=(const Counts& other) {
  documents += other.documents;
  bytes += other.bytes;
  overflow_documents += other.overflow_documents;
  return *this;
}

RecordCounts::Key RecordCounts::KeyOf(int stripe) const {
  Key key = {kFirstKey[0]};
  StoreBigEndian32(&key[1], collection_);
  key[5] = static_cast<char>(stripe);
  return key;
}

kv::Cursor RecordCounts::Stored(const kv::Store& store) {
  kv::Cursor stored =
      store.NewCursor(kv::Keyspace::kCatalog, {.lower = kFirstKey});
  stored.SeekToFirst();
  return stored;
}

Status RecordCounts::Load(kv::Cursor& stored) {
  const Key first = KeyOf(0);
  const std::string_view prefix = View(first).substr(0, first.size() - 1);
  for (; stored.Valid(); stored.Next()) {
    const std::string_view key = stored.key();
    if (!key.starts_with(prefix)) {
      if (key > prefix) break;
      continue;
    }
    const size_t stripe = static_cast<uint8_t>(key.back());
    if (key.size() != first.size() || stripe >= kStripes) return Damaged();
    MEERKAT_ASSIGN_OR_RETURN(const Counts counts, Decode(stored.value()));
    stripes_[stripe].counts = counts;
    stripes_[stripe].is_stored = true;
    documents_ += counts.documents;
    bytes_ += counts.bytes;
    overflow_documents_ += counts.overflow_documents;
  }
  return stored.status();
}

Counts RecordCounts::Total() const {
  return {documents_.load(), bytes_.load(), overflow_documents_.load()};
}

StatusOr<Counts> RecordCounts::TotalAt(const kv::Store& store,
                                       const kv::Snapshot& snapshot) const {
  Counts total;
  for (int i = 0; i < kStripes; ++i) {
    MEERKAT_ASSIGN_OR_RETURN(const Counts counts,
                             ReadStripe(store, View(KeyOf(i)), snapshot));
    total += counts;
  }
  return total;
}

int RecordCounts::TakeStripe() {
  // A thread tends to come back to its own stripe.
  const size_t first = std::hash<std::thread::id>()(std::this_thread::get_id());
  for (int i = 0; i < kStripes; ++i) {
    const int stripe = static_cast<int>((first + i) % kStripes);
    if (stripes_[stripe].mutex.TryLock()) return stripe;
  }
  const int stripe = static_cast<int>(first % kStripes);
  stripes_[stripe].mutex.Lock();
  return stripe;
}

int RecordCounts::Prepare(const Counts& change, bool in_memory,
                          kv::WriteBatch& batch) {
  const int stripe = TakeStripe();
  if (!in_memory) {
    Counts after = stripes_[stripe].counts;
    after += change;
    stripes_[stripe].is_stored = true;
    batch.Put(kv::Keyspace::kCatalog, View(KeyOf(stripe)), View(Encode(after)));
  }
  return stripe;
}

void RecordCounts::Settle(int stripe, const Counts& change,
                          bool committed) ABSL_NO_THREAD_SAFETY_ANALYSIS {
  if (committed) {
    stripes_[stripe].counts += change;
    documents_ += change.documents;
    bytes_ += change.bytes;
    overflow_documents_ += change.overflow_documents;
  }
  stripes_[stripe].mutex.Unlock();
}

void RecordCounts::Remove(kv::WriteBatch& batch) const {
  for (int i = 0; i < kStripes; ++i) {
    if (!stripes_[i].is_stored) continue;
    batch.Delete(kv::Keyspace::kCatalog, View(KeyOf(i)));
  }
}

}  // namespace meerkat::storage
