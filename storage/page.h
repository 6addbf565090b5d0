// Page: a stretch of a collection's main run in one piece of memory, record
// after record, as a scan walks over it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace meerkat::storage {

// Immutable once it is in the cache. Its keys are what comes behind the run in
// a key: encoded _ids.
struct Page {
  // All records from `start` to before `end` are in it; an empty `end`: to the
  // end of the run.
  std::string start;
  std::string end;
  // The state that the records were read from: they are current from there on.
  uint64_t known_from = 0;
  // For each record the sizes of key and value, 4 bytes each, key and value.
  std::string records;
  static constexpr size_t kSizes = 2 * sizeof(uint32_t);

  size_t MemoryUsage() const {
    return sizeof(Page) + start.capacity() + end.capacity() +
           records.capacity();
  }

  // Without taking more memory than was reserved; the first always has room.
  bool HasRoomFor(std::string_view key, std::string_view value) const {
    return records.empty() ||
           records.size() + kSizes + key.size() + value.size() <=
               records.capacity();
  }
  void Append(std::string_view key, std::string_view value) {
    const uint32_t sizes[2] = {static_cast<uint32_t>(key.size()),
                               static_cast<uint32_t>(value.size())};
    records.append(reinterpret_cast<const char*>(sizes), sizeof(sizes));
    records.append(key).append(value);
  }
};

// One record of a page.
struct PageRecord {
  std::string_view key;
  std::string_view value;

  // The one at `from`, which is where one begins.
  static PageRecord At(const char* from) {
    uint32_t sizes[2];
    std::memcpy(sizes, from, sizeof(sizes));
    const char* const key = from + sizeof(sizes);
    return {{key, sizes[0]}, {key + sizes[0], sizes[1]}};
  }
  // Where the next one begins.
  const char* end() const { return value.data() + value.size(); }
};

}  // namespace meerkat::storage
