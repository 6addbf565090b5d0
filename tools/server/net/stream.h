// Stream: a socket that is read and written without waiting, plain or by TLS.
#pragma once

#include <asio/generic/stream_protocol.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "tools/server/net/tls.h"

namespace meerkat::server {

// Used by one thread at a time.
class Stream {
 public:
  using Socket = asio::generic::stream_protocol::socket;

  // Without `tls` it is plain.
  Stream(Socket socket, std::unique_ptr<TlsSession> tls);
  // Closes it.
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  bool is_tls() const { return tls_ != nullptr; }

  // REQUIRES: is_tls().
  Moved Handshake() { return tls_->Handshake(handle_); }
  // Into `room`, from `bytes`: some of it. REQUIRES: neither is empty.
  Moved Read(std::span<char> room);
  Moved Write(std::string_view bytes);
  // Bytes that came and are not read yet, which no waiting tells of.
  bool has_unread() const { return tls_ != nullptr && tls_->has_unread(); }
  // Whether the client has closed its end, or the network has.
  bool HasHungUp() const;

  // To wait with, by asio. Null when the system has no memory to watch it.
  Socket* Watched();
  // Nobody is told of it any more: a thread will wait for it by itself. The
  // system would wake another one too. REQUIRES: nobody waits.
  void Unwatch();
  auto executor() { return socket_.get_executor(); }
  int handle() const { return handle_; }

  // Also where another process has a copy of the socket, by fork().
  void Close();

 private:
  // Open while it is watched.
  Socket socket_;
  const Socket::protocol_type protocol_;
  // -1 when it is closed.
  int handle_;
  const std::unique_ptr<TlsSession> tls_;
};

// Waits until there is something to read at a socket, or it is closed by the
// other end, and no longer than `time`. Whether there is.
bool AwaitReadable(int socket, std::chrono::milliseconds time);

}  // namespace meerkat::server
