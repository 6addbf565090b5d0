#include "storage/record_value.h"

namespace meerkat::storage {

RecordHead MainHead(uint64_t sequence) {
  RecordHead head;
  head.bytes[0] = kOneDocument;
  head.size = 1;
  while (sequence >= 0x80) {
    head.bytes[head.size++] = static_cast<char>(sequence | 0x80);
    sequence >>= 7;
  }
  head.bytes[head.size++] = static_cast<char>(sequence);
  return head;
}

RecordHead OverflowHead() {
  RecordHead head;
  head.bytes[0] = kOneDocument;
  head.size = 1;
  return head;
}

Status DamagedRecord() {
  return MakeError(ErrorCode::kDataCorruptionDetected,
                   "a stored record is damaged");
}

}  // namespace meerkat::storage
