// A stream of bytes as frames: the same ones, and the same end, in whatever
// pieces it comes, by way of a buffer or straight into its place.
//
// The first byte of an input says how the rest is cut.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/check.h"
#include "tools/server/net/frame_reader.h"

namespace meerkat::server {
namespace {

// What a fuzzer can send in full, so that frames come to their end.
constexpr size_t kMost = 4096;

struct Stream {
  std::vector<std::string> frames;
  bool is_refused = false;
  // Of the frame that has begun.
  size_t received = 0;

  bool operator==(const Stream&) const = default;
};

// Takes a piece. False when it is refused.
bool Feed(std::string_view piece, FrameReader& reader, Stream& stream) {
  while (!piece.empty()) {
    const size_t before = piece.size();
    const auto frame = reader.Take(piece, kMost);
    if (!frame.ok()) return false;
    FUZZ_CHECK(piece.size() < before);
    if (!frame->has_value()) continue;
    FUZZ_CHECK((*frame)->size() <= kMost);
    stream.frames.emplace_back((*frame)->view());
  }
  return true;
}

// Puts a piece into its place as far as there is one.
void FeedDirectly(std::string_view& bytes, FrameReader& reader,
                  Stream& stream) {
  const std::span<char> missing = reader.Missing();
  const size_t size = std::min(missing.size(), bytes.size());
  if (size == 0) return;
  std::memcpy(missing.data(), bytes.data(), size);
  bytes.remove_prefix(size);
  const auto frame = reader.Filled(size);
  if (frame.has_value()) stream.frames.emplace_back(frame->view());
}

Stream Read(std::string_view bytes, size_t piece, bool directly) {
  FrameReader reader;
  Stream stream;
  while (!bytes.empty()) {
    if (directly) FeedDirectly(bytes, reader, stream);
    const std::string_view next = bytes.substr(0, piece);
    bytes.remove_prefix(next.size());
    if (!Feed(next, reader, stream)) {
      stream.is_refused = true;
      return stream;
    }
  }
  FUZZ_CHECK(reader.is_inside() == (reader.received() > 0));
  stream.received = reader.received();
  return stream;
}

void TryStream(std::string_view bytes, size_t piece) {
  const Stream whole = Read(bytes, bytes.size(), /*directly=*/false);
  FUZZ_CHECK(Read(bytes, piece, /*directly=*/false) == whole);
  FUZZ_CHECK(Read(bytes, piece, /*directly=*/true) == whole);
}

}  // namespace
}  // namespace meerkat::server

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  meerkat::server::TryStream(bytes.substr(1), size_t{1} + data[0] % 64);
  return 0;
}
