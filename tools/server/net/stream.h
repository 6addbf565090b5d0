// Stream: a socket that is read and written without waiting, plain or by TLS.
#pragma once

#include <asio/generic/stream_protocol.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
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
  auto executor() { return socket_.get_executor(); }

  // A thread is to wait by itself, in Await(), and nobody is told of the socket
  // any more: the system would wake another thread too. Gives the socket, and
  // nothing where the system has no such waiting. From here to EndWait() only
  // Close() may be called: the socket is shut down, so that the thread wakes
  // up, and its number is not given to another one. REQUIRES: it is open, and
  // nobody waits.
  std::optional<int> BeginWait(std::chrono::milliseconds time);
  void EndWait();

  // Also where another process has a copy of the socket, by fork().
  void Close();

 private:
  // So that a read without MSG_DONTWAIT waits, and not for longer than that.
  bool LetItBlock(std::chrono::milliseconds time);

  // Open while it is watched.
  Socket socket_;
  const Socket::protocol_type protocol_;
  // -1 when it is closed.
  int handle_;
  const std::unique_ptr<TlsSession> tls_;
  // A read blocks: LetItBlock() has been called since it was last watched.
  bool blocks_ = false;
  // Between BeginWait() and EndWait().
  bool is_awaited_ = false;
  bool is_closed_ = false;
};

// Waits for something to read at the socket of BeginWait(), and reads some of
// it. kWaitToRead: nothing has come in the time.
Moved Await(int socket, std::span<char> room);
// The same without reading, for what has to be decrypted: the size is 0.
Moved Await(int socket, std::chrono::milliseconds time);

}  // namespace meerkat::server
