// The fakes of the outside world do what tests rely on.
#include <string>

#include "tests/catch.hpp"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_random.h"
#include "tests/support/manual_executor.h"

namespace meerkat::testing {

using std::chrono::milliseconds;

TEST_CASE("the manual executor runs due work in the order of its times") {
  ManualExecutor executor;
  std::string log;
  executor.Schedule(milliseconds(20), [&] { log += "c"; });
  executor.Schedule(milliseconds(10), [&] { log += "a"; });
  executor.Schedule(milliseconds(10), [&] { log += "b"; });
  CHECK(log.empty());
  executor.Advance(milliseconds(10));
  CHECK(log == "ab");
  CHECK(executor.waiting() == 1);
  executor.Advance(milliseconds(10));
  CHECK(log == "abc");
}

TEST_CASE("work that schedules work runs as often as its times fall due") {
  ManualExecutor executor;
  int runs = 0;
  std::function<void()> again = [&] {
    ++runs;
    executor.Schedule(milliseconds(100), again);
  };
  again();
  executor.Advance(milliseconds(1000));
  CHECK(runs == 11);
}

TEST_CASE("the fake clock moves only when told") {
  FakeClock clock;
  Date start = clock.Now();
  auto steady = clock.Steady();
  clock.Advance(milliseconds(1500));
  CHECK(clock.Now().millis == start.millis + 1500);
  CHECK(clock.Steady() - steady == milliseconds(1500));
  clock.SetNow(Date{0});
  CHECK(clock.Now().millis == 0);
  CHECK(clock.Steady() - steady == milliseconds(1500));
}

TEST_CASE("fake randomness repeats by its seed") {
  FakeRandom a(7), b(7), c(8);
  uint64_t first = a.Next();
  CHECK(first == b.Next());
  CHECK(first != c.Next());
}

}  // namespace meerkat::testing
