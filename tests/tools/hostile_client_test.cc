// What a client may send to make the server big, mistaken or talkative.
#include <meerkat/json.h>

#include <atomic>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/parsed_json.h"
#include "tests/support/service_testing.h"
#include "tools/server/command_summary.h"
#include "tools/server/topology.h"

namespace meerkat::server {
namespace {

using testing::Parsed;
using testing::TestPeer;
using testing::TestService;

const std::string kLong(1 << 20, 'x');

}  // namespace

TEST_CASE("a server that starts later has a larger electionId") {
  // Each byte of the time counts, and the largest first.
  const ObjectId first = ElectionIdAt(Date{0x0000'0180'ffff'ffff});
  const ObjectId second = ElectionIdAt(Date{0x0000'0181'0000'0000});
  CHECK(first < second);
  CHECK(second < ElectionIdAt(Date{0x0000'0181'0000'0001}));
}

TEST_CASE("a connection does not keep a long error") {
  TestService service;
  TestPeer peer(service);
  peer.Run(Document{{"count", "c"}, {kLong, 1}, {"$db", "app"}});
  const LastWrite& last = peer.peer->last_write;
  REQUIRE_FALSE(last.error.ok());
  CHECK(last.error.message().size() < 10'000);
  CHECK(ErrorCodeOf(last.error) == ErrorCode::kUnknownCommandField);
}

TEST_CASE("a connection does not keep a long _id") {
  TestService service;
  TestPeer peer(service);
  const Document reply = peer.Run(
      Document{{"update", "c"},
               {"updates", Array{Document{{"q", Document{{"_id", kLong}}},
                                          {"u", Document()},
                                          {"upsert", true}}}},
               {"$db", "app"}});
  REQUIRE(reply["upserted"].exists());
  CHECK(peer.peer->last_write.upserted.view().size() < 100);
  CHECK(peer.peer->last_write.updated_existing == false);
}

TEST_CASE("top does not know what names a stranger made up, nor long ones") {
  TestService service({.auth = true});
  TestPeer stranger(service, "192.0.2.1:5");
  CHECK(stranger.CodeOf(R"({"find": "c", "$db": "app"})") == 13);
  CollectionTimes& times = service.state.collection_times;
  times.Add(kLong, OpCounter::kQuery, Latency::kReads,
            std::chrono::microseconds(1));
  times.Add(std::string_view("app.a\0b", 7), OpCounter::kQuery, Latency::kReads,
            std::chrono::microseconds(1));
  CHECK(times.All().empty());
}

TEST_CASE("a namespace is shown no longer than it can be") {
  CHECK(NamespaceOf("app", Parsed(R"({"find": "c"})")) == "app.c");
  CHECK(NamespaceOf("app", Document{{"find", kLong}}) == "app....");
  CHECK(NamespaceOf(kLong, Parsed(R"({"ping": 1})")) == "....$cmd");
  CHECK(NamespaceOf("app", Parsed(R"({"getMore": 5, "collection": "c"})")) ==
        "app.c");
}

TEST_CASE("a line of the log is short, whatever a client sends") {
  std::vector<std::string> lines;
  ServerOptions options;
  options.slow = std::chrono::milliseconds(0);
  options.log = [&lines](std::string_view line) { lines.emplace_back(line); };
  TestService service(options);
  TestPeer peer(service);
  peer.Run(Document{{"find", kLong}, {"$db", "app"}});
  peer.Run(Document{{"ping", 1}, {"$db", kLong}});
  peer.Run(Document{{"ping", 1}, {kLong, 1}, {"$db", "app"}});
  REQUIRE(lines.size() >= 3);
  for (const std::string& line : lines) CHECK(line.size() < 50'000);
}

TEST_CASE("the log leaves out messages that would show values") {
  std::vector<std::string> lines;
  ServerOptions options;
  options.slow = std::chrono::milliseconds(0);
  options.log_values = false;
  options.log = [&lines](std::string_view line) { lines.emplace_back(line); };
  TestService service(options);
  TestPeer peer(service);
  CHECK(peer.CodeOf(R"({"delete": "c", "deletes": [{"q": {}, "limit": 4711}],
                        "$db": "app"})") == 9);
  REQUIRE(lines.size() == 1);
  CHECK(lines.front().find("\"errCode\":9") != std::string::npos);
  CHECK(lines.front().find("4711") == std::string::npos);
}

TEST_CASE("the log keeps no more than fits a reply") {
  Log log(Clock::Real(), {}, /*is_quiet=*/false);
  for (int i = 0; i < 10; ++i) log.Write({.text = kLong});
  size_t kept = 0;
  for (const std::string& line : log.lines()) kept += line.size();
  CHECK(kept > Log::kKeptBytes / 2);
  CHECK(kept <= Log::kKeptBytes);
  CHECK(log.written() == 10);
}

TEST_CASE("killOp of a number that is no operation's ends nothing") {
  TestService service;
  TestPeer worker(service);
  TestPeer killer(service);
  const OperationSlot::Running running(
      worker.peer->operation,
      {.id = 7,
       .started = {},
       .command = SharedBytes::CopyOf(Parsed(R"({"ping": 1})").view().bytes()),
       .database = "app"});
  // 7 in its lower half.
  CHECK(killer.CodeOf(R"({"killOp": 1, "op": {"$numberLong": "4294967303"},
                          "$db": "admin"})") == 0);
  CHECK_FALSE(running.interruption().is_killed());
  CHECK(killer.CodeOf(R"({"killOp": 1, "op": 7, "$db": "admin"})") == 0);
  CHECK(running.interruption().is_killed());
}

TEST_CASE("who asks for a user many times is told of it once") {
  TestService service;
  TestPeer peer(service);
  REQUIRE(peer.CodeOf(R"({"createUser": "ada", "pwd": "x", "roles": [],
                          "$db": "app"})") == 0);
  const Document reply = peer.Run(
      R"({"usersInfo": ["ada", {"user": "ada", "db": "app"}, "ada"],
          "$db": "app"})");
  const DocumentView users = reply["users"].AsDocument();
  CHECK(std::distance(users.begin(), users.end()) == 1);
}

TEST_CASE("a command takes a bounded number of roles") {
  TestService service;
  TestPeer peer(service);
  Builder roles;
  for (int i = 0; i < 1001; ++i) roles.AppendItem(Value("read"));
  const Value list = Value::ArrayOf(std::move(roles).Finish());
  const Document reply =
      peer.Run(Document{{"rolesInfo", list}, {"$db", "app"}});
  CHECK(reply["code"].AsInt32() == 2);
}

TEST_CASE("a reply is no larger than a document") {
  TestService service;
  TestPeer peer(service);
  // Two that fit, but not together.
  const std::string data(9 << 20, 'x');
  for (const char* name : {"ada", "bob"}) {
    const Document made =
        peer.Run(Document{{"createUser", name},
                          {"pwd", "x"},
                          {"roles", Array({})},
                          {"customData", Document{{"x", data}}},
                          {"$db", "app"}});
    REQUIRE(made["ok"].AsDouble() == 1);
  }
  CHECK(peer.CodeOf(R"({"usersInfo": "ada", "$db": "app"})") == 0);
  CHECK(peer.CodeOf(R"({"usersInfo": 1, "$db": "app"})") == 10334);
}

TEST_CASE("of many who would be the first user one is") {
  TestService service({.auth = true});
  std::atomic<int> made = 0;
  std::atomic<int> ready = 0;
  constexpr int kThreads = 8;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&service, &made, &ready, i] {
      const auto peer = service.service.NewPeer({.client = "127.0.0.1:5"});
      const Document command{{"createUser", "root" + std::to_string(i)},
                             {"pwd", "x"},
                             {"roles", Array{"root"}},
                             {"$db", "admin"}};
      const auto request =
          ParseRequest(SharedBytes::CopyOf(testing::MsgRequest(command)), {});
      ++ready;
      while (ready < kThreads) std::this_thread::yield();
      const Answer answer =
          service.service.Handle(*request, *peer, /*held=*/false);
      made += answer.reply["ok"].AsDouble() == 1;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(made == 1);
}

TEST_CASE("a repeated write is told of no more statements than one can have") {
  TestService service;
  TestPeer peer(service);
  const std::string lsid = R"("lsid": {"id": {"$binary":
      {"base64": "AAAAAAAAAAAAAAAAAAAAAA==", "subType": "04"}}},
      "txnNumber": {"$numberLong": "1"}, "$db": "app")";
  REQUIRE(peer.CodeOf(R"({"insert": "c", "documents": [{}], )" + lsid + "}") ==
          0);
  Builder again;
  again.Append("insert", "c").OpenArray("documents");
  for (int i = 0; i < 100'001; ++i) again.AppendItem(Value(nullptr));
  again.Close().AppendAll(Parsed("{" + lsid + "}"));
  const Document reply = peer.Run(std::move(again).Finish());
  REQUIRE(reply["retriedStmtIds"].exists());
  const DocumentView ids = reply["retriedStmtIds"].AsDocument();
  CHECK(std::distance(ids.begin(), ids.end()) == 100'000);
}

TEST_CASE("a write that a server refuses because it stops can be retried") {
  TestService service;
  TestPeer peer(service);
  service.service.Stop();
  const Document reply = peer.Run(
      R"({"insert": "c", "documents": [{}], "lsid": {"id": {"$binary":
          {"base64": "AAAAAAAAAAAAAAAAAAAAAA==", "subType": "04"}}},
          "txnNumber": {"$numberLong": "1"}, "$db": "app"})");
  CHECK(reply["code"].AsInt32() == 91);
  CHECK(ToJson(reply).find(R"("errorLabels":["RetryableWriteError"])") !=
        std::string::npos);
}

}  // namespace meerkat::server
