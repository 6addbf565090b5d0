#include "tools/server/wire/op_compressed.h"

#include <meerkat/value.h>

#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/wire_client.h"
#include "tools/server/wire/compression.h"
#include "tools/server/wire/errors.h"
#include "tools/server/wire/header.h"
#include "tools/server/wire/little_endian.h"

namespace meerkat::server {
namespace {

using testing::Compressed;
using testing::Frame;
using testing::MsgRequest;

const std::vector<Compressor> kAgreed = {Compressor::kSnappy, Compressor::kZlib,
                                         Compressor::kZstd};
const Document kPing{{"ping", 1}, {"$db", "admin"}};

// An OP_COMPRESSED that says what it is told to.
std::string Saying(int32_t opcode, int32_t size, uint8_t compressor,
                   std::string_view bytes) {
  std::string content;
  Append(content, opcode);
  Append(content, size);
  Append(content, compressor);
  return Frame(Opcode::kCompressed, content.append(bytes));
}

std::string ErrorOf(std::string_view frame, ErrorCode code) {
  const Status status =
      DecompressFrame(SharedBytes::CopyOf(frame), kAgreed).status();
  CHECK(ErrorCodeOf(status) == code);
  return ErrorMessageOf(status);
}

}  // namespace

TEST_CASE("a message comes back as it was before it was compressed") {
  const std::string frame = MsgRequest(kPing, {}, /*flags=*/0, 77);
  for (const Compressor compressor : {Compressor::kNone, Compressor::kSnappy,
                                      Compressor::kZlib, Compressor::kZstd}) {
    const StatusOr<DecompressedFrame> back = DecompressFrame(
        SharedBytes::CopyOf(Compressed(compressor, frame)), kAgreed);
    REQUIRE(back.ok());
    CHECK(back->frame.view() == frame);
    CHECK(back->compressor == compressor);
  }
}

TEST_CASE("an OP_COMPRESSED must have room for its prefix") {
  CHECK(ErrorOf(Frame(Opcode::kCompressed, ""), ErrorCode::kProtocolError) ==
        "an OP_COMPRESSED is too short");
  CHECK(ErrorOf(Frame(Opcode::kCompressed, "12345678"),
                ErrorCode::kProtocolError) == "an OP_COMPRESSED is too short");
}

TEST_CASE("an OP_COMPRESSED holds an OP_MSG or OP_QUERY") {
  for (const int32_t opcode : {0, 1, 2001, 2012, -1}) {
    CHECK(ErrorOf(Saying(opcode, 4, 0, "1234"), ErrorCode::kProtocolError) ==
          "an OP_COMPRESSED holds a message with the opcode " +
              std::to_string(opcode));
  }
  for (const int32_t opcode : {2004, 2013}) {
    const std::string frame = Saying(opcode, 4, 0, "1234");
    CHECK(DecompressFrame(SharedBytes::CopyOf(frame), {}).ok());
  }
}

TEST_CASE("only compressors that were agreed upon are used") {
  const std::string frame = MsgRequest(kPing);
  const auto code = [&](Compressor compressor,
                        const std::vector<Compressor>& agreed) {
    return ErrorCodeOf(
        DecompressFrame(SharedBytes::CopyOf(Compressed(compressor, frame)),
                        agreed)
            .status());
  };
  CHECK(code(Compressor::kNone, {}) == ErrorCode::kOk);
  CHECK(code(Compressor::kZlib, {}) == ErrorCode::kBadValue);
  CHECK(code(Compressor::kZlib, {Compressor::kSnappy}) == ErrorCode::kBadValue);
  CHECK(code(Compressor::kZlib, {Compressor::kSnappy, Compressor::kZlib}) ==
        ErrorCode::kOk);
  CHECK(ErrorOf(Saying(2013, 4, 4, "1234"), ErrorCode::kBadValue) ==
        "the compressor 4 was not agreed upon");
}

TEST_CASE("a claimed size is judged before anything is decompressed") {
  for (const int32_t size : {0, -1, INT32_MIN, 48'016'369, INT32_MAX}) {
    CHECK(ErrorOf(Saying(2013, size, 1, "1234"), ErrorCode::kProtocolError) ==
          "an OP_COMPRESSED claims " + std::to_string(size) +
              " bytes: it may hold 1 to 48016368");
  }
  for (const uint8_t compressor : {0, 1, 2, 3}) {
    CHECK(ErrorOf(Saying(2013, 48'000'000, compressor, "1234"),
                  ErrorCode::kProtocolError) ==
          "an OP_COMPRESSED claims 48000000 bytes, which 4 cannot become");
  }
}

TEST_CASE("the largest message may come compressed") {
  const std::string content(kMaxFrameSize - kHeaderSize, 'x');
  const std::string frame = Frame(Opcode::kMsg, content);
  const auto back = DecompressFrame(
      SharedBytes::CopyOf(Compressed(Compressor::kZstd, frame)), kAgreed);
  REQUIRE(back.ok());
  CHECK((back->frame.view() == frame));
}

TEST_CASE("a size that is not that of the message is refused") {
  const std::string content = MsgRequest(kPing).substr(kHeaderSize);
  for (const Compressor compressor : {Compressor::kNone, Compressor::kSnappy,
                                      Compressor::kZlib, Compressor::kZstd}) {
    std::string bytes;
    REQUIRE(Compress(compressor, content, bytes));
    const auto number = static_cast<uint8_t>(compressor);
    const auto size = static_cast<int32_t>(content.size());
    CHECK(DecompressFrame(
              SharedBytes::CopyOf(Saying(2013, size, number, bytes)), kAgreed)
              .ok());
    for (const int32_t claimed : {1, size - 1, size + 1}) {
      const Status status =
          DecompressFrame(
              SharedBytes::CopyOf(Saying(2013, claimed, number, bytes)),
              kAgreed)
              .status();
      CHECK(!status.ok());
    }
  }
}

TEST_CASE("a message is compressed in place, behind others") {
  const Document large{{"text", std::string(1000, 'x')}};
  const std::string frame = MsgRequest(large, {}, 0, 77);
  for (const Compressor compressor :
       {Compressor::kSnappy, Compressor::kZlib, Compressor::kZstd}) {
    std::string out = "before" + frame;
    CompressMessage(compressor, out, 6);
    CHECK(out.starts_with("before"));
    const std::string compressed = out.substr(6);
    CHECK(compressed.size() < frame.size());
    CHECK(compressed == Compressed(compressor, frame));
    const auto back = DecompressFrame(SharedBytes::CopyOf(compressed), kAgreed);
    REQUIRE(back.ok());
    CHECK(back->frame.view() == frame);
  }
}

TEST_CASE("a message that would not become smaller stays as it is") {
  const std::string frame = MsgRequest(kPing);
  for (const Compressor compressor : {Compressor::kNone, Compressor::kSnappy,
                                      Compressor::kZlib, Compressor::kZstd}) {
    std::string out = frame;
    CompressMessage(compressor, out, 0);
    CHECK(out == frame);
  }
}

}  // namespace meerkat::server
