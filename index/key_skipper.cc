// SkipNext of key_decoder.h: where a value ends, and nothing else.
#include "index/key_decoder.h"
#include "index/key_reader.h"
#include "index/number_decoding.h"

namespace meerkat::index {
namespace {

constexpr size_t kObjectIdSize = sizeof(ObjectId::bytes);
constexpr size_t kSizeOfSize = sizeof(uint32_t);

void SkipValue(KeyReader& reader, uint8_t leading_byte, int depth);

void SkipDocument(KeyReader& reader, int depth) {
  if (depth == kMaxNestingDepth) return reader.Fail();
  while (const uint8_t bracket = reader.ReadByte()) {
    reader.SkipToZero();
    const bool has_own_byte = bracket == kNumberByte || bracket == kFalseByte;
    SkipValue(reader, has_own_byte ? reader.ReadByte() : bracket, depth + 1);
  }
}

void SkipArray(KeyReader& reader, int depth) {
  if (depth == kMaxNestingDepth) return reader.Fail();
  while (const uint8_t leading_byte = reader.ReadByte()) {
    SkipValue(reader, leading_byte, depth + 1);
  }
}

// Passes a size and as many bytes, and `more` besides.
void SkipSized(KeyReader& reader, size_t more) {
  const uint64_t size = reader.ReadBigEndian(kSizeOfSize);
  reader.SkipBytes(size + more);
}

// Passes what follows the leading byte.
void SkipValue(KeyReader& reader, uint8_t leading_byte, int depth) {
  if (IsNumber(leading_byte)) return SkipNumber(reader, leading_byte);
  switch (leading_byte) {
    case kMinKeyByte:
    case kUndefinedByte:
    case kNullByte:
    case kFalseByte:
    case kTrueByte:
    case kMaxKeyByte:
      return;
    case kStringByte:
    case kCodeByte:
      return reader.SkipToZero();
    case kDocumentByte:
      return SkipDocument(reader, depth);
    case kArrayByte:
      return SkipArray(reader, depth);
    case kBinaryByte:
      return SkipSized(reader, 1);
    case kObjectIdByte:
      return reader.SkipBytes(kObjectIdSize);
    case kDateByte:
    case kTimestampByte:
      return reader.SkipBytes(8);
    case kRegexByte:
      reader.SkipToZero();
      return reader.SkipToZero();
    case kDbPointerByte:
      return SkipSized(reader, kObjectIdSize);
    case kCodeWithScopeByte:
      reader.SkipToZero();
      return SkipDocument(reader, depth);
    default:
      return reader.Fail();
  }
}

}  // namespace

StatusOr<size_t> SkipNext(std::string_view key, Direction direction) {
  KeyReader reader(key, direction);
  SkipValue(reader, reader.ReadByte(), 0);
  if (!reader.ok()) return reader.error();
  return reader.position();
}

}  // namespace meerkat::index
