#include "tools/server/wire/reply.h"

#include <meerkat/value.h>

#include <string>

#include "tests/catch.hpp"
#include "tests/support/wire_client.h"
#include "tools/server/wire/op_msg.h"
#include "tools/server/wire/request.h"

namespace meerkat::server {
namespace {

using testing::ReadReply;
using testing::WireReply;

const Document kOk{{"ok", 1.0}};
const Document kLarge{{"text", std::string(1000, 'x')}, {"ok", 1.0}};

Request RequestBy(Opcode opcode, Compressor compressor = Compressor::kNone) {
  return Request{.id = 3,
                 .opcode = opcode,
                 .exhaust_allowed = true,
                 .compressor = compressor,
                 .command = Command{}};
}

std::string Written(const Request& request, const Reply& reply) {
  std::string out;
  AppendReply(request, reply, out);
  return out;
}

}  // namespace

TEST_CASE("an OP_MSG is answered by an OP_MSG") {
  CHECK(Written(RequestBy(Opcode::kMsg),
                {.id = 2, .response_to = 3, .document = kOk}) ==
        std::string("\x26\0\0\0\2\0\0\0\3\0\0\0\xDD\7\0\0\0\0\0\0\0"
                    "\x11\0\0\0\1ok\0\0\0\0\0\0\0\xF0\x3F\0",
                    38));
}

TEST_CASE("an OP_QUERY is answered by an OP_REPLY") {
  CHECK(Written(RequestBy(Opcode::kQuery),
                {.id = 2, .response_to = 3, .document = kOk}) ==
        std::string("\x35\0\0\0\2\0\0\0\3\0\0\0\1\0\0\0\x08\0\0\0"
                    "\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0"
                    "\x11\0\0\0\1ok\0\0\0\0\0\0\0\xF0\x3F\0",
                    53));
}

TEST_CASE("flags of a reply say that more follows or that a query failed") {
  const auto flags = [](Opcode opcode, const Reply& reply) {
    return ReadReply(Written(RequestBy(opcode), reply)).value().flags;
  };
  CHECK(flags(Opcode::kMsg, {.document = kOk}) == 0);
  CHECK(flags(Opcode::kMsg, {.document = kOk, .more_to_come = true}) ==
        kMoreToCome);
  CHECK(flags(Opcode::kQuery, {.document = kOk}) == 8);
  CHECK(flags(Opcode::kQuery, {.document = kOk, .query_failed = true}) == 10);
}

TEST_CASE("a reply is compressed as its request was") {
  for (const Opcode opcode : {Opcode::kMsg, Opcode::kQuery}) {
    for (const Compressor compressor :
         {Compressor::kSnappy, Compressor::kZlib, Compressor::kZstd}) {
      const std::string bytes =
          Written(RequestBy(opcode, compressor),
                  {.id = 2, .response_to = 3, .document = kLarge});
      CHECK(bytes.size() < 200);
      const StatusOr<WireReply> reply = ReadReply(bytes);
      REQUIRE(reply.ok());
      CHECK(reply->header.request_id == 2);
      CHECK(reply->header.response_to == 3);
      CHECK(reply->header.opcode == Opcode::kCompressed);
      CHECK(reply->opcode ==
            (opcode == Opcode::kMsg ? Opcode::kMsg : Opcode::kReply));
      CHECK(reply->compressor == compressor);
      CHECK(reply->document == kLarge);
    }
  }
}

TEST_CASE("a reply is not compressed where it must not be or gains nothing") {
  const Request compressed = RequestBy(Opcode::kMsg, Compressor::kZlib);
  const auto opcode = [](const Request& request, const Reply& reply) {
    return ReadReply(Written(request, reply)).value().header.opcode;
  };
  CHECK(opcode(compressed, {.document = kOk}) == Opcode::kMsg);
  CHECK(opcode(compressed, {.document = kLarge, .may_be_compressed = false}) ==
        Opcode::kMsg);
  CHECK(opcode(RequestBy(Opcode::kMsg), {.document = kLarge}) == Opcode::kMsg);
}

TEST_CASE("replies are appended one after another") {
  const Request plain = RequestBy(Opcode::kMsg);
  const Request compressed = RequestBy(Opcode::kMsg, Compressor::kSnappy);
  std::string out;
  AppendReply(plain, {.id = 1, .document = kLarge}, out);
  AppendReply(compressed, {.id = 2, .document = kLarge}, out);
  AppendReply(plain, {.id = 3, .document = kOk}, out);
  CHECK(out == Written(plain, {.id = 1, .document = kLarge}) +
                   Written(compressed, {.id = 2, .document = kLarge}) +
                   Written(plain, {.id = 3, .document = kOk}));
}

}  // namespace meerkat::server
