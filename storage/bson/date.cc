#include "storage/bson/date.h"

#include <absl/strings/ascii.h>
#include <fmt/format.h>

#include <cassert>
#include <chrono>

namespace meerkat::bson {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

// Reads the parts of a date from left to right. The first that is not as
// expected makes ok() false for good.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }

  bool Take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void Expect(char c) { ok_ &= Take(c); }

  // A number of exactly `digits` digits, no greater than `limit`.
  int Number(int digits, int limit) {
    int value = 0;
    for (int i = 0; i < digits; ++i) {
      if (!AtDigit()) {
        ok_ = false;
        return 0;
      }
      value = 10 * value + TakeDigit();
    }
    ok_ &= value <= limit;
    return value;
  }

  // The digits of a fraction of a second, of which three count.
  milliseconds Fraction() {
    ok_ &= AtDigit();
    int value = 0;
    for (int scale = 100; AtDigit(); scale /= 10) value += scale * TakeDigit();
    return milliseconds(value);
  }

 private:
  bool AtDigit() const {
    return !rest_.empty() && absl::ascii_isdigit(rest_.front());
  }
  int TakeDigit() {
    const int digit = rest_.front() - '0';
    rest_.remove_prefix(1);
    return digit;
  }

  std::string_view rest_;
  bool ok_ = true;
};

year_month_day ReadDay(Scanner& in) {
  const std::chrono::year year(in.Number(4, 9999));
  in.Expect('-');
  const std::chrono::month month(static_cast<unsigned>(in.Number(2, 12)));
  in.Expect('-');
  const std::chrono::day day(static_cast<unsigned>(in.Number(2, 31)));
  return year_month_day(year, month, day);
}

// What follows the T: hours and minutes, perhaps seconds, perhaps a fraction.
milliseconds ReadTime(Scanner& in) {
  milliseconds time = hours(in.Number(2, 23));
  in.Expect(':');
  time += minutes(in.Number(2, 59));
  if (in.Take(':')) {
    time += seconds(in.Number(2, 59));
    if (in.Take('.')) time += in.Fraction();
  }
  return time;
}

// "Z", "+01:00", "+0100", "+01" or nothing.
minutes ReadOffset(Scanner& in) {
  if (in.Take('Z')) return minutes(0);
  const bool east = in.Take('+');
  if (!east && !in.Take('-')) return minutes(0);
  minutes offset = hours(in.Number(2, 23));
  if (in.Take(':') || !in.at_end()) offset += minutes(in.Number(2, 59));
  return east ? offset : -offset;
}

constexpr milliseconds kYear0 =
    sys_days(year_month_day(std::chrono::year(0), std::chrono::month(1),
                            std::chrono::day(1)))
        .time_since_epoch();
constexpr milliseconds kYear10000 =
    sys_days(year_month_day(std::chrono::year(10000), std::chrono::month(1),
                            std::chrono::day(1)))
        .time_since_epoch();

}  // namespace

bool HasIsoForm(Date date) {
  return date.millis >= kYear0.count() && date.millis < kYear10000.count();
}

std::string FormatIso(Date date) {
  assert(HasIsoForm(date));
  const milliseconds time(date.millis);
  const days day = std::chrono::floor<days>(time);
  const year_month_day civil{sys_days(day)};
  const std::chrono::hh_mm_ss clock(time - day);
  std::string text = fmt::format(
      "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(civil.year()),
      static_cast<unsigned>(civil.month()), static_cast<unsigned>(civil.day()),
      clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (const auto fraction = clock.subseconds().count(); fraction != 0) {
    text += fmt::format(".{:03}", fraction);
  }
  return text += 'Z';
}

StatusOr<Date> ParseIso(std::string_view text) {
  Scanner in(text);
  const year_month_day day = ReadDay(in);
  milliseconds time(0);
  if (in.Take('T')) {
    time = ReadTime(in);
    time -= ReadOffset(in);
  }
  if (!in.ok() || !in.at_end() || !day.ok()) {
    return MakeError(
        ErrorCode::kFailedToParse,
        fmt::format("'{}' is not a date such as 2024-01-02T03:04:05.678Z",
                    text));
  }
  return Date{(sys_days(day).time_since_epoch() + time).count()};
}

}  // namespace meerkat::bson
