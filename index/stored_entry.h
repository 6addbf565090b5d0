// Entries of an index as they are stored.
//
//            key                                value
//   usual    index id, fields, locator          locator size, type bits
//   unique   index id, fields                   locator size, locator, type
//   bits
//
// `fields` are the encoded values of the document (key_encoder.h), the locator
// says where it lies (storage/record_locator.h), the size is a base-128 number
// and tells where the fields of the usual form end.
//
// While an index is being built, changes are kept in its log, which is carried
// out later. Of two changes to the same fields and locator the last counts:
//
//   log      log id, fields, locator            01 (put) or 00 (remove), then
//                                               the value of the usual form
#pragma once

#include <meerkat/status.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace meerkat::index {

// Whether an entry's fields alone are its key.
enum class EntryForm : uint8_t { kUsual, kUnique };

// An entry taken apart.
struct StoredEntry {
  std::string_view fields;
  std::string_view locator;
  std::string_view type_bits;
};

inline constexpr size_t kIndexIdSize = 4;

// What a log says of an entry.
inline constexpr char kLogRemove = 0;
inline constexpr char kLogPut = 1;

// What the keys of an index, or of a log, begin with.
std::string EntryPrefix(uint32_t id);

// Appends the key of an entry to its prefix.
void AppendEntryKey(std::string& key, EntryForm form, const StoredEntry& entry);
void AppendEntryValue(std::string& value, EntryForm form,
                      const StoredEntry& entry);

// `key` without its prefix. Views of both. Error 301 DataCorruptionDetected.
StatusOr<StoredEntry> ReadEntry(EntryForm form, std::string_view key,
                                std::string_view value);

}  // namespace meerkat::index
