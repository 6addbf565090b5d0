#include "storage/deadline.h"

#include "tests/catch.hpp"
#include "tests/support/fake_clock.h"

namespace meerkat::storage {
namespace {

using std::chrono::milliseconds;

TEST_CASE("a deadline passes when the time is over") {
  testing::FakeClock clock;
  const Deadline deadline(clock, milliseconds(10));
  clock.Advance(milliseconds(9));
  CHECK_FALSE(deadline.has_passed());
  CHECK(deadline.left() == milliseconds(1));
  clock.Advance(milliseconds(1));
  CHECK(deadline.has_passed());
  CHECK(deadline.left() == milliseconds(0));
  clock.Advance(milliseconds(1));
  CHECK(deadline.has_passed());
  CHECK(deadline.left() == milliseconds(-1));
  CHECK(deadline.at() == clock.Steady() - milliseconds(1));
}

TEST_CASE("setting the wall clock moves no deadline") {
  testing::FakeClock clock;
  const Deadline deadline(clock, milliseconds(10));
  clock.SetNow(Date{clock.Now().millis + 1000000});
  CHECK(deadline.left() == milliseconds(10));
  clock.SetNow(Date{0});
  clock.Advance(milliseconds(11));
  CHECK(deadline.has_passed());
}

TEST_CASE("a deadline beyond what the clock can count is far away") {
  testing::FakeClock clock;
  const Deadline deadline(clock, milliseconds::max());
  CHECK_FALSE(deadline.has_passed());
  CHECK(deadline.left() > std::chrono::hours(24 * 365));
}

TEST_CASE("no deadline never passes") {
  CHECK_FALSE(Deadline().has_passed());
  CHECK_FALSE(Deadline().at().has_value());
  CHECK(Deadline().left() == Deadline::kForever);
}

}  // namespace
}  // namespace meerkat::storage
