#include "tools/server/net/stream.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
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
  // Asio sets O_NONBLOCK.
  blocks_ = false;
  if (socket_.is_open()) return &socket_;
  asio::error_code failed;
  socket_.assign(protocol_, handle_, failed);
  return failed ? nullptr : &socket_;
}

std::optional<int> Stream::BeginWait(std::chrono::milliseconds time) {
  asio::error_code ignored;
  if (socket_.is_open()) socket_.release(ignored);
  if (!blocks_) blocks_ = tls_ != nullptr || LetItBlock(time);
  if (!blocks_) return std::nullopt;
  is_awaited_ = true;
  return handle_;
}

bool Stream::LetItBlock(std::chrono::milliseconds time) {
  using std::chrono::duration_cast;
  const auto seconds = duration_cast<std::chrono::seconds>(time);
  const std::chrono::microseconds rest = time - seconds;
  const timeval limit = {static_cast<time_t>(seconds.count()),
                         static_cast<suseconds_t>(rest.count())};
  const int flags = ::fcntl(handle_, F_GETFL);
  return flags >= 0 && ::fcntl(handle_, F_SETFL, flags & ~O_NONBLOCK) == 0 &&
         ::setsockopt(handle_, SOL_SOCKET, SO_RCVTIMEO, &limit,
                      sizeof(limit)) == 0;
}

void Stream::EndWait() {
  is_awaited_ = false;
  if (is_closed_) Close();
}

void Stream::Close() {
  if (handle_ < 0) return;
  ::shutdown(handle_, SHUT_RDWR);
  is_closed_ = true;
  if (is_awaited_) return;
  const int handle = std::exchange(handle_, -1);
  asio::error_code ignored;
  if (socket_.is_open()) {
    socket_.close(ignored);
  } else {
    ::close(handle);
  }
}

Moved Await(int socket, std::span<char> room) {
  return Result(ReceiveWaiting(socket, room), Moved::Next::kWaitToRead);
}

Moved Await(int socket, std::chrono::milliseconds time) {
  pollfd waiting = {socket, POLLIN, 0};
  const int count = ::poll(&waiting, 1, static_cast<int>(time.count()));
  return {.next = count > 0 ? Moved::Next::kGoOn : Moved::Next::kWaitToRead};
}

}  // namespace meerkat::server
