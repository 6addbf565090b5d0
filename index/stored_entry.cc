#include "index/stored_entry.h"

#include "storage/record_key.h"

namespace meerkat::index {

namespace {

Status Damaged() {
  return MakeError(ErrorCode::kDataCorruptionDetected,
                   "an entry of an index is damaged");
}

constexpr uint8_t kMore = 0x80;
constexpr int kBits = 7;
// A locator is shorter than a key, so three bytes are plenty.
constexpr int kMaxSizeBytes = 5;

void AppendSize(std::string& out, size_t size) {
  for (; size >= kMore; size >>= kBits) {
    out.push_back(static_cast<char>(size | kMore));
  }
  out.push_back(static_cast<char>(size));
}

// Takes a size off `bytes`; false when there is none.
bool TakeSize(std::string_view& bytes, size_t& size) {
  size = 0;
  for (int i = 0; i < kMaxSizeBytes && !bytes.empty(); ++i) {
    const auto byte = static_cast<uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    size |= static_cast<size_t>(byte & ~kMore) << (kBits * i);
    if ((byte & kMore) == 0) return true;
  }
  return false;
}

}  // namespace

std::string EntryPrefix(uint32_t id) {
  std::string prefix;
  storage::AppendBigEndian32(prefix, id);
  return prefix;
}

void AppendEntryKey(std::string& key, EntryForm form,
                    const StoredEntry& entry) {
  key.append(entry.fields);
  if (form == EntryForm::kUsual) key.append(entry.locator);
}

void AppendEntryValue(std::string& value, EntryForm form,
                      const StoredEntry& entry) {
  AppendSize(value, entry.locator.size());
  if (form == EntryForm::kUnique) value.append(entry.locator);
  value.append(entry.type_bits);
}

StatusOr<StoredEntry> ReadEntry(EntryForm form, std::string_view key,
                                std::string_view value) {
  size_t size;
  if (!TakeSize(value, size)) return Damaged();
  const std::string_view holder = form == EntryForm::kUnique ? value : key;
  if (size > holder.size()) return Damaged();
  if (form == EntryForm::kUnique) {
    return StoredEntry{key, value.substr(0, size), value.substr(size)};
  }
  const size_t fields = key.size() - size;
  return StoredEntry{key.substr(0, fields), key.substr(fields), value};
}

}  // namespace meerkat::index
