#include "tools/server/net/frame_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "tools/server/wire/errors.h"

namespace meerkat::server {

Status FrameReader::BeginFrame(size_t most) {
  const StatusOr<MessageHeader> header =
      ReadRequestHeader({header_.data(), header_.size()});
  if (!header.ok()) return header.status();
  size_ = static_cast<size_t>(header->length);
  if (size_ > most) {
    return MakeError(
        ErrorCode::kProtocolError,
        fmt::format("a message of {} bytes where {} are allowed", size_, most));
  }
  frame_ = NewBytes(size_);
  std::ranges::copy(header_, frame_.get());
  return absl::OkStatus();
}

StatusOr<std::optional<SharedBytes>> FrameReader::Take(std::string_view& bytes,
                                                       size_t most) {
  if (frame_ == nullptr) {
    const size_t count = std::min(bytes.size(), kHeaderSize - filled_);
    std::memcpy(header_.data() + filled_, bytes.data(), count);
    bytes.remove_prefix(count);
    filled_ += count;
    if (filled_ < kHeaderSize) return std::nullopt;
    if (Status begun = BeginFrame(most); !begun.ok()) return begun;
  }
  const std::span<char> missing = Missing();
  const size_t count = std::min(bytes.size(), missing.size());
  std::memcpy(missing.data(), bytes.data(), count);
  bytes.remove_prefix(count);
  return Filled(count);
}

std::span<char> FrameReader::Missing() {
  if (frame_ == nullptr) return {};
  return {frame_.get() + filled_, size_ - filled_};
}

std::optional<SharedBytes> FrameReader::Filled(size_t size) {
  filled_ += size;
  if (frame_ == nullptr || filled_ < size_) return std::nullopt;
  filled_ = 0;
  return SharedBytes(std::exchange(frame_, nullptr), size_);
}

}  // namespace meerkat::server
