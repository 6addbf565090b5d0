#include "tools/server/wire/compression.h"

#include <fmt/format.h>
#include <snappy.h>
#include <zlib.h>
#include <zstd.h>

#include <cstdint>
#include <optional>

#include "tools/server/wire/little_endian.h"

namespace meerkat::server {
namespace {

// What MongoDB's drivers take by default.
constexpr int kZlibLevel = Z_DEFAULT_COMPRESSION;
constexpr int kZstdLevel = ZSTD_CLEVEL_DEFAULT;

// zlib counts in unsigned long and takes pointers to unsigned char.
const Bytef* ToBytef(const char* bytes) {
  return reinterpret_cast<const Bytef*>(bytes);
}
Bytef* ToBytef(char* bytes) { return reinterpret_cast<Bytef*>(bytes); }

size_t MaxCompressedSize(Compressor compressor, size_t size) {
  switch (compressor) {
    case Compressor::kNone:
      return size;
    case Compressor::kSnappy:
      return snappy::MaxCompressedLength(size);
    case Compressor::kZlib:
      return compressBound(size);
    case Compressor::kZstd:
      return ZSTD_compressBound(size);
  }
  return 0;
}

// How many bytes one compressed byte can become at most, rounded up.
size_t MaxExpansion(Compressor compressor) {
  switch (compressor) {
    case Compressor::kNone:
      return 1;
    // A copy of 64 bytes takes three.
    case Compressor::kSnappy:
      return 22;
    // A copy of 258 bytes takes two bits.
    case Compressor::kZlib:
      return 4 * 258;
    // A block of 128 KiB takes four bytes when they are all alike.
    case Compressor::kZstd:
      return (128 << 10) / 4;
  }
  return 0;
}

// Each of these returns how many bytes it wrote, none when it failed.

std::optional<size_t> SnappyCompress(std::string_view bytes,
                                     std::span<char> out) {
  size_t size = 0;
  snappy::RawCompress(bytes.data(), bytes.size(), out.data(), &size);
  return size;
}

std::optional<size_t> ZlibCompress(std::string_view bytes,
                                   std::span<char> out) {
  uLongf size = out.size();
  const int result = compress2(ToBytef(out.data()), &size,
                               ToBytef(bytes.data()), bytes.size(), kZlibLevel);
  if (result != Z_OK) return std::nullopt;
  return size;
}

std::optional<size_t> ZstdCompress(std::string_view bytes,
                                   std::span<char> out) {
  const size_t size = ZSTD_compress(out.data(), out.size(), bytes.data(),
                                    bytes.size(), kZstdLevel);
  if (ZSTD_isError(size)) return std::nullopt;
  return size;
}

std::optional<size_t> Copy(std::string_view bytes, std::span<char> out) {
  if (bytes.size() > out.size()) return std::nullopt;
  return bytes.copy(out.data(), out.size());
}

// snappy says the size first, and asks for room for just that.
std::optional<size_t> SnappyDecompress(std::string_view bytes,
                                       std::span<char> out) {
  size_t size = 0;
  if (!snappy::GetUncompressedLength(bytes.data(), bytes.size(), &size) ||
      size != out.size() ||
      !snappy::RawUncompress(bytes.data(), bytes.size(), out.data())) {
    return std::nullopt;
  }
  return size;
}

std::optional<size_t> ZlibDecompress(std::string_view bytes,
                                     std::span<char> out) {
  uLongf size = out.size();
  uLong used = bytes.size();
  const int result =
      uncompress2(ToBytef(out.data()), &size, ToBytef(bytes.data()), &used);
  if (result != Z_OK || used != bytes.size()) return std::nullopt;
  return size;
}

// Whether `bytes` are one frame of today's format. The library would also read
// frames in a row, and formats from before 2016 by code that few look at.
bool IsOneZstdFrame(std::string_view bytes) {
  if (bytes.size() < sizeof(uint32_t)) return false;
  if (Load<uint32_t>(bytes.data()) != ZSTD_MAGICNUMBER) return false;
  return ZSTD_findFrameCompressedSize(bytes.data(), bytes.size()) ==
         bytes.size();
}

std::optional<size_t> ZstdDecompress(std::string_view bytes,
                                     std::span<char> out) {
  if (!IsOneZstdFrame(bytes)) return std::nullopt;
  const size_t size =
      ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(size)) return std::nullopt;
  return size;
}

std::optional<size_t> RunCompressor(Compressor compressor,
                                    std::string_view bytes,
                                    std::span<char> out) {
  switch (compressor) {
    case Compressor::kNone:
      return Copy(bytes, out);
    case Compressor::kSnappy:
      return SnappyCompress(bytes, out);
    case Compressor::kZlib:
      return ZlibCompress(bytes, out);
    case Compressor::kZstd:
      return ZstdCompress(bytes, out);
  }
  return std::nullopt;
}

std::optional<size_t> RunDecompressor(Compressor compressor,
                                      std::string_view bytes,
                                      std::span<char> out) {
  switch (compressor) {
    case Compressor::kNone:
      return Copy(bytes, out);
    case Compressor::kSnappy:
      return SnappyDecompress(bytes, out);
    case Compressor::kZlib:
      return ZlibDecompress(bytes, out);
    case Compressor::kZstd:
      return ZstdDecompress(bytes, out);
  }
  return std::nullopt;
}

}  // namespace

bool Compress(Compressor compressor, std::string_view bytes, std::string& out) {
  const size_t start = out.size();
  out.resize(start + MaxCompressedSize(compressor, bytes.size()));
  const std::optional<size_t> size =
      RunCompressor(compressor, bytes, std::span(out).subspan(start));
  out.resize(start + size.value_or(0));
  return size.has_value();
}

bool IsPossibleSize(Compressor compressor, size_t compressed_size,
                    size_t claimed_size) {
  return claimed_size / MaxExpansion(compressor) <= compressed_size;
}

Status Decompress(Compressor compressor, std::string_view bytes,
                  std::span<char> out) {
  const std::optional<size_t> size = RunDecompressor(compressor, bytes, out);
  if (size == out.size()) return absl::OkStatus();
  return MakeError(
      ErrorCode::kBadValue,
      fmt::format("{} bytes do not become {} when {} decompresses them",
                  bytes.size(), out.size(), CompressorName(compressor)));
}

}  // namespace meerkat::server
