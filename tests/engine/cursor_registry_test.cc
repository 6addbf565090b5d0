#include "engine/cursor_registry.h"

#include <chrono>
#include <optional>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"

namespace meerkat::engine {
namespace {

using std::chrono::minutes;
using testing::CodeOf;

constexpr CursorRegistry::Time kStart{};
constexpr CommandContext kNobody;

// Stands for a cursor; it is never read.
OpenCursor Stub(const std::string& ns) { return {ns, nullptr, std::nullopt}; }

bool Add(CursorRegistry& cursors, int64_t id, CursorRegistry::Time now) {
  OpenCursor open = Stub("a.c");
  return cursors.Add(id, open, now);
}

constexpr int64_t kMost =
    CursorRegistry::kMostOfUser / CursorRegistry::kOfCursor;

void AddOf(CursorRegistry& cursors, int64_t id, const std::string& user,
           CursorRegistry::Time now) {
  OpenCursor open = Stub("a.c");
  open.owner.user = user;
  REQUIRE(cursors.Add(id, open, now));
}

bool Has(CursorRegistry& cursors, int64_t id, std::string_view user) {
  StatusOr<OpenCursor> taken = cursors.Take(id, "a.c", {.user = user}, kStart);
  if (!taken.ok()) return false;
  cursors.Return(id, *std::move(taken), kStart + minutes(600));
  return true;
}

}  // namespace

TEST_CASE("a cursor is taken for use and put back") {
  CursorRegistry cursors;
  REQUIRE(Add(cursors, 7, kStart));
  CHECK_FALSE(Add(cursors, 7, kStart));
  for (int i = 0; i < 3; ++i) {
    StatusOr<OpenCursor> taken = cursors.Take(7, "a.c", kNobody, kStart);
    REQUIRE(taken.ok());
    CHECK(taken->ns == "a.c");
    cursors.Return(7, *std::move(taken), kStart);
  }
  cursors.End(7);
  CHECK(CodeOf(cursors.Take(7, "a.c", kNobody, kStart)) ==
        ErrorCode::kCursorNotFound);
}

TEST_CASE("a cursor in use is not taken a second time") {
  CursorRegistry cursors;
  REQUIRE(Add(cursors, 7, kStart));
  REQUIRE(cursors.Take(7, "a.c", kNobody, kStart).ok());
  CHECK(CodeOf(cursors.Take(7, "a.c", kNobody, kStart)) ==
        ErrorCode::kCursorInUse);
  cursors.Return(7, Stub("a.c"), kStart);
  CHECK(cursors.Take(7, "a.c", kNobody, kStart).ok());
}

TEST_CASE("a cursor is found in its own namespace only") {
  CursorRegistry cursors;
  REQUIRE(Add(cursors, 7, kStart));
  CHECK(CodeOf(cursors.Take(7, "a.d", kNobody, kStart)) ==
        ErrorCode::kUnauthorized);
  CHECK(cursors.Take(7, "a.c", kNobody, kStart).ok());
}

TEST_CASE("a killed cursor is gone, one in use when it comes back") {
  CursorRegistry cursors;
  REQUIRE(Add(cursors, 7, kStart));
  REQUIRE(Add(cursors, 8, kStart));
  CHECK(cursors.Kill(7));
  CHECK_FALSE(cursors.Kill(7));
  CHECK(CodeOf(cursors.Take(7, "a.c", kNobody, kStart)) ==
        ErrorCode::kCursorNotFound);

  REQUIRE(cursors.Take(8, "a.c", kNobody, kStart).ok());
  CHECK(cursors.Kill(8));
  CHECK_FALSE(cursors.Kill(8));
  CHECK(CodeOf(cursors.Take(8, "a.c", kNobody, kStart)) ==
        ErrorCode::kCursorNotFound);
  cursors.Return(8, Stub("a.c"), kStart);
  CHECK(CodeOf(cursors.Take(8, "a.c", kNobody, kStart)) ==
        ErrorCode::kCursorNotFound);
  CHECK(Add(cursors, 8, kStart));
}

TEST_CASE("cursors end that were idle for ten minutes, but none in use") {
  CursorRegistry cursors;
  const CursorRegistry::Time late = kStart + minutes(11);
  REQUIRE(Add(cursors, 1, kStart));
  REQUIRE(Add(cursors, 2, kStart));
  REQUIRE(Add(cursors, 3, kStart + minutes(5)));
  OpenCursor tireless = Stub("a.c");
  tireless.never_idle = true;
  REQUIRE(cursors.Add(4, tireless, kStart));
  REQUIRE(cursors.Take(2, "a.c", kNobody, kStart).ok());

  // Also where nobody came to end it.
  CHECK(CodeOf(cursors.Take(1, "a.c", kNobody, late)) ==
        ErrorCode::kCursorNotFound);
  CHECK(cursors.EndIdle(late));
  CHECK(CodeOf(cursors.Take(1, "a.c", kNobody, kStart)) ==
        ErrorCode::kCursorNotFound);
  CHECK(CodeOf(cursors.Take(2, "a.c", kNobody, late)) ==
        ErrorCode::kCursorInUse);
  CHECK(cursors.Take(3, "a.c", kNobody, late).ok());
  CHECK(cursors.Take(4, "a.c", kNobody, late).ok());
}

TEST_CASE("no cursor is left when all were idle") {
  CursorRegistry cursors;
  REQUIRE(Add(cursors, 1, kStart));
  CHECK(cursors.EndIdle(kStart + minutes(10)));
  CHECK_FALSE(cursors.EndIdle(kStart + minutes(11)));
}

TEST_CASE("after clearing, what comes back late is not kept") {
  CursorRegistry cursors;
  REQUIRE(Add(cursors, 7, kStart));
  REQUIRE(cursors.Take(7, "a.c", kNobody, kStart).ok());
  cursors.Clear();
  cursors.Return(7, Stub("a.c"), kStart);
  CHECK(CodeOf(cursors.Take(7, "a.c", kNobody, kStart)) ==
        ErrorCode::kCursorNotFound);
}

TEST_CASE("of too many cursors of a user the longest idle end") {
  CursorRegistry cursors;
  AddOf(cursors, kMost + 10, "app.bob", kStart);
  for (int64_t id = 1; id <= kMost; ++id) {
    AddOf(cursors, id, "app.ada", kStart + std::chrono::seconds(id));
  }
  CHECK(cursors.Count().total == kMost + 1);
  CHECK(cursors.Count().memory ==
        (kMost + 1) * static_cast<int64_t>(CursorRegistry::kOfCursor));
  CHECK(cursors.Count().timed_out == 0);
  // The first was used again, the second is in use.
  CHECK(Has(cursors, 1, "app.ada"));
  StatusOr<OpenCursor> in_use =
      cursors.Take(2, "a.c", {.user = "app.ada"}, kStart);
  REQUIRE(in_use.ok());

  AddOf(cursors, kMost + 1, "app.ada", kStart);
  CHECK(cursors.Count().timed_out == kMost / 4 + 1);
  CHECK(cursors.Count().total == kMost / 4 * 3 + 1);
  CHECK(Has(cursors, 1, "app.ada"));
  CHECK_FALSE(Has(cursors, 3, "app.ada"));
  CHECK(Has(cursors, kMost, "app.ada"));
  CHECK(Has(cursors, kMost + 1, "app.ada"));
  CHECK(Has(cursors, kMost + 10, "app.bob"));
  cursors.Return(2, *std::move(in_use), kStart);
  CHECK(Has(cursors, 2, "app.ada"));
}

TEST_CASE("what cursors take is counted while they are open") {
  CursorRegistry cursors;
  const auto memory = [&cursors] {
    return cursors.Count().memory /
           static_cast<int64_t>(CursorRegistry::kOfCursor);
  };
  for (int64_t id = 1; id <= 5; ++id) AddOf(cursors, id, "", kStart);
  CHECK(memory() == 5);
  cursors.End(1);
  CHECK(cursors.Kill(2));
  CHECK(memory() == 3);
  StatusOr<OpenCursor> taken = cursors.Take(3, "a.c", {}, kStart);
  REQUIRE(taken.ok());
  CHECK(memory() == 3);
  CHECK(cursors.Kill(3));
  cursors.Return(3, *std::move(taken), kStart);
  CHECK(memory() == 2);
  CHECK_FALSE(cursors.EndIdle(kStart + minutes(120)));
  CHECK(memory() == 0);
}

}  // namespace meerkat::engine
