#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>
#include <fmt/format.h>
#include <meerkat/environment.h>
#include <meerkat/server.h>
#include <unistd.h>

#include <asio/ip/tcp.hpp>
#include <asio/local/stream_protocol.hpp>
#include <deque>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "tools/server/net/bind_addresses.h"
#include "tools/server/net/connection.h"
#include "tools/server/net/connections.h"
#include "tools/server/net/io_threads.h"
#include "tools/server/net/listener.h"
#include "tools/server/net/message_room.h"
#include "tools/server/net/socket_file.h"
#include "tools/server/net/tls.h"
#include "tools/server/network_counters.h"
#include "tools/server/service.h"
#include "tools/server/state.h"

namespace meerkat {

using server::AddressText;
using server::Arrival;
using server::BindAddress;
using server::Connection;
using server::ConnectionContext;
using server::Connections;
using server::Count;
using server::ElectionIdAt;
using server::IoThreads;
using server::Listener;
using server::MessageRoom;
using server::NetworkCounters;
using server::PortOf;
using server::ResolveBind;
using server::ServerState;
using server::Service;
using server::SocketFile;
using server::TlsContext;
using server::TlsSession;
using server::Topology;

namespace {

// A port that is free at one address may be taken at the next.
constexpr int kPortsToTry = 10;

ObjectId NewObjectId() {
  ObjectId id;
  for (uint8_t& byte : id.bytes) {
    byte = static_cast<uint8_t>(RandomSource::Real().Next());
  }
  return id;
}

// A path as the host of a connection string.
std::string Escaped(std::string_view path) {
  std::string escaped;
  for (const char c : path) {
    const bool is_plain =
        ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') ||
        ('0' <= c && c <= '9') ||
        std::string_view("-._~").find(c) != std::string_view::npos;
    if (is_plain) {
      escaped += c;
    } else {
      escaped += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return escaped;
}

Topology MakeTopology(const ServerOptions& options) {
  return {.standalone = options.standalone,
          .replica_set = options.replica_set,
          .host = options.advertised_host,
          .process_id = NewObjectId(),
          .election_id = ElectionIdAt(Clock::Real().Now())};
}

// Other machines may come in only where a login keeps them out, unless that was
// said to be wanted.
Status CheckRemote(const ServerOptions& options,
                   const std::vector<BindAddress>& addresses) {
  if (options.auth || options.allow_remote_without_auth) {
    return absl::OkStatus();
  }
  for (const BindAddress& bind : addresses) {
    if (bind.address.is_loopback()) continue;
    return MakeError(
        ErrorCode::kBadValue,
        fmt::format("'{}' can be reached by other machines, and nobody would "
                    "have to log in: a server that listens there needs auth",
                    bind.address.to_string()));
  }
  return absl::OkStatus();
}

Status Check(const ServerOptions& options) {
  if (!options.port.has_value() && options.socket_path.empty()) {
    return MakeError(ErrorCode::kBadValue,
                     "a server needs a port or a socket to listen at");
  }
  if (options.limits.connections < 1) {
    return MakeError(ErrorCode::kBadValue,
                     fmt::format("a server for {} connections is none",
                                 options.limits.connections));
  }
  if (options.tls_certificate_key_file.empty() &&
      !options.tls_ca_file.empty()) {
    return MakeError(ErrorCode::kBadValue,
                     fmt::format("TLS with the authorities of '{}' needs a "
                                 "certificate of the server's own",
                                 options.tls_ca_file));
  }
  return absl::OkStatus();
}

}  // namespace

// Members are destroyed from the last to the first: whatever waits for the
// network before what it was waiting for.
struct Server::State {
  State(Client served, const ServerOptions& chosen)
      : shared(std::move(served), chosen, MakeTopology(chosen)),
        options(shared.options),
        service(shared),
        room(chosen.limits.message_memory),
        connections(static_cast<size_t>(chosen.limits.connections)),
        // A command for each, and two to wait.
        threads(chosen.limits.connections + 2) {}

  Status Begin();
  Status LoadTls();
  Status ListenToTcp();
  // At all of them, at the same port.
  Status ListenTo(const std::vector<BindAddress>& addresses, uint16_t port);
  Status ListenToSocket();
  Listener& NewListener(std::string where, bool is_tcp);
  std::string UriOf(const Listener& listener) const;
  void Serve(Arrival arrival, bool is_tcp);
  void Stop();

  ServerState shared;
  const ServerOptions& options;
  Service service;
  const pid_t process = ::getpid();
  std::unique_ptr<TlsContext> tls;
  std::vector<std::string> uris;
  std::optional<SocketFile> socket_file;
  std::optional<ConnectionContext> context;
  MessageRoom room;
  Connections connections;
  IoThreads threads;
  // They are not moved.
  std::deque<Listener> listeners;
  absl::Mutex stopping;
};

Status Server::State::Begin() {
  if (Status loaded = LoadTls(); !loaded.ok()) return loaded;
  if (options.port.has_value()) {
    if (Status listening = ListenToTcp(); !listening.ok()) return listening;
  }
  if (!options.socket_path.empty()) {
    if (Status listening = ListenToSocket(); !listening.ok()) return listening;
  }
  context = ConnectionContext{.service = &service,
                              .threads = &threads,
                              .connections = &connections,
                              .counters = &shared.network,
                              .room = &room,
                              .limits = options.limits};
  for (Listener& listener : listeners) listener.Accept();
  if (threads.Start()) return absl::OkStatus();
  return MakeError(ErrorCode::kInternalError,
                   "the system has no thread for a server");
}

Status Server::State::LoadTls() {
  if (options.tls_certificate_key_file.empty()) return absl::OkStatus();
  StatusOr<std::unique_ptr<TlsContext>> loaded =
      TlsContext::Load(options.tls_certificate_key_file, options.tls_ca_file);
  if (!loaded.ok()) return loaded.status();
  tls = *std::move(loaded);
  return absl::OkStatus();
}

Status Server::State::ListenToTcp() {
  const StatusOr<std::vector<BindAddress>> addresses =
      ResolveBind(options.bind_ip);
  if (!addresses.ok()) return addresses.status();
  if (Status safe = CheckRemote(options, *addresses); !safe.ok()) return safe;
  Status listening = ListenTo(*addresses, *options.port);
  for (int i = 1; *options.port == 0 && !listening.ok() && i < kPortsToTry;
       ++i) {
    listening = ListenTo(*addresses, 0);
  }
  if (!listening.ok()) return listening;
  for (const Listener& listener : listeners) uris.push_back(UriOf(listener));
  return absl::OkStatus();
}

Status Server::State::ListenTo(const std::vector<BindAddress>& addresses,
                               uint16_t port) {
  listeners.clear();
  Status last = absl::OkStatus();
  for (const BindAddress& bind : addresses) {
    const asio::ip::tcp::endpoint endpoint(bind.address, port);
    Listener& listener = NewListener(AddressText(endpoint), /*is_tcp=*/true);
    Status listening = listener.Bind(endpoint);
    if (listening.ok()) listening = listener.Listen();
    if (listening.ok()) {
      // The others listen at the one that was free.
      port = PortOf(listener.endpoint());
      continue;
    }
    listeners.pop_back();
    if (!bind.has_others) return listening;
    last = std::move(listening);
  }
  return listeners.empty() ? last : absl::OkStatus();
}

Status Server::State::ListenToSocket() {
  const std::string& path = options.socket_path;
  if (Status free = SocketFile::Prepare(path); !free.ok()) return free;
  Listener& listener = NewListener(path, /*is_tcp=*/false);
  const asio::local::stream_protocol::endpoint endpoint(path);
  if (Status bound = listener.Bind(endpoint); !bound.ok()) return bound;
  StatusOr<SocketFile> file = SocketFile::Own(path);
  if (!file.ok()) return file.status();
  socket_file = *std::move(file);
  if (Status listening = listener.Listen(); !listening.ok()) return listening;
  // Drivers write the hosts that a replica set tells them in small letters, and
  // would then look for another file.
  uris.push_back("mongodb://" + Escaped(path) + "/?directConnection=true");
  return absl::OkStatus();
}

Listener& Server::State::NewListener(std::string where, bool is_tcp) {
  return listeners.emplace_back(
      threads.context(), std::move(where),
      [this, is_tcp](Arrival arrival) { Serve(std::move(arrival), is_tcp); });
}

std::string Server::State::UriOf(const Listener& listener) const {
  std::string uri = "mongodb://" + AddressText(listener.endpoint());
  if (!options.standalone) uri += "/?replicaSet=" + options.replica_set;
  if (tls != nullptr) uri += options.standalone ? "/?tls=true" : "&tls=true";
  return uri;
}

void Server::State::Serve(Arrival arrival, bool is_tcp) {
  std::unique_ptr<TlsSession> session;
  if (is_tcp && tls != nullptr) {
    session = tls->NewSession();
    if (session == nullptr) return;
  }
  const auto connection = std::make_shared<Connection>(
      std::move(arrival.socket), std::move(session),
      service.NewPeer({.client = std::move(arrival.client_address),
                       .server = std::move(arrival.server_address)}),
      *context);
  if (!connections.Add(connection)) return Count(shared.network.refused);
  Count(shared.network.accepted);
  connection->Start();
}

void Server::State::Stop() {
  const absl::MutexLock lock(&stopping);
  for (Listener& listener : listeners) listener.Close();
  connections.End(Connection::Ending::kAfterReply);
  if (!connections.AwaitNone(absl::FromChrono(options.grace))) {
    service.Stop();
    connections.End(Connection::Ending::kAfterCommand);
  }
  threads.Stop();
  connections.End(Connection::Ending::kNow);
  if (socket_file.has_value()) socket_file->Remove();
  socket_file.reset();
}

StatusOr<std::unique_ptr<Server>> Server::Start(Client client,
                                                const ServerOptions& options) {
  if (Status checked = Check(options); !checked.ok()) return checked;
  try {
    std::unique_ptr<Server> server(
        new Server(std::make_unique<State>(std::move(client), options)));
    if (Status begun = server->state_->Begin(); !begun.ok()) return begun;
    return server;
  } catch (const std::system_error& failed) {
    return MakeError(
        ErrorCode::kInternalError,
        fmt::format("the system has nothing for a server: {}", failed.what()));
  }
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() {
  // To stop it would stop the parent's, and there are no threads to wait for.
  if (::getpid() != state_->process) {
    static_cast<void>(state_.release());
    return;
  }
  Stop();
}

const std::vector<std::string>& Server::uris() const { return state_->uris; }

ConnectionCounts Server::connections() const {
  const NetworkCounters& counters = state_->shared.network;
  return {.current = state_->connections.size(),
          .accepted = counters.accepted,
          .refused = counters.refused,
          .timed_out = counters.timed_out,
          .malformed = counters.malformed,
          .tls_failed = counters.tls_failed};
}

void Server::Stop() {
  if (::getpid() == state_->process) state_->Stop();
}

}  // namespace meerkat
