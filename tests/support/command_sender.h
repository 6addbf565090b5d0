// CommandSender: by which way a test's commands reach the database.
#pragma once

#include <meerkat/client.h>
#include <meerkat/document.h>
#include <meerkat/status.h>

#include <memory>
#include <string>
#include <string_view>

namespace meerkat::testing {

// Used by one thread at a time.
class CommandSender {
 public:
  virtual ~CommandSender() = default;
  // The reply of a command. An error is the Status that Database::RunCommand
  // gives, whichever way it came.
  virtual StatusOr<Document> Send(const std::string& database,
                                  DocumentView command) = 0;
};

// Calls Database::RunCommand.
std::unique_ptr<CommandSender> SendInProcess(Client client);

// Starts a server on the database and sends OP_MSG to it over a connection,
// with statements as a document sequence, as drivers do. Errors: those of
// Server::Start, 9001 SocketException.
StatusOr<std::unique_ptr<CommandSender>> SendOverSocket(Client client);

}  // namespace meerkat::testing
