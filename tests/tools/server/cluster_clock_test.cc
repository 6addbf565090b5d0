#include "tools/server/cluster_clock.h"

#include <meerkat/json.h>

#include "tests/catch.hpp"
#include "tests/support/fake_clock.h"
#include "tests/support/parsed_json.h"

namespace meerkat::server {
namespace {

using testing::FakeClock;
using testing::Parsed;

int Advance(ClusterClock& clock, std::string_view json) {
  const Document command = Parsed(json);
  return static_cast<int>(ErrorCodeOf(clock.Advance(command["$clusterTime"])));
}

}  // namespace

TEST_CASE("each write has a later time, and reads have the last") {
  FakeClock wall;
  ClusterClock clock(wall);
  const Timestamp first = clock.Tick();
  CHECK(clock.Now() == first);
  const Timestamp second = clock.Tick();
  CHECK(first < second);
  CHECK(clock.Now() == second);
}

TEST_CASE("a client's time is taken over unless it is older or too far off") {
  FakeClock wall;
  ClusterClock clock(wall);
  const Timestamp before = clock.Now();
  CHECK(Advance(clock, R"({"$clusterTime": {"clusterTime":
                           {"$timestamp": {"t": 1, "i": 1}}}})") == 0);
  CHECK(clock.Now() == before);
  const Document later{{"clusterTime", Timestamp{before.seconds + 100, 5}}};
  CHECK(clock.Advance(*Document{{"$clusterTime", later}}.begin()).ok());
  CHECK(clock.Now() == Timestamp{before.seconds + 100, 5});
  CHECK(clock.Tick() == Timestamp{before.seconds + 100, 6});
  const Document never{{"clusterTime", Timestamp{4294967295, 5}}};
  CHECK(static_cast<int>(ErrorCodeOf(
            clock.Advance(*Document{{"$clusterTime", never}}.begin()))) == 209);
  CHECK(Advance(clock, R"({"$clusterTime": 1})") == 14);
  CHECK(Advance(clock, R"({"$clusterTime": {}})") == 40414);
  CHECK(Advance(clock, R"({"$clusterTime": {"clusterTime": 1}})") == 14);
}

TEST_CASE("the times of a reply have a signature of nobody") {
  CHECK(ToJson(TimesOf({7, 1}, {8, 2})) ==
        R"({"$clusterTime":{"clusterTime":{"$timestamp":{"t":8,"i":2}},)"
        R"("signature":{"hash":{"$binary":)"
        R"({"base64":"AAAAAAAAAAAAAAAAAAAAAAAAAAA=","subType":"00"}},)"
        R"("keyId":0}},"operationTime":{"$timestamp":{"t":7,"i":1}}})");
}

TEST_CASE("the times of replies are made again when one has changed") {
  ReplyTimes times;
  CHECK(times.Of({}, {}) == TimesOf({}, {}));
  CHECK(times.Of({7, 1}, {8, 2}) == TimesOf({7, 1}, {8, 2}));
  CHECK(times.Of({7, 1}, {8, 2}) == TimesOf({7, 1}, {8, 2}));
  CHECK(times.Of({8, 2}, {8, 2}) == TimesOf({8, 2}, {8, 2}));
  CHECK(times.Of({8, 2}, {9, 1}) == TimesOf({8, 2}, {9, 1}));
}

}  // namespace meerkat::server
