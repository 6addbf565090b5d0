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
  CHECK(deadline.left() == milliseconds(-1));
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
  CHECK(Deadline().left() == Deadline::kForever);
  CHECK(Deadline().Check().ok());
}

TEST_CASE("a deadline that has passed says that the time is over") {
  testing::FakeClock clock;
  const Deadline deadline(clock, milliseconds(10));
  CHECK(deadline.Check().ok());
  clock.Advance(milliseconds(10));
  CHECK(ErrorCodeOf(deadline.Check()) == ErrorCode::kMaxTimeMSExpired);
}

TEST_CASE("an interruption ends what has no deadline, and one that is far") {
  testing::FakeClock clock;
  Interruption interruption;
  const Deadline never = Deadline().With(&interruption);
  const Deadline later = Deadline(clock, milliseconds(10)).With(&interruption);
  CHECK(never.Check().ok());
  CHECK(later.Check().ok());
  CHECK(later.left() == milliseconds(10));

  interruption.Kill();
  CHECK(never.is_interrupted());
  CHECK(later.has_passed());
  CHECK(ErrorCodeOf(never.Check()) == ErrorCode::kInterrupted);
  CHECK(ErrorCodeOf(later.Check()) == ErrorCode::kInterrupted);
  CHECK(ErrorMessageOf(later.Check()) == "operation was interrupted");
  CHECK(later.With(nullptr).Check().ok());
}

TEST_CASE("the first who interrupts says why") {
  Interruption interruption;
  CHECK(interruption.status().ok());
  interruption.Kill(MakeError(ErrorCode::kShutdownInProgress, "going down"));
  interruption.Kill();
  CHECK(ErrorCodeOf(interruption.status()) == ErrorCode::kShutdownInProgress);
}

}  // namespace
}  // namespace meerkat::storage
