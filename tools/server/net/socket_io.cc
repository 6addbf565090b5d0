#include "tools/server/net/socket_io.h"

#include <sys/socket.h>

#include <cerrno>

namespace meerkat::server {

namespace {

// Systems without it have an option of sockets instead, which asio sets.
#ifdef MSG_NOSIGNAL
constexpr int kNoSignal = MSG_NOSIGNAL;
#else
constexpr int kNoSignal = 0;
#endif

template <typename Transfer>
ssize_t Repeated(const Transfer& transfer) {
  ssize_t size = 0;
  do {
    size = transfer();
  } while (size < 0 && errno == EINTR);
  return size;
}

}  // namespace

ssize_t ReceiveSome(int socket, std::span<char> room) {
  return Repeated(
      [&] { return ::recv(socket, room.data(), room.size(), MSG_DONTWAIT); });
}

ssize_t ReceiveWaiting(int socket, std::span<char> room) {
  const ssize_t size = ::recv(socket, room.data(), room.size(), 0);
  if (size < 0 && errno == EINTR) errno = EAGAIN;
  return size;
}

ssize_t SendSome(int socket, std::string_view bytes) {
  return Repeated([&] {
    return ::send(socket, bytes.data(), bytes.size(), MSG_DONTWAIT | kNoSignal);
  });
}

bool MustWait() { return errno == EAGAIN || errno == EWOULDBLOCK; }

}  // namespace meerkat::server
