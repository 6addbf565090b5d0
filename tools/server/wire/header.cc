#include "tools/server/wire/header.h"

#include <fmt/format.h>

#include <cassert>

#include "tools/server/wire/errors.h"
#include "tools/server/wire/little_endian.h"

namespace meerkat::server {
namespace {

bool IsRequest(Opcode opcode) {
  switch (opcode) {
    case Opcode::kMsg:
    case Opcode::kQuery:
    case Opcode::kCompressed:
      return true;
    case Opcode::kReply:
      return false;
  }
  return false;
}

}  // namespace

MessageHeader LoadHeader(std::string_view bytes) {
  assert(bytes.size() >= kHeaderSize);
  return {.length = Load<int32_t>(bytes.data()),
          .request_id = Load<int32_t>(bytes.data() + 4),
          .response_to = Load<int32_t>(bytes.data() + 8),
          .opcode = Opcode{Load<int32_t>(bytes.data() + 12)}};
}

StatusOr<MessageHeader> ReadRequestHeader(std::string_view bytes) {
  const MessageHeader header = LoadHeader(bytes);
  if (header.length < static_cast<int64_t>(kHeaderSize) ||
      header.length > static_cast<int64_t>(kMaxFrameSize)) {
    return MakeError(
        ErrorCode::kProtocolError,
        fmt::format("a message cannot have {} bytes: it has {} to {}",
                    header.length, kHeaderSize, kMaxFrameSize));
  }
  if (!IsRequest(header.opcode)) {
    return MakeError(ErrorCode::kProtocolError,
                     fmt::format("no message may have the opcode {}",
                                 static_cast<int32_t>(header.opcode)));
  }
  return header;
}

void StoreHeader(const MessageHeader& header, char* bytes) {
  Store(bytes, header.length);
  Store(bytes + 4, header.request_id);
  Store(bytes + 8, header.response_to);
  Store(bytes + 12, static_cast<int32_t>(header.opcode));
}

}  // namespace meerkat::server
