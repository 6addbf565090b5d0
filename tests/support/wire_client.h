// The other end of the wire: requests as a driver writes them, replies as it
// reads them. Pure functions from values to bytes and back; what a driver must
// not write can be written too.
//
//   std::string frame = MsgRequest(Parsed(R"({ping: 1, $db: "admin"})"));
//   ... send it, receive a frame ...
//   StatusOr<WireReply> reply = ReadReply(received);
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tools/server/wire/compressor.h"
#include "tools/server/wire/header.h"

namespace meerkat::testing {

// A message with this content, its length as it is.
std::string Frame(server::Opcode opcode, std::string_view content,
                  int32_t request_id = 1, int32_t response_to = 0);

// Sections of an OP_MSG.
std::string BodySection(DocumentView body);
std::string SequenceSection(std::string_view name,
                            const std::vector<Document>& documents);

// An OP_MSG of these sections, in a row. With kChecksumPresent in `flags` it
// gets its checksum.
std::string MsgFrame(std::string_view sections, uint32_t flags = 0,
                     int32_t request_id = 1);

// Documents to be an array field of a command, sent beside it.
struct Sequence {
  std::string name;
  std::vector<Document> documents;
};

// An OP_MSG with a command. `command` has its $db.
std::string MsgRequest(DocumentView command,
                       const std::vector<Sequence>& sequences = {},
                       uint32_t flags = 0, int32_t request_id = 1);

// An OP_QUERY. `after` is what follows the query.
std::string QueryRequest(std::string_view collection, DocumentView query,
                         uint32_t flags = 0, int32_t request_id = 1,
                         std::string_view after = "");

// The message as OP_COMPRESSED, even where that makes it larger.
std::string Compressed(server::Compressor compressor, std::string_view frame);

struct WireReply {
  // As it came, kCompressed included.
  server::MessageHeader header;
  // The opcode of what was compressed; else that of the header.
  server::Opcode opcode = server::Opcode::kMsg;
  server::Compressor compressor = server::Compressor::kNone;
  uint32_t flags = 0;
  Document document;
};

// Reads a whole message. Errors: 22 InvalidBSON, and 17 ProtocolError for what
// a server must not send: other lengths and opcodes, sections that are not one
// body, an OP_REPLY with a cursor or other than one document.
StatusOr<WireReply> ReadReply(std::string_view frame);

}  // namespace meerkat::testing
