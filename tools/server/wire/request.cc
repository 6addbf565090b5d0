#include "tools/server/wire/request.h"

#include <fmt/format.h>
#include <meerkat/types.h>

#include <string_view>
#include <utility>

#include "tools/server/wire/errors.h"
#include "tools/server/wire/merge_sections.h"
#include "tools/server/wire/op_compressed.h"
#include "tools/server/wire/op_msg.h"
#include "tools/server/wire/op_query.h"
#include "tools/server/wire/raw_document.h"

namespace meerkat::server {
namespace {

StatusOr<std::string> ReadDatabase(std::string_view body) {
  StatusOr<std::optional<RawField>> field = FindField(body, "$db");
  if (!field.ok()) return field.status();
  if (!*field) {
    return MakeError(kMissingDatabase,
                     "a command in an OP_MSG needs the field $db");
  }
  if ((*field)->type != Type::kString) {
    return MakeError(kWrongTypeOfDatabase,
                     fmt::format("$db must be a string, not of the type {}",
                                 TypeName((*field)->type)));
  }
  StatusOr<std::string_view> database = StringOf(**field);
  if (!database.ok()) return database.status();
  return std::string(*database);
}

StatusOr<Command> ReadMsgCommand(const SharedBytes& frame,
                                 std::string_view bytes) {
  StatusOr<MsgSections> sections = ReadMsgSections(bytes);
  if (!sections.ok()) return sections.status();
  StatusOr<std::string> database = ReadDatabase(sections->body);
  if (!database.ok()) return database.status();
  StatusOr<SharedBytes> document = MergeSections(frame, *sections);
  if (!document.ok()) return document.status();
  return Command{.document = *std::move(document),
                 .database = *std::move(database),
                 .query = std::nullopt};
}

StatusOr<Command> ReadQueryCommand(const SharedBytes& frame) {
  StatusOr<OpQuery> query = ReadOpQuery(frame.view());
  if (!query.ok()) return query.status();
  StatusOr<std::string_view> database = DatabaseOf(query->collection);
  if (!database.ok()) return database.status();
  StatusOr<SharedBytes> document = UnwrapQuery(frame, query->query);
  if (!document.ok()) return document.status();
  return Command{
      .document = *std::move(document),
      .database = std::string(*database),
      .query = QueryTarget{query->flags, std::string(query->collection)}};
}

// Of an OP_MSG or OP_QUERY that is not compressed.
StatusOr<Request> ParsePlain(const SharedBytes& frame, Compressor compressor) {
  const MessageHeader header = LoadHeader(frame.view());
  Request request{.id = header.request_id,
                  .opcode = header.opcode,
                  .compressor = compressor,
                  .command = Command{}};
  if (header.opcode == Opcode::kQuery) {
    request.command = ReadQueryCommand(frame);
    return request;
  }
  const StatusOr<MsgEnvelope> envelope = ReadMsgEnvelope(frame.view());
  if (!envelope.ok()) return envelope.status();
  request.more_to_come = (envelope->flags & kMoreToCome) != 0;
  request.exhaust_allowed = (envelope->flags & kExhaustAllowed) != 0;
  request.command = ReadMsgCommand(frame, envelope->sections);
  const Status& status = request.command.status();
  if (ErrorCodeOf(status) == ErrorCode::kTooManyDocumentSequences)
    return status;
  return request;
}

Status CheckFrame(std::string_view frame) {
  if (frame.size() < kHeaderSize) {
    return MakeError(
        ErrorCode::kProtocolError,
        fmt::format("a message of {} bytes has no header", frame.size()));
  }
  const StatusOr<MessageHeader> header = ReadRequestHeader(frame);
  if (!header.ok()) return header.status();
  if (static_cast<size_t>(header->length) == frame.size()) {
    return absl::OkStatus();
  }
  return MakeError(ErrorCode::kProtocolError,
                   fmt::format("a message of {} bytes says that it has {}",
                               frame.size(), header->length));
}

}  // namespace

StatusOr<Request> ParseRequest(const SharedBytes& frame,
                               std::span<const Compressor> agreed,
                               size_t most) {
  if (Status status = CheckFrame(frame.view()); !status.ok()) return status;
  if (LoadHeader(frame.view()).opcode != Opcode::kCompressed) {
    return ParsePlain(frame, Compressor::kNone);
  }
  StatusOr<DecompressedFrame> plain = DecompressFrame(frame, agreed, most);
  if (!plain.ok()) return plain.status();
  return ParsePlain(plain->frame, plain->compressor);
}

}  // namespace meerkat::server
