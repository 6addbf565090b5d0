// Which dates have expired, and where their entries lie.
#include "index/expiry.h"

#include <meerkat/value.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "index/key_encoder.h"
#include "tests/catch.hpp"

namespace meerkat::index {
namespace {

constexpr int64_t kFirst = std::numeric_limits<int64_t>::min();
constexpr int64_t kLast = std::numeric_limits<int64_t>::max();
constexpr int64_t kLongest = std::numeric_limits<int32_t>::max();

std::string KeyOf(const Value& value, Direction direction) {
  std::string key;
  AppendKey(key, value.element(), direction);
  return key;
}

TEST_CASE("a date has expired so many seconds after it") {
  CHECK(LastExpired(0, Date{5000}) == Date{5000});
  CHECK(LastExpired(10, Date{5000}) == Date{-5000});
  CHECK(LastExpired(kLongest, Date{0}) == Date{-2147483647000});
  CHECK(LastExpired(kLongest, Date{kLast}) == Date{kLast - 2147483647000});
}

TEST_CASE("no date has expired when it would be older than a date can be") {
  CHECK(LastExpired(0, Date{kFirst}) == Date{kFirst});
  CHECK_FALSE(LastExpired(1, Date{kFirst}).has_value());
  CHECK(LastExpired(1, Date{kFirst + 1000}) == Date{kFirst});
  CHECK_FALSE(LastExpired(kLongest, Date{kFirst + 999}).has_value());
}

TEST_CASE("the time since a date expired does not overflow") {
  CHECK(TimeSinceExpiry(Date{5}, Date{5}).count() == 0);
  CHECK(TimeSinceExpiry(Date{-5}, Date{7}).count() == 12);
  CHECK(TimeSinceExpiry(Date{kFirst}, Date{-1}).count() == kLast);
  CHECK(TimeSinceExpiry(Date{kFirst}, Date{0}).count() == kLast);
  CHECK(TimeSinceExpiry(Date{kFirst}, Date{kLast}).count() == kLast);
}

TEST_CASE("expired entries are those of dates up to the last, both ways") {
  const std::vector<int64_t> dates = {kFirst, kFirst + 1, -1,        0,
                                      1,      1000,       kLast - 1, kLast};
  for (const Direction direction :
       {Direction::kAscending, Direction::kDescending}) {
    for (const int64_t last : dates) {
      const FieldRange range = DatesUpTo(Date{last}, direction);
      for (const int64_t date : dates) {
        CAPTURE(static_cast<int>(direction), last, date);
        const std::string key = KeyOf(Value(Date{date}), direction);
        CHECK(range.Contains(key) == (date <= last));
        // With the locator behind it, whose first byte is from 1 to 8.
        CHECK(range.Contains(key + '\x01') == (date <= last));
        CHECK(range.Contains(key + '\x08') == (date <= last));
      }
    }
  }
}

TEST_CASE("entries of other types are no dates") {
  const Value others[] = {Value(),
                          Value(nullptr),
                          Value(0),
                          Value(int64_t{-1}),
                          Value(1e300),
                          Value("2000-01-01T00:00:00Z"),
                          Value(Document{{"d", Date{0}}}),
                          Value::ArrayOf(Document{{"0", Date{0}}}),
                          Value(false),
                          Value(true),
                          Value(ObjectId{}),
                          Value(Timestamp{1, 1}),
                          Value(Timestamp{0, 0})};
  for (const Direction direction :
       {Direction::kAscending, Direction::kDescending}) {
    const FieldRange range = DatesUpTo(Date{kLast}, direction);
    for (const Value& other : others) {
      CAPTURE(static_cast<int>(other.type()));
      CHECK_FALSE(range.Contains(KeyOf(other, direction)));
    }
  }
}

}  // namespace
}  // namespace meerkat::index
