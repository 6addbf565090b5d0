// FrameReader: a stream of bytes as frames.
//
// Bytes come in whatever pieces the network makes of them. The first sixteen of
// a frame are judged before there is room for the rest.
#pragma once

#include <meerkat/status.h>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "tools/server/wire/header.h"
#include "tools/server/wire/shared_bytes.h"

namespace meerkat::server {

// Used by one thread at a time.
class FrameReader {
 public:
  // Takes bytes off the front of `bytes` until a frame is whole, or all. None:
  // it is not whole yet. Errors, to close the connection: those of
  // ReadRequestHeader, and 17 ProtocolError for a frame of more than `most`
  // bytes.
  StatusOr<std::optional<SharedBytes>> Take(std::string_view& bytes,
                                            size_t most = kMaxFrameSize);

  // Room for what is missing of a frame that has begun; empty between frames
  // and inside of headers. Whoever fills the first bytes of it says so.
  std::span<char> Missing();
  // None unless the frame is whole now.
  std::optional<SharedBytes> Filled(size_t size);

  // Whether a part of a frame is here.
  bool is_inside() const { return filled_ > 0; }
  // How many bytes of it.
  size_t received() const { return filled_; }
  // How many it will have; 0 before its header is whole.
  size_t expected() const { return frame_ != nullptr ? size_ : 0; }

 private:
  Status BeginFrame(size_t most);

  std::array<char, kHeaderSize> header_ = {};
  // Null until the header is whole.
  std::shared_ptr<char[]> frame_;
  size_t size_ = 0;
  // Bytes of the header, then of the frame with its header.
  size_t filled_ = 0;
};

}  // namespace meerkat::server
