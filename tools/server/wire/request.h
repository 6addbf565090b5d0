// Request: what a frame says, whichever way it came.
//
// A frame is one whole message as it came from the client. Reading one goes
// wrong in two ways, and the types tell them apart:
//
//   StatusOr<Request> request = ParseRequest(frame, agreed);
//   if (!request.ok()) close the connection, without a word
//   if (!request->command.ok()) reply with its code, and go on
//
// The first is for what makes a client untrustworthy or leaves no way to
// answer it, the second for a message that is wrong in itself.
#pragma once

#include <meerkat/status.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "tools/server/wire/compressor.h"
#include "tools/server/wire/header.h"
#include "tools/server/wire/shared_bytes.h"

namespace meerkat::server {

// Of a command that came by OP_QUERY. Who may do that is decided where commands
// are run (352 UnsupportedOpQueryCommand for all but the handshake).
struct QueryTarget {
  uint32_t flags = 0;
  // "admin.$cmd" for a command; another name asks for documents.
  std::string collection;
};

struct Command {
  // The document that is the command, all sections of an OP_MSG in one. It has
  // the length that it says and ends in a zero byte, but nobody has validated
  // it: it is no DocumentView before that. It keeps the memory of the frame.
  SharedBytes document;
  // The $db of an OP_MSG, which stays in the document, or what stands before
  // the dot in the collection of an OP_QUERY. Any bytes.
  std::string database;
  std::optional<QueryTarget> query;
};

struct Request {
  int32_t id = 0;
  // kMsg or kQuery: a reply has to be an OP_MSG or an OP_REPLY.
  Opcode opcode = Opcode::kMsg;
  // No reply is wanted, not even about an error.
  bool more_to_come = false;
  // Replies may have more to come.
  bool exhaust_allowed = false;
  // What the reply may be compressed with; kNone when the request was not.
  Compressor compressor = Compressor::kNone;

  // Errors, to be replied: 22 InvalidBSON for documents whose lengths do not
  // agree, 17 ProtocolError for other lengths, 40571 without $db, 13111 for one
  // that is no string, those of ReadMsgSections and MergeSections (op_msg.h,
  // merge_sections.h) or of UnwrapQuery and DatabaseOf (op_query.h).
  StatusOr<Command> command;
};

// Reads a frame. `agreed` are the compressors that the handshake agreed upon,
// `most` is the size that a message may have when it is decompressed.
// Errors, to close the connection: those of ReadRequestHeader (and a length
// that is not the frame's), of ReadMsgEnvelope and of DecompressFrame, and 233
// TooManyDocumentSequences.
StatusOr<Request> ParseRequest(const SharedBytes& frame,
                               std::span<const Compressor> agreed,
                               size_t most = kMaxFrameSize);

}  // namespace meerkat::server
