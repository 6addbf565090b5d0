#include "index/bulk_load.h"

#include <algorithm>
#include <utility>

#include "storage/kv/cursor.h"
#include "storage/kv/write_batch.h"
#include "storage/status_macros.h"

namespace meerkat::index {

using storage::kv::Durability;
using storage::kv::Keyspace;
using storage::kv::Store;
using storage::kv::WriteBatch;

namespace {

constexpr size_t kBatchSize = size_t{1} << 20;

uint64_t PrefixOf(std::string_view bytes) {
  uint64_t prefix = 0;
  for (size_t i = 0; i < sizeof(prefix); ++i) {
    const auto byte =
        i < bytes.size() ? static_cast<uint8_t>(bytes[i]) : uint8_t{0};
    prefix = prefix << 8 | byte;
  }
  return prefix;
}

// Details are for who knows the collection's name.
Status TwoDocuments() {
  return MakeError(ErrorCode::kDuplicateKey,
                   "two documents have one key of a unique index");
}

// Writes changes to one index, a batch at a time.
class Output {
 public:
  Output(Store& store, const Index& index)
      : store_(store), index_(index), batch_(store.NewBatch()) {}

  Status Put(const StoredEntry& entry) {
    StartKey();
    AppendEntryKey(key_, index_.form(), entry);
    value_.clear();
    AppendEntryValue(value_, index_.form(), entry);
    batch_.Put(Keyspace::kIndex, key_, value_);
    return batch_.size() < kBatchSize ? absl::OkStatus() : Flush();
  }

  Status Remove(const StoredEntry& entry) {
    StartKey();
    AppendEntryKey(key_, index_.form(), entry);
    batch_.Delete(Keyspace::kIndex, key_);
    return batch_.size() < kBatchSize ? absl::OkStatus() : Flush();
  }

  Status Flush() {
    if (batch_.empty()) return absl::OkStatus();
    Status written = store_.Write(batch_, Durability::kProcess);
    batch_.Clear();
    return written;
  }

 private:
  void StartKey() { key_ = EntryPrefix(index_.info.id); }

  Store& store_;
  const Index& index_;
  WriteBatch batch_;
  std::string key_;
  std::string value_;
};

// The locator that a unique index has for these fields; none when it has none.
StatusOr<std::optional<std::string>> HolderOf(Store& store, const Index& index,
                                              std::string_view fields) {
  std::optional<std::string> holder;
  Status status;
  const auto read = [&](std::string_view value) {
    const StatusOr<StoredEntry> entry =
        ReadEntry(EntryForm::kUnique, fields, value);
    status = entry.status();
    if (entry.ok()) holder = std::string(entry->locator);
  };
  const std::string key = EntryPrefix(index.info.id).append(fields);
  MEERKAT_RETURN_IF_ERROR(
      store.Get(Keyspace::kIndex, key, nullptr, read).status());
  MEERKAT_RETURN_IF_ERROR(status);
  return holder;
}

}  // namespace

BulkLoad::BulkLoad(Store* store, const Index* index, size_t memory)
    : store_(store), index_(index), memory_(memory) {}

std::string_view BulkLoad::Fields(const Entry& entry) const {
  return {arena_.data() + entry.offset, entry.fields_size};
}

std::string_view BulkLoad::WholeKey(const Entry& entry) const {
  return {arena_.data() + entry.offset,
          size_t{entry.fields_size} + entry.locator_size};
}

StoredEntry BulkLoad::Stored(const Entry& entry) const {
  const char* fields = arena_.data() + entry.offset;
  const char* locator = fields + entry.fields_size;
  return {{fields, entry.fields_size},
          {locator, entry.locator_size},
          {locator + entry.locator_size, entry.bits_size}};
}

bool BulkLoad::Before(const Entry& a, const Entry& b) const {
  if (a.prefix != b.prefix) return a.prefix < b.prefix;
  return WholeKey(a) < WholeKey(b);
}

Status BulkLoad::Add(const KeySet& keys, std::string_view locator) {
  for (const IndexKey& key : keys) {
    entries_.push_back({PrefixOf(key.key), arena_.size(),
                        static_cast<uint32_t>(key.key.size()),
                        static_cast<uint32_t>(locator.size()),
                        static_cast<uint32_t>(key.type_bits.size())});
    arena_.append(key.key).append(locator).append(key.type_bits);
  }
  const size_t used = arena_.size() + entries_.size() * sizeof(Entry);
  return used < memory_ ? absl::OkStatus() : Flush();
}

Status BulkLoad::Finish() { return Flush(); }

Status BulkLoad::Flush() {
  std::ranges::sort(entries_, [this](const Entry& a, const Entry& b) {
    return Before(a, b);
  });
  Output output(*store_, *index_);
  const Entry* previous = nullptr;
  for (const Entry& entry : entries_) {
    if (index_->spec.unique) {
      MEERKAT_RETURN_IF_ERROR(CheckUnique(entry, previous));
    }
    MEERKAT_RETURN_IF_ERROR(output.Put(Stored(entry)));
    previous = &entry;
  }
  entries_.clear();
  arena_.clear();
  has_runs_ = true;
  return output.Flush();
}

Status BulkLoad::CheckUnique(const Entry& entry, const Entry* previous) {
  if (previous != nullptr && Fields(*previous) == Fields(entry)) {
    return Duplicate(entry);
  }
  if (!has_runs_) return absl::OkStatus();
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<std::string> holder,
                           HolderOf(*store_, *index_, Fields(entry)));
  return holder.has_value() ? Duplicate(entry) : absl::OkStatus();
}

Status BulkLoad::Duplicate(const Entry& entry) {
  const StoredEntry stored = Stored(entry);
  duplicate_ = DuplicateKey{index_, std::string(stored.fields),
                            std::string(stored.type_bits)};
  return TwoDocuments();
}

namespace {

// An entry of a log.
struct LogEntry {
  bool is_put = false;
  std::string fields;
  std::string locator;
  std::string type_bits;
};

StatusOr<LogEntry> ReadLogEntry(std::string_view key, std::string_view value) {
  const std::string_view kind = value.substr(0, 1);
  MEERKAT_ASSIGN_OR_RETURN(
      const StoredEntry entry,
      ReadEntry(EntryForm::kUsual, key.substr(kIndexIdSize),
                value.substr(kind.size())));
  return LogEntry{kind == std::string_view(&kLogPut, 1),
                  std::string(entry.fields), std::string(entry.locator),
                  std::string(entry.type_bits)};
}

// Carries out the entries with the same fields, which come in one row: for a
// unique index who has them at the end is what counts.
class UniqueFields {
 public:
  UniqueFields(Store& store, const Index& index, Output& output,
               std::optional<DuplicateKey>& duplicate)
      : store_(store), index_(index), output_(output), duplicate_(duplicate) {}

  Status Add(LogEntry entry) {
    if (!row_.empty() && row_.front().fields != entry.fields) {
      MEERKAT_RETURN_IF_ERROR(Finish());
    }
    row_.push_back(std::move(entry));
    return absl::OkStatus();
  }

  Status Finish() {
    if (row_.empty()) return absl::OkStatus();
    const std::vector<LogEntry> row = std::exchange(row_, {});
    MEERKAT_ASSIGN_OR_RETURN(const std::optional<std::string> holder,
                             HolderOf(store_, index_, row.front().fields));
    bool is_held = holder.has_value();
    const LogEntry* next = nullptr;
    for (const LogEntry& entry : row) {
      if (!entry.is_put && is_held && entry.locator == *holder) is_held = false;
    }
    for (const LogEntry& entry : row) {
      if (!entry.is_put) continue;
      const bool is_holder = is_held && entry.locator == *holder;
      if (next != nullptr || (is_held && !is_holder)) return Duplicate(entry);
      next = &entry;
    }
    if (next != nullptr) {
      return output_.Put({next->fields, next->locator, next->type_bits});
    }
    if (holder.has_value() && !is_held) {
      return output_.Remove({row.front().fields, {}, {}});
    }
    return absl::OkStatus();
  }

 private:
  Status Duplicate(const LogEntry& entry) {
    duplicate_ = DuplicateKey{&index_, entry.fields, entry.type_bits};
    return TwoDocuments();
  }

  Store& store_;
  const Index& index_;
  Output& output_;
  std::optional<DuplicateKey>& duplicate_;
  std::vector<LogEntry> row_;
};

}  // namespace

Status CarryOutLog(Store& store, const Index& index, uint32_t log,
                   const storage::kv::Snapshot& snapshot,
                   absl::FunctionRef<Status()> check,
                   std::optional<DuplicateKey>& duplicate) {
  const std::string begin = EntryPrefix(log);
  const std::string end = EntryPrefix(log + 1);
  storage::kv::Cursor cursor = store.NewCursor(
      Keyspace::kIndex, {.lower = begin, .upper = end, .snapshot = &snapshot});
  Output output(store, index);
  UniqueFields unique(store, index, output, duplicate);
  for (cursor.SeekToFirst(); cursor.Valid(); cursor.Next()) {
    MEERKAT_RETURN_IF_ERROR(check());
    MEERKAT_ASSIGN_OR_RETURN(LogEntry entry,
                             ReadLogEntry(cursor.key(), cursor.value()));
    if (index.spec.unique) {
      MEERKAT_RETURN_IF_ERROR(unique.Add(std::move(entry)));
      continue;
    }
    const StoredEntry stored{entry.fields, entry.locator, entry.type_bits};
    MEERKAT_RETURN_IF_ERROR(entry.is_put ? output.Put(stored)
                                         : output.Remove(stored));
  }
  MEERKAT_RETURN_IF_ERROR(cursor.status());
  MEERKAT_RETURN_IF_ERROR(unique.Finish());
  return output.Flush();
}

}  // namespace meerkat::index
