// Listener: a place where a server waits for clients.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <meerkat/status.h>

#include <asio/basic_socket_acceptor.hpp>
#include <asio/generic/stream_protocol.hpp>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace meerkat::server {

// A client has come.
struct Arrival {
  asio::generic::stream_protocol::socket socket;
  // "127.0.0.1:54321", "[::1]:54321", or "anonymous unix socket": of the
  // client, and by which it reached the server; the path of a Unix socket.
  std::string client_address;
  std::string server_address;
};
using OnArrival = std::function<void(Arrival arrival)>;

// Thread-safe. Outlives the threads of its context.
class Listener {
 public:
  // For TCP or a Unix socket.
  using Endpoint = asio::generic::stream_protocol::endpoint;

  // `where`: how messages name it.
  Listener(asio::io_context& context, std::string where, OnArrival on_arrival);

  // Takes the place; clients are refused as long as nobody listens. The file of
  // a Unix socket gets the mode 0600 where sockets have a mode (on Linux), and
  // the process's else. Errors: 9001 SocketException, naming `where` and why.
  Status Bind(const Endpoint& endpoint);
  // From here on clients wait; from Accept() on they are answered. The same
  // errors.
  Status Listen();
  void Accept();
  void Close();

  // Where it is bound: the port that was free.
  Endpoint endpoint() const;

 private:
  using Protocol = asio::generic::stream_protocol;

  void WaitForNext() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void OnNext(const asio::error_code& failed, Protocol::socket socket);
  void Pause() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Status Failed(const asio::error_code& failed) const;

  asio::io_context& context_;
  const std::string where_;
  const OnArrival on_arrival_;
  mutable absl::Mutex mutex_;
  asio::basic_socket_acceptor<Protocol> acceptor_ ABSL_GUARDED_BY(mutex_);
  asio::steady_timer pause_ ABSL_GUARDED_BY(mutex_);
};


// "127.0.0.1:27017", "[::1]:27017", or the path of a Unix socket.
std::string AddressText(const Listener::Endpoint& endpoint);
// REQUIRES: of TCP.
uint16_t PortOf(const Listener::Endpoint& endpoint);

}  // namespace meerkat::server
