#include "tests/support/wire_client.h"

#include <span>
#include <utility>

#include "tools/server/wire/compression.h"
#include "tools/server/wire/crc32c.h"
#include "tools/server/wire/errors.h"
#include "tools/server/wire/little_endian.h"
#include "tools/server/wire/op_msg.h"

namespace meerkat::testing {
namespace {

using server::Append;
using server::kHeaderSize;
using server::Load;
using server::Opcode;

constexpr size_t kChecksumSize = 4;

Status Unexpected(std::string_view what) {
  return MakeError(ErrorCode::kProtocolError, what);
}

Status ReadMsg(std::string_view content, WireReply& reply) {
  if (content.size() < 5) return Unexpected("an OP_MSG is too short");
  reply.flags = Load<uint32_t>(content.data());
  if (content[4] != 0) return Unexpected("the first section is no body");
  StatusOr<Document> document = Document::Parse(content.substr(5));
  if (document.ok()) reply.document = *std::move(document);
  return document.status();
}

Status ReadOpReply(std::string_view content, WireReply& reply) {
  if (content.size() < 20) return Unexpected("an OP_REPLY is too short");
  reply.flags = Load<uint32_t>(content.data());
  if (Load<int64_t>(content.data() + 4) != 0) return Unexpected("a cursor");
  if (Load<int32_t>(content.data() + 12) != 0) return Unexpected("a start");
  if (Load<int32_t>(content.data() + 16) != 1) return Unexpected("no document");
  StatusOr<Document> document = Document::Parse(content.substr(20));
  if (document.ok()) reply.document = *std::move(document);
  return document.status();
}

Status ReadPlain(std::string_view frame, WireReply& reply) {
  reply.opcode = server::LoadHeader(frame).opcode;
  const std::string_view content = frame.substr(kHeaderSize);
  if (reply.opcode == Opcode::kMsg) return ReadMsg(content, reply);
  if (reply.opcode == Opcode::kReply) return ReadOpReply(content, reply);
  return Unexpected("a reply is an OP_MSG or an OP_REPLY");
}

// A client accepts an OP_REPLY in it, which DecompressFrame would not.
Status ReadCompressed(std::string_view frame, WireReply& reply) {
  const std::string_view content = frame.substr(kHeaderSize);
  if (content.size() < 9) return Unexpected("an OP_COMPRESSED is too short");
  const auto size = Load<int32_t>(content.data() + 4);
  const auto compressor =
      server::CompressorOfNumber(Load<uint8_t>(content.data() + 8));
  if (size < 0 || size > static_cast<int32_t>(server::kMaxFrameSize) ||
      !compressor) {
    return Unexpected("an OP_COMPRESSED has a wrong size or compressor");
  }
  reply.compressor = *compressor;
  std::string plain(static_cast<size_t>(size), '\0');
  Status status = server::Decompress(*compressor, content.substr(9),
                                     std::span<char>(plain));
  if (!status.ok()) return status;
  return ReadPlain(Frame(Opcode{Load<int32_t>(content.data())}, plain), reply);
}

}  // namespace

std::string Frame(Opcode opcode, std::string_view content, int32_t request_id,
                  int32_t response_to) {
  std::string frame(kHeaderSize, '\0');
  server::StoreHeader(
      {.length = static_cast<int32_t>(kHeaderSize + content.size()),
       .request_id = request_id,
       .response_to = response_to,
       .opcode = opcode},
      frame.data());
  return frame.append(content);
}

std::string BodySection(DocumentView body) {
  std::string section(1, '\0');
  return section.append(body.bytes());
}

std::string SequenceSection(std::string_view name,
                            const std::vector<Document>& documents) {
  std::string content(name);
  content += '\0';
  for (const Document& document : documents) {
    content += document.view().bytes();
  }
  std::string section(1, '\1');
  Append(section, static_cast<int32_t>(sizeof(int32_t) + content.size()));
  return section.append(content);
}

std::string MsgFrame(std::string_view sections, uint32_t flags,
                     int32_t request_id) {
  const bool has_checksum = (flags & server::kChecksumPresent) != 0;
  std::string content;
  Append(content, flags);
  content += sections;
  if (has_checksum) content.append(kChecksumSize, '\0');
  std::string frame = Frame(Opcode::kMsg, content, request_id);
  if (has_checksum) {
    const size_t summed = frame.size() - kChecksumSize;
    server::Store(frame.data() + summed,
                  server::Crc32c(std::string_view(frame).substr(0, summed)));
  }
  return frame;
}

std::string MsgRequest(DocumentView command,
                       const std::vector<Sequence>& sequences, uint32_t flags,
                       int32_t request_id) {
  std::string sections = BodySection(command);
  for (const Sequence& sequence : sequences) {
    sections += SequenceSection(sequence.name, sequence.documents);
  }
  return MsgFrame(sections, flags, request_id);
}

std::string QueryRequest(std::string_view collection, DocumentView query,
                         uint32_t flags, int32_t request_id,
                         std::string_view after) {
  std::string content;
  Append(content, flags);
  content += collection;
  content += '\0';
  Append(content, int32_t{0});
  Append(content, int32_t{-1});
  content += query.bytes();
  content += after;
  return Frame(Opcode::kQuery, content, request_id);
}

std::string Compressed(server::Compressor compressor, std::string_view frame) {
  const server::MessageHeader header = server::LoadHeader(frame);
  const std::string_view plain = frame.substr(kHeaderSize);
  std::string content;
  Append(content, static_cast<int32_t>(header.opcode));
  Append(content, static_cast<int32_t>(plain.size()));
  Append(content, static_cast<uint8_t>(compressor));
  server::Compress(compressor, plain, content);
  return Frame(Opcode::kCompressed, content, header.request_id,
               header.response_to);
}

StatusOr<WireReply> ReadReply(std::string_view frame) {
  if (frame.size() < kHeaderSize) return Unexpected("a reply has no header");
  WireReply reply;
  reply.header = server::LoadHeader(frame);
  if (static_cast<size_t>(reply.header.length) != frame.size()) {
    return Unexpected("a reply has another length than it says");
  }
  Status status = reply.header.opcode == Opcode::kCompressed
                      ? ReadCompressed(frame, reply)
                      : ReadPlain(frame, reply);
  if (!status.ok()) return status;
  return reply;
}

}  // namespace meerkat::testing
