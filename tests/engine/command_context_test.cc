// What a command has from whoever sends it: whose cursors are whose, and who
// may end what.
#include <meerkat/client.h>
#include <meerkat/command_context.h>

#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/fake_clock.h"
#include "tests/support/parsed_json.h"

namespace meerkat {
namespace {

using testing::CodeOf;
using testing::OpenClient;
using testing::Parsed;
using testing::Run;

constexpr std::string_view kSession = "0123456789abcdef";
constexpr std::string_view kOtherSession = "0123456789ABCDEF";

struct Fixture {
  Fixture() {
    std::vector<Document> documents;
    for (int i = 0; i < 500; ++i) {
      documents.push_back(Document{{"_id", i}, {"a", i % 7}});
    }
    REQUIRE(app["c"].InsertMany(documents).ok());
  }

  // Leaves a cursor open and returns its id.
  int64_t OpenCursor(const CommandContext& context) {
    const auto reply =
        app.RunCommand(Document{{"find", "c"}, {"batchSize", 2}}, context);
    REQUIRE(reply.ok());
    return (*reply)["cursor"].AsDocument()["id"].AsInt64();
  }

  Status GetMore(int64_t id, const CommandContext& context) {
    return app
        .RunCommand(
            Document{{"getMore", id}, {"collection", "c"}, {"batchSize", 2}},
            context)
        .status();
  }

  testing::FakeClock clock;
  Client client = OpenClient(":memory:", {.environment = {.clock = &clock}});
  Database app = client["app"];
};

TEST_CASE("a cursor is its session's") {
  Fixture fixture;
  const CommandContext own{.session = kSession};
  const CommandContext other{.session = kOtherSession};
  const int64_t id = fixture.OpenCursor(own);
  CHECK(CodeOf(fixture.GetMore(id, other)) == ErrorCode{50738});
  CHECK(CodeOf(fixture.GetMore(id, {})) == ErrorCode{50737});
  CHECK(fixture.GetMore(id, own).ok());

  const int64_t of_nobody = fixture.OpenCursor({});
  const Status refused = fixture.GetMore(of_nobody, own);
  CHECK(CodeOf(refused) == ErrorCode{50736});
  CHECK(ErrorMessageOf(refused).ends_with(
      "not created in a session, in session "
      "30313233-3435-3637-3839-616263646566"));
  CHECK(fixture.GetMore(of_nobody, {}).ok());
}

TEST_CASE("a cursor is its user's, whatever the session") {
  Fixture fixture;
  const CommandContext ada{.session = kSession, .user = "app.ada"};
  const CommandContext bob{.session = kSession, .user = "app.bob"};
  const int64_t id = fixture.OpenCursor(ada);
  const Status refused = fixture.GetMore(id, bob);
  CHECK(CodeOf(refused) == ErrorCode::kUnauthorized);
  CHECK(ErrorMessageOf(refused) ==
        "cursor id " + std::to_string(id) +
            " was not created by the authenticated user");
  CHECK(CodeOf(fixture.GetMore(id, {})) == ErrorCode::kUnauthorized);
  CHECK(fixture.GetMore(id, ada).ok());
}

TEST_CASE("a user kills only his own cursors, unless he may kill any") {
  Fixture fixture;
  const CommandContext ada{.session = kSession, .user = "app.ada"};
  const int64_t id = fixture.OpenCursor(ada);
  const int64_t of_bob = fixture.OpenCursor({.user = "app.bob"});
  const auto kill = [&](const CommandContext& context) {
    return fixture.app.RunCommand(
        Document{{"killCursors", "c"}, {"cursors", Array{of_bob, id}}},
        context);
  };
  // None is killed when one is somebody else's.
  CHECK(CodeOf(kill({.user = "app.bob"})) == ErrorCode::kUnauthorized);
  CHECK(CodeOf(kill({})) == ErrorCode::kUnauthorized);
  CHECK(fixture.GetMore(id, ada).ok());
  const auto killed = kill({.user = "root", .may_kill_any_cursor = true});
  REQUIRE(killed.ok());
  CHECK(Value((*killed)["cursorsKilled"]) == Value(Array{of_bob, id}));
  CHECK(CodeOf(fixture.GetMore(id, ada)) == ErrorCode::kCursorNotFound);
  // What is not there is nobody's.
  CHECK(kill({}).ok());
}

TEST_CASE("cursors end with their session, and not by being idle") {
  Fixture fixture;
  const int64_t first = fixture.OpenCursor({.session = kSession});
  const int64_t second =
      fixture.OpenCursor({.session = kSession, .user = "app.ada"});
  const int64_t other = fixture.OpenCursor({.session = kOtherSession});
  const int64_t of_nobody = fixture.OpenCursor({});
  fixture.clock.Advance(std::chrono::minutes(20));
  CHECK(CodeOf(fixture.GetMore(of_nobody, {})) == ErrorCode::kCursorNotFound);
  CHECK(fixture.GetMore(first, {.session = kSession}).ok());

  fixture.client.EndCursorsOf(kSession, "");
  CHECK(CodeOf(fixture.GetMore(first, {.session = kSession})) ==
        ErrorCode::kCursorNotFound);
  CHECK(fixture.GetMore(second, {.session = kSession, .user = "app.ada"}).ok());
  fixture.client.EndCursorsOf(kSession, "app.ada");
  CHECK(CodeOf(fixture.GetMore(second,
                               {.session = kSession, .user = "app.ada"})) ==
        ErrorCode::kCursorNotFound);
  CHECK(fixture.GetMore(other, {.session = kOtherSession}).ok());
  fixture.client.EndCursorsOf("", "");
  CHECK(fixture.GetMore(other, {.session = kOtherSession}).ok());
}

TEST_CASE("open cursors are counted") {
  Fixture fixture;
  CHECK(fixture.client.CountCursors().total == 0);
  const int64_t id = fixture.OpenCursor({.session = kSession});
  fixture.OpenCursor({});
  Run(fixture.app,
      Document{{"find", "c"}, {"batchSize", 2}, {"noCursorTimeout", true}});
  CursorCounts counts = fixture.client.CountCursors();
  CHECK(counts.total == 3);
  CHECK(counts.no_timeout == 1);
  CHECK(counts.pinned == 0);
  CHECK(counts.timed_out == 0);
  CHECK(counts.total_opened == 3);

  Run(fixture.app, Document{{"killCursors", "c"}, {"cursors", Array{id}}});
  counts = fixture.client.CountCursors();
  CHECK(counts.total == 2);
  CHECK(counts.total_opened == 3);
}

TEST_CASE("the memory of an open cursor counts the rows of its sort") {
  Fixture fixture;
  const auto memory = [&fixture] {
    return fixture.client.CountCursors().memory;
  };
  fixture.OpenCursor({});
  const int64_t of_scan = memory();
  CHECK(of_scan > 0);
  std::vector<Document> documents;
  for (int i = 0; i < 100; ++i) {
    documents.push_back(
        Document{{"_id", 1000 + i}, {"x", std::string(10'000, 'x')}});
  }
  REQUIRE(fixture.app["c"].InsertMany(documents).ok());
  const Document sorted = Run(
      fixture.app,
      Document{{"find", "c"}, {"batchSize", 2}, {"sort", Document{{"a", 1}}}});
  const int64_t id = sorted["cursor"].AsDocument()["id"].AsInt64();
  CHECK(memory() > 2 * of_scan + 1'000'000);
  Run(fixture.app, Document{{"killCursors", "c"}, {"cursors", Array{id}}});
  CHECK(memory() == of_scan);
}

TEST_CASE("a command that was interrupted before it began does nothing") {
  Fixture fixture;
  Interruption interruption;
  interruption.Kill();
  const CommandContext context{.interruption = &interruption};
  const auto reply = fixture.app.RunCommand(
      Parsed(R"({"insert": "c", "documents": [{"_id": "new"}]})"), context);
  CHECK(CodeOf(reply) == ErrorCode::kInterrupted);
  CHECK(fixture.app["c"].CountDocuments().value() == 500);
  CHECK(CodeOf(fixture.app.RunCommand(Document{{"ping", 1}}, context)) ==
        ErrorCode::kInterrupted);
}

// A document that takes a command very long: more loops than there is time.
Document EndlessFilter() {
  return Parsed(R"({"$expr": {"$reduce": {
      "input": {"$range": [0, 50000]}, "initialValue": 0,
      "in": {"$add": ["$$value", {"$reduce": {
          "input": {"$range": [0, 50000]}, "initialValue": 0,
          "in": {"$add": ["$$value", "$$this", "$a"]}}}]}}}})");
}

// Runs a command that would take hours, and interrupts it.
ErrorCode CodeOfInterrupted(Fixture& fixture, const Document& command,
                            const Status& why) {
  Interruption interruption;
  ErrorCode code = ErrorCode::kOk;
  std::thread running([&] {
    code = CodeOf(
        fixture.app.RunCommand(command, {.interruption = &interruption}));
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  interruption.Kill(why);
  running.join();
  return code;
}

TEST_CASE("a command is interrupted while it computes") {
  Fixture fixture;
  const Status why =
      MakeError(ErrorCode::kInterrupted, "operation was interrupted");
  const Document filter = EndlessFilter();
  CHECK(CodeOfInterrupted(fixture, Document{{"find", "c"}, {"filter", filter}},
                          why) == ErrorCode::kInterrupted);
  CHECK(CodeOfInterrupted(fixture, Document{{"count", "c"}, {"query", filter}},
                          why) == ErrorCode::kInterrupted);
  CHECK(CodeOfInterrupted(
            fixture,
            Document{{"distinct", "c"}, {"key", "a"}, {"query", filter}},
            MakeError(ErrorCode::kShutdownInProgress, "going down")) ==
        ErrorCode::kShutdownInProgress);
  CHECK(CodeOfInterrupted(
            fixture,
            Document{{"delete", "c"},
                     {"deletes", Array{Document{{"q", filter}, {"limit", 0}}}},
                     {"ordered", false}},
            why) == ErrorCode::kInterrupted);
  CHECK(fixture.app["c"].CountDocuments().value() == 500);
}

// Kills an interruption at the n-th look at the time.
class KillingClock : public Clock {
 public:
  Date Now() override { return Date{1704067200000}; }
  std::chrono::steady_clock::time_point Steady() override {
    if (looks_ > 0 && --looks_ == 0) interruption_->Kill();
    return std::chrono::steady_clock::time_point(std::chrono::hours(1));
  }
  void KillAfter(int looks, Interruption& interruption) {
    looks_ = looks;
    interruption_ = &interruption;
  }

 private:
  int looks_ = 0;
  Interruption* interruption_ = nullptr;
};

TEST_CASE("a bulk write is interrupted between its documents") {
  KillingClock clock;
  Client client = OpenClient(":memory:", {.environment = {.clock = &clock}});
  Database app = client["app"];
  std::vector<Value> documents;
  for (int i = 0; i < 100; ++i) documents.emplace_back(Document{{"_id", i}});
  const Document insert{{"insert", "c"},
                        {"documents", Array(documents)},
                        {"ordered", false},
                        {"maxTimeMS", 1000000}};
  Interruption interruption;
  clock.KillAfter(20, interruption);
  CHECK(CodeOf(app.RunCommand(insert, {.interruption = &interruption})) ==
        ErrorCode::kInterrupted);
  const int64_t inserted = app["c"].CountDocuments().value();
  CHECK(inserted > 0);
  CHECK(inserted < 100);

  std::vector<Value> deletes;
  for (int i = 0; i < 100; ++i) {
    deletes.emplace_back(Document{{"q", Document{{"_id", i}}}, {"limit", 1}});
  }
  Interruption second;
  clock.KillAfter(5, second);
  CHECK(CodeOf(app.RunCommand(Document{{"delete", "c"},
                                       {"deletes", Array(deletes)},
                                       {"maxTimeMS", 1000000}},
                              {.interruption = &second})) ==
        ErrorCode::kInterrupted);
  CHECK(app["c"].CountDocuments().value() < inserted);
  CHECK(app["c"].CountDocuments().value() > 0);
}

TEST_CASE("an interruption is for its command, not for the cursor") {
  Fixture fixture;
  int64_t id = 0;
  {
    Interruption interruption;
    id = fixture.OpenCursor({.interruption = &interruption});
    interruption.Kill();
  }
  CHECK(fixture.GetMore(id, {}).ok());
  Interruption interruption;
  CHECK(fixture.GetMore(id, {.interruption = &interruption}).ok());
  interruption.Kill();
  CHECK(CodeOf(fixture.GetMore(id, {.interruption = &interruption})) ==
        ErrorCode::kInterrupted);
  CHECK(fixture.GetMore(id, {}).ok());
}

TEST_CASE("in a context the sender's fields are passed over") {
  Fixture fixture;
  const Document command = Parsed(
      R"({"count": "c", "lsid": {"id": 1}, "txnNumber": 5, "apiVersion": "1",
          "apiStrict": true, "$clusterTime": {}, "$db": "app"})");
  CHECK(fixture.app.RunCommand(command, {}).value()["n"].AsInt32() == 500);
  CHECK(CodeOf(fixture.app.RunCommand(command)) == ErrorCode::kNotImplemented);
  CHECK(CodeOf(fixture.app.RunCommand(Document{{"count", "c"}, {"unknown", 1}},
                                      {})) == ErrorCode::kUnknownCommandField);
}

// {a: {a: ... {}}}, so many levels with the outermost.
Document Nested(int levels) {
  Document document;
  for (int i = 1; i < levels; ++i) document = Document{{"a", document}};
  return document;
}

TEST_CASE("bytes of a command are checked once") {
  const Document command{{"ping", 1}};
  const std::string bytes(command.view().bytes());
  const auto parsed = ParseCommand(bytes);
  REQUIRE(parsed.ok());
  CHECK(parsed->data() == bytes.data());
  CHECK(CodeOf(ParseCommand(bytes.substr(0, 8))) == ErrorCode::kInvalidBSON);
  CHECK(CodeOf(ParseCommand("")) == ErrorCode::kInvalidBSON);
  std::string damaged = bytes;
  damaged[4] = 0x55;
  const auto refused = ParseCommand(damaged);
  CHECK(CodeOf(refused) == ErrorCode::kInvalidBSON);
  CHECK(ErrorMessageOf(refused.status()) ==
        "Invalid BSON at offset 4: unknown type byte 0x55");

  CHECK(ParseCommand(Nested(kMaxCommandDepth + 1).view().bytes()).ok());
  CHECK(CodeOf(ParseCommand(Nested(kMaxCommandDepth + 2).view().bytes())) ==
        ErrorCode::kOverflow);
}

TEST_CASE("commands as deep as can be are answered") {
  Fixture fixture;
  // The filter stands one level deep in the command.
  const Document deepest = Nested(kMaxCommandDepth);
  CHECK(Run(fixture.app, Document{{"count", "c"}, {"query", deepest}})["n"]
            .AsInt32() == 0);
  CHECK(
      Run(fixture.app,
          Document{{"find", "c"},
                   {"filter", Document{{"_id", Nested(kMaxCommandDepth - 1)}}}})
          .size() > 0);
  Document logical;
  for (int i = 0; 2 * i < kMaxCommandDepth - 4; ++i) {
    logical = Document{{"$nor", Array{logical}}};
  }
  CHECK(fixture.app.RunCommand(Document{{"count", "c"}, {"query", logical}})
            .ok());
}

TEST_CASE("programs keep users in admin.system.users, commands only read it") {
  Client client = OpenClient();
  Database admin = client["admin"];
  Collection users = admin["system.users"];
  CHECK(CodeOf(admin.RunCommand(Parsed(
            R"({"insert": "system.users", "documents": [{"_id": 1}]})"))) ==
        ErrorCode::kInvalidNamespace);
  CHECK(CodeOf(admin.RunCommand(Document{{"create", "system.users"}})) ==
        ErrorCode::kInvalidNamespace);
  CHECK(CodeOf(client["app"]["system.users"].InsertOne({})) ==
        ErrorCode::kInvalidNamespace);

  REQUIRE(users.InsertOne(Document{{"_id", "app.ada"}}).ok());
  CHECK(Run(admin, Document{{"count", "system.users"}})["n"].AsInt32() == 1);
  const auto refused = admin.RunCommand(Parsed(
      R"({"update": "system.users", "updates": [{"q": {}, "u": {"a": 1}}]})"));
  CHECK(CodeOf(refused) == ErrorCode::kInvalidNamespace);
  CHECK(ErrorMessageOf(refused.status()) ==
        "cannot write to 'admin.system.users'");
  CHECK(
      CodeOf(admin.RunCommand(Parsed(
          R"({"delete": "system.users", "deletes": [{"q": {}, "limit": 0}]})"))) ==
      ErrorCode::kInvalidNamespace);
  CHECK(CodeOf(admin.RunCommand(Document{{"drop", "system.users"}})) ==
        ErrorCode::kIllegalOperation);
  CHECK(CodeOf(admin.RunCommand(
            Document{{"renameCollection", "admin.system.users"},
                     {"to", "admin.users"}})) == ErrorCode::kIllegalOperation);
  CHECK(CodeOf(admin.RunCommand(Document{{"dropDatabase", 1}})) ==
        ErrorCode::kIllegalOperation);
  CHECK(users.ReplaceOne(Document{{"_id", "app.ada"}}, Document{{"roles", 1}})
            .value()
            .modified_count == 1);
  CHECK(users.DeleteOne(Document{{"_id", "app.ada"}}).value().deleted_count ==
        1);
}

}  // namespace
}  // namespace meerkat
