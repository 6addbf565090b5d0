// OP_COMPRESSED: another message, compressed.
//
//   int32 opcode of the other, int32 size of what follows its header, uint8
//   compressor, compressed bytes
//
// The header in front is the other's but for length and opcode. MongoDB manual,
// "MongoDB Wire Protocol"; drivers' specification "Wire Compression".
#pragma once

#include <meerkat/status.h>

#include <cstddef>
#include <span>
#include <string>

#include "tools/server/wire/compressor.h"
#include "tools/server/wire/header.h"
#include "tools/server/wire/shared_bytes.h"

namespace meerkat::server {

struct DecompressedFrame {
  // The other message, with its header.
  SharedBytes frame;
  Compressor compressor;
};

// Decompresses a whole message. `accepted` are the compressors that were agreed
// upon; "noop" always is. Room is made only when the claimed size is possible
// for so few bytes and makes no message of more than `most`.
// REQUIRES: kHeaderSize <= most <= kMaxFrameSize.
//
// After an error the connection must be closed: 17 ProtocolError when it is too
// short, holds yet another OP_COMPRESSED or an opcode that is none, or claims
// too much; 2 BadValue for a compressor that was not agreed upon, and when the
// bytes are damaged or do not have the size that was claimed.
StatusOr<DecompressedFrame> DecompressFrame(
    const SharedBytes& frame, std::span<const Compressor> accepted,
    size_t most = kMaxFrameSize);

// Compresses the message that begins at `start` and ends with `out`, in place,
// unless that makes it no smaller. REQUIRES: it has its header.
void CompressMessage(Compressor compressor, std::string& out, size_t start);

}  // namespace meerkat::server
