// maxTimeMS goes by the clock that nobody sets.
#include <meerkat/client.h>
#include <meerkat/environment.h>

#include <atomic>
#include <chrono>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/icu.h"
#include "tests/support/parsed_json.h"

namespace meerkat {
namespace {

using testing::CodeOf;
using testing::OpenClient;
using testing::Parsed;
using testing::Run;

// A second passes between two looks at the time, while somebody sets the wall
// clock back again and again.
class SetBackClock : public Clock {
 public:
  Date Now() override { return Date{1704067200000 - 1000 * ++looks_}; }
  std::chrono::steady_clock::time_point Steady() override {
    return std::chrono::steady_clock::time_point(
        std::chrono::seconds(++looks_));
  }

 private:
  std::atomic<int64_t> looks_ = 0;
};

constexpr int kDocuments = 500;

struct Fixture {
  Fixture() {
    std::vector<Document> documents;
    for (int i = 0; i < kDocuments; ++i) {
      documents.push_back(Document{{"_id", i}, {"a", 1}});
    }
    REQUIRE(database["c"].InsertMany(documents).ok());
  }

  SetBackClock clock;
  Client client = OpenClient(":memory:", {.environment = {.clock = &clock}});
  Database database = client["app"];
};

TEST_CASE(
    "a command ends when its time is over, whatever the wall clock says") {
  Fixture fixture;
  CHECK(CodeOf(fixture.database.RunCommand(
            Parsed(R"({"find": "c", "batchSize": 500, "maxTimeMS": 1500})"))) ==
        ErrorCode::kMaxTimeMSExpired);
  CHECK(CodeOf(fixture.database.RunCommand(Parsed(
            R"({"count": "c", "query": {"a": 1}, "maxTimeMS": 1500})"))) ==
        ErrorCode::kMaxTimeMSExpired);
  CHECK(CodeOf(fixture.database.RunCommand(
            Parsed(R"({"distinct": "c", "key": "a", "maxTimeMS": 1500})"))) ==
        ErrorCode::kMaxTimeMSExpired);
  CHECK(Run(fixture.database,
            Document{{"count", "c"}, {"maxTimeMS", 1000000000}})["n"]
            .AsInt32() == kDocuments);
}

TEST_CASE("a delete whose time is over fails as a whole") {
  Fixture fixture;
  CHECK(CodeOf(fixture.database.RunCommand(
            Parsed(R"({"delete": "c", "maxTimeMS": 1500, "ordered": false,
                "deletes": [{"q": {"a": 1}, "limit": 0},
                            {"q": {"a": 2}, "limit": 0}]})"))) ==
        ErrorCode::kMaxTimeMSExpired);
}

TEST_CASE("an update whose time is over while it looks fails") {
  if (testing::LacksIcu()) return;
  Fixture fixture;
  // With a collation the _id's index does not know the answer.
  CHECK(CodeOf(fixture.database.RunCommand(
            Parsed(R"({"update": "c", "maxTimeMS": 1500,
                "updates": [{"q": {"_id": "none"}, "u": {"a": 1},
                             "collation": {"locale": "de"}}]})"))) ==
        ErrorCode::kMaxTimeMSExpired);
}

}  // namespace
}  // namespace meerkat
