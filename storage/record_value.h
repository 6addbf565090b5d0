// The value of a record: a byte that says what it is, in the main run the
// sequence number, and the document. FORMAT.md describes it.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
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

// Takes a stored value apart. Error 301 DataCorruptionDetected when it is none.
StatusOr<RecordValue> ReadMainValue(std::string_view value);
StatusOr<RecordValue> ReadOverflowValue(std::string_view value);

}  // namespace meerkat::storage
