// Keys of records: which collection, which run, which document.
// kv/keyspace.h shows the layout.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace meerkat::storage {

// Where a record lies in its collection.
enum class Run : char {
  kMain = 0x01,
  kOverflow = 0x02,
  // _id -> sequence number of a record in the overflow run.
  kOverflowIds = 0x03,
};

// Writes 4 bytes.
inline void StoreBigEndian32(char* out, uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    *out++ = static_cast<char>(number >> shift);
  }
}

inline void AppendBigEndian32(std::string& out, uint32_t number) {
  char bytes[4];
  StoreBigEndian32(bytes, number);
  out.append(bytes, sizeof(bytes));
}

inline void AppendBigEndian64(std::string& out, uint64_t number) {
  AppendBigEndian32(out, static_cast<uint32_t>(number >> 32));
  AppendBigEndian32(out, static_cast<uint32_t>(number));
}

// REQUIRES: 4 bytes.
inline uint32_t ReadBigEndian32(std::string_view bytes) {
  uint32_t number = 0;
  for (const char byte : bytes) {
    number = (number << 8) | static_cast<uint8_t>(byte);
  }
  return number;
}

// REQUIRES: 8 bytes.
inline uint64_t ReadBigEndian64(std::string_view bytes) {
  uint64_t number = 0;
  for (const char byte : bytes) {
    number = (number << 8) | static_cast<uint8_t>(byte);
  }
  return number;
}

// Of a key: collection and run.
inline constexpr size_t kRunPrefixSize = 5;
// Of a sequence number in a key, or in the value of an entry in kOverflowIds.
inline constexpr size_t kSequenceSize = 8;

// The key in `run` that ends in `suffix`.
inline std::string RunKey(uint32_t collection, Run run,
                          std::string_view suffix) {
  char prefix[kRunPrefixSize];
  StoreBigEndian32(prefix, collection);
  prefix[4] = static_cast<char>(run);
  std::string key;
  key.reserve(sizeof(prefix) + suffix.size());
  key.append(prefix, sizeof(prefix)).append(suffix);
  return key;
}

inline std::string RunPrefix(uint32_t collection, Run run) {
  return RunKey(collection, run, {});
}

// The first key behind a run.
inline std::string RunEnd(uint32_t collection, Run run) {
  std::string key = RunPrefix(collection, run);
  ++key.back();
  return key;
}

// `id_key` is an encoded _id.
inline std::string MainKey(uint32_t collection, std::string_view id_key) {
  return RunKey(collection, Run::kMain, id_key);
}

inline std::string OverflowIdKey(uint32_t collection, std::string_view id_key) {
  return RunKey(collection, Run::kOverflowIds, id_key);
}

inline std::string OverflowKey(uint32_t collection, uint64_t sequence) {
  std::string key = RunPrefix(collection, Run::kOverflow);
  AppendBigEndian64(key, sequence);
  return key;
}

}  // namespace meerkat::storage
