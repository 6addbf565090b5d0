#include "tests/support/wire_socket.h"

#include <meerkat/value.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

#include "tools/server/wire/header.h"
#include "tools/server/wire/little_endian.h"

namespace meerkat::testing {
namespace {

constexpr int kPatienceMillis = 30'000;

std::string Unescaped(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    if (text[0] != '%' || text.size() < 3) {
      plain += text[0];
      text.remove_prefix(1);
      continue;
    }
    int code = 0;
    std::from_chars(text.data() + 1, text.data() + 3, code, 16);
    plain += static_cast<char>(code);
    text.remove_prefix(3);
  }
  return plain;
}

int Connected(int family, const sockaddr* address, socklen_t size) {
  const int handle = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (handle < 0) return -1;
  if (::connect(handle, address, size) == 0) return handle;
  ::close(handle);
  return -1;
}

int ConnectToFile(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) return -1;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return Connected(AF_UNIX, reinterpret_cast<const sockaddr*>(&address),
                   sizeof(address));
}

int ConnectToHost(const std::string& host, const std::string& port) {
  addrinfo hints = {};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0) return -1;
  const int handle =
      Connected(found->ai_family, found->ai_addr, found->ai_addrlen);
  ::freeaddrinfo(found);
  return handle;
}

int Connect(std::string_view uri) {
  uri.remove_prefix(std::string_view("mongodb://").size());
  uri = uri.substr(0, uri.find('/'));
  if (uri.starts_with("%2F")) return ConnectToFile(Unescaped(uri));
  const size_t colon = uri.rfind(':');
  std::string_view host = uri.substr(0, colon);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  return ConnectToHost(std::string(host), std::string(uri.substr(colon + 1)));
}

// Whether it became so in time.
bool Await(int handle, short events) {
  pollfd waiting = {handle, events, 0};
  int ready = 0;
  do {
    ready = ::poll(&waiting, 1, kPatienceMillis);
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

}  // namespace

WireSocket::WireSocket(const std::string& uri) : handle_(Connect(uri)) {}

WireSocket::~WireSocket() {
  if (handle_ >= 0) ::close(handle_);
}

WireSocket::WireSocket(WireSocket&& other) noexcept
    : handle_(std::exchange(other.handle_, -1)) {}

bool WireSocket::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    if (!Await(handle_, POLLOUT)) return false;
    const ssize_t sent = ::send(handle_, bytes.data(), bytes.size(),
                                MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) return false;
    if (sent > 0) bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

size_t WireSocket::SendSome(std::string_view bytes) {
  const ssize_t sent =
      ::send(handle_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  return sent > 0 ? static_cast<size_t>(sent) : 0;
}

void WireSocket::EndSending() { ::shutdown(handle_, SHUT_WR); }

bool WireSocket::ReceiveExactly(size_t size, std::string& bytes) {
  const size_t end = bytes.size() + size;
  size_t filled = bytes.size();
  bytes.resize(end);
  while (filled < end) {
    if (!Await(handle_, POLLIN)) return false;
    const ssize_t got =
        ::recv(handle_, bytes.data() + filled, end - filled, MSG_DONTWAIT);
    if (got == 0) return false;
    if (got < 0 && errno != EAGAIN && errno != EINTR) return false;
    if (got > 0) filled += static_cast<size_t>(got);
  }
  return true;
}

std::optional<std::string> WireSocket::Receive() {
  std::string frame;
  if (!ReceiveExactly(server::kHeaderSize, frame)) return std::nullopt;
  const auto length = server::Load<int32_t>(frame.data());
  if (length < static_cast<int32_t>(server::kHeaderSize)) return std::nullopt;
  if (!ReceiveExactly(static_cast<size_t>(length) - frame.size(), frame)) {
    return std::nullopt;
  }
  return frame;
}

std::optional<WireReply> WireSocket::ReceiveReply() {
  const std::optional<std::string> frame = Receive();
  if (!frame.has_value()) return std::nullopt;
  StatusOr<WireReply> reply = ReadReply(*frame);
  if (!reply.ok()) return std::nullopt;
  return *std::move(reply);
}

std::optional<std::string> WireSocket::ReceiveAll() {
  std::string all;
  std::array<char, 65536> buffer;
  while (Await(handle_, POLLIN)) {
    const ssize_t got =
        ::recv(handle_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got == 0) return all;
    if (got < 0 && errno != EAGAIN && errno != EINTR) return all;
    if (got > 0) all.append(buffer.data(), static_cast<size_t>(got));
  }
  return std::nullopt;
}

Document WireSocket::Run(DocumentView command) {
  if (!Send(MsgRequest(command))) return {};
  std::optional<WireReply> reply = ReceiveReply();
  return reply.has_value() ? std::move(reply->document) : Document();
}

bool WireSocket::Ping() {
  return Run(Document{{"ping", 1}, {"$db", "admin"}})["ok"].exists();
}

}  // namespace meerkat::testing
