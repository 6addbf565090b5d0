// A server in this process with a database in memory, for tests.
#pragma once

#include <meerkat/client.h>
#include <meerkat/server.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "tests/catch.hpp"
#include "tests/support/wire_socket.h"

namespace meerkat::testing {

// At a port that is free.
inline ServerOptions AnyPort() {
  ServerOptions options;
  options.port = 0;
  return options;
}

struct TestServer {
  explicit TestServer(const ServerOptions& options = AnyPort()) {
    auto started = Server::Start(client, options);
    if (!started.ok()) FAIL(started.status());
    server = *std::move(started);
  }

  const std::string& uri() const { return server->uris().front(); }
  WireSocket Connect() const {
    WireSocket socket(uri());
    if (!socket.is_connected()) FAIL("cannot connect to " << uri());
    return socket;
  }

  Client client = *Client::Open(":memory:");
  std::unique_ptr<Server> server;
};

// Waits until `claim` holds; false when it does not within half a minute.
template <typename Claim>
bool Eventually(const Claim& claim) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!claim()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

}  // namespace meerkat::testing
