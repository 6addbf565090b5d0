// WireSocket: a client's connection to a server that listens, down at its
// bytes. It waits, but never for ever: after half a minute what it waits for is
// taken for not coming.
//
//   WireSocket client(server->uris()[0]);
//   CHECK(client.Run(Document{{"ping", 1}, {"$db", "admin"}}) == ...);
#pragma once

#include <meerkat/document.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "tests/support/wire_client.h"

namespace meerkat::testing {

// Not thread-safe.
class WireSocket {
 public:
  // To the first host of a connection string: an address and a port, or a Unix
  // socket.
  explicit WireSocket(const std::string& uri);
  // Takes over a socket that is connected.
  explicit WireSocket(int handle) : handle_(handle) {}
  ~WireSocket();
  WireSocket(WireSocket&& other) noexcept;
  WireSocket& operator=(WireSocket&&) = delete;

  bool is_connected() const { return handle_ >= 0; }
  int handle() const { return handle_; }

  // False when the server has closed.
  bool Send(std::string_view bytes);
  // As many of them as go out without waiting.
  size_t SendSome(std::string_view bytes);
  // Nothing more will be sent; replies are still read.
  void EndSending();

  // A whole message; none when the server has closed before its end.
  std::optional<std::string> Receive();
  std::optional<WireReply> ReceiveReply();
  // Everything until the server closes; none when it does not.
  std::optional<std::string> ReceiveAll();
  bool IsClosedByServer() { return ReceiveAll().has_value(); }

  // Sends a command with its $db, and returns the reply. An empty document:
  // there was none.
  Document Run(DocumentView command);
  bool Ping();

 private:
  bool ReceiveExactly(size_t size, std::string& bytes);

  int handle_ = -1;
};

}  // namespace meerkat::testing
