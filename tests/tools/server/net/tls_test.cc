#include "tools/server/net/tls.h"

#include <meerkat/value.h>

#include <fstream>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/server_testing.h"
#include "tests/support/temp_directory.h"
#include "tests/support/tls_client.h"

namespace meerkat::testing {
namespace {

using Milliseconds = std::chrono::milliseconds;
using server::TlsContext;

}  // namespace

#ifdef MEERKAT_HAS_OPENSSL

namespace {

// InvalidSSLConfiguration
// As OpenSSL counts.
constexpr int kTls11 = 0x0302;
constexpr int kTls12 = 0x0303;

struct Fixture {
  std::string File(const std::string& name, const std::string& text) const {
    std::ofstream(temp / name) << text;
    return temp / name;
  }

  ServerOptions Options() const {
    ServerOptions options = AnyPort();
    options.tls_certificate_key_file =
        File("server.pem", own.certificate + own.key);
    return options;
  }

  TempDirectory temp;
  Certificate own = NewCertificate("server");
};

Document Large() {
  return {{"ping", std::string(3'000'000, 'x')}, {"$db", "admin"}};
}

}  // namespace

TEST_CASE_METHOD(Fixture, "a server speaks TLS, and shows its certificate") {
  const TestServer test(Options());
  CHECK(test.uri().ends_with("/?replicaSet=meerkat&tls=true"));
  TlsSocket client(test.uri());
  CHECK(client.ServerCertificate() == own.certificate);
  CHECK(client.Ping());
  CHECK(client.Run(Large())["ok"].exists());
  TlsSocket older(test.uri(), {.newest_version = kTls12});
  CHECK(older.Ping());
}

TEST_CASE_METHOD(Fixture, "requests and replies of any size go through TLS") {
  TestServer test(Options());
  Collection collection = test.client["app"]["large"];
  for (int i = 0; i < 10; ++i) {
    REQUIRE(
        collection
            .InsertOne(Document{{"_id", i}, {"x", std::string(1'000'000, 'x')}})
            .ok());
  }
  TlsSocket client(test.uri());
  // More than one record of TLS, and several messages in one.
  const Document find{{"find", "large"}, {"$db", "app"}};
  const Document ping{{"ping", 1}, {"$db", "admin"}};
  std::string requests = MsgRequest(find);
  for (int i = 0; i < 300; ++i) requests += MsgRequest(ping);
  requests += MsgRequest(find);
  REQUIRE(client.Send(requests));
  CHECK(client.Receive().size() > 10'000'000);
  for (int i = 0; i < 300; ++i) REQUIRE(client.Receive().size() > 0);
  CHECK(client.Receive().size() > 10'000'000);
}

TEST_CASE_METHOD(Fixture, "TLS before 1.2 is refused") {
  const TestServer test(Options());
  TlsSocket client(test.uri(), {.newest_version = kTls11});
  CHECK_FALSE(client.Ping());
  CHECK(Eventually([&] { return test.server->connections().tls_failed == 1; }));
  CHECK(TlsSocket(test.uri()).Ping());
}

TEST_CASE_METHOD(Fixture,
                 "who does not speak TLS where it is spoken is closed") {
  const TestServer test(Options());
  WireSocket plain(test.uri());
  CHECK_FALSE(plain.Ping());
  CHECK(Eventually([&] { return test.server->connections().tls_failed == 1; }));
  CHECK(test.server->connections().malformed == 0);
  CHECK(TlsSocket(test.uri()).Ping());
}

TEST_CASE_METHOD(Fixture, "who speaks TLS where it is not spoken is closed") {
  const TestServer test;
  TlsSocket client(test.uri());
  CHECK_FALSE(client.Ping());
  CHECK(Eventually([&] { return test.server->connections().malformed == 1; }));
}

TEST_CASE_METHOD(Fixture, "a Unix socket is plain beside TLS") {
  ServerOptions options = Options();
  options.socket_path = temp / "s.sock";
  const TestServer test(options);
  CHECK(WireSocket(test.server->uris()[1]).Ping());
}

TEST_CASE_METHOD(Fixture, "a handshake must end soon") {
  ServerOptions options = Options();
  options.limits.login = Milliseconds(50);
  const TestServer test(options);
  WireSocket silent(test.uri());
  CHECK(silent.IsClosedByServer());
  WireSocket slow(test.uri());
  REQUIRE(slow.Send(std::string("\x16\x03\x01", 3)));
  CHECK(slow.IsClosedByServer());
  CHECK(test.server->connections().timed_out == 2);
}

TEST_CASE_METHOD(Fixture, "with authorities, clients must show a certificate") {
  const Certificate known = NewCertificate("known");
  const Certificate stranger = NewCertificate("stranger");
  ServerOptions options = Options();
  options.tls_ca_file = File("ca.pem", known.certificate);
  const TestServer test(options);
  CHECK(TlsSocket(test.uri(), {.certificate = &known}).Ping());
  // In TLS 1.2 the handshake fails, in 1.3 what follows it.
  for (const int version : {kTls12, 0}) {
    CHECK_FALSE(TlsSocket(test.uri(), {.newest_version = version}).Ping());
    CHECK_FALSE(TlsSocket(test.uri(),
                          {.certificate = &stranger, .newest_version = version})
                    .Ping());
  }
  CHECK(Eventually([&] { return test.server->connections().tls_failed == 4; }));
}

TEST_CASE_METHOD(Fixture, "Stop closes TLS in its handshake and after it") {
  const TestServer test(Options());
  WireSocket shaking(test.uri());
  TlsSocket idle(test.uri());
  REQUIRE(idle.Ping());
  test.server->Stop();
  CHECK(shaking.IsClosedByServer());
  CHECK(idle.Receive().empty());
}

TEST_CASE_METHOD(Fixture, "files that cannot be used for TLS are told") {
  const Certificate other = NewCertificate("other");
  const std::string good = File("good.pem", own.certificate + own.key);
  const std::string files[] = {
      temp / "missing.pem", File("empty.pem", ""),
      File("no key.pem", own.certificate), File("no certificate.pem", own.key),
      File("other key.pem", own.certificate + other.key)};
  for (const std::string& file : files) {
    CAPTURE(file);
    const Status status = TlsContext::Load(file, "").status();
    CHECK(ErrorCodeOf(status) == ErrorCode::kInvalidSSLConfiguration);
    CHECK_THAT(ErrorMessageOf(status),
               Catch::Matchers::ContainsSubstring(file));
  }
  CHECK_THAT(ErrorMessageOf(TlsContext::Load(files[0], "").status()),
             Catch::Matchers::ContainsSubstring("No such file"));
  CHECK(ErrorCodeOf(TlsContext::Load(good, files[1]).status()) ==
        ErrorCode::kInvalidSSLConfiguration);
  CHECK(TlsContext::Load(good, good).ok());

  ServerOptions options = AnyPort();
  options.tls_certificate_key_file = files[0];
  CHECK(
      ErrorCodeOf(Server::Start(*Client::Open(":memory:"), options).status()) ==
      ErrorCode::kInvalidSSLConfiguration);
}

#else

TEST_CASE("without OpenSSL there is no TLS, and that is told") {
  CHECK(ErrorCodeOf(TlsContext::Load("server.pem", "").status()) ==
        ErrorCode::kInvalidOptions);
}

#endif

TEST_CASE("authorities need a certificate of the server's own") {
  ServerOptions options = AnyPort();
  options.tls_ca_file = "ca.pem";
  CHECK(
      ErrorCodeOf(Server::Start(*Client::Open(":memory:"), options).status()) ==
      ErrorCode::kBadValue);
}

}  // namespace meerkat::testing
