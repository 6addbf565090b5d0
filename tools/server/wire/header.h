// The sixteen bytes that every message begins with, and its limits.
//
//   offset size
//        0    4  length of the whole message, these sixteen bytes included
//        4    4  number of the message, chosen by its sender
//        8    4  number of the message that this one answers
//       12    4  opcode: what follows
//
// MongoDB manual, "MongoDB Wire Protocol".
#pragma once

#include <meerkat/status.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace meerkat::server {

// The kinds of message we read or write. The others (2001, 2002, 2005, 2006,
// 2007: one for each kind of write and for cursors) went away with MongoDB 5.1.
enum class Opcode : int32_t {
  // The answer to kQuery.
  kReply = 1,
  // What drivers say first when they do not know yet whom they talk to.
  kQuery = 2004,
  // One of the others, compressed.
  kCompressed = 2012,
  // Every command and its reply.
  kMsg = 2013,
};

struct MessageHeader {
  int32_t length = 0;
  int32_t request_id = 0;
  int32_t response_to = 0;
  Opcode opcode = Opcode::kMsg;
};

inline constexpr size_t kHeaderSize = 16;

// maxMessageSizeBytes of hello, and what a message may have over it: the limit
// is what drivers count, and they do not count all.
inline constexpr size_t kMaxMessageSizeBytes = 48'000'000;
inline constexpr size_t kMaxFrameSize = kMaxMessageSizeBytes + 16 * 1024;

// The header of the message that begins with `bytes`, as soon as there are
// kHeaderSize of them: before the rest is read, or room made for it.
// REQUIRES: bytes.size() >= kHeaderSize.
//
// After an error there is no telling where the next message begins, so the
// connection must be closed. Errors: 17 ProtocolError for a length that cannot
// be right and for an opcode that nobody may send to a server.
StatusOr<MessageHeader> ReadRequestHeader(std::string_view bytes);

// The same without judging: for what we wrote ourselves.
MessageHeader LoadHeader(std::string_view bytes);

// Writes the sixteen bytes.
void StoreHeader(const MessageHeader& header, char* bytes);

}  // namespace meerkat::server
