#include "index/key_reader.h"

#include <fmt/format.h>

namespace meerkat::index {

Status KeyReader::error() const {
  return MakeError(
      ErrorCode::kDataCorruptionDetected,
      fmt::format("Index key is damaged at or before byte {} of {}", position_,
                  key_.size()));
}

std::string_view KeyReader::Take(size_t count) {
  if (!ok_ || key_.size() - position_ < count) {
    ok_ = false;
    return {};
  }
  const std::string_view bytes = key_.substr(position_, count);
  position_ += count;
  return bytes;
}

size_t KeyReader::CountToZero() {
  const std::string_view rest = key_.substr(position_);
  const size_t count = rest.find(static_cast<char>(mask_));
  if (count == std::string_view::npos) ok_ = false;
  return ok_ ? count : 0;
}

uint8_t KeyReader::ReadByte() {
  const std::string_view byte = Take(1);
  return byte.empty() ? 0 : static_cast<uint8_t>(byte[0]) ^ mask_;
}

uint64_t KeyReader::ReadBigEndian(int count) {
  uint64_t word = 0;
  for (const char byte : Take(static_cast<size_t>(count))) {
    word = word << 8 | (static_cast<uint8_t>(byte) ^ mask_);
  }
  return word;
}

void KeyReader::ReadBytes(size_t count, std::string& out) {
  const std::string_view bytes = Take(count);
  const size_t start = out.size();
  out.append(bytes);
  if (mask_ == 0) return;
  for (size_t i = start; i < out.size(); ++i) {
    out[i] = static_cast<char>(out[i] ^ mask_);
  }
}

void KeyReader::ReadToZero(std::string& out) {
  ReadBytes(CountToZero(), out);
  SkipBytes(1);
}

void KeyReader::SkipBytes(size_t count) { Take(count); }

void KeyReader::SkipToZero() { SkipBytes(CountToZero() + 1); }

bool KeyReader::HasRead(size_t start, std::string_view expected) const {
  if (position_ - start != expected.size()) return false;
  for (size_t i = 0; i < expected.size(); ++i) {
    const char byte = static_cast<char>(key_[start + i] ^ mask_);
    if (byte != expected[i]) return false;
  }
  return true;
}

}  // namespace meerkat::index
