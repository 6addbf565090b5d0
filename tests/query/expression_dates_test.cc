// Operators on dates: parts, text, arithmetic with calendars and zones.
#include "tests/query/expression_testing.h"

namespace meerkat::query {
namespace {

using testing::CheckRows;
using testing::Describe;
using testing::DescribeExpected;
using testing::EvaluateText;
using testing::Row;

// d is a Saturday, the last day of a leap year's February is f.
constexpr std::string_view kDocument =
    "{'d': {'$date': '2005-01-01T12:34:56.789Z'}, 'f': {'$date': "
    "'2024-02-29T23:30:00Z'}, 'old': {'$date': {'$numberLong': '-1'}}, 'ts': "
    "{'$timestamp': {'t': 1709210096, 'i': 1}}, 'id': {'$oid': "
    "'65e0791d0000000000000000'}, 'n': null, 's': 'x', 'far': {'$date': "
    "{'$numberLong': '9223372036854775807'}}, 'near': {'$date': "
    "{'$numberLong': '-9223372036854775808'}}, 'dst': {'$date': "
    "'2024-03-10T05:00:00Z'}}";

TEST_CASE("the parts of a date") {
  constexpr Row kRows[] = {
      {"{'$year': '$d'}", "2005"},
      {"{'$month': '$d'}", "1"},
      {"{'$dayOfMonth': ['$d']}", "1"},
      {"{'$hour': '$d'}", "12"},
      {"{'$minute': '$d'}", "34"},
      {"{'$second': '$d'}", "56"},
      {"{'$millisecond': '$d'}", "789"},
      {"{'$dayOfYear': '$f'}", "60"},
      {"{'$dayOfWeek': '$d'}", "7"},
      {"{'$dayOfWeek': {'$dateFromParts': {'year': 2005, 'day': 2}}}", "1"},
      {"{'$isoDayOfWeek': '$d'}", "6"},
      {"{'$week': '$d'}", "0"},
      {"{'$week': {'$dateFromParts': {'year': 2005, 'day': 2}}}", "1"},
      {"{'$isoWeek': '$d'}", "53"},
      {"{'$isoWeekYear': '$d'}", "2004L"},
      {"{'$isoWeek': {'$dateFromParts': {'year': 2005, 'day': 3}}}", "1"},
      {"{'$millisecond': '$old'}", "999"},
      {"{'$year': '$old'}", "1969"},
      {"{'$year': '$ts'}", "2024"},
      {"{'$hour': '$id'}", "12"},
      {"{'$year': {'$toObjectId': 'ffffffff0000000000000000'}}", "1969"},
      {"{'$year': {'$toObjectId': '800000000000000000000000'}}", "1901"},
      {"{'$year': {'$toObjectId': '7fffffff0000000000000000'}}", "2038"},
      {"{'$year': '$far'}", "292278994"},
      {"{'$year': '$near'}", "-292275055"},
      {"{'$dayOfMonth': {'date': '$f', 'timezone': '+01'}}", "1"},
      {"{'$hour': {'date': '$d', 'timezone': 'America/New_York'}}", "7"},
      {"{'$hour': {'date': '$d', 'timezone': '-0330'}}", "9"},
      {"{'$minute': {'date': '$d', 'timezone': '+05:30'}}", "4"},
      {"{'$hour': {'date': '$d', 'timezone': '+25:00'}}", "13"},
      {"{'$dayOfMonth': {'date': '$d', 'timezone': '+25:00'}}", "2"},
      {"{'$dayOfMonth': {'date': '$d', 'timezone': '-24'}}", "31"},
      {"{'$hour': {'date': '$d', 'timezone': '+99:99'}}", "17"},
      {"{'$dayOfMonth': {'date': '$d', 'timezone': '-9999'}}", "28"},
      {"{'$hour': {'date': '$d', 'timezone': '+100:00'}}", "error 40485"},
      {"{'$hour': {'date': '$d', 'timezone': 'UTC'}}", "12"},
      {"{'$hour': {'date': '$d', 'timezone': '$n'}}", "null"},
      {"{'$hour': {'date': '$d', 'timezone': '$nothing'}}", "null"},
      {"{'$year': '$n'}", "null"},
      {"{'$year': '$nothing'}", "null"},
      {"{'$year': '$s'}", "error 16006"},
      {"{'$year': 5}", "error 16006"},
      {"{'$year': ['$d', '$d']}", "error 40536"},
      {"{'$year': []}", "error 40536"},
      {"{'$year': {'date': '$d', 'x': 1}}", "error 40535"},
      {"{'$year': {'timezone': 'UTC'}}", "error 40539"},
      {"{'$year': {'date': '$d', 'timezone': 5}}", "error 40517"},
      {"{'$year': {'date': '$d', 'timezone': 'Mars/North'}}", "error 40485"},
      {"{'$year': {'date': '$d', 'timezone': '../../etc/passwd'}}",
       "error 40485"},
      {"{'$year': {'date': '$d', 'timezone': '+1'}}", "error 40485"},
      {"{'$year': {'date': '$d', 'timezone': ''}}", "error 40485"},
      {"{'$dateToParts': {'date': '$d'}}",
       "{'year': 2005, 'month': 1, 'day': 1, 'hour': 12, 'minute': 34, "
       "'second': 56, 'millisecond': 789}"},
      {"{'$dateToParts': {'date': '$d', 'iso8601': true, 'timezone': "
       "'+00:30'}}",
       "{'isoWeekYear': 2004, 'isoWeek': 53, 'isoDayOfWeek': 6, 'hour': 13, "
       "'minute': 4, 'second': 56, 'millisecond': 789}"},
      {"{'$dateToParts': {'date': '$n'}}", "null"},
      {"{'$dateToParts': {'date': '$s'}}", "error 16006"},
      {"{'$dateToParts': {'date': '$d', 'iso8601': 5}}", "error 40521"},
      {"{'$dateToParts': 5}", "error 40524"},
      {"{'$dateToParts': {'x': 5}}", "error 40520"},
      {"{'$dateToParts': {'iso8601': true}}", "error 40522"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("a date is made of parts, which may carry") {
  constexpr Row kRows[] = {
      {"{'$dateFromParts': {'year': 2017, 'month': 2, 'day': 8, 'hour': 12}}",
       "{'$date': '2017-02-08T12:00:00Z'}"},
      {"{'$dateFromParts': {'year': 2017}}",
       "{'$date': '2017-01-01T00:00:00Z'}"},
      {"{'$dateFromParts': {'year': 2017, 'month': 14, 'day': 1, 'hour': 12}}",
       "{'$date': '2018-02-01T12:00:00Z'}"},
      {"{'$dateFromParts': {'year': 2017, 'month': 0, 'day': 0}}",
       "{'$date': '2016-11-30T00:00:00Z'}"},
      {"{'$dateFromParts': {'year': 2017, 'millisecond': -1}}",
       "{'$date': '2016-12-31T23:59:59.999Z'}"},
      {"{'$dateFromParts': {'isoWeekYear': 2017, 'isoWeek': 6, "
       "'isoDayOfWeek': 3, 'hour': 12}}",
       "{'$date': '2017-02-08T12:00:00Z'}"},
      {"{'$dateFromParts': {'year': 2016, 'month': 12, 'day': 31, 'hour': 23, "
       "'minute': 46, 'second': 12, 'timezone': 'America/New_York'}}",
       "{'$date': '2017-01-01T04:46:12Z'}"},
      {"{'$dateFromParts': {'year': 2017, 'month': '$n'}}", "null"},
      {"{'$dateFromParts': {'year': 2020, 'hour': 12, 'timezone': '+25:00'}}",
       "{'$date': '2019-12-31T11:00:00Z'}"},
      {"{'$dateFromParts': {'isoWeekYear': 2017, 'month': 2}}", "error 40525"},
      {"{'$dateFromParts': {'year': 2017, 'isoWeekYear': 2017}}",
       "error 40489"},
      {"{'$dateFromParts': {'year': 2017, 'timezone': '$nothing'}}", "null"},
      {"{'$dateFromParts': {'year': 2017, 'isoWeek': 1}}", "error 40489"},
      {"{'$dateFromParts': {'month': 1}}", "error 40516"},
      {"{'$dateFromParts': {'x': 1}}", "error 40518"},
      {"{'$dateFromParts': 1}", "error 40519"},
      {"{'$dateFromParts': {'year': 2017, 'month': 1.5}}", "error 40515"},
      {"{'$dateFromParts': {'year': 0}}", "error 40523"},
      {"{'$dateFromParts': {'year': 10000}}", "error 40523"},
      {"{'$dateFromParts': {'year': 2017, 'month': 32768}}", "error 31034"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("dates as text and text as dates") {
  constexpr Row kRows[] = {
      {"{'$dateToString': {'date': '$d'}}", "'2005-01-01T12:34:56.789Z'"},
      {"{'$dateToString': {'date': '$d', 'timezone': '+0100'}}",
       "'2005-01-01T13:34:56.789'"},
      {"{'$dateToString': {'date': '$d', 'format': '%Y/%m/%d %H:%M:%S.%L %j'}}",
       "'2005/01/01 12:34:56.789 001'"},
      {"{'$dateToString': {'date': '$d', 'format': '%G-W%V-%u %U %w %b %B "
       "%%'}}",
       "'2004-W53-6 00 7 Jan January %'"},
      {"{'$dateToString': {'date': '$d', 'format': '%z %Z', 'timezone': "
       "'America/New_York'}}",
       "'-0500 -300'"},
      {"{'$dateToString': {'date': '$n', 'onNull': 'none'}}", "'none'"},
      {"{'$dateToString': {'date': '$nothing'}}", "null"},
      {"{'$dateToString': {'date': '$d', 'format': '$n'}}", "null"},
      {"{'$dateToString': {'date': '$d', 'timezone': '$n'}}", "null"},
      {"{'$dateToString': {'date': '$s'}}", "error 16006"},
      {"{'$dateToString': {'date': '$d', 'format': 5}}", "error 18533"},
      {"{'$dateToString': {'date': '$d', 'x': 5}}", "error 18534"},
      {"{'$dateToString': {'date': '$d', 'format': '%'}}", "error 18535"},
      {"{'$dateToString': {'date': '$d', 'format': '%q'}}", "error 18536"},
      {"{'$dateToString': {'date': '$d', 'format': '%ж'}}", "error 18536"},
      {"{'$dateToString': {'date': '$far'}}", "error 18537"},
      {"{'$dateToString': {'format': '%Y'}}", "error 18628"},
      {"{'$dateToString': 5}", "error 18629"},
      {"{'$dateFromString': {'dateString': '2017-02-08T12:10:40.787Z'}}",
       "{'$date': '2017-02-08T12:10:40.787Z'}"},
      {"{'$dateFromString': {'dateString': '2017-02-08', 'timezone': "
       "'America/New_York'}}",
       "{'$date': '2017-02-08T05:00:00Z'}"},
      {"{'$dateFromString': {'dateString': '2017-02-08 12:10', 'timezone': "
       "'+02'}}",
       "{'$date': '2017-02-08T10:10:00Z'}"},
      {"{'$dateFromString': {'dateString': '2017-02-08T12:00:00+0500'}}",
       "{'$date': '2017-02-08T07:00:00Z'}"},
      {"{'$dateFromString': {'dateString': '2017-02-08T12:00:00Z', "
       "'timezone': '+02'}}",
       "error 241"},
      {"{'$dateFromString': {'dateString': '2017-02-08T12:00:00+0500', "
       "'timezone': 'UTC'}}",
       "{'$date': '2017-02-08T07:00:00Z'}"},
      {"{'$dateFromString': {'dateString': '08.02.2017 +0500', 'format': "
       "'%d.%m.%Y %z', 'timezone': '+00:00'}}",
       "{'$date': '2017-02-07T19:00:00Z'}"},
      {"{'$dateFromString': {'dateString': '08.02.2017 +0500', 'format': "
       "'%d.%m.%Y %z', 'timezone': '+01:00'}}",
       "error 241"},
      {"{'$dateFromString': {'dateString': '06-15-2018', 'format': "
       "'%m-%d-%Y'}}",
       "{'$date': '2018-06-15T00:00:00Z'}"},
      {"{'$dateFromString': {'dateString': '15 jun 2018 7:05', 'format': '%d "
       "%b %Y %H:%M', 'timezone': '-01:00'}}",
       "{'$date': '2018-06-15T08:05:00Z'}"},
      {"{'$dateFromString': {'dateString': '2018-166 +0130', 'format': "
       "'%Y-%j %z'}}",
       "{'$date': '2018-06-15T22:30:00Z'}"},
      {"{'$dateFromString': {'dateString': '2024 167', 'format': '%Y %j'}}",
       "{'$date': '2024-06-16T00:00:00Z'}"},
      {"{'$dateFromString': {'dateString': '2017-W06-3', 'format': "
       "'%G-W%V-%u'}}",
       "{'$date': '2017-02-08T00:00:00Z'}"},
      {"{'$dateFromString': {'dateString': '30 February 2018', 'format': '%d "
       "%B %Y'}}",
       "error 241"},
      {"{'$dateFromString': {'dateString': '2018-06', 'format': '%Y-%m'}}",
       "error 241"},
      {"{'$dateFromString': {'dateString': '2018-367', 'format': '%Y-%j'}}",
       "error 241"},
      {"{'$dateFromString': {'dateString': '2018-06-15x', 'format': "
       "'%Y-%m-%d'}}",
       "error 241"},
      {"{'$dateFromString': {'dateString': 'x', 'onError': 'bad'}}", "'bad'"},
      {"{'$dateFromString': {'dateString': 5, 'onError': '$nothing'}}",
       "missing"},
      {"{'$dateFromString': {'dateString': '$n', 'onNull': 'none'}}", "'none'"},
      {"{'$dateFromString': {'dateString': '$nothing'}}", "null"},
      {"{'$dateFromString': {'dateString': '2018-01-01', 'format': '$n'}}",
       "null"},
      {"{'$dateFromString': {'dateString': '2018-01-01', 'timezone': '$n'}}",
       "null"},
      {"{'$dateFromString': {'dateString': 'x', 'timezone': 'x', 'onError': "
       "1}}",
       "error 40485"},
      {"{'$dateFromString': {'dateString': 'x', 'format': '%', 'onError': 1}}",
       "error 18535"},
      {"{'$dateFromString': {'dateString': 'x', 'format': '%U'}}",
       "error 18536"},
      {"{'$dateFromString': 5}", "error 40540"},
      {"{'$dateFromString': {'x': 5}}", "error 40541"},
      {"{'$dateFromString': {'format': '%Y'}}", "error 40542"},
      {"{'$dateFromString': {'dateString': 'x', 'format': 5}}", "error 40684"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("dates in words") {
  struct Written {
    std::string_view text;
    // In ISO 8601, or "error".
    std::string_view date;
  };
  constexpr Written kTexts[] = {
      {"oct 20 2020", "2020-10-20T00:00:00Z"},
      {"July 4th, 2017", "2017-07-04T00:00:00Z"},
      {"July 4th, 2017 12:39:30 BST", "2017-07-04T11:39:30Z"},
      {"July 4th, 2017 11am", "2017-07-04T11:00:00Z"},
      {"July 4th, 2017 12am", "2017-07-04T00:00:00Z"},
      {"July 4, 2017 1:30:05.25 p.m.", "2017-07-04T13:30:05.250Z"},
      {"4 Jul 2017 12pm", "2017-07-04T12:00:00Z"},
      {"12:39 4 July 2017", "2017-07-04T12:39:00Z"},
      {"4-Jul-2017", "2017-07-04T00:00:00Z"},
      {"Jul-4-2017", "2017-07-04T00:00:00Z"},
      {"4 sept 17", "2017-09-04T00:00:00Z"},
      {"4 September 70", "1970-09-04T00:00:00Z"},
      {"2017 1st may", "2017-05-01T00:00:00Z"},
      {"Tue, 4 Jul 2017 11:56:00 CEST", "2017-07-04T09:56:00Z"},
      {"Tue, 04 Jul 2017 11:56:00 -0400", "2017-07-04T15:56:00Z"},
      {"WED jan 31 12:05:28 +03:30 1996", "1996-01-31T08:35:28Z"},
      {"July 4th, 2017 11:42 Europe/London", "2017-07-04T10:42:00Z"},
      {"2017/7/4", "2017-07-04T00:00:00Z"},
      {"7/4/2017 11:42 GMT+2", "2017-07-04T09:42:00Z"},
      {"4-7-2017", "2017-07-04T00:00:00Z"},
      {"4.7.2017", "2017-07-04T00:00:00Z"},
      {"20170704T115602Z", "2017-07-04T11:56:02Z"},
      {"2017-7-4T9:05", "2017-07-04T09:05:00Z"},
      // To the next Friday.
      {"Friday July 4 2017", "2017-07-07T00:00:00Z"},
      {"July 2017", "error"},
      {"4 2017", "error"},
      {"July 4", "error"},
      {"12:39", "error"},
      {"Friday", "error"},
      {"tomorrow", "error"},
      {"July 4th, 2017 noonish", "error"},
      {"July 4th, 2017 25:00", "error"},
      {"July 4th, 2017 13pm", "error"},
      {"July 4th, 2017 0am", "error"},
      {"July 4th, 2017 12:60", "error"},
      {"July 4th, 2017 11:42 Europe/Nowhere", "error"},
      {"July 4th, 2017 Z Z", "error"},
      {"July 4th, 2017 2018", "error"},
      {"July June 4 2017", "error"},
      {"February 30 2017", "error"},
      {"0 July 2017", "error"},
      {"13/4/2017", "error"},
      {"4-7-02017", "error"},
      {"4 July 20170", "error"},
      {"July 4th, 2017 +2500", "error"},
      {"July 4th, 2017 +05000", "error"},
      {"-", "error"},
      {"2017-", "error"},
      {"12:", "error"},
      {"T", "error"},
      {"GMT+", "error"},
  };
  for (const auto& [text, date] : kTexts) {
    const std::string quoted = "'" + std::string(text) + "'";
    const std::string result = date == "error"
                                   ? "error 241"
                                   : "{'$date': '" + std::string(date) + "'}";
    const std::string of_string =
        "{'$dateFromString': {'dateString': " + quoted + "}}";
    INFO(text);
    CHECK(Describe(EvaluateText(of_string)) == DescribeExpected(result));
    CHECK(Describe(EvaluateText("{'$toDate': " + quoted + "}")) ==
          DescribeExpected(result));
  }
  constexpr Row kRows[] = {
      {"{'$dateFromString': {'dateString': 'July 4th, 2017', 'timezone': "
       "'+02'}}",
       "{'$date': '2017-07-03T22:00:00Z'}"},
      {"{'$dateFromString': {'dateString': 'July 4th, 2017 CEST', 'timezone': "
       "'+02'}}",
       "error 241"},
      {"{'$toLong': {'$toDate': '-0001-01-01T00:00:00Z'}}", "-62198755200000L"},
  };
  CheckRows(kRows);
}

TEST_CASE("dates move by units of the calendar and of time") {
  constexpr Row kRows[] = {
      {"{'$dateAdd': {'startDate': '$f', 'unit': 'year', 'amount': 1}}",
       "{'$date': '2025-02-28T23:30:00Z'}"},
      {"{'$dateAdd': {'startDate': {'$toDate': '2024-10-31'}, 'unit': "
       "'month', 'amount': 1}}",
       "{'$date': '2024-11-30T00:00:00Z'}"},
      {"{'$dateAdd': {'startDate': '$f', 'unit': 'quarter', 'amount': -1}}",
       "{'$date': '2023-11-29T23:30:00Z'}"},
      {"{'$dateSubtract': {'startDate': '$f', 'unit': 'week', 'amount': 1}}",
       "{'$date': '2024-02-22T23:30:00Z'}"},
      {"{'$dateAdd': {'startDate': '$f', 'unit': 'hour', 'amount': 1L}}",
       "{'$date': '2024-03-01T00:30:00Z'}"},
      {"{'$dateAdd': {'startDate': '$old', 'unit': 'millisecond', 'amount': "
       "1.0}}",
       "{'$date': '1970-01-01T00:00:00Z'}"},
      {"{'$dateAdd': {'startDate': '$dst', 'unit': 'day', 'amount': 1, "
       "'timezone': 'America/New_York'}}",
       "{'$date': '2024-03-11T04:00:00Z'}"},
      {"{'$dateAdd': {'startDate': '$dst', 'unit': 'hour', 'amount': 24, "
       "'timezone': 'America/New_York'}}",
       "{'$date': '2024-03-11T05:00:00Z'}"},
      {"{'$dateAdd': {'startDate': '$n', 'unit': 'day', 'amount': 1}}", "null"},
      {"{'$dateAdd': {'startDate': '$d', 'unit': 'day', 'amount': 1, "
       "'timezone': '$nothing'}}",
       "null"},
      {"{'$dateAdd': 1}", "error 5166400"},
      {"{'$dateAdd': {'x': 1}}", "error 5166401"},
      {"{'$dateAdd': {'startDate': '$d', 'unit': 'day'}}", "error 5166402"},
      {"{'$dateAdd': {'startDate': '$s', 'unit': 'day', 'amount': 1}}",
       "error 5166403"},
      {"{'$dateAdd': {'startDate': '$d', 'unit': 5, 'amount': 1}}",
       "error 5439013"},
      {"{'$dateAdd': {'startDate': '$d', 'unit': 'day', 'amount': 1.5}}",
       "error 5166405"},
      {"{'$dateAdd': {'startDate': '$d', 'unit': 'year', 'amount': "
       "9223372036854775807L}}",
       "error 5976500"},
      {"{'$dateAdd': {'startDate': '$d', 'unit': 'month', 'amount': "
       "-30000000000L}}",
       "error 5976500"},
      {"{'$dateSubtract': {'startDate': '$d', 'unit': 'millisecond', "
       "'amount': -9223372036854775808L}}",
       "error 6045000"},
      {"{'$dateAdd': {'startDate': '$far', 'unit': 'day', 'amount': 1}}",
       "error 5166406"},
      {"{'$dateSubtract': {'startDate': '$near', 'unit': 'month', 'amount': "
       "1}}",
       "error 5166406"},
      {"{'$dateAdd': {'startDate': '$d', 'unit': 'days', 'amount': 1}}",
       "error 9"},
      {"{'$dateAdd': {'startDate': '$d', 'unit': 'day', 'amount': 1, "
       "'timezone': 'x'}}",
       "error 40485"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("$dateDiff counts the boundaries between two dates") {
  constexpr Row kRows[] = {
      {"{'$dateDiff': {'startDate': '$d', 'endDate': '$f', 'unit': 'year'}}",
       "19L"},
      {"{'$dateDiff': {'startDate': '$f', 'endDate': '$d', 'unit': 'month'}}",
       "-229L"},
      {"{'$dateDiff': {'startDate': {'$toDate': '2023-12-31'}, 'endDate': "
       "{'$toDate': '2024-01-01'}, 'unit': 'quarter'}}",
       "1L"},
      // A Saturday and the Sunday after it.
      {"{'$dateDiff': {'startDate': '$d', 'endDate': {'$toDate': "
       "'2005-01-02'}, 'unit': 'week'}}",
       "1L"},
      {"{'$dateDiff': {'startDate': '$d', 'endDate': {'$toDate': "
       "'2005-01-02'}, 'unit': 'week', 'startOfWeek': 'Monday'}}",
       "0L"},
      {"{'$dateDiff': {'startDate': '$d', 'endDate': {'$toDate': "
       "'2005-01-03'}, 'unit': 'week', 'startOfWeek': 'mon'}}",
       "1L"},
      {"{'$dateDiff': {'startDate': '$d', 'endDate': '$f', 'unit': 'day'}}",
       "6998L"},
      {"{'$dateDiff': {'startDate': {'$toDate': '2024-02-29T23:30:00Z'}, "
       "'endDate': {'$toDate': '2024-03-01T00:30:00Z'}, 'unit': 'day', "
       "'timezone': '+01'}}",
       "0L"},
      {"{'$dateDiff': {'startDate': {'$toDate': '2024-01-01T00:59:59Z'}, "
       "'endDate': {'$toDate': '2024-01-01T01:00:00Z'}, 'unit': 'hour'}}",
       "1L"},
      {"{'$dateDiff': {'startDate': {'$toDate': '2024-01-01T00:59:59Z'}, "
       "'endDate': {'$toDate': '2024-01-01T01:00:00Z'}, 'unit': 'hour', "
       "'timezone': '+05:30'}}",
       "0L"},
      {"{'$dateDiff': {'startDate': '$old', 'endDate': {'$toDate': 0L}, "
       "'unit': 'minute'}}",
       "1L"},
      {"{'$dateDiff': {'startDate': '$near', 'endDate': '$far', 'unit': "
       "'millisecond'}}",
       "error 15"},
      {"{'$dateDiff': {'startDate': '$n', 'endDate': '$f', 'unit': 'day'}}",
       "null"},
      {"{'$dateDiff': {'startDate': '$s', 'endDate': '$f', 'unit': 'day'}}",
       "error 5166307"},
      {"{'$dateDiff': {'startDate': '$d', 'endDate': '$f', 'unit': 5}}",
       "error 5439013"},
      {"{'$dateDiff': {'startDate': '$d', 'endDate': '$f', 'unit': 'week', "
       "'startOfWeek': 5}}",
       "error 5439015"},
      {"{'$dateDiff': {'startDate': '$d', 'endDate': '$f', 'unit': 'week', "
       "'startOfWeek': 'x'}}",
       "error 5439016"},
      {"{'$dateDiff': 1}", "error 5166301"},
      {"{'$dateDiff': {'x': 1}}", "error 5166302"},
      {"{'$dateDiff': {'endDate': '$f', 'unit': 'day'}}", "error 5166303"},
      {"{'$dateDiff': {'startDate': '$f', 'unit': 'day'}}", "error 5166304"},
      {"{'$dateDiff': {'startDate': '$f', 'endDate': '$f'}}", "error 5166305"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("$dateTrunc goes back to the start of a bin") {
  constexpr Row kRows[] = {
      {"{'$dateTrunc': {'date': '$d', 'unit': 'hour'}}",
       "{'$date': '2005-01-01T12:00:00Z'}"},
      {"{'$dateTrunc': {'date': '$d', 'unit': 'minute', 'binSize': 10}}",
       "{'$date': '2005-01-01T12:30:00Z'}"},
      {"{'$dateTrunc': {'date': '$f', 'unit': 'month', 'binSize': 2}}",
       "{'$date': '2024-01-01T00:00:00Z'}"},
      {"{'$dateTrunc': {'date': '$f', 'unit': 'quarter'}}",
       "{'$date': '2024-01-01T00:00:00Z'}"},
      {"{'$dateTrunc': {'date': '$d', 'unit': 'year', 'binSize': 10}}",
       "{'$date': '2000-01-01T00:00:00Z'}"},
      {"{'$dateTrunc': {'date': '$old', 'unit': 'year', 'binSize': 10}}",
       "{'$date': '1960-01-01T00:00:00Z'}"},
      {"{'$dateTrunc': {'date': '$d', 'unit': 'week'}}",
       "{'$date': '2004-12-26T00:00:00Z'}"},
      {"{'$dateTrunc': {'date': '$d', 'unit': 'week', 'startOfWeek': "
       "'monday'}}",
       "{'$date': '2004-12-27T00:00:00Z'}"},
      {"{'$dateTrunc': {'date': '$f', 'unit': 'day', 'timezone': "
       "'America/New_York'}}",
       "{'$date': '2024-02-29T05:00:00Z'}"},
      {"{'$dateTrunc': {'date': '$old', 'unit': 'second'}}",
       "{'$date': '1969-12-31T23:59:59Z'}"},
      {"{'$dateTrunc': {'date': '$n', 'unit': 'day'}}", "null"},
      {"{'$dateTrunc': {'date': '$d', 'unit': 'day', 'binSize': '$n'}}",
       "null"},
      {"{'$dateTrunc': 1}", "error 5439007"},
      {"{'$dateTrunc': {'x': 1}}", "error 5439008"},
      {"{'$dateTrunc': {'unit': 'day'}}", "error 5439009"},
      {"{'$dateTrunc': {'date': '$d'}}", "error 5439010"},
      {"{'$dateTrunc': {'date': '$s', 'unit': 'day'}}", "error 5166307"},
      {"{'$dateTrunc': {'date': '$d', 'unit': 'week', 'startOfWeek': null}}",
       "null"},
      {"{'$dateTrunc': {'date': '$d', 'unit': 'day', 'startOfWeek': null}}",
       "null"},
      {"{'$dateTrunc': {'date': {'$date': '2021-03-20T11:30:05Z'}, 'unit': "
       "'day', 'startOfWeek': null}}",
       "{'$date': '2021-03-20T00:00:00Z'}"},
      {"{'$dateTrunc': {'date': '$d', 'unit': 'year', 'binSize': "
       "100000000001L}}",
       "error 5439006"},
      {"{'$dateTrunc': {'date': '$d', 'unit': 'hour', 'binSize': "
       "2562047788016999L}}",
       "error 5439002"},
      {"{'$dateTrunc': {'date': '$d', 'unit': 'hour', 'binSize': -1}}",
       "error 5439018"},
      {"{'$dateTrunc': {'date': '$d', 'unit': 5}}", "error 5439013"},
      {"{'$dateTrunc': {'date': '$d', 'unit': 'x'}}", "error 9"},
      {"{'$dateTrunc': {'date': '$d', 'unit': 'day', 'binSize': 'x'}}",
       "error 5439017"},
      {"{'$dateTrunc': {'date': '$d', 'unit': 'day', 'binSize': 0}}",
       "error 5439018"},
      {"{'$dateTrunc': {'date': '$near', 'unit': 'year', 'binSize': "
       "100000000000}}",
       "error 5439018"},
  };
  CheckRows(kRows, kDocument);
}

}  // namespace
}  // namespace meerkat::query
