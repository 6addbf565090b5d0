#include "tools/server/last_write.h"

#include <meerkat/client.h>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace meerkat::server {

namespace {

// Of an error's message, and of an _id, in bytes: every connection keeps them,
// and hardly anybody asks.
constexpr size_t kMostKept = 1024;

bool IsWrite(std::string_view command) {
  constexpr std::string_view kWrites[] = {"delete", "findAndModify",
                                          "findandmodify", "insert", "update"};
  return std::ranges::find(kWrites, command) != std::end(kWrites);
}

// They ask, and are no command to be asked about.
bool IsQuestion(std::string_view command) {
  constexpr std::string_view kQuestions[] = {
      "getLastError", "getPrevError",    "getlasterror", "getpreverror",
      "hello",        "isMaster",        "ismaster",     "ping",
      "resetError",   "connectionStatus"};
  return std::ranges::find(kQuestions, command) != std::end(kQuestions);
}

int64_t CountIn(DocumentView reply) {
  const Element n = reply["n"];
  return n.type() == Type::kInt32 ? n.AsInt32() : 0;
}

// The first error of a write that was done in part.
Status WriteErrorIn(DocumentView reply) {
  const Element errors = reply["writeErrors"];
  if (errors.type() != Type::kArray || errors.AsDocument().empty()) {
    return absl::OkStatus();
  }
  const DocumentView first = errors.AsDocument().begin()->AsDocument();
  return MakeError(ErrorCode{first["code"].AsInt32()},
                   first["errmsg"].AsString());
}

// What a reply tells of it: the message itself may have all of what was wrong.
Status Shortened(const Status& error) {
  if (error.message().size() <= kMostKept) return error;
  return MakeError(ErrorCodeOf(error), ReplyFor(error)["errmsg"].AsString());
}

void RememberReply(DocumentView command, DocumentView reply, LastWrite& last) {
  last.count = CountIn(reply);
  last.error = WriteErrorIn(reply);
  if (command.begin()->name() != "update") return;
  const Element upserted = reply["upserted"];
  const bool has_upserted = upserted.type() == Type::kArray;
  last.updated_existing = last.count > 0 && !has_upserted;
  if (has_upserted) {
    const DocumentView first = upserted.AsDocument().begin()->AsDocument();
    if (first["_id"].payload().size() > kMostKept) return;
    Builder id;
    id.AppendAs("upserted", first["_id"]);
    last.upserted = std::move(id).Finish();
  }
}

void AppendError(const Status& error, Builder& reply) {
  if (error.ok()) {
    reply.Append("err", nullptr);
    return;
  }
  const Document told = ReplyFor(error);
  reply.AppendAs("err", told["errmsg"]);
  reply.AppendAs("code", told["code"]).AppendAs("codeName", told["codeName"]);
}

}  // namespace

void Remember(DocumentView command, const StatusOr<Document>& reply,
              LastWrite& last) {
  const std::string_view name = command.begin()->name();
  if (IsQuestion(name)) return;
  Status previous = last.previous_error;
  const int64_t since = last.since_error;
  last = {};
  if (reply.ok() && IsWrite(name)) RememberReply(command, *reply, last);
  if (!reply.ok()) last.error = Shortened(reply.status());
  if (!last.error.ok()) {
    last.previous_error = last.error;
    last.since_error = 1;
  } else if (since >= 0) {
    last.previous_error = std::move(previous);
    last.since_error = since + 1;
  }
}

void AppendLastError(const LastWrite& last, int32_t connection,
                     Builder& reply) {
  reply.Append("connectionId", connection);
  if (last.updated_existing.has_value()) {
    reply.Append("updatedExisting", *last.updated_existing);
  }
  if (!last.upserted.view().empty()) {
    reply.Append(*last.upserted.view().begin());
  }
  reply.Append("n", static_cast<int32_t>(last.count));
  reply.Append("syncMillis", 0).Append("writtenTo", nullptr);
  AppendError(last.error, reply);
}

void AppendPreviousError(const LastWrite& last, Builder& reply) {
  AppendError(last.previous_error, reply);
  reply.Append("n", static_cast<int32_t>(last.count));
  reply.Append("nPrev", static_cast<int32_t>(last.since_error));
}

}  // namespace meerkat::server
