#include "index/expiry.h"

#include <meerkat/value.h>

#include <limits>

#include "index/key_bounds.h"
#include "index/key_encoder.h"

namespace meerkat::index {

std::optional<Date> LastExpired(int64_t after_seconds, Date now) {
  constexpr int64_t kMillis = 1000;
  int64_t last;
  if (__builtin_sub_overflow(now.millis, after_seconds * kMillis, &last)) {
    return std::nullopt;
  }
  return Date{last};
}

std::chrono::milliseconds TimeSinceExpiry(Date date, Date last) {
  int64_t millis;
  if (__builtin_sub_overflow(last.millis, date.millis, &millis)) {
    millis = std::numeric_limits<int64_t>::max();
  }
  return std::chrono::milliseconds(millis);
}

FieldRange DatesUpTo(Date last, Direction direction) {
  FieldRange range;
  if (direction == Direction::kAscending) {
    AppendBracketStart(range.begin, Type::kDate, direction);
    AppendKey(range.end, Value(last).element(), direction);
    AppendAfter(range.end);
  } else {
    AppendKey(range.begin, Value(last).element(), direction);
    AppendBracketEnd(range.end, Type::kDate, direction);
  }
  return range;
}

}  // namespace meerkat::index
