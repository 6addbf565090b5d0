#include "tools/server/service.h"

#include <meerkat/json.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/parsed_json.h"
#include "tests/support/service_testing.h"

namespace meerkat::server {
namespace {

using testing::MsgRequest;
using testing::Parsed;
using testing::QueryRequest;
using testing::TestPeer;
using testing::TestService;

constexpr std::string_view kLsid =
    R"("lsid": {"id": {"$uuid": "00112233-4455-6677-8899-aabbccddeeff"}})";
constexpr std::string_view kOtherLsid =
    R"("lsid": {"id": {"$uuid": "10112233-4455-6677-8899-aabbccddeeff"}})";

std::string With(std::string_view fields, std::string_view lsid) {
  return "{" + std::string(fields) + R"(, "$db": "app", )" + std::string(lsid) +
         "}";
}

std::string Insert(int id, int number) {
  return With(R"("insert": "c", "documents": [{"_id": )" + std::to_string(id) +
                  R"(}], "txnNumber": {"$numberLong": ")" +
                  std::to_string(number) + "\"}",
              kLsid);
}

}  // namespace

TEST_CASE("commands are answered with their errors as replies") {
  TestService service;
  TestPeer peer(service);
  CHECK(ToJson(peer.Run(R"({"ping": 1, "$db": "admin"})")) == R"({"ok":1.0})");
  CHECK(ToJson(peer.Run(R"({"pong": 1, "$db": "admin"})")) ==
        R"({"ok":0.0,"errmsg":"no such command: 'pong'","code":59,)"
        R"("codeName":"CommandNotFound"})");
  CHECK(peer.CodeOf(R"({"listDatabases": 1, "$db": "app"})") == 13);
  CHECK(peer.CodeOf(R"({"currentOp": 1, "$db": "app"})") == 13);
  CHECK(peer.CodeOf(R"({"collStats": "c", "$db": "app", "apiVersion": "1",
                        "apiStrict": true})") == 323);
  CHECK(peer.CodeOf(R"({"find": "c", "$db": "app", "apiVersion": "1",
                        "apiStrict": true})") == 0);
}

TEST_CASE("a reply of a replica set has the times of the cluster") {
  TestService service;
  TestPeer peer(service);
  const Answer read =
      peer.Ask(MsgRequest(Parsed(R"({"ping": 1, "$db": "a"})")));
  const Timestamp before = read.times["operationTime"].AsTimestamp();
  const Answer write = peer.Ask(
      MsgRequest(Parsed(R"({"insert": "c", "documents": [{}], "$db": "a"})")));
  CHECK(before < write.times["operationTime"].AsTimestamp());
  CHECK(write.times["$clusterTime"].exists());
  TestService alone({.standalone = true});
  CHECK(TestPeer(alone)
            .Ask(MsgRequest(Parsed(R"({"ping": 1, "$db": "a"})")))
            .times.view()
            .empty());
}

TEST_CASE("only a handshake may come by OP_QUERY") {
  TestService service;
  TestPeer peer(service);
  const auto ask = [&peer](std::string_view json) {
    return peer.Ask(QueryRequest("admin.$cmd", Parsed(json))).reply;
  };
  CHECK(ask(R"({"isMaster": 1})")["ismaster"].AsBool());
  CHECK(ask(R"({"ping": 1})")["code"].AsInt32() == 352);
  const Answer found = peer.Ask(QueryRequest("app.c", Parsed(R"({"a": 1})")));
  CHECK(found.query_failed);
  CHECK(found.reply["code"].AsInt32() == 352);
  CHECK(found.reply["$err"].exists());
}

TEST_CASE("hello says who the server is") {
  TestService service;
  TestPeer peer(service);
  const Document hello = peer.Run(
      R"({"hello": 1, "$db": "admin", "compression": ["zlib", "none", "zstd"],
          "client": {"driver": {"name": "d", "version": "1"}}})");
  CHECK(hello["isWritablePrimary"].AsBool());
  CHECK(hello["setName"].AsString() == "meerkat");
  CHECK(hello["me"].AsString() == "127.0.0.1:27017");
  CHECK(hello["maxWireVersion"].AsInt32() == 21);
  CHECK(hello["logicalSessionTimeoutMinutes"].AsInt32() == 30);
  CHECK(ToJson(hello["compression"]) == R"(["zlib","zstd"])");
  CHECK(peer.CodeOf(R"({"hello": 1, "$db": "admin", "client": {}})") == 186);
  TestService alone({.standalone = true});
  const Document standalone =
      TestPeer(alone).Run(R"({"isMaster": 1, "$db": "admin"})");
  CHECK(standalone["ismaster"].AsBool());
  CHECK_FALSE(standalone["setName"].exists());
}

TEST_CASE("what a client says of itself is of 512 bytes at most") {
  TestService service;
  TestPeer peer(service);
  const Document client{{"x", std::string(600, 'x')}};
  CHECK(peer.Run(Document{
            {"hello", 1}, {"client", client}, {"$db", "admin"}})["code"]
            .AsInt32() == 2);
}

TEST_CASE("a hello for news is held back, one about another server is not") {
  TestService service;
  TestPeer peer(service);
  const auto hello = [](std::string_view process) {
    return MsgRequest(Parsed(
        R"({"hello": 1, "$db": "admin", "maxAwaitTimeMS": 50,
            "topologyVersion": {"processId": {"$oid": ")" +
        std::string(process) + R"("}, "counter": {"$numberLong": "0"}}})"));
  };
  const Answer held = peer.Ask(hello("000000000000000000000000"));
  REQUIRE(held.hold.has_value());
  CHECK(held.hold->count() == 50);
  const Answer after =
      peer.Ask(hello("000000000000000000000000"), /*held=*/true);
  CHECK(after.reply["isWritablePrimary"].AsBool());
  CHECK_FALSE(peer.Ask(hello("100000000000000000000000")).hold.has_value());
}

TEST_CASE("a cursor goes on in its session, over any connection of it") {
  TestService service;
  TestPeer one(service);
  TestPeer two(service);
  REQUIRE(one.CodeOf(
              With(R"("insert": "c", "documents": [{}, {}, {}])", kLsid)) == 0);
  const Document found = one.Run(With(R"("find": "c", "batchSize": 1)", kLsid));
  const int64_t id = found["cursor"].AsDocument()["id"].AsInt64();
  REQUIRE(id != 0);
  const std::string more = R"("getMore": {"$numberLong": ")" +
                           std::to_string(id) +
                           R"("}, "collection": "c", "batchSize": 1)";
  CHECK(two.CodeOf(With(more, kOtherLsid)) == 50738);
  CHECK(two.CodeOf(With(more, kLsid)) == 0);
  // The session takes its cursors along.
  CHECK(two.CodeOf(R"({"endSessions": [{"id":
            {"$uuid": "00112233-4455-6677-8899-aabbccddeeff"}}],
            "$db": "admin"})") == 0);
  CHECK(one.CodeOf(With(more, kLsid)) == 43);
}

TEST_CASE("sessions are started, refreshed and ended") {
  TestService service;
  TestPeer peer(service);
  const Document started = peer.Run(R"({"startSession": 1, "$db": "admin"})");
  CHECK(started["timeoutMinutes"].AsInt32() == 30);
  CHECK(service.state.sessions.size() == 1);
  const Document sessions = Document{
      {"refreshSessions", Array{Value(started["id"])}}, {"$db", "admin"}};
  CHECK(peer.Run(sessions)["ok"].AsDouble() == 1.0);
  CHECK(peer.Run(Document{{"endSessions", Array{Value(started["id"])}},
                          {"$db", "admin"}})["ok"]
            .AsDouble() == 1.0);
  CHECK(service.state.sessions.size() == 0);
  REQUIRE(peer.Run(sessions)["ok"].AsDouble() == 1.0);
  CHECK(peer.CodeOf(R"({"killSessions": [], "$db": "admin"})") == 0);
  CHECK(service.state.sessions.size() == 0);
  CHECK(peer.CodeOf(R"({"killSessions": [1], "$db": "admin"})") == 14);
  CHECK(peer.CodeOf(R"({"endSessions": 1, "$db": "admin"})") == 14);
  CHECK(peer.CodeOf(R"({"refreshSessions": [{}], "$db": "admin"})") == 40414);
}

TEST_CASE("a session ends when nobody used it for long, and nothing runs") {
  TestService service;
  TestPeer peer(service);
  const std::string id = "0123456789abcdef";
  const auto start = std::chrono::steady_clock::now();
  REQUIRE(service.state.sessions.Use({.id = id}, start).ok());
  REQUIRE(service.state.sessions.Use({.id = "fedcba9876543210"}, start).ok());
  const std::string command = MsgRequest(Parsed(R"({"ping": 1})"));
  {
    const OperationSlot::Running running(
        peer.peer->operation, {.id = 1,
                               .started = start,
                               .command = SharedBytes::CopyOf(command),
                               .database = "app",
                               .session = id});
    service.service.EndIdleSessions(start + std::chrono::minutes(31));
    CHECK(service.state.sessions.size() == 1);
    service.service.EndIdleSessions(start + std::chrono::minutes(60));
    CHECK(service.state.sessions.size() == 1);
  }
  service.service.EndIdleSessions(start + std::chrono::minutes(89));
  CHECK(service.state.sessions.size() == 1);
  service.service.EndIdleSessions(start + std::chrono::minutes(91));
  CHECK(service.state.sessions.size() == 0);
}

TEST_CASE("a server that is alone has no connections to others") {
  TestService service;
  CHECK(ToJson(
            TestPeer(service).Run(R"({"connPoolStats": 1, "$db": "admin"})")) ==
        R"({"numClientConnections":0,"numAScopedConnections":0,)"
        R"("totalInUse":0,"totalAvailable":0,"totalLeased":0,)"
        R"("totalCreated":0,"totalRefreshing":0,)"
        R"("replicaSetMatchingStrategy":"matchPrimaryNode","pools":{},)"
        R"("hosts":{},"replicaSets":{},"ok":1.0})");
}

TEST_CASE("what every command may have is judged for the server's own too") {
  TestService service;
  TestPeer peer(service);
  const auto code = [&peer](std::string_view field) {
    return peer.CodeOf(R"({"hostInfo": 1, "$db": "admin", )" +
                       std::string(field) + "}");
  };
  CHECK(code(R"("maxTimeMS": 1000)") == 0);
  CHECK(code(R"("maxTimeMS": -1)") == 2);
  CHECK(code(R"("maxTimeMS": "x")") == 14);
  CHECK(code(R"("comment": {"any": 1})") == 0);
  CHECK(code(R"("readConcern": {"level": "local"})") == 0);
  CHECK(code(R"("readConcern": {"level": "majority"})") == 72);
  CHECK(code(R"("readConcern": 1)") == 14);
  CHECK(code(R"("writeConcern": {"w": 1})") == 72);
  CHECK(peer.CodeOf(R"({"usersInfo": 1, "writeConcern": {"w": 1},
                        "$db": "admin"})") == 0);
}

TEST_CASE("a write that is sent again is done once") {
  TestService service;
  TestPeer peer(service);
  TestPeer again(service);
  CHECK(ToJson(peer.Run(Insert(1, 1))) == R"({"n":1,"ok":1.0})");
  CHECK(ToJson(again.Run(Insert(1, 1))) ==
        R"({"n":1,"ok":1.0,"retriedStmtIds":[0]})");
  CHECK(ToJson(peer.Run(R"({"count": "c", "$db": "app"})")) ==
        R"({"n":1,"ok":1.0})");
  CHECK(peer.CodeOf(Insert(2, 0)) == 225);
  // Another number is another write.
  CHECK(peer.Run(Insert(1, 2))["writeErrors"].exists());
  CHECK(peer.CodeOf(With(R"("find": "c", "txnNumber": {"$numberLong": "9"})",
                         kLsid)) == 50768);
  TestService alone({.standalone = true});
  CHECK(TestPeer(alone).CodeOf(Insert(1, 1)) == 20);
}

TEST_CASE("currentOp shows what runs, and killOp ends it") {
  TestService service;
  TestPeer peer(service);
  TestPeer other(service);
  std::string documents = R"({"insert": "c", "$db": "app", "documents": [)";
  for (int i = 0; i < 2000; ++i) documents += i == 0 ? "{}" : ",{}";
  REQUIRE(peer.CodeOf(documents + "]}") == 0);
  // 2,000 times 2,000,000 steps: nobody waits for the end of that.
  constexpr std::string_view kSlow =
      R"({"count": "c", "$db": "app", "query": {"$expr": {"$eq": [0, {"$size":
          {"$map": {"input": {"$range": [0, 2000000]}, "in": "$$this"}}}]}}})";
  int code = 0;
  std::thread slow([&] { code = other.CodeOf(kSlow); });
  int32_t id = 0;
  while (id == 0) {
    const Document ops =
        peer.Run(R"({"currentOp": 1, "command.count": "c", "$db": "admin"})");
    const DocumentView inprog = ops["inprog"].AsDocument();
    if (!inprog.empty()) {
      const DocumentView op = inprog.begin()->AsDocument();
      CHECK(op["ns"].AsString() == "app.c");
      id = op["opid"].AsInt32();
    }
  }
  CHECK(peer.CodeOf(R"({"killOp": 1, "op": )" + std::to_string(id) +
                    R"(, "$db": "admin"})") == 0);
  slow.join();
  CHECK(code == 11601);
  CHECK(peer.CodeOf(R"({"killOp": 1, "$db": "admin"})") == 40414);
}

TEST_CASE("currentOp shows how far the build of an index is") {
  TestService service;
  TestPeer peer(service);
  std::string documents = R"({"insert": "c", "$db": "app", "documents": [)";
  for (int i = 0; i < 100; ++i) documents += i == 0 ? "{}" : ",{}";
  REQUIRE(peer.CodeOf(documents + "]}") == 0);
  Document all;
  CreateIndexesOptions how;
  how.progress = [&](int64_t, int64_t) {
    all = peer.Run(R"({"currentOp": 1, "desc": "IndexBuild", "$db": "admin"})");
  };
  Collection c = service.client["app"]["c"];
  REQUIRE(c.CreateIndex(Document{{"a", 1}}, {}, how).ok());
  const DocumentView inprog = all["inprog"].AsDocument();
  REQUIRE_FALSE(inprog.empty());
  const DocumentView build = inprog.begin()->AsDocument();
  CHECK(build["ns"].AsString() == "app.c");
  CHECK(ToJson(build["command"].AsDocument()) ==
        R"({"createIndexes":"c","indexes":[{"name":"a_1"}],"$db":"app"})");
  CHECK(build["msg"].AsString() == "Index Build: 100/100 100%");
  CHECK(ToJson(build["progress"].AsDocument()) ==
        R"({"done":100,"total":100})");
  CHECK(peer.Run(R"({"currentOp": 1, "desc": "IndexBuild", "$db": "admin"})")
            ["inprog"]
                .AsDocument()
                .empty());
}

TEST_CASE("serverStatus counts what was done") {
  TestService service;
  TestPeer peer(service);
  peer.Run(R"({"insert": "c", "documents": [{}, {}], "$db": "app"})");
  peer.Run(R"({"find": "c", "$db": "app"})");
  peer.Run(R"({"find": "c", "filter": 1, "$db": "app"})");
  peer.Run(R"({"delete": "c", "deletes": [{"q": {}, "limit": 0}],
               "$db": "app"})");
  const Document status = peer.Run(R"({"serverStatus": 1, "$db": "admin"})");
  const DocumentView counters = status["opcounters"].AsDocument();
  CHECK(counters["insert"].AsInt64() == 2);
  CHECK(counters["query"].AsInt64() == 2);
  CHECK(counters["delete"].AsInt64() == 1);
  const DocumentView find = status["metrics"]
                                .AsDocument()["commands"]
                                .AsDocument()["find"]
                                .AsDocument();
  CHECK(find["total"].AsInt64() == 2);
  CHECK(find["failed"].AsInt64() == 1);
  const DocumentView documents =
      status["metrics"].AsDocument()["document"].AsDocument();
  CHECK(documents["inserted"].AsInt64() == 2);
  CHECK(documents["deleted"].AsInt64() == 2);
  CHECK(status["opLatencies"]
            .AsDocument()["writes"]
            .AsDocument()["ops"]
            .AsInt64() == 2);
  const Document less =
      peer.Run(R"({"serverStatus": 1, "metrics": 0, "$db": "admin"})");
  CHECK_FALSE(less["metrics"].exists());
  CHECK(less["opcounters"].exists());
  const Document top = peer.Run(R"({"top": 1, "$db": "admin"})");
  CHECK(top["totals"]
            .AsDocument()["app.c"]
            .AsDocument()["queries"]
            .AsDocument()["count"]
            .AsInt64() == 2);
}

TEST_CASE("a slow operation is logged with its shape and numbers") {
  std::vector<std::string> lines;
  TestService service(
      {.log = [&lines](std::string_view line) { lines.emplace_back(line); },
       .log_values = false,
       .slow = std::chrono::milliseconds(0)});
  TestPeer peer(service);
  peer.Run(R"({"insert": "c", "documents": [{"name": "Ada"}], "$db": "app"})");
  peer.Run(R"({"find": "c", "filter": {"name": "Ada"}, "$db": "app"})");
  REQUIRE(lines.size() == 2);
  CHECK(lines[1].find(R"("msg":"Slow query")") != std::string::npos);
  CHECK(lines[1].find(R"("ns":"app.c")") != std::string::npos);
  CHECK(lines[1].find(R"("filter":{"name":"###"})") != std::string::npos);
  CHECK(lines[1].find(R"("nreturned":1)") != std::string::npos);
  CHECK(lines[1].find("Ada") == std::string::npos);
}

TEST_CASE("what tools ask when they connect is answered") {
  TestService service;
  TestPeer peer(service);
  const auto runs = [&peer](std::string_view fields) {
    return peer.CodeOf("{" + std::string(fields) + R"(, "$db": "admin"})") == 0;
  };
  CHECK(runs(R"("buildInfo": 1)"));
  CHECK(runs(R"("connectionStatus": 1, "showPrivileges": true)"));
  CHECK(runs(R"("getParameter": 1, "featureCompatibilityVersion": 1)"));
  CHECK(runs(R"("getParameter": "*")"));
  CHECK(runs(R"("getLog": "startupWarnings")"));
  CHECK(runs(R"("getCmdLineOpts": 1)"));
  CHECK(runs(R"("hostInfo": 1)"));
  CHECK(runs(R"("listDatabases": 1, "nameOnly": true)"));
  CHECK(runs(R"("replSetGetStatus": 1)"));
  CHECK(runs(R"("replSetGetConfig": 1)"));
  CHECK(runs(R"("features": 1)"));
  CHECK(runs(R"("listCommands": 1)"));
  CHECK(runs(R"("whatsmyuri": 1)"));
  CHECK(peer.CodeOf(R"({"atlasVersion": 1, "$db": "admin"})") == 59);
  CHECK(peer.CodeOf(R"({"getParameter": 1, "x": 1, "$db": "admin"})") == 72);
  CHECK(peer.CodeOf(R"({"getLog": "x", "$db": "admin"})") == 96);
  TestService alone({.standalone = true});
  CHECK(TestPeer(alone).CodeOf(R"({"replSetGetStatus": 1,
                                   "$db": "admin"})") == 76);
}

TEST_CASE("documents that expired are counted, and the interval is told") {
  TestService service;
  TestPeer peer(service);
  const Document expiring{
      {"key", Document{{"at", 1}}}, {"name", "at"}, {"expireAfterSeconds", 10}};
  REQUIRE(service.client["app"]
              .RunCommand(Document{{"createIndexes", "c"},
                                   {"indexes", Array{expiring}}})
              .ok());
  peer.Run(R"({"insert": "c", "documents": [
      {"_id": 1, "at": {"$date": {"$numberLong": "1"}}},
      {"_id": 2, "at": {"$date": {"$numberLong": "9000000000000000"}}}],
      "$db": "app"})");
  REQUIRE(service.client.RunTtlPass().ok());
  const Document status = peer.Run(R"({"serverStatus": 1, "$db": "admin"})");
  const DocumentView ttl = status["metrics"].AsDocument()["ttl"].AsDocument();
  CHECK(ttl["deletedDocuments"].AsInt64() == 1);
  CHECK(ttl["passes"].AsInt64() == 1);
  CHECK(ttl["lagMillis"].AsInt64() > 0);
  const Document parameters =
      peer.Run(R"({"getParameter": 1, "ttlMonitorEnabled": 1,
                   "ttlMonitorSleepSecs": 1, "$db": "admin"})");
  CHECK(parameters["ttlMonitorEnabled"].AsBool());
  CHECK(parameters["ttlMonitorSleepSecs"].AsInt32() == 60);
}

TEST_CASE("the old questions about the last write are answered") {
  TestService service;
  TestPeer peer(service);
  peer.Run(R"({"insert": "c", "documents": [{"_id": 1}], "$db": "app"})");
  peer.Run(R"({"insert": "c", "documents": [{"_id": 1}], "$db": "app"})");
  const Document last = peer.Run(R"({"getLastError": 1, "w": 1,
                                     "$db": "app"})");
  CHECK(last["code"].AsInt32() == 11000);
  CHECK(last["ok"].AsDouble() == 1.0);
  CHECK(peer.CodeOf(R"({"resetError": 1, "$db": "app"})") == 0);
  CHECK(peer.Run(R"({"getLastError": 1, "$db": "app"})")["err"].type() ==
        Type::kNull);
}

TEST_CASE("a client may end the server only where that is wanted") {
  TestService service;
  CHECK(TestPeer(service).CodeOf(R"({"shutdown": 1, "$db": "admin"})") == 20);
  int asked = 0;
  TestService ends({.on_shutdown = [&asked] { ++asked; }});
  CHECK(TestPeer(ends, "192.0.2.7:1")
            .CodeOf(R"({"shutdown": 1, "$db": "admin"})") == 13);
  CHECK(asked == 0);
  CHECK(TestPeer(ends).CodeOf(R"({"shutdown": 1, "$db": "admin"})") == 0);
  CHECK(asked == 1);
}

}  // namespace meerkat::server
