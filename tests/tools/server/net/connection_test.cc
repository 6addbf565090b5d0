// A connection on its own, as the listeners of a server would have made it.
#include "tools/server/net/connection.h"

#include <meerkat/client.h>
#include <meerkat/value.h>
#include <sys/socket.h>

#include <asio/io_context.hpp>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "tests/catch.hpp"
#include "tests/support/server_testing.h"
#include "tools/server/net/connections.h"

namespace meerkat::server {
namespace {

using testing::Compressed;
using testing::MsgRequest;
using testing::WireSocket;

const Document kHello{{"hello", 1}, {"$db", "admin"}};

// A client that has to log in.
struct Stranger {
  explicit Stranger(const ConnectionLimits& limits = {})
      : context{.service = &service,
                .threads = &threads,
                .connections = &connections,
                .counters = &counters,
                .room = &room,
                .limits = limits} {
    REQUIRE(threads.Start());
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    client.emplace(ends[1]);
    Connection::Socket socket(threads.context());
    socket.assign(asio::generic::stream_protocol(AF_UNIX, 0), ends[0]);
    const auto connection = std::make_shared<Connection>(
        std::move(socket), nullptr, service.NewPeer({.client = "client"}),
        context);
    REQUIRE(connections.Add(connection));
    connection->Start();
  }
  ~Stranger() {
    threads.Stop();
    connections.End(Connection::Ending::kNow);
  }

  static ServerOptions WithLogins() {
    ServerOptions options;
    options.auth = true;
    return options;
  }

  ServerState state{*Client::Open(":memory:"), WithLogins(), Topology{}};
  Service service{state};
  NetworkCounters counters;
  MessageRoom room{1'000'000'000};
  Connections connections{1};
  IoThreads threads{2};
  ConnectionContext context;
  std::optional<WireSocket> client;
};

}  // namespace

TEST_CASE("a client that has to log in must say something soon") {
  Stranger stranger({.login = Milliseconds(50)});
  CHECK(stranger.client->IsClosedByServer());
  CHECK(stranger.counters.timed_out == 1);
  CHECK(testing::Eventually([&] { return stranger.connections.size() == 0; }));
}

TEST_CASE("a client that has to log in must go on soon, but for monitors") {
  Stranger stranger({.login = Milliseconds(1000)});
  REQUIRE(stranger.client->Run(kHello)["ok"].exists());
  std::this_thread::sleep_for(Milliseconds(2000));
  REQUIRE(stranger.client->Run(kHello)["ok"].exists());
  REQUIRE(stranger.client->Ping());
  CHECK(stranger.client->IsClosedByServer());
}

TEST_CASE("a monitor that has to log in may be silent, but not for ever") {
  Stranger stranger({.hello = Milliseconds(50)});
  REQUIRE(stranger.client->Run(kHello)["ok"].exists());
  CHECK(stranger.client->IsClosedByServer());
  CHECK(stranger.counters.timed_out == 1);
}

TEST_CASE("before a login messages are small, decompressed too") {
  const Document large{{"ping", std::string(kMaxFrameBeforeLogin, 'x')},
                       {"$db", "admin"}};
  {
    Stranger stranger;
    REQUIRE(stranger.client->Send(MsgRequest(large)));
    CHECK(stranger.client->IsClosedByServer());
    CHECK(stranger.counters.malformed == 1);
  }
  Stranger stranger;
  const Document hello{
      {"hello", 1}, {"compression", Array{"zlib"}}, {"$db", "admin"}};
  REQUIRE(stranger.client->Run(hello)["compression"].exists());
  const std::string frame = Compressed(
      Compressor::kZlib,
      MsgRequest(Document{{"ping", std::string(1000, 'x')}, {"$db", "admin"}}));
  REQUIRE(stranger.client->Send(frame));
  CHECK(stranger.client->ReceiveReply().has_value());
  const std::string bomb = Compressed(Compressor::kZlib, MsgRequest(large));
  REQUIRE(bomb.size() < kMaxFrameBeforeLogin);
  REQUIRE(stranger.client->Send(bomb));
  CHECK(stranger.client->IsClosedByServer());
}

TEST_CASE("a client may be quick and slow by turns") {
  Stranger stranger;
  constexpr Milliseconds kSlow(20);
  for (int turn = 0; turn < 5; ++turn) {
    for (int i = 0; i < 50; ++i) REQUIRE(stranger.client->Ping());
    std::this_thread::sleep_for(kSlow);
    const std::string hello = MsgRequest(kHello);
    REQUIRE(stranger.client->Send(hello.substr(0, 20)));
    std::this_thread::sleep_for(kSlow);
    REQUIRE(stranger.client->Send(hello.substr(20)));
    REQUIRE(stranger.client->ReceiveReply().has_value());
  }
  stranger.client.reset();
  CHECK(testing::Eventually([&] { return stranger.connections.size() == 0; }));
}

}  // namespace meerkat::server
