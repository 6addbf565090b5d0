// The value of a record: a byte that says what it is, in the main run the
// sequence number, and the document. FORMAT.md describes it.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <cstring>
#include <string_view>

namespace meerkat::storage {

// The first byte of a record's value. Others are free for values that hold
// several documents.
inline constexpr char kOneDocument = 0x01;

// What comes before the document: at most a byte and a number of ten bytes.
struct RecordHead {
  char bytes[11];
  size_t size;

  std::string_view view() const { return {bytes, size}; }
};

RecordHead MainHead(uint64_t sequence);
RecordHead OverflowHead();

struct RecordValue {
  uint64_t sequence = 0;
  DocumentView document;
};

// Error 301 DataCorruptionDetected.
Status DamagedRecord();

// What follows takes a stored value apart; the errors are DamagedRecord(). A
// scan does it for each document, so it stands here.

// Checks what a walk over the document relies on first: that its own length
// is what is there.
inline StatusOr<RecordValue> WithDocument(uint64_t sequence,
                                          std::string_view bytes) {
  constexpr size_t kSmallestDocument = 5;
  if (bytes.size() < kSmallestDocument) return DamagedRecord();
  uint32_t size;
  std::memcpy(&size, bytes.data(), sizeof(size));
  if (size != bytes.size()) return DamagedRecord();
  return RecordValue{sequence, DocumentView::FromTrusted(bytes.data())};
}

inline StatusOr<RecordValue> ReadMainValue(std::string_view value) {
  if (value.empty() || value[0] != kOneDocument) return DamagedRecord();
  uint64_t sequence = 0;
  size_t at = 1;
  for (int shift = 0; at < value.size() && shift < 64; shift += 7) {
    const uint8_t byte = static_cast<uint8_t>(value[at++]);
    sequence |= uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) return WithDocument(sequence, value.substr(at));
  }
  return DamagedRecord();
}

inline StatusOr<RecordValue> ReadOverflowValue(std::string_view value) {
  if (value.empty() || value[0] != kOneDocument) return DamagedRecord();
  return WithDocument(0, value.substr(1));
}

}  // namespace meerkat::storage
