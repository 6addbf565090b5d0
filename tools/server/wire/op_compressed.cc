#include "tools/server/wire/op_compressed.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "tools/server/wire/compression.h"
#include "tools/server/wire/errors.h"
#include "tools/server/wire/header.h"
#include "tools/server/wire/little_endian.h"

namespace meerkat::server {
namespace {

// Opcode, size, compressor.
constexpr size_t kPrefixSize = 9;

struct Prefix {
  Opcode opcode;
  // Bytes behind the header of the other message.
  size_t size;
  Compressor compressor;
};

Status Malformed(std::string_view what) {
  return MakeError(ErrorCode::kProtocolError,
                   fmt::format("an OP_COMPRESSED {}", what));
}

bool IsAccepted(Compressor compressor, std::span<const Compressor> accepted) {
  return compressor == Compressor::kNone ||
         std::ranges::find(accepted, compressor) != accepted.end();
}

StatusOr<Opcode> ReadOpcode(int32_t number) {
  const Opcode opcode{number};
  if (opcode == Opcode::kMsg || opcode == Opcode::kQuery) return opcode;
  return Malformed(fmt::format("holds a message with the opcode {}", number));
}

StatusOr<size_t> ReadSize(int32_t size, size_t most) {
  const int64_t max_size = static_cast<int64_t>(most - kHeaderSize);
  if (size > 0 && size <= max_size) return static_cast<size_t>(size);
  return Malformed(
      fmt::format("claims {} bytes: it may hold 1 to {}", size, max_size));
}

StatusOr<Compressor> ReadCompressor(uint8_t number,
                                    std::span<const Compressor> accepted) {
  const std::optional<Compressor> compressor = CompressorOfNumber(number);
  if (compressor && IsAccepted(*compressor, accepted)) return *compressor;
  return MakeError(
      ErrorCode::kBadValue,
      fmt::format("the compressor {} was not agreed upon", number));
}

StatusOr<Prefix> ReadPrefix(std::string_view bytes,
                            std::span<const Compressor> accepted, size_t most) {
  if (bytes.size() < kPrefixSize) return Malformed("is too short");
  const StatusOr<Opcode> opcode = ReadOpcode(Load<int32_t>(bytes.data()));
  if (!opcode.ok()) return opcode.status();
  const StatusOr<size_t> size = ReadSize(Load<int32_t>(bytes.data() + 4), most);
  if (!size.ok()) return size.status();
  const StatusOr<Compressor> compressor =
      ReadCompressor(Load<uint8_t>(bytes.data() + 8), accepted);
  if (!compressor.ok()) return compressor.status();
  return Prefix{*opcode, *size, *compressor};
}

}  // namespace

StatusOr<DecompressedFrame> DecompressFrame(
    const SharedBytes& frame, std::span<const Compressor> accepted,
    size_t most) {
  std::string_view bytes = frame.view().substr(kHeaderSize);
  const StatusOr<Prefix> prefix = ReadPrefix(bytes, accepted, most);
  if (!prefix.ok()) return prefix.status();
  bytes.remove_prefix(kPrefixSize);
  if (!IsPossibleSize(prefix->compressor, bytes.size(), prefix->size)) {
    return Malformed(fmt::format("claims {} bytes, which {} cannot become",
                                 prefix->size, bytes.size()));
  }

  // All zero at first: if a library ever left a gap, nothing would show in it.
  const size_t size = kHeaderSize + prefix->size;
  std::shared_ptr<char[]> plain = NewZeroBytes(size);
  MessageHeader header = LoadHeader(frame.view());
  header.length = static_cast<int32_t>(size);
  header.opcode = prefix->opcode;
  StoreHeader(header, plain.get());
  if (Status status = Decompress(prefix->compressor, bytes,
                                 {plain.get() + kHeaderSize, prefix->size});
      !status.ok()) {
    return status;
  }
  return DecompressedFrame{SharedBytes(std::move(plain), size),
                           prefix->compressor};
}

void CompressMessage(Compressor compressor, std::string& out, size_t start) {
  const std::string_view message = std::string_view(out).substr(start);
  MessageHeader header = LoadHeader(message);
  const std::string_view content = message.substr(kHeaderSize);

  std::string prefix_and_bytes;
  Append(prefix_and_bytes, static_cast<int32_t>(header.opcode));
  Append(prefix_and_bytes, static_cast<int32_t>(content.size()));
  Append(prefix_and_bytes, static_cast<uint8_t>(compressor));
  if (!Compress(compressor, content, prefix_and_bytes)) return;
  if (prefix_and_bytes.size() >= content.size()) return;

  header.length = static_cast<int32_t>(kHeaderSize + prefix_and_bytes.size());
  header.opcode = Opcode::kCompressed;
  StoreHeader(header, out.data() + start);
  out.replace(start + kHeaderSize, std::string::npos, prefix_and_bytes);
}

}  // namespace meerkat::server
