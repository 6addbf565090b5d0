#include "tools/server/net/stream.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "tools/server/net/socket_io.h"

namespace meerkat::server {

namespace {

#ifdef POLLRDHUP
constexpr short kHangUp = POLLRDHUP;
#else
constexpr short kHangUp = 0;
#endif

asio::generic::stream_protocol ProtocolOf(const Stream::Socket& socket) {
  asio::error_code gone;
  return socket.local_endpoint(gone).protocol();
}

Moved Result(ssize_t size, Moved::Next wait) {
  if (size > 0) return {.size = static_cast<size_t>(size)};
  if (size < 0 && MustWait()) return {.next = wait};
  return {.next = Moved::Next::kClose};
}

}  // namespace

Stream::Stream(Socket socket, std::unique_ptr<TlsSession> tls)
    : socket_(std::move(socket)),
      protocol_(ProtocolOf(socket_)),
      handle_(socket_.native_handle()),
      tls_(std::move(tls)) {}

Stream::~Stream() { Close(); }

Moved Stream::Read(std::span<char> room) {
  if (tls_ != nullptr) return tls_->Read(handle_, room);
  return Result(ReceiveSome(handle_, room), Moved::Next::kWaitToRead);
}

Moved Stream::Write(std::string_view bytes) {
  if (tls_ != nullptr) return tls_->Write(handle_, bytes);
  return Result(SendSome(handle_, bytes), Moved::Next::kWaitToWrite);
}

bool Stream::HasHungUp() const {
  pollfd socket = {handle_, kHangUp, 0};
  return ::poll(&socket, 1, 0) > 0;
}

Stream::Socket* Stream::Watched() {
  if (socket_.is_open()) return &socket_;
  asio::error_code failed;
  socket_.assign(protocol_, handle_, failed);
  return failed ? nullptr : &socket_;
}

void Stream::Unwatch() {
  asio::error_code ignored;
  if (socket_.is_open()) socket_.release(ignored);
}

void Stream::Close() {
  const int handle = std::exchange(handle_, -1);
  if (handle < 0) return;
  ::shutdown(handle, SHUT_RDWR);
  asio::error_code ignored;
  if (socket_.is_open()) {
    socket_.close(ignored);
  } else {
    ::close(handle);
  }
}

bool AwaitReadable(int socket, std::chrono::milliseconds time) {
  pollfd waiting = {socket, POLLIN, 0};
  return ::poll(&waiting, 1, static_cast<int>(time.count())) > 0;
}

}  // namespace meerkat::server
