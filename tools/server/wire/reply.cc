#include "tools/server/wire/reply.h"

#include <cassert>
#include <cstddef>

#include "tools/server/wire/little_endian.h"
#include "tools/server/wire/op_compressed.h"
#include "tools/server/wire/op_msg.h"
#include "tools/server/wire/request.h"

namespace meerkat::server {
namespace {

// Of an OP_REPLY. MongoDB manual, "Legacy Opcodes".
constexpr uint32_t kQueryFailure = 1u << 1;
constexpr uint32_t kAwaitCapable = 1u << 3;

// Flags, and the kind of the section.
constexpr size_t kMsgOverhead = 5;
// Flags, cursor, place of the first document, number of documents.
constexpr size_t kReplyOverhead = 20;

size_t DocumentSize(const Reply& reply) {
  constexpr size_t kEmptySize = 5;
  return reply.document.size() + reply.more_fields.size() - kEmptySize;
}

// The fields of both in one document.
void AppendDocument(const Reply& reply, std::string& out) {
  Append(out, static_cast<uint32_t>(DocumentSize(reply)));
  const std::string_view first = reply.document.bytes();
  out += first.substr(sizeof(uint32_t), first.size() - sizeof(uint32_t) - 1);
  out += reply.more_fields.bytes().substr(sizeof(uint32_t));
}

void AppendHeader(const Reply& reply, Opcode opcode, size_t overhead,
                  std::string& out) {
  const size_t size = kHeaderSize + overhead + DocumentSize(reply);
  const size_t start = out.size();
  out.reserve(start + size);
  out.resize(start + kHeaderSize);
  StoreHeader({.length = static_cast<int32_t>(size),
               .request_id = reply.id,
               .response_to = reply.response_to,
               .opcode = opcode},
              out.data() + start);
}

void AppendMsg(const Reply& reply, std::string& out) {
  AppendHeader(reply, Opcode::kMsg, kMsgOverhead, out);
  Append<uint32_t>(out, reply.more_to_come ? kMoreToCome : 0);
  Append(out, static_cast<uint8_t>(SectionKind::kBody));
  AppendDocument(reply, out);
}

void AppendOpReply(const Reply& reply, std::string& out) {
  AppendHeader(reply, Opcode::kReply, kReplyOverhead, out);
  Append<uint32_t>(out,
                   kAwaitCapable | (reply.query_failed ? kQueryFailure : 0));
  Append<int64_t>(out, 0);  // no cursor
  Append<int32_t>(out, 0);  // the first document
  Append<int32_t>(out, 1);  // of one
  AppendDocument(reply, out);
}

}  // namespace

void AppendReply(const Request& request, const Reply& reply, std::string& out) {
  assert(DocumentSize(reply) <= kMaxMessageSizeBytes);
  assert(!reply.more_to_come || request.exhaust_allowed);
  const size_t start = out.size();
  if (request.opcode == Opcode::kQuery) {
    AppendOpReply(reply, out);
  } else {
    AppendMsg(reply, out);
  }
  if (request.compressor != Compressor::kNone && reply.may_be_compressed) {
    CompressMessage(request.compressor, out, start);
  }
}

}  // namespace meerkat::server
