#include "index/payload_decoder.h"

#include <fmt/format.h>

#include <cstring>

#include "index/big_endian.h"
#include "index/key_format.h"
#include "index/key_text.h"
#include "index/number_decoding.h"

namespace meerkat::index {
namespace {

constexpr uint64_t kSignBit = uint64_t{1} << 63;
constexpr size_t kObjectIdSize = sizeof(ObjectId::bytes);
constexpr size_t kSizeOfSize = sizeof(uint32_t);

}  // namespace

Type PayloadDecoder::ReadValue(uint8_t leading_byte, int depth) {
  return IsNumber(leading_byte)
             ? ReadNumber(reader_, leading_byte, bits_, payload_)
             : ReadBody(leading_byte, depth);
}

Type PayloadDecoder::ReadBody(uint8_t leading_byte, int depth) {
  switch (leading_byte) {
    case kMinKeyByte:
      return Type::kMinKey;
    case kUndefinedByte:
      return Type::kUndefined;
    case kNullByte:
      return Type::kNull;
    case kStringByte:
      ReadText();
      return bits_.Read(1) == 0 ? Type::kString : Type::kSymbol;
    case kDocumentByte:
      ReadDocument(depth);
      return Type::kDocument;
    case kArrayByte:
      ReadArray(depth);
      return Type::kArray;
    case kBinaryByte:
      ReadBinary();
      return Type::kBinary;
    case kObjectIdByte:
      reader_.ReadBytes(kObjectIdSize, payload_);
      return Type::kObjectId;
    case kFalseByte:
    case kTrueByte:
      payload_.push_back(leading_byte == kTrueByte ? 1 : 0);
      return Type::kBool;
    case kDateByte:
      AppendLittleEndian(payload_, reader_.ReadBigEndian(8) ^ kSignBit);
      return Type::kDate;
    case kTimestampByte:
      AppendLittleEndian(payload_, reader_.ReadBigEndian(8));
      return Type::kTimestamp;
    case kRegexByte:
      ReadRegex();
      return Type::kRegex;
    case kDbPointerByte:
      ReadDbPointer();
      return Type::kDbPointer;
    case kCodeByte:
      ReadText();
      return Type::kCode;
    case kCodeWithScopeByte:
      ReadCodeWithScope(depth);
      return Type::kCodeWithScope;
    case kMaxKeyByte:
      return Type::kMaxKey;
    default:
      return Fail();
  }
}

// BSON's string: size with the closing zero, text, zero.
void PayloadDecoder::ReadText() {
  const size_t size = OpenSize();
  const size_t start = payload_.size();
  reader_.ReadToZero(payload_);
  if (!UnescapeFrom(payload_, start)) reader_.Fail();
  payload_.push_back('\0');
  CloseSize(size, start);
}

void PayloadDecoder::ReadDocument(int depth) {
  if (depth == kMaxNestingDepth) return reader_.Fail();
  const size_t start = OpenSize();
  while (const uint8_t bracket = reader_.ReadByte()) {
    const size_t type_position = payload_.size();
    payload_.push_back('\0');
    reader_.ReadToZero(payload_);
    payload_.push_back('\0');
    const Type type = ReadFieldValue(bracket, depth + 1);
    payload_[type_position] = static_cast<char>(type);
  }
  payload_.push_back('\0');
  CloseSize(start, start);
}

// A bracket of one byte is the value's leading byte. One of several is told by
// the first of them, and the leading byte follows.
Type PayloadDecoder::ReadFieldValue(uint8_t bracket, int depth) {
  if (bracket != kNumberByte && bracket != kFalseByte) {
    return bracket == kTrueByte ? Fail() : ReadBody(bracket, depth);
  }
  const Type type = ReadValue(reader_.ReadByte(), depth);
  return BracketOf(type).first == bracket ? type : Fail();
}

// BSON's array: a document whose names are positions.
void PayloadDecoder::ReadArray(int depth) {
  if (depth == kMaxNestingDepth) return reader_.Fail();
  const size_t start = OpenSize();
  size_t position = 0;
  while (const uint8_t leading_byte = reader_.ReadByte()) {
    const size_t type_position = payload_.size();
    payload_.push_back('\0');
    payload_.append(fmt::format_int(position++).c_str());
    payload_.push_back('\0');
    const Type type = ReadValue(leading_byte, depth + 1);
    payload_[type_position] = static_cast<char>(type);
  }
  payload_.push_back('\0');
  CloseSize(start, start);
}

// Size of the bytes, subtype, bytes.
void PayloadDecoder::ReadBinary() {
  const auto size = static_cast<uint32_t>(reader_.ReadBigEndian(kSizeOfSize));
  AppendLittleEndian(payload_, size);
  reader_.ReadBytes(size_t{1} + size, payload_);
}

void PayloadDecoder::ReadRegex() {
  for (int part = 0; part < 2; ++part) {
    reader_.ReadToZero(payload_);
    payload_.push_back('\0');
  }
}

// BSON's string, then the ObjectId.
void PayloadDecoder::ReadDbPointer() {
  const auto size = static_cast<uint32_t>(reader_.ReadBigEndian(kSizeOfSize));
  AppendLittleEndian(payload_, size + 1);
  reader_.ReadBytes(size, payload_);
  payload_.push_back('\0');
  reader_.ReadBytes(kObjectIdSize, payload_);
}

// Size of all, string, document.
void PayloadDecoder::ReadCodeWithScope(int depth) {
  const size_t start = OpenSize();
  ReadText();
  ReadDocument(depth);
  CloseSize(start, start);
}

Type PayloadDecoder::Fail() {
  reader_.Fail();
  return Type::kMissing;
}

size_t PayloadDecoder::OpenSize() {
  const size_t position = payload_.size();
  AppendLittleEndian(payload_, uint32_t{0});
  return position;
}

void PayloadDecoder::CloseSize(size_t position, size_t from) {
  const auto size = static_cast<uint32_t>(payload_.size() - from);
  std::memcpy(payload_.data() + position, &size, sizeof(size));
}

}  // namespace meerkat::index
