#include "tests/support/command_sender.h"

#include <meerkat/builder.h>
#include <meerkat/server.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "storage/status_macros.h"
#include "tests/support/wire_client.h"
#include "tests/support/wire_socket.h"

namespace meerkat::testing {

namespace {

class ProcessSender : public CommandSender {
 public:
  explicit ProcessSender(Client client) : client_(std::move(client)) {}

  StatusOr<Document> Send(const std::string& database,
                          DocumentView command) override {
    return client_[database].RunCommand(command);
  }

 private:
  Client client_;
};

// What drivers send beside the body.
bool IsSequence(const Element& field) {
  constexpr std::array<std::string_view, 3> kNames = {"documents", "updates",
                                                      "deletes"};
  if (std::ranges::find(kNames, field.name()) == kNames.end() ||
      field.type() != Type::kArray) {
    return false;
  }
  for (const Element& item : field.AsDocument()) {
    if (item.type() != Type::kDocument) return false;
  }
  return true;
}

std::string RequestOf(const std::string& database, DocumentView command) {
  Builder body;
  std::vector<Sequence> sequences;
  for (const Element& field : command) {
    if (!IsSequence(field)) {
      body.Append(field);
      continue;
    }
    Sequence sequence{std::string(field.name()), {}};
    for (const Element& item : field.AsDocument()) {
      sequence.documents.emplace_back(item.AsDocument());
    }
    sequences.push_back(std::move(sequence));
  }
  body.Append("$db", database);
  return MsgRequest(std::move(body).Finish(), sequences);
}

// A reply {ok: 0, ...} as the error that it tells.
Status ErrorOf(DocumentView reply) {
  Builder details;
  for (const Element& field : reply) {
    constexpr std::array<std::string_view, 7> kOfEveryError = {
        "ok",          "errmsg",       "code",         "codeName",
        "errorLabels", "$clusterTime", "operationTime"};
    if (std::ranges::find(kOfEveryError, field.name()) == kOfEveryError.end()) {
      details.Append(field);
    }
  }
  Status error =
      MakeError(ErrorCode{reply["code"].AsInt32()}, reply["errmsg"].AsString(),
                std::move(details).Finish());
  if (!reply["errorLabels"].exists()) return error;
  for (const Element& label : reply["errorLabels"].AsDocument()) {
    error = WithErrorLabel(std::move(error), label.AsString());
  }
  return error;
}

class SocketSender : public CommandSender {
 public:
  SocketSender(std::unique_ptr<Server> server, WireSocket socket)
      : server_(std::move(server)), socket_(std::move(socket)) {}

  StatusOr<Document> Send(const std::string& database,
                          DocumentView command) override {
    std::optional<WireReply> reply;
    if (socket_.Send(RequestOf(database, command))) {
      reply = socket_.ReceiveReply();
    }
    if (!reply.has_value()) {
      return MakeError(ErrorCode::kSocketException, "there was no reply");
    }
    if (reply->document["ok"].AsDouble() != 1) return ErrorOf(reply->document);
    return std::move(reply->document);
  }

 private:
  std::unique_ptr<Server> server_;
  WireSocket socket_;
};

}  // namespace

std::unique_ptr<CommandSender> SendInProcess(Client client) {
  return std::make_unique<ProcessSender>(std::move(client));
}

StatusOr<std::unique_ptr<CommandSender>> SendOverSocket(Client client) {
  MEERKAT_ASSIGN_OR_RETURN(std::unique_ptr<Server> server,
                           Server::Start(std::move(client), {.port = 0}));
  WireSocket socket(server->uris().front());
  if (!socket.is_connected()) {
    return MakeError(ErrorCode::kSocketException,
                     "the server cannot be connected to");
  }
  return std::make_unique<SocketSender>(std::move(server), std::move(socket));
}

}  // namespace meerkat::testing
