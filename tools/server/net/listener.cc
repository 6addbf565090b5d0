#include "tools/server/net/listener.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <asio/error.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ip/v6_only.hpp>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <exception>
#include <utility>

namespace meerkat::server {

namespace {

using Endpoint = Listener::Endpoint;
using Socket = asio::generic::stream_protocol::socket;

// Where there is no file handle for a client: until the next try.
constexpr std::chrono::milliseconds kPause{100};
// A client that is gone without a word is noticed after three minutes.
constexpr int kKeepIdle = 120;
constexpr int kKeepInterval = 10;
constexpr int kKeepCount = 6;

bool IsLocal(const Endpoint& endpoint) {
  return endpoint.protocol().family() == AF_UNIX;
}

std::string LocalPath(const Endpoint& endpoint) {
  constexpr size_t kBefore = offsetof(sockaddr_un, sun_path);
  if (endpoint.size() <= kBefore) return "anonymous unix socket";
  const auto* const bytes = reinterpret_cast<const char*>(endpoint.data());
  const size_t size = endpoint.size() - kBefore;
  return std::string(bytes + kBefore, ::strnlen(bytes + kBefore, size));
}

asio::ip::tcp::endpoint TcpOf(const Endpoint& endpoint) {
  asio::ip::tcp::endpoint address;
  std::memcpy(address.data(), endpoint.data(),
              std::min(endpoint.size(), address.capacity()));
  return address;
}

// No program that is started by this one keeps it.
void DoNotInherit(int handle) { ::fcntl(handle, F_SETFD, FD_CLOEXEC); }

#ifdef TCP_KEEPIDLE
void SetOption(int handle, int option, int value) {
  ::setsockopt(handle, IPPROTO_TCP, option, &value, sizeof(value));
}
#endif

void TuneTcp(Socket& socket) {
  asio::error_code ignored;
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::keep_alive(true), ignored);
#ifdef TCP_KEEPIDLE
  SetOption(socket.native_handle(), TCP_KEEPIDLE, kKeepIdle);
  SetOption(socket.native_handle(), TCP_KEEPINTVL, kKeepInterval);
  SetOption(socket.native_handle(), TCP_KEEPCNT, kKeepCount);
#endif
}

Arrival Introduce(Socket socket) {
  asio::error_code gone;
  DoNotInherit(socket.native_handle());
  const Endpoint client = socket.remote_endpoint(gone);
  const Endpoint server = socket.local_endpoint(gone);
  if (!IsLocal(server)) TuneTcp(socket);
  return {std::move(socket), AddressText(client), AddressText(server)};
}

}  // namespace

uint16_t PortOf(const Endpoint& endpoint) { return TcpOf(endpoint).port(); }

std::string AddressText(const Endpoint& endpoint) {
  if (IsLocal(endpoint)) return LocalPath(endpoint);
  const asio::ip::tcp::endpoint address = TcpOf(endpoint);
  const std::string host = address.address().to_string();
  if (address.address().is_v4())
    return fmt::format("{}:{}", host, address.port());
  return fmt::format("[{}]:{}", host, address.port());
}

Listener::Listener(asio::io_context& context, std::string where,
                   OnArrival on_arrival)
    : context_(context),
      where_(std::move(where)),
      on_arrival_(std::move(on_arrival)),
      acceptor_(context),
      pause_(context) {}

Status Listener::Failed(const asio::error_code& failed) const {
  return MakeError(
      ErrorCode::kSocketException,
      fmt::format("cannot listen at '{}': {}", where_, failed.message()));
}

Status Listener::Bind(const Endpoint& endpoint) {
  const absl::MutexLock lock(&mutex_);
  asio::error_code failed;
  acceptor_.open(endpoint.protocol(), failed);
  if (failed) return Failed(failed);
  DoNotInherit(acceptor_.native_handle());
  if (IsLocal(endpoint)) {
    ::fchmod(acceptor_.native_handle(), S_IRUSR | S_IWUSR);
  } else {
    acceptor_.set_option(asio::socket_base::reuse_address(true), failed);
  }
  // So that "0.0.0.0,::" can be had.
  if (!failed && endpoint.protocol().family() == AF_INET6) {
    acceptor_.set_option(asio::ip::v6_only(true), failed);
  }
  if (!failed) acceptor_.bind(endpoint, failed);
  return failed ? Failed(failed) : absl::OkStatus();
}

Status Listener::Listen() {
  const absl::MutexLock lock(&mutex_);
  asio::error_code failed;
  acceptor_.listen(asio::socket_base::max_listen_connections, failed);
  return failed ? Failed(failed) : absl::OkStatus();
}

void Listener::Accept() {
  const absl::MutexLock lock(&mutex_);
  WaitForNext();
}

void Listener::Close() {
  const absl::MutexLock lock(&mutex_);
  asio::error_code ignored;
  pause_.cancel();
  acceptor_.close(ignored);
}

Listener::Endpoint Listener::endpoint() const {
  const absl::MutexLock lock(&mutex_);
  asio::error_code ignored;
  return acceptor_.local_endpoint(ignored);
}

void Listener::WaitForNext() {
  if (!acceptor_.is_open()) return;
  // Into the context: a client is no part of its listener.
  acceptor_.async_accept(context_, [this](const asio::error_code& failed,
                                          Protocol::socket socket) {
    OnNext(failed, std::move(socket));
  });
}

void Listener::OnNext(const asio::error_code& failed, Protocol::socket socket) {
  if (failed == asio::error::operation_aborted) return;
  if (!failed) {
    try {
      on_arrival_(Introduce(std::move(socket)));
    } catch (const std::exception&) {
      // There was no memory for this one.
    }
  }
  const absl::MutexLock lock(&mutex_);
  if (failed) return Pause();
  WaitForNext();
}

void Listener::Pause() {
  if (!acceptor_.is_open()) return;
  pause_.expires_after(kPause);
  pause_.async_wait([this](const asio::error_code& ended) {
    if (!ended) Accept();
  });
}

}  // namespace meerkat::server
