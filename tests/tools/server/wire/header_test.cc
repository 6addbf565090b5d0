#include "tools/server/wire/header.h"

#include <string>

#include "tests/catch.hpp"
#include "tools/server/wire/errors.h"
#include "tools/server/wire/little_endian.h"

namespace meerkat::server {
namespace {

std::string HeaderOf(int32_t length, int32_t opcode) {
  std::string bytes;
  for (const int32_t number : {length, 2, 3, opcode}) Append(bytes, number);
  return bytes;
}

ErrorCode CodeOf(int32_t length, int32_t opcode) {
  return ErrorCodeOf(ReadRequestHeader(HeaderOf(length, opcode)).status());
}

}  // namespace

TEST_CASE("a header is four little-endian numbers") {
  const std::string bytes("\x20\x01\0\0\x02\0\0\0\x03\0\0\0\xDD\x07\0\0", 16);
  const StatusOr<MessageHeader> header = ReadRequestHeader(bytes);
  REQUIRE(header.ok());
  CHECK(header->length == 0x120);
  CHECK(header->request_id == 2);
  CHECK(header->response_to == 3);
  CHECK(header->opcode == Opcode::kMsg);

  std::string written(kHeaderSize, '?');
  StoreHeader(*header, written.data());
  CHECK(written == bytes);
}

TEST_CASE("a message has 16 bytes to 48,000,000 and 16 KiB") {
  CHECK(CodeOf(15, 2013) == ErrorCode::kProtocolError);
  CHECK(CodeOf(16, 2013) == ErrorCode::kOk);
  CHECK(CodeOf(48'016'384, 2013) == ErrorCode::kOk);
  CHECK(CodeOf(48'016'385, 2013) == ErrorCode::kProtocolError);
  CHECK(CodeOf(0, 2013) == ErrorCode::kProtocolError);
  CHECK(CodeOf(-1, 2013) == ErrorCode::kProtocolError);
  CHECK(CodeOf(INT32_MIN, 2013) == ErrorCode::kProtocolError);
  CHECK(ErrorMessageOf(ReadRequestHeader(HeaderOf(15, 2013)).status()) ==
        "a message cannot have 15 bytes: it has 16 to 48016384");
}

TEST_CASE("clients send OP_MSG, OP_QUERY and OP_COMPRESSED, nothing else") {
  for (const int32_t opcode : {2004, 2012, 2013}) {
    CHECK(CodeOf(100, opcode) == ErrorCode::kOk);
  }
  for (const int32_t opcode : {0, 1, 1000, 2001, 2002, 2003, 2005, 2006, 2007,
                               2010, 2011, 2014, -1, 0x47455420}) {
    CHECK(CodeOf(100, opcode) == ErrorCode::kProtocolError);
  }
  CHECK(ErrorMessageOf(ReadRequestHeader(HeaderOf(16, 2001)).status()) ==
        "no message may have the opcode 2001");
}

}  // namespace meerkat::server
