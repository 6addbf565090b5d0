// A server without a network: commands in, replies out, as a connection would
// have them.
//
//   TestService service;
//   TestPeer ada(service);
//   Document reply = ada.Run(R"({"ping": 1, "$db": "admin"})");
#pragma once

#include <meerkat/client.h>
#include <meerkat/document.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "tests/catch.hpp"
#include "tests/support/parsed_json.h"
#include "tests/support/scram_client.h"
#include "tests/support/wire_client.h"
#include "tools/server/service.h"

namespace meerkat::testing {

struct TestService {
  explicit TestService(const ServerOptions& options = {})
      : state(client, options,
              {.standalone = options.standalone,
               .replica_set = "meerkat",
               .host = "",
               .process_id = {},
               .election_id = {}}),
        service(state) {}

  Client client = *Client::Open(":memory:");
  server::ServerState state;
  server::Service service;
};

// One connection; used by one thread at a time.
struct TestPeer {
  explicit TestPeer(TestService& of, std::string_view address = "127.0.0.1:5")
      : service(of),
        peer(of.service.NewPeer(
            {.client = std::string(address), .server = "127.0.0.1:27017"})) {}

  server::Answer Ask(std::string_view frame, bool held = false) {
    const auto request = server::ParseRequest(
        server::SharedBytes::CopyOf(frame), peer->compressors);
    if (!request.ok()) FAIL(request.status());
    return service.service.Handle(*request, *peer, held);
  }
  Document Run(DocumentView command) {
    const server::Answer answer = Ask(MsgRequest(command));
    if (!answer.hold.has_value()) return answer.reply;
    return Ask(MsgRequest(command), /*held=*/true).reply;
  }
  Document Run(std::string_view json) { return Run(Parsed(json)); }
  // 0 for a command that went well.
  int CodeOf(std::string_view json) {
    const Document reply = Run(json);
    return reply["code"].exists() ? reply["code"].AsInt32() : 0;
  }

  // The last reply of a login.
  Document LogIn(std::string_view user, std::string_view database,
                 std::string_view password) {
    const std::string bare = "n=" + std::string(user) + ",r=nonce";
    const Document started =
        Run(Document{{"saslStart", 1},
                     {"mechanism", "SCRAM-SHA-256"},
                     {"payload", Value::Binary(0, "n,," + bare)},
                     {"options", Document{{"skipEmptyExchange", true}}},
                     {"$db", database}});
    if (!started["payload"].exists()) return started;
    const ScramTexts texts{"n,,", bare,
                           std::string(started["payload"].AsBinary().bytes)};
    return Run(Document{
        {"saslContinue", 1},
        {"conversationId", 1},
        {"payload",
         Value::Binary(0, ClientFinalFor(server::auth::Mechanism::kScramSha256,
                                         password, texts))},
        {"$db", database}});
  }

  TestService& service;
  std::unique_ptr<server::Peer> peer;
};

}  // namespace meerkat::testing
