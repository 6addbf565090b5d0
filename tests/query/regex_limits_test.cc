// Patterns that would keep a backtracking matcher busy for years.
#include <chrono>
#include <string>
#include <string_view>

#include "query/regex/regex.h"
#include "tests/catch.hpp"

namespace meerkat::query {
namespace {

// Each is to search 60 letters a and an exclamation mark.
constexpr std::string_view kCatastrophic[] = {
    // Repetitions of repetitions.
    "^(a+)+$",
    "^(a*)*$",
    "^(a+)*$",
    "^(a*)+$",
    "(a+)+[bc]",
    "(a+)+$",
    "((a+)+)+[bc]",
    "(?:a*)*[bc]",
    "(?:a+){2,}[bc]",
    "(a*?)*?[bc]",
    "(a+?)+?[bc]",
    "([a-z]+)*[0-9]",
    "(\\w+)*\\d",
    "(\\w*)+\\d$",
    "^(\\w+\\s?)*$",
    "^([a-zA-Z0-9]+)*[.,]$",
    "(.+)+[bc]",
    "(.*)*[bc]",
    "(.*)*(.*)*[bc]",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "([^bc]+)*[bc]",
    "(?:(?:a+)+)+[bc]",
    "(a+){10}[bc]",
    "(a{1,20}){1,20}[bc]",
    // Alternatives that overlap.
    "(a|a)*[bc]",
    "(a|aa)+$",
    "(a|a?)+$",
    "^(a|a?)+$",
    "(a|b|ab|a)*[cd]",
    "(?:a|a|a|a|a|a|a)*[bc]",
    "^(?:(a)|(a)|a)*$",
    "(\\w|a)*[0-9]",
    "(a|\\w|.)+[bc]$",
    "(aa|aaa|aaaa)*[bc]",
    // Many optional things.
    "(a?){30}a{30}[bc]",
    "(?:a?){60}a{60}[bc]",
    "(.*a){12}$",
    "(.*a){20}[bc]",
    "a*a*a*a*a*a*a*a*[bc]",
    "\\w*\\w*\\w*\\w*\\w*\\w*\\w*\\d",
    ".*.*.*.*.*.*.*[bc]",
    // Around assertions, groups that refer and recursion.
    "(?=(a+)+[bc])",
    "(?!(a+)+$)x|(a+)+[bc]",
    "^(?=(a*)*[bc])a",
    "(a+)\\1+(a+)+[bc]",
    "(a(?R)?)*[bc]",
    "(?1)(a+)+[bc]",
    "^(a|(?1)b)*[bc]",
    // Beside what machine code counts.
    "(\\((?)(|(?2))*\\))|(a|(?1))*!!",
    "(\\*(|(?2))*\\).*(.*)b)|.(|(?2))*!!",
    "(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)"
    "(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)[bc]",
    "(|a){40}[bc]",
    "(?:a|(?:a|(?:a|(?:a|aa)(?:a|aa))(?:a|aa)){9})(?:a|aa){9}[bc]",
    "(?:(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)(|a)[bc])*!!",
    // Without compilation to machine code.
    "(*NO_JIT)(a+)+[bc]",
    "(*NO_JIT)(a|a)*[bc]",
    "(*NO_JIT)a*a*a*a*a*a*a*a*[bc]",
    "(*NO_JIT)^(a|(?1)b)*[bc]",
};
static_assert(std::size(kCatastrophic) >= 50);

TEST_CASE("a catastrophic pattern ends with an answer or the limit's error") {
  constexpr std::chrono::seconds kSafety(5);
  for (const std::string_view pattern : kCatastrophic) {
    INFO(pattern);
    const StatusOr<Regex> regex = Regex::Compile(pattern, "");
    REQUIRE(regex.ok());
    const auto start = std::chrono::steady_clock::now();
    const StatusOr<bool> matches = regex->Matches(std::string(60, 'a') + "!");
    CHECK(std::chrono::steady_clock::now() - start < kSafety);
    if (matches.ok()) {
      CHECK_FALSE(*matches);
    } else {
      CHECK(ErrorCodeOf(matches.status()) == ErrorCode::kRegexMatchFailed);
    }
  }
}

TEST_CASE("the error of a given-up match names pattern, text and reason") {
  const StatusOr<Regex> regex = Regex::Compile("(a+)+[bc]", "");
  REQUIRE(regex.ok());
  const Status status = regex->Matches(std::string(60, 'a')).status();
  CHECK(ErrorName(ErrorCodeOf(status)) == "Location51156");
  CHECK(ErrorMessageOf(status) ==
        "regular expression '(a+)+[bc]' was given up on a text of 60 bytes "
        "with PCRE2's error -47: match limit exceeded");
}

TEST_CASE("a match that needs too much memory is given up") {
  const std::string text(10'000'000, 'a');
  for (const std::string_view pattern : {"^(a|b)*$", "(*NO_JIT)^(a|b)*$"}) {
    INFO(pattern);
    const StatusOr<Regex> regex = Regex::Compile(pattern, "");
    REQUIRE(regex.ok());
    CHECK(ErrorCodeOf(regex->Matches(text).status()) ==
          ErrorCode::kRegexMatchFailed);
    // And the next match on this thread is none the worse for it.
    CHECK(regex->Matches("abba") == StatusOr<bool>(true));
  }
}

TEST_CASE("a search for places has the same limits") {
  const std::string text = std::string(60, 'a') + "!";
  for (const std::string_view pattern :
       {"(a+)+[bc]", "(*NO_JIT)(a+)+[bc]", "(*LIMIT_MATCH=1)a+b|a+!"}) {
    INFO(pattern);
    const StatusOr<Regex> regex = Regex::Compile(pattern, "");
    REQUIRE(regex.ok());
    const auto found = regex->Find(text, 0);
    CHECK(ErrorCodeOf(found.status()) == ErrorCode::kRegexMatchFailed);
  }
}

// Each takes more than a second where nobody ends it, in steps that no limit
// of a single match counts together.
constexpr std::string_view kSlowFromManyStarts[] = {
    "a{1,60}a{1,60}a{1,60}[bc]",
    "(?:!(*COMMIT)x)?a{1,60}a{1,60}a{1,60}[bc]",
    "(?:|a)(?:|a)(?:|a)(?:|a)(?:|a)(?:|a)(?:|a)(?:|a)(?:|a)(?:|a)(?:|a)(?:|a)"
    "(?:|a)(?:|a)[bc]",
};

TEST_CASE("a search is interrupted between its starts") {
  const std::string text(200'000, 'a');
  for (const std::string_view pattern : kSlowFromManyStarts) {
    INFO(pattern);
    const StatusOr<Regex> regex = Regex::Compile(pattern, "");
    REQUIRE(regex.ok());
    int asked = 0;
    const Regex::Interrupt interrupt = [&]() -> Status {
      return ++asked < 3 ? absl::OkStatus()
                         : MakeError(ErrorCode::kMaxTimeMSExpired, "enough");
    };
    const Status status = regex->Matches(text, interrupt).status();
    CHECK(ErrorCodeOf(status) == ErrorCode::kMaxTimeMSExpired);
    CHECK(asked == 3);
    CHECK(ErrorMessageOf(regex->Find(text, 0, interrupt).status()) == "enough");
    // And the next match is none the worse for it.
    CHECK(regex->Matches("aaac") == StatusOr<bool>(true));
  }
}

TEST_CASE("a search that may be interrupted finds the same") {
  // Characters of one to four bytes, so that portions end inside some.
  std::string text;
  for (int i = 0; i < 3000; ++i) text += i % 7 == 0 ? "\u00e9\U0001F600" : "ab";
  struct Row {
    std::string_view pattern;
    std::string_view end;
  };
  constexpr Row kRows[] = {
      {"x", "x"},
      {"(?<=b)x", "bx"},
      {"^x", "x"},
      {"x$", "x"},
      {"(?m)^x", "\nx"},
      {"\\Gx", "x"},
      {"\\bx", "-x"},
      {"b(*SKIP)(*FAIL)|x", "x"},
      {"[^ab]{3}", "\u00e9xy"},
      {"(|a)(|a)x", ""},
      {"$", ""},
      {"a+(*COMMIT)x|y", "y"},
  };
  const Regex::Interrupt interrupt = [] { return absl::OkStatus(); };
  for (const Row& row : kRows) {
    INFO(row.pattern);
    const StatusOr<Regex> regex = Regex::Compile(row.pattern, "");
    REQUIRE(regex.ok());
    const std::string whole = text + std::string(row.end);
    CHECK(regex->Matches(whole, interrupt) == regex->Matches(whole));
    const auto cut = regex->Find(whole, 0, interrupt);
    const auto at_once = regex->Find(whole, 0);
    REQUIRE((cut.ok() && at_once.ok()));
    REQUIRE(cut->has_value() == at_once->has_value());
    if (!cut->has_value()) continue;
    const std::string_view found = *(*cut)->front();
    CHECK(found.data() == (*at_once)->front()->data());
    CHECK(found == *(*at_once)->front());
  }
}

TEST_CASE("a pattern may lower the limits and not raise them") {
  const std::string text = std::string(60, 'a') + "!";
  const StatusOr<Regex> low = Regex::Compile("(*LIMIT_MATCH=1)a+b|a+!", "");
  const StatusOr<Regex> high =
      Regex::Compile("(*LIMIT_MATCH=4000000000)(a+)+[bc]", "");
  REQUIRE(low.ok());
  REQUIRE(high.ok());
  CHECK_FALSE(low->Matches(text).ok());
  CHECK_FALSE(high->Matches(text).ok());
}

}  // namespace
}  // namespace meerkat::query
