#include <string>
#include <string_view>

#include "query/regex/regex.h"
#include "tests/catch.hpp"

namespace meerkat::query {
namespace {

// "abc...": matches begin with abc; "abc*": and that is all there is to it.
std::string Prefix(std::string_view pattern, std::string_view options = "") {
  const StatusOr<Regex> regex = Regex::Compile(pattern, options);
  INFO(regex.status());
  REQUIRE(regex.ok());
  return std::string(regex->LiteralPrefix()) +
         (regex->is_prefix_only() ? "*" : "...");
}

TEST_CASE("an anchored literal is a prefix and nothing else") {
  CHECK(Prefix("^abc") == "abc*");
  CHECK(Prefix("\\Aabc") == "abc*");
  CHECK(Prefix("^abc.*") == "abc*");
  CHECK(Prefix("^") == "*");
  CHECK(Prefix("^.*") == "*");
  CHECK(Prefix("^日本") == "日本*");
  CHECK(Prefix("^a-b_c d#e]}") == "a-b_c d#e]}*");
}

TEST_CASE("what follows a literal prefix narrows it down") {
  CHECK(Prefix("^abc$") == "abc...");
  CHECK(Prefix("^abc.") == "abc...");
  CHECK(Prefix("^abc.*d") == "abc...");
  CHECK(Prefix("^abc[de]") == "abc...");
  CHECK(Prefix("^abc(de)?") == "abc...");
  CHECK(Prefix("^abc\\d*") == "abc...");
  CHECK(Prefix("^abc\\b") == "abc...");
  CHECK(Prefix("^abc+") == "abc...");
  CHECK(Prefix("^ab(?i)c") == "ab...");
}

TEST_CASE("a quantifier takes the last character out of the prefix") {
  CHECK(Prefix("^abc*") == "ab...");
  CHECK(Prefix("^abc?d") == "ab...");
  CHECK(Prefix("^abc{0,2}") == "ab...");
  CHECK(Prefix("^abc{2}") == "ab...");
  CHECK(Prefix("^abc*?") == "ab...");
  CHECK(Prefix("^a*") == "...");
  CHECK(Prefix("^日本?") == "日...");
  CHECK(Prefix("^ab(?#comment)*") == "a...");
  CHECK(Prefix("^ab\\Q\\E*") == "a...");
  CHECK(Prefix("^\\Qab\\E*") == "a...");
}

TEST_CASE("escapes of punctuation are literals") {
  CHECK(Prefix("^a\\.b") == "a.b*");
  CHECK(Prefix("^\\^\\$\\|\\\\") == "^$|\\*");
  CHECK(Prefix("^a\\.*") == "a...");
  CHECK(Prefix("^a\\x62") == "a...");
  CHECK(Prefix("^a\\n") == "a...");
  CHECK(Prefix("^a\\1(b)") == "a...");
}

TEST_CASE("quoted text is literal") {
  CHECK(Prefix("^a\\Q.*|\\E") == "a.*|*");
  CHECK(Prefix("^a\\Q.*") == "a.**");
  CHECK(Prefix("^\\Qa\\E\\Qb\\Ec$") == "abc...");
  CHECK(Prefix("^a\\Eb") == "ab*");
  CHECK(Prefix("^\\Qa\\b\\E") == "a\\b*");
}

TEST_CASE("alternatives, options and missing anchors leave no prefix") {
  CHECK(Prefix("abc") == "...");
  CHECK(Prefix("^abc|def") == "...");
  CHECK(Prefix("^ab(c|d)") == "...");
  CHECK(Prefix("(^abc)") == "...");
  CHECK(Prefix("(?i)^abc") == "...");
  CHECK(Prefix("^(?i)abc") == "...");
  CHECK(Prefix("^abc", "i") == "...");
  CHECK(Prefix("^abc", "m") == "...");
  CHECK(Prefix("^abc", "x") == "...");
  CHECK(Prefix("^abc", "su") == "abc*");
}

}  // namespace
}  // namespace meerkat::query
