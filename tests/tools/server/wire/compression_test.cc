#include "tools/server/wire/compression.h"

#include <string>
#include <vector>

#include "tests/catch.hpp"

namespace meerkat::server {
namespace {

constexpr Compressor kAll[] = {Compressor::kNone, Compressor::kSnappy,
                               Compressor::kZlib, Compressor::kZstd};

std::string Compressed(Compressor compressor, std::string_view bytes) {
  std::string out;
  REQUIRE(Compress(compressor, bytes, out));
  return out;
}

// Of a buffer of `size` bytes with guards around it, which must stay as they
// are.
StatusOr<std::string> Decompressed(Compressor compressor,
                                   std::string_view bytes, size_t size) {
  const std::string guard(64, '\x5A');
  std::string buffer = guard + std::string(size, '\x5A') + guard;
  const Status status =
      Decompress(compressor, bytes, {buffer.data() + guard.size(), size});
  CHECK(buffer.starts_with(guard));
  CHECK(buffer.ends_with(guard));
  if (!status.ok()) return status;
  return buffer.substr(guard.size(), size);
}

std::string Text(size_t size) {
  std::string text;
  for (int i = 0; text.size() < size; ++i) text += std::to_string(i) + ",";
  text.resize(size);
  return text;
}

}  // namespace

TEST_CASE("what was compressed comes back") {
  for (const Compressor compressor : kAll) {
    for (const size_t size : {1, 100, 10'000, 1'000'000}) {
      const std::string text = Text(size);
      const std::string bytes = Compressed(compressor, text);
      const StatusOr<std::string> back = Decompressed(compressor, bytes, size);
      INFO(CompressorName(compressor) << " " << size);
      REQUIRE(back.ok());
      CHECK((*back == text));
      CHECK(IsPossibleSize(compressor, bytes.size(), size));
    }
  }
}

TEST_CASE("compressing appends") {
  for (const Compressor compressor : kAll) {
    std::string out = "before";
    REQUIRE(Compress(compressor, Text(1000), out));
    CHECK(out == "before" + Compressed(compressor, Text(1000)));
  }
}

TEST_CASE("what repeats itself becomes small") {
  for (const Compressor compressor : kAll) {
    const size_t size = Compressed(compressor, std::string(1000, 'x')).size();
    CHECK(size < (compressor == Compressor::kNone ? 1001 : 100));
  }
}

TEST_CASE("bytes that become more or fewer than claimed are refused") {
  const std::string text = Text(10'000);
  for (const Compressor compressor : kAll) {
    const std::string bytes = Compressed(compressor, text);
    for (const size_t claimed : {1, 9'999, 10'001, 20'000, 1'000'000}) {
      const Status status = Decompressed(compressor, bytes, claimed).status();
      INFO(CompressorName(compressor) << " " << claimed);
      CHECK(ErrorCodeOf(status) == ErrorCode::kBadValue);
      CHECK(ErrorMessageOf(status) ==
            std::to_string(bytes.size()) + " bytes do not become " +
                std::to_string(claimed) + " when " +
                std::string(CompressorName(compressor)) + " decompresses them");
    }
  }
}

TEST_CASE("bytes that are cut short or followed by others are refused") {
  const std::string text = Text(1000);
  for (const Compressor compressor : kAll) {
    const std::string bytes = Compressed(compressor, text);
    INFO(CompressorName(compressor));
    CHECK(!Decompressed(compressor, bytes + "x", text.size()).ok());
    for (size_t size = 0; size < bytes.size(); ++size) {
      CHECK(!Decompressed(compressor, bytes.substr(0, size), text.size()).ok());
    }
  }
}

TEST_CASE("damaged bytes never write beyond the size claimed") {
  const std::string text = Text(500);
  for (const Compressor compressor : kAll) {
    const std::string bytes = Compressed(compressor, text);
    for (size_t i = 0; i < bytes.size(); ++i) {
      for (const int flip : {1, 0x80, 0xFF}) {
        std::string damaged = bytes;
        damaged[i] = static_cast<char>(damaged[i] ^ flip);
        // Checks its guards, whether or not the damage was noticed.
        Decompressed(compressor, damaged, text.size()).IgnoreError();
      }
    }
  }
}

TEST_CASE("zstd is one frame of the format of today") {
  const std::string text = Text(1000);
  const std::string bytes = Compressed(Compressor::kZstd, text);
  CHECK(!Decompressed(Compressor::kZstd, bytes + bytes, 2000).ok());
  const std::string skippable("\x50\x2A\x4D\x18\1\0\0\0x", 9);
  CHECK(!Decompressed(Compressor::kZstd, skippable + bytes, 1000).ok());
  CHECK(!Decompressed(Compressor::kZstd, bytes + skippable, 1000).ok());
  // A block as it is, in the format of 0.7, then in today's.
  const std::string old("\x27\xB5\x2F\xFD\x20\1\x40\0\1x\xC0\0\0", 13);
  const std::string today("\x28\xB5\x2F\xFD\x20\1\x09\0\0x", 10);
  CHECK(!Decompressed(Compressor::kZstd, old, 1).ok());
  CHECK(Decompressed(Compressor::kZstd, today, 1).value() == "x");
}

// A megabyte of zeros, as small as each compressor makes it.
TEST_CASE("a size beyond what a compressor can do is impossible") {
  const std::string zeros(1 << 20, '\0');
  for (const Compressor compressor : kAll) {
    const size_t size = Compressed(compressor, zeros).size();
    INFO(CompressorName(compressor) << " " << size);
    CHECK(IsPossibleSize(compressor, size, zeros.size()));
  }
  CHECK(!IsPossibleSize(Compressor::kNone, 100, 101));
  CHECK(!IsPossibleSize(Compressor::kSnappy, 100, 2'300));
  CHECK(!IsPossibleSize(Compressor::kZlib, 100, 104'300));
  CHECK(!IsPossibleSize(Compressor::kZstd, 100, 3'400'000));
  CHECK(!IsPossibleSize(Compressor::kZstd, 0, 48'000'000));
}

TEST_CASE("a zlib bomb stops at the size claimed") {
  const std::string bomb =
      Compressed(Compressor::kZlib, std::string(32 << 20, '\0'));
  CHECK(!Decompressed(Compressor::kZlib, bomb, 1000).ok());
}

}  // namespace meerkat::server
