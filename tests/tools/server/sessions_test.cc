#include "tools/server/sessions.h"

#include <meerkat/json.h>

#include <chrono>
#include <string>
#include <thread>

#include "tests/catch.hpp"
#include "tests/support/parsed_json.h"

namespace meerkat::server {
namespace {

using std::chrono::minutes;
using testing::Parsed;

const SessionKey kOne{.id = "0123456789abcdef"};
// Interrupts nothing.
const Interruption kNobody;
const Sessions::Time kStart = Sessions::Time() + std::chrono::hours(1);

int CodeOf(const StatusOr<Sessions::Write>& write) {
  return static_cast<int>(ErrorCodeOf(write.status()));
}

}  // namespace

TEST_CASE("a session ends half an hour after its last use") {
  Sessions sessions;
  REQUIRE(sessions.Use(kOne, kStart).ok());
  CHECK(sessions.EndIdle(kStart + minutes(30)).empty());
  REQUIRE(sessions.Use(kOne, kStart + minutes(20)).ok());
  CHECK(sessions.EndIdle(kStart + minutes(45)).empty());
  CHECK(sessions.EndIdle(kStart + minutes(51)) == std::vector{kOne});
  CHECK(sessions.size() == 0);
}

TEST_CASE("a session in which something runs does not end") {
  Sessions sessions;
  REQUIRE(sessions.Use(kOne, kStart).ok());
  sessions.KeepAlive(kOne, kStart + minutes(20));
  CHECK(sessions.EndIdle(kStart + minutes(45)).empty());
  CHECK(sessions.EndIdle(kStart + minutes(51)).size() == 1);
  // One that has ended is not started by it.
  sessions.KeepAlive(kOne, kStart + minutes(52));
  CHECK(sessions.size() == 0);
}

TEST_CASE("no user takes the sessions of another") {
  constexpr size_t kMost = 8000;
  Sessions sessions(kMost);
  // How many sessions a user gets.
  const auto take = [&sessions](const std::string& user) {
    size_t taken = 0;
    while (sessions.Use({.id = std::to_string(taken), .user = user}, kStart)
               .ok()) {
      ++taken;
    }
    return taken;
  };
  CHECK(take("a.greedy") == kMost / 2);
  CHECK(take("a.second") == kMost / 4);
  CHECK(take("a.third") == kMost / 8);
  CHECK(sessions.Use({.id = "0", .user = "a.greedy"}, kStart).ok());
  const Status refused = sessions.Use({.id = "x", .user = "a.greedy"}, kStart);
  CHECK(static_cast<int>(ErrorCodeOf(refused)) == 261);
  CHECK(sessions.EndIdle(kStart + minutes(31)).size() == kMost / 8 * 7);
  CHECK(take("a.third") == kMost / 2);
}

TEST_CASE("a session belongs to its user") {
  Sessions sessions;
  const SessionKey other{.id = kOne.id, .user = "app.ada"};
  REQUIRE(sessions.Use(kOne, kStart).ok());
  REQUIRE(sessions.Use(other, kStart).ok());
  CHECK(sessions.size() == 2);
  CHECK(sessions.End(other));
  CHECK_FALSE(sessions.End(other));
  CHECK(sessions.size() == 1);
}

TEST_CASE("a write that is sent again is answered as the first time") {
  Sessions sessions;
  REQUIRE(sessions.Use(kOne, kStart).ok());
  const auto first = sessions.BeginWrite(kOne, 7, kNobody);
  REQUIRE(first.ok());
  CHECK(first->reply == nullptr);
  const Document done = Parsed(R"({"n": 2, "ok": 1})");
  sessions.EndWrite(*first, &done);

  const auto second = sessions.BeginWrite(kOne, 7, kNobody);
  REQUIRE(second.ok());
  REQUIRE(second->reply != nullptr);
  CHECK(ToJson(RetriedReply(*second->reply, 2)) ==
        R"({"n":2,"ok":1,"retriedStmtIds":[0,1]})");
  CHECK(CodeOf(sessions.BeginWrite(kOne, 6, kNobody)) == 225);
  CHECK(sessions.BeginWrite(kOne, 8, kNobody)->reply == nullptr);
}

TEST_CASE("a write that failed is done when it is sent again") {
  Sessions sessions;
  REQUIRE(sessions.Use(kOne, kStart).ok());
  const auto first = sessions.BeginWrite(kOne, 1, kNobody);
  REQUIRE(first.ok());
  sessions.EndWrite(*first, nullptr);
  CHECK(sessions.BeginWrite(kOne, 1, kNobody)->reply == nullptr);
}

TEST_CASE("a write that is sent again waits for the first to end") {
  Sessions sessions;
  REQUIRE(sessions.Use(kOne, kStart).ok());
  const auto first = sessions.BeginWrite(kOne, 1, kNobody);
  REQUIRE(first.ok());
  std::shared_ptr<const Document> reply;
  std::thread second(
      [&] { reply = sessions.BeginWrite(kOne, 1, kNobody)->reply; });
  const Document done = Parsed(R"({"n": 1})");
  sessions.EndWrite(*first, &done);
  second.join();
  REQUIRE(reply != nullptr);
  CHECK(ToJson(*reply) == R"({"n":1})");
}

TEST_CASE("a write that waits is let go when the server stops") {
  Sessions sessions;
  REQUIRE(sessions.Use(kOne, kStart).ok());
  const auto first = sessions.BeginWrite(kOne, 1, kNobody);
  REQUIRE(first.ok());
  int code = 0;
  std::thread second(
      [&] { code = CodeOf(sessions.BeginWrite(kOne, 1, kNobody)); });
  sessions.Stop();
  second.join();
  CHECK(code == 91);
}

TEST_CASE("a reply that is too long to be kept is not repeated") {
  Sessions sessions;
  REQUIRE(sessions.Use(kOne, kStart).ok());
  const auto first = sessions.BeginWrite(kOne, 1, kNobody);
  REQUIRE(first.ok());
  const Document done{{"x", std::string(Sessions::kMostReply, 'x')}};
  sessions.EndWrite(*first, &done);
  CHECK(CodeOf(sessions.BeginWrite(kOne, 1, kNobody)) == 217);
  CHECK(sessions.BeginWrite(kOne, 2, kNobody).ok());
}

TEST_CASE("what is kept of replies is bounded") {
  Sessions sessions;
  const Document done{{"x", std::string(Sessions::kMostReply - 100, 'x')}};
  constexpr size_t kSessions =
      Sessions::kMostReplies / Sessions::kMostReply / 2;
  const auto write = [&](size_t i, const std::string& user = "") {
    const SessionKey key{.id = std::to_string(i), .user = user};
    REQUIRE(sessions.Use(key, kStart).ok());
    const auto begun = sessions.BeginWrite(key, 1, kNobody);
    REQUIRE(begun.ok());
    sessions.EndWrite(*begun, &done);
    return CodeOf(sessions.BeginWrite(key, 1, kNobody));
  };
  for (size_t i = 0; i < kSessions; ++i) CHECK(write(i) == 0);
  CHECK(write(kSessions) == 217);
  // A session that ends makes room.
  CHECK(sessions.End({.id = "0"}));
  CHECK(write(kSessions + 1) == 0);
  // Another user's replies are kept all the same.
  for (size_t i = 0; i < kSessions / 2; ++i) CHECK(write(i, "a.b") == 0);
  CHECK(write(kSessions, "a.b") == 217);
}

TEST_CASE("a write that waits can be interrupted") {
  Sessions sessions;
  REQUIRE(sessions.Use(kOne, kStart).ok());
  REQUIRE(sessions.BeginWrite(kOne, 1, kNobody).ok());
  Interruption interruption;
  int code = 0;
  std::thread second(
      [&] { code = CodeOf(sessions.BeginWrite(kOne, 1, interruption)); });
  interruption.Kill();
  second.join();
  CHECK(code == 11601);
}

}  // namespace meerkat::server
