// A server and what it does with those who come, over real sockets.
#include <meerkat/server.h>
#include <meerkat/value.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/in_child.h"
#include "tests/support/server_testing.h"
#include "tests/support/temp_directory.h"
#include "tests/support/threads.h"
#include "tools/server/wire/op_msg.h"

namespace meerkat::testing {
namespace {

using Milliseconds = std::chrono::milliseconds;

const Document kPing{{"ping", 1}, {"$db", "admin"}};
const Document kHello{{"hello", 1}, {"$db", "admin"}};

Status StartError(const ServerOptions& options) {
  return Server::Start(*Client::Open(":memory:"), options).status();
}

// A hello that is answered when the time has passed.
Document AwaitableHello(WireSocket& client, int millis) {
  const Document hello = client.Run(kHello);
  return Document{
      {"hello", 1},
      {"topologyVersion", Document(hello["topologyVersion"].AsDocument())},
      {"maxAwaitTimeMS", millis},
      {"$db", "admin"}};
}

ServerOptions AtSocket(const std::string& path) {
  ServerOptions options;
  options.port.reset();
  options.socket_path = path;
  return options;
}

mode_t ModeOf(const std::string& path) {
  struct stat found = {};
  REQUIRE(::lstat(path.c_str(), &found) == 0);
  return found.st_mode;
}

// A socket file as a crash leaves it.
void LeaveSocket(const std::string& path) {
  const int handle = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  REQUIRE(::bind(handle, reinterpret_cast<const sockaddr*>(&address),
                 sizeof(address)) == 0);
  ::close(handle);
}

// Documents that a reply of about 16 MB shows.
void InsertMuch(Client& client) {
  Collection collection = client["app"]["large"];
  for (int i = 0; i < 16; ++i) {
    REQUIRE(
        collection
            .InsertOne(Document{{"_id", i}, {"x", std::string(1'000'000, 'x')}})
            .ok());
  }
}

const Document kFindMuch{{"find", "large"}, {"$db", "app"}};

// A command that takes minutes, unless it is interrupted.
Document FindForLong(Client& client) {
  Collection collection = client["app"]["many"];
  std::vector<Document> documents(10'000);
  REQUIRE(collection.InsertMany(documents).ok());
  const Document sum{
      {"$reduce",
       Document{{"input", Document{{"$range", Array{0, 100'000}}}},
                {"initialValue", 0},
                {"in", Document{{"$add", Array{"$$value", "$$this"}}}}}}};
  return {
      {"find", "many"},
      {"filter", Document{{"$expr", Document{{"$lt", Array{Value(sum), 0}}}}}},
      {"$db", "app"}};
}

}  // namespace

TEST_CASE("a server answers over TCP and over a Unix socket") {
  const TempDirectory temp;
  ServerOptions options = AnyPort();
  options.socket_path = temp / "s.sock";
  const TestServer test(options);
  REQUIRE(test.server->uris().size() == 2);
  for (const std::string& uri : test.server->uris()) {
    WireSocket client(uri);
    REQUIRE(client.is_connected());
    CHECK(client.Ping());
  }
}

TEST_CASE("hello names the place by which a client came") {
  const TempDirectory temp;
  ServerOptions options = AnyPort();
  options.socket_path = temp / "s.sock";
  {
    const TestServer test(options);
    WireSocket tcp(test.server->uris()[0]);
    const std::string me(tcp.Run(kHello)["me"].AsString());
    CHECK(test.server->uris()[0] == "mongodb://" + me + "/?replicaSet=meerkat");
    WireSocket local(test.server->uris()[1]);
    CHECK(local.Run(kHello)["me"].AsString() == options.socket_path);
  }
  options.advertised_host = "db.example:27017";
  const TestServer test(options);
  for (const std::string& uri : test.server->uris()) {
    CHECK(WireSocket(uri).Run(kHello)["me"].AsString() == "db.example:27017");
  }
}

TEST_CASE("only the user of the process may open the Unix socket") {
  const TempDirectory temp;
  const std::string path = temp / "s.sock";
  const TestServer test(AtSocket(path));
  CHECK(S_ISSOCK(ModeOf(path)));
  CHECK((ModeOf(path) & 0777) == 0600);
}

TEST_CASE("a Unix socket goes with its server, and only its own") {
  const TempDirectory temp;
  const std::string path = temp / "s.sock";
  {
    const TestServer test(AtSocket(path));
    CHECK(std::filesystem::exists(path));
  }
  CHECK_FALSE(std::filesystem::exists(path));
  {
    const TestServer test(AtSocket(path));
    std::filesystem::remove(path);
    std::ofstream(path) << "another file";
  }
  CHECK(std::filesystem::exists(path));
}

TEST_CASE("what a crash left of a Unix socket is replaced, and nothing else") {
  const TempDirectory temp;
  LeaveSocket(temp / "stale.sock");
  {
    const TestServer test(AtSocket(temp / "stale.sock"));
    CHECK(test.Connect().Ping());

    const Status taken = StartError(AtSocket(temp / "stale.sock"));
    CHECK(ErrorCodeOf(taken) == ErrorCode::kSocketException);
    CHECK_THAT(ErrorMessageOf(taken),
               Catch::Matchers::ContainsSubstring("stale.sock"));
    CHECK(test.Connect().Ping());
  }
  std::ofstream(temp / "file.sock") << "mine";
  CHECK(ErrorCodeOf(StartError(AtSocket(temp / "file.sock"))) ==
        ErrorCode::kSocketException);
  CHECK(std::filesystem::file_size(temp / "file.sock") == 4);
}

TEST_CASE("a path that is too long for a Unix socket is told so") {
  const Status status = StartError(AtSocket("/" + std::string(200, 'x')));
  CHECK(ErrorCodeOf(status) == ErrorCode::kBadValue);
  CHECK_THAT(ErrorMessageOf(status),
             Catch::Matchers::ContainsSubstring("201 bytes"));
  CHECK(ErrorCodeOf(StartError(AtSocket(std::string("/a\0b", 4)))) ==
        ErrorCode::kBadValue);
}

TEST_CASE("a server listens at several addresses, at the same port") {
  ServerOptions options = AnyPort();
  options.bind_ip = "127.0.0.1, 127.0.0.2,127.0.0.1";
  const TestServer test(options);
  const std::vector<std::string>& uris = test.server->uris();
  REQUIRE(uris.size() == 2);
  CHECK(uris[0].starts_with("mongodb://127.0.0.1:"));
  CHECK(uris[1].starts_with("mongodb://127.0.0.2:"));
  CHECK(uris[0].substr(uris[0].rfind(':')) ==
        uris[1].substr(uris[1].rfind(':')));
  for (const std::string& uri : uris) CHECK(WireSocket(uri).Ping());
}

TEST_CASE("a server listens at a name") {
  ServerOptions options = AnyPort();
  options.bind_ip = "localhost";
  const TestServer test(options);
  for (const std::string& uri : test.server->uris()) {
    CHECK(WireSocket(uri).Ping());
  }
}

TEST_CASE("a server listens at an address of IPv6") {
  ServerOptions options = AnyPort();
  options.bind_ip = "::1";
  auto server = Server::Start(*Client::Open(":memory:"), options);
  if (!server.ok()) {
    WARN("skipped, there is no IPv6: " << ErrorMessageOf(server.status()));
    CHECK(ErrorCodeOf(server.status()) == ErrorCode::kSocketException);
    return;
  }
  CHECK((*server)->uris()[0].starts_with("mongodb://[::1]:"));
  WireSocket client((*server)->uris()[0]);
  CHECK(client.Run(Document{{"whatsmyuri", 1}, {"$db", "admin"}})["you"]
            .AsString()
            .starts_with("[::1]:"));
}

TEST_CASE("options that cannot be are errors that name them") {
  ServerOptions nowhere;
  nowhere.port.reset();
  CHECK(ErrorCodeOf(StartError(nowhere)) == ErrorCode::kBadValue);
  ServerOptions few = AnyPort();
  few.limits.connections = 0;
  CHECK(ErrorCodeOf(StartError(few)) == ErrorCode::kBadValue);
  for (const char* bind : {"", "127.0.0.1,", "999.0.0.1.5", "no such.name"}) {
    ServerOptions options = AnyPort();
    options.bind_ip = bind;
    CAPTURE(bind);
    CHECK(ErrorCodeOf(StartError(options)) == ErrorCode::kBadValue);
  }
}

TEST_CASE("a port that is taken is an error that names it") {
  const TestServer test;
  ServerOptions options;
  const std::string me(test.Connect().Run(kHello)["me"].AsString());
  options.port = static_cast<uint16_t>(std::stoi(me.substr(me.rfind(':') + 1)));
  const Status taken = StartError(options);
  CHECK(ErrorCodeOf(taken) == ErrorCode::kSocketException);
  CHECK_THAT(ErrorMessageOf(taken), Catch::Matchers::ContainsSubstring(me));
}

TEST_CASE("a client that has sent all it has to say gets its replies") {
  const TestServer test;
  WireSocket client = test.Connect();
  REQUIRE(client.Send(MsgRequest(kPing) + MsgRequest(kPing)));
  client.EndSending();
  CHECK(client.ReceiveReply().has_value());
  CHECK(client.ReceiveReply().has_value());
  CHECK(client.IsClosedByServer());
}

TEST_CASE("requests that come together are answered in their order") {
  const TestServer test;
  WireSocket client = test.Connect();
  std::string requests;
  for (int i = 0; i < 1000; ++i) requests += MsgRequest(kPing, {}, 0, i);
  REQUIRE(client.Send(requests));
  for (int i = 0; i < 1000; ++i) {
    const auto reply = client.ReceiveReply();
    REQUIRE(reply.has_value());
    REQUIRE(reply->header.response_to == i);
  }
}

TEST_CASE("a request may come byte by byte") {
  const TestServer test;
  WireSocket client = test.Connect();
  const std::string request = MsgRequest(kPing);
  for (const char byte : request) {
    REQUIRE(client.Send(std::string_view(&byte, 1)));
  }
  CHECK(client.ReceiveReply().has_value());
}

TEST_CASE("a malformed message closes its connection and no other") {
  const TestServer test;
  WireSocket good = test.Connect();
  REQUIRE(good.Ping());
  for (const std::string& bytes :
       {std::string(16, '\0'), std::string(16, '\xff'),
        Frame(server::Opcode{2002}, "insert"),
        Frame(server::Opcode::kMsg, std::string("\x08\0\0\0\0", 5)),
        Frame(server::Opcode::kCompressed, "x")}) {
    WireSocket bad = test.Connect();
    REQUIRE(bad.Send(bytes));
    CHECK(bad.ReceiveAll() == "");
  }
  CHECK(good.Ping());
  CHECK(test.server->connections().malformed == 5);
  CHECK(Eventually([&] { return test.server->connections().current == 1; }));
}

TEST_CASE("who comes when there are too many is closed, until one has gone") {
  ServerOptions options = AnyPort();
  options.limits.connections = 2;
  const TestServer test(options);
  WireSocket first = test.Connect();
  CHECK(first.Ping());
  {
    WireSocket second = test.Connect();
    CHECK(second.Ping());
    WireSocket third = test.Connect();
    CHECK(third.IsClosedByServer());
    CHECK(test.server->connections().refused == 1);
    CHECK(first.Ping());
    CHECK(second.Ping());
  }
  CHECK(Eventually([&] { return test.server->connections().current == 1; }));
  CHECK(test.Connect().Ping());
}

TEST_CASE("a message that has begun must end, and an idle client need not") {
  ServerOptions options = AnyPort();
  options.limits.message = Milliseconds(50);
  const TestServer test(options);
  WireSocket idle = test.Connect();
  REQUIRE(idle.Ping());
  WireSocket silent = test.Connect();

  WireSocket in_header = test.Connect();
  REQUIRE(in_header.Send(MsgRequest(kPing).substr(0, 3)));
  CHECK(in_header.IsClosedByServer());
  WireSocket in_body = test.Connect();
  REQUIRE(in_body.Send(MsgRequest(kPing) + MsgRequest(kPing).substr(0, 20)));
  CHECK(in_body.ReceiveReply().has_value());
  CHECK(in_body.IsClosedByServer());
  WireSocket in_large = test.Connect();
  REQUIRE(in_large.Send(MsgRequest(Document{{"ping", std::string(100'000, 'x')},
                                            {"$db", "admin"}})
                            .substr(0, 500)));
  CHECK(in_large.IsClosedByServer());

  CHECK(test.server->connections().timed_out == 3);
  CHECK(idle.Ping());
  CHECK(silent.Ping());
}

TEST_CASE("a large message may take longer as long as it goes on") {
  ServerOptions options = AnyPort();
  options.limits.message = Milliseconds(2000);
  const TestServer test(options);
  WireSocket client = test.Connect();
  const std::string message = MsgRequest(
      Document{{"ping", std::string(1'000'000, 'x')}, {"$db", "admin"}});
  std::string_view rest = message;
  for (int i = 0; i < 10; ++i) {
    REQUIRE(client.Send(rest.substr(0, 65'536)));
    rest.remove_prefix(65'536);
    std::this_thread::sleep_for(Milliseconds(250));
  }
  REQUIRE(client.Send(rest));
  CHECK(client.ReceiveReply().has_value());
}

TEST_CASE("large messages of many clients do not take all memory") {
  ServerOptions options = AnyPort();
  options.limits.message_memory = 5'000'000;
  const TestServer test(options);
  const std::string message = MsgRequest(
      Document{{"ping", std::string(2'000'000, 'x')}, {"$db", "admin"}});
  const auto begin = [&](WireSocket& client) {
    return client.Send(std::string_view(message).substr(0, 1'000'000));
  };
  const auto finish = [&](WireSocket& client) {
    return client.Send(std::string_view(message).substr(1'000'000)) &&
           client.ReceiveReply().has_value();
  };
  WireSocket first = test.Connect();
  WireSocket second = test.Connect();
  REQUIRE(begin(first));
  REQUIRE(begin(second));
  // Whichever is the third to be seen is closed.
  WireSocket third = test.Connect();
  begin(third);
  CHECK(Eventually([&] { return test.server->connections().refused == 1; }));
  CHECK(Eventually([&] { return test.server->connections().current == 2; }));
  CHECK(finish(first) + finish(second) + finish(third) == 2);
  // One after another there is room for all.
  WireSocket last = test.Connect();
  for (int i = 0; i < 5; ++i) {
    REQUIRE(begin(last));
    REQUIRE(finish(last));
  }
}

TEST_CASE("an idle limit closes clients that say nothing, if it is wanted") {
  ServerOptions options = AnyPort();
  options.limits.idle = Milliseconds(50);
  const TestServer test(options);
  WireSocket client = test.Connect();
  CHECK(client.Ping());
  CHECK(client.IsClosedByServer());
  CHECK(test.server->connections().timed_out == 1);
}

TEST_CASE("a client that fails to log in ten times is closed") {
  ServerOptions options = AnyPort();
  options.auth = true;
  options.failed_login_delay = Milliseconds(1);
  TestServer test(options);
  WireSocket client = test.Connect();
  const Document wrong{{"saslStart", 1},
                       {"mechanism", "SCRAM-SHA-256"},
                       {"payload", Value::Binary(0, "nonsense")},
                       {"$db", "admin"}};
  for (int i = 0; i < 10; ++i) {
    REQUIRE(client.Run(wrong)["code"].AsInt32() == 18);
  }
  CHECK(client.IsClosedByServer());
  CHECK(test.Connect().Ping());
}

TEST_CASE("a client that does not take its reply is closed") {
  ServerOptions options = AnyPort();
  options.limits.reply = Milliseconds(50);
  TestServer test(options);
  InsertMuch(test.client);
  WireSocket client = test.Connect();
  REQUIRE(client.Send(MsgRequest(kFindMuch) + MsgRequest(kFindMuch)));
  CHECK(Eventually([&] { return test.server->connections().timed_out == 1; }));
  CHECK(test.Connect().Ping());
}

TEST_CASE("a large reply comes whole to a client that takes its time") {
  TestServer test;
  InsertMuch(test.client);
  WireSocket client = test.Connect();
  REQUIRE(client.Send(MsgRequest(kFindMuch) + MsgRequest(kPing)));
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const auto reply = client.ReceiveReply();
  REQUIRE(reply.has_value());
  CHECK(reply->document.size() > 15'000'000);
  CHECK(client.ReceiveReply().has_value());
}

TEST_CASE("a client that is gone before its reply is no signal") {
  TestServer test;
  InsertMuch(test.client);
  for (int i = 0; i < 5; ++i) {
    WireSocket client = test.Connect();
    REQUIRE(client.Send(MsgRequest(kFindMuch) + MsgRequest(kPing)));
    char byte = 0;
    REQUIRE(::recv(client.handle(), &byte, 1, MSG_PEEK) == 1);
  }
  CHECK(Eventually([&] { return test.server->connections().current == 0; }));
  CHECK(test.Connect().Ping());
}

TEST_CASE("a hello is held until its time has passed") {
  const TestServer test;
  WireSocket client = test.Connect();
  const Document hello = AwaitableHello(client, 50);
  const auto begin = std::chrono::steady_clock::now();
  CHECK(client.Run(hello)["ok"].exists());
  CHECK(std::chrono::steady_clock::now() - begin >= Milliseconds(50));
}

TEST_CASE("a client that hangs up while its hello is held is gone at once") {
  const TestServer test;
  {
    WireSocket client = test.Connect();
    REQUIRE(client.Send(MsgRequest(AwaitableHello(client, 86'400'000))));
  }
  CHECK(Eventually([&] { return test.server->connections().current == 0; }));
}

TEST_CASE("a hello is streamed, but not as fast as a client may wish") {
  const TestServer test;
  WireSocket client = test.Connect();
  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(client.Send(
      MsgRequest(AwaitableHello(client, 0), {}, server::kExhaustAllowed)));
  int32_t last = 1;
  for (int i = 0; i < 3; ++i) {
    const auto reply = client.ReceiveReply();
    REQUIRE(reply.has_value());
    CHECK((reply->flags & server::kMoreToCome) != 0);
    CHECK(reply->header.response_to == last);
    last = reply->header.request_id;
  }
  // Two pauses between three replies.
  CHECK(std::chrono::steady_clock::now() - begin >= Milliseconds(1000));
}

TEST_CASE("a command whose client has gone is interrupted") {
  TestServer test;
  const Document find = FindForLong(test.client);
  {
    WireSocket client = test.Connect();
    REQUIRE(client.Send(MsgRequest(find)));
  }
  CHECK(test.Connect().Ping());
  CHECK(Eventually([&] { return test.server->connections().current == 0; }));
}

TEST_CASE("Stop interrupts a command that takes longer than its grace") {
  ServerOptions options = AnyPort();
  options.grace = Milliseconds(50);
  TestServer test(options);
  const Document find = FindForLong(test.client);
  WireSocket client = test.Connect();
  REQUIRE(client.Send(MsgRequest(find)));
  CHECK(test.Connect().Ping());
  test.server->Stop();
  CHECK(test.server->connections().current == 0);
}

TEST_CASE("clients that ask all the time are all served") {
  constexpr int kClients = 8;
  constexpr int kPings = 300;
  const TestServer test;
  std::atomic<int> served = 0;
  RunThreads(kClients, [&](int) {
    WireSocket client(test.uri());
    for (int i = 0; i < kPings; ++i) served += client.Ping() ? 1 : 0;
  });
  CHECK(served == kClients * kPings);
}

TEST_CASE("Stop closes connections whatever they are doing") {
  TestServer test;
  InsertMuch(test.client);
  const std::string ping = MsgRequest(kPing);
  WireSocket idle = test.Connect();
  WireSocket inside = test.Connect();
  REQUIRE(inside.Send(ping.substr(0, 20)));
  WireSocket held = test.Connect();
  const Document hello = AwaitableHello(held, 86'400'000);
  REQUIRE(held.Send(MsgRequest(hello)));
  WireSocket streaming = test.Connect();
  REQUIRE(streaming.Send(
      MsgRequest(AwaitableHello(streaming, 1), {}, server::kExhaustAllowed)));
  WireSocket asking = test.Connect();
  std::string pings;
  for (int i = 0; i < 10'000; ++i) pings += ping;
  std::thread asks([&] { asking.Send(pings); });

  test.server->Stop();
  for (WireSocket* client : {&idle, &inside, &held, &streaming, &asking}) {
    CHECK(client->IsClosedByServer());
  }
  asks.join();
  CHECK(test.server->connections().current == 0);
  CHECK_FALSE(WireSocket(test.uri()).is_connected());
  test.server->Stop();
}

TEST_CASE(
    "Stop does not wait longer than its grace for a client that does "
    "not take its reply") {
  ServerOptions options = AnyPort();
  options.grace = Milliseconds(50);
  TestServer test(options);
  InsertMuch(test.client);
  WireSocket client = test.Connect();
  REQUIRE(client.Send(MsgRequest(kFindMuch)));
  // It has begun to reply.
  char byte = 0;
  REQUIRE(::recv(client.handle(), &byte, 1, MSG_PEEK) == 1);
  test.server->Stop();
  CHECK(test.server->connections().current == 0);
}

TEST_CASE("a reply that is on its way when a server stops is finished") {
  TestServer test;
  InsertMuch(test.client);
  WireSocket client = test.Connect();
  REQUIRE(client.Send(MsgRequest(kFindMuch)));
  char byte = 0;
  REQUIRE(::recv(client.handle(), &byte, 1, MSG_PEEK) == 1);
  std::thread stopping([&] { test.server->Stop(); });
  const auto reply = client.ReceiveReply();
  stopping.join();
  CHECK(reply.has_value());
  CHECK(client.IsClosedByServer());
}

TEST_CASE("threads may stop a server together") {
  const TestServer test;
  WireSocket client = test.Connect();
  CHECK(client.Ping());
  std::thread other([&] { test.server->Stop(); });
  test.server->Stop();
  other.join();
  CHECK(client.IsClosedByServer());
}

// Not with sanitizers, which need file handles of their own to look at memory.
#if MEERKAT_TEST_EFFORT == 100
TEST_CASE("a server without file handles serves on when there are some") {
  const TestServer test;
  rlimit before = {};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit few = {.rlim_cur = 256, .rlim_max = before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
  std::vector<int> hoard;
  for (int handle; (handle = ::dup(STDIN_FILENO)) >= 0;) {
    hoard.push_back(handle);
  }
  // One for the client, none for the server.
  if (!hoard.empty()) ::close(hoard.back());
  if (!hoard.empty()) hoard.pop_back();
  WireSocket client(test.uri());
  std::this_thread::sleep_for(Milliseconds(20));
  for (const int handle : hoard) ::close(handle);
  ::setrlimit(RLIMIT_NOFILE, &before);
  CHECK_FALSE(hoard.empty());
  CHECK(client.is_connected());
  CHECK(client.Ping());
}
#endif

TEST_CASE("an exhaust cursor sends its batches without being asked again") {
  TestServer test;
  Collection c = test.client["app"]["c"];
  for (int i = 0; i < 3; ++i) REQUIRE(c.InsertOne(Document{{"_id", i}}).ok());
  WireSocket client = test.Connect();
  const Document found =
      client.Run(Document{{"find", "c"}, {"batchSize", 1}, {"$db", "app"}});
  const Document more{{"getMore", Value(found["cursor"].AsDocument()["id"])},
                      {"collection", "c"},
                      {"batchSize", 1},
                      {"$db", "app"}};
  REQUIRE(client.Send(MsgRequest(more, {}, server::kExhaustAllowed)));
  for (int i = 1; i < 3; ++i) {
    const auto reply = client.ReceiveReply();
    REQUIRE(reply.has_value());
    const DocumentView cursor = reply->document["cursor"].AsDocument();
    CHECK(cursor["nextBatch"]
              .AsDocument()
              .begin()
              ->AsDocument()["_id"]
              .AsInt32() == i);
    const bool is_last = cursor["id"].AsInt64() == 0;
    CHECK(((reply->flags & server::kMoreToCome) == 0) == is_last);
    if (is_last) break;
  }
  CHECK(client.Ping());
}

TEST_CASE("in a forked child a server is the parent's") {
  const TempDirectory temp;
  TestServer test(AtSocket(temp / "s.sock"));
  WireSocket client = test.Connect();
  REQUIRE(client.Ping());
  CHECK(InChild([&] {
          test.server->Stop();
          test.server.reset();
          return std::string("done");
        }) == "done");
  CHECK(client.Ping());
  CHECK(test.Connect().Ping());
}

}  // namespace meerkat::testing
