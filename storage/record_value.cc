#include "storage/record_value.h"

#include <cstring>

namespace meerkat::storage {

namespace {

constexpr size_t kSmallestDocument = 5;

Status Damaged() {
  return MakeError(ErrorCode::kDataCorruptionDetected,
                   "a stored record is damaged");
}

// Checks what a walk over the document relies on first: that its own length
// is what is there.
StatusOr<RecordValue> WithDocument(uint64_t sequence, std::string_view bytes) {
  if (bytes.size() < kSmallestDocument) return Damaged();
  uint32_t size;
  std::memcpy(&size, bytes.data(), sizeof(size));
  if (size != bytes.size()) return Damaged();
  return RecordValue{sequence, DocumentView::FromTrusted(bytes.data())};
}

}  // namespace

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

StatusOr<RecordValue> ReadMainValue(std::string_view value) {
  if (value.empty() || value[0] != kOneDocument) return Damaged();
  uint64_t sequence = 0;
  size_t at = 1;
  for (int shift = 0; at < value.size() && shift < 64; shift += 7) {
    const uint8_t byte = static_cast<uint8_t>(value[at++]);
    sequence |= uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) return WithDocument(sequence, value.substr(at));
  }
  return Damaged();
}

StatusOr<RecordValue> ReadOverflowValue(std::string_view value) {
  if (value.empty() || value[0] != kOneDocument) return Damaged();
  return WithDocument(0, value.substr(1));
}

}  // namespace meerkat::storage
