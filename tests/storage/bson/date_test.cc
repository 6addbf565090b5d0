#include "storage/bson/date.h"

#include <limits>

#include "tests/catch.hpp"

namespace meerkat::bson {
namespace {

constexpr Date kFirst{-62'167'219'200'000};
constexpr Date kLast{253'402'300'799'999};

TEST_CASE("dates print in UTC, with milliseconds where there are any") {
  CHECK(FormatIso(Date{0}) == "1970-01-01T00:00:00Z");
  CHECK(FormatIso(Date{1'356'351'330'501}) == "2012-12-24T12:15:30.501Z");
  CHECK(FormatIso(Date{1'356'351'330'001}) == "2012-12-24T12:15:30.001Z");
  CHECK(FormatIso(Date{-1}) == "1969-12-31T23:59:59.999Z");
  CHECK(FormatIso(Date{951'782'400'000}) == "2000-02-29T00:00:00Z");
  CHECK(FormatIso(kFirst) == "0000-01-01T00:00:00Z");
  CHECK(FormatIso(kLast) == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("years of four digits have an ISO form") {
  CHECK(HasIsoForm(kFirst));
  CHECK(HasIsoForm(kLast));
  CHECK_FALSE(HasIsoForm(Date{kFirst.millis - 1}));
  CHECK_FALSE(HasIsoForm(Date{kLast.millis + 1}));
  CHECK_FALSE(HasIsoForm(Date{std::numeric_limits<int64_t>::max()}));
}

TEST_CASE("dates are read back from what was printed") {
  for (const int64_t millis :
       {int64_t{0}, int64_t{-1}, int64_t{951'782'399'999}, kFirst.millis,
        kLast.millis, int64_t{1'700'000'000'123}}) {
    CHECK(ParseIso(FormatIso(Date{millis})).value() == Date{millis});
  }
}

TEST_CASE("dates are read in every common form") {
  const Date day{1'704'153'600'000};
  CHECK(ParseIso("2024-01-02").value() == day);
  CHECK(ParseIso("2024-01-02T00:00Z").value() == day);
  CHECK(ParseIso("2024-01-02T00:00:00").value() == day);
  CHECK(ParseIso("2024-01-02T01:00:00+01:00").value() == day);
  CHECK(ParseIso("2024-01-01T18:30:00-0530").value() == day);
  CHECK(ParseIso("2024-01-02T02:00+02").value() == day);
  CHECK(ParseIso("2024-01-02T00:00:00.5Z").value() == Date{day.millis + 500});
  CHECK(ParseIso("2024-01-02T00:00:00.0019999Z").value() ==
        Date{day.millis + 1});
  CHECK(ParseIso("1969-12-31T23:59:59.999Z").value() == Date{-1});
}

TEST_CASE("what is no date is refused") {
  for (const char* text : {"",
                           "2024",
                           "2024-1-2",
                           "2024-13-01",
                           "2024-00-01",
                           "2024-02-30",
                           "2023-02-29",
                           "2024-01-32",
                           "2024-01-02T",
                           "2024-01-02T24:00:00Z",
                           "2024-01-02T00:60:00Z",
                           "2024-01-02T00:00:60Z",
                           "2024-01-02T00:00:00.Z",
                           "2024-01-02T00:00:00Zx",
                           "2024-01-02T00:00:00+",
                           "2024-01-02T00:00:00+1",
                           "2024-01-02Z",
                           "2024-01-02T00:00:00+01:",
                           "2024/01/02",
                           "02024-01-02",
                           "-024-01-02",
                           "2024-01-02 00:00:00"}) {
    CAPTURE(text);
    CHECK(ErrorCodeOf(ParseIso(text).status()) == ErrorCode::kFailedToParse);
  }
}

}  // namespace
}  // namespace meerkat::bson
