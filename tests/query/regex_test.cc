#include "query/regex/regex.h"

#include <atomic>
#include <string>
#include <string_view>

#include "tests/catch.hpp"
#include "tests/support/threads.h"

namespace meerkat::query {
namespace {

using namespace std::string_view_literals;

Regex Compiled(std::string_view pattern, std::string_view options = "") {
  StatusOr<Regex> regex = Regex::Compile(pattern, options);
  INFO(regex.status());
  REQUIRE(regex.ok());
  return *regex;
}

bool Matches(std::string_view pattern, std::string_view options,
             std::string_view text) {
  const StatusOr<bool> matches = Compiled(pattern, options).Matches(text);
  INFO(matches.status());
  REQUIRE(matches.ok());
  return *matches;
}

Status CompileError(std::string_view pattern, std::string_view options = "") {
  const StatusOr<Regex> regex = Regex::Compile(pattern, options);
  REQUIRE_FALSE(regex.ok());
  return regex.status();
}

int CodeOf(const Status& status) {
  return static_cast<int>(ErrorCodeOf(status));
}

TEST_CASE("a pattern is found anywhere in the text") {
  CHECK(Matches("love", "", "Ada Lovelace, in love"));
  CHECK(Matches("", "", ""));
  CHECK(Matches("^Ada", "", "Ada Lovelace"));
  CHECK(Matches("ce$", "", "Ada Lovelace"));
  CHECK_FALSE(Matches("^Love", "", "Ada Lovelace"));
  CHECK_FALSE(Matches("love", "", "Ada Lovelace"));
  CHECK(Matches("\\d{3}-\\d{2}", "", "no. 555-12"));
  CHECK(Matches("(ab)+\\1", "", "ababab"));
  CHECK(Matches("a(?=b)(?<!x)", "", "ab"));
}

TEST_CASE("option i ignores case, of letters beyond ASCII too") {
  CHECK(Matches("ada", "i", "ADA"));
  CHECK(Matches("^ada", "i", "Adam"));
  CHECK(Matches("straße Ünter", "i", "STRAßE üNTER"));
  CHECK_FALSE(Matches("^ada", "", "Adam"));
}

TEST_CASE("option m lets anchors match at every line") {
  CHECK(Matches("^b$", "m", "a\nb\nc"));
  CHECK_FALSE(Matches("^b$", "", "a\nb\nc"));
  CHECK_FALSE(Matches("^b", "", "a\nb"));
  CHECK(Matches("b$", "", "b\n"));
  // A line ends with LF alone.
  CHECK_FALSE(Matches("^b", "m", "a\rb"));
}

TEST_CASE("option x leaves out blanks and comments") {
  CHECK(Matches("^a b # first\n c$", "x", "abc"));
  CHECK(Matches("^a\\ b[ ]c$", "x", "a b c"));
  CHECK_FALSE(Matches("^a b$", "", "ab"));
}

TEST_CASE("option s lets the dot match newlines") {
  CHECK(Matches("a.b", "s", "a\nb"));
  CHECK_FALSE(Matches("a.b", "", "a\nb"));
}

TEST_CASE("option u changes nothing: text is always UTF-8") {
  for (const std::string_view options : {"", "u"}) {
    CHECK(Matches("^.$", options, "日"));
    CHECK(Matches("^[あ-ん]+$", options, "ひらがな"));
    CHECK(Matches("^\\x{1F600}$", options, "😀"));
    CHECK_FALSE(Matches("^..$", options, "ü"));
  }
}

TEST_CASE("character classes know ASCII only unless the pattern says UCP") {
  CHECK_FALSE(Matches("^\\w$", "", "é"));
  CHECK_FALSE(Matches("^\\d$", "", "٣"));
  CHECK(Matches("(*UCP)^\\w$", "", "é"));
  CHECK(Matches("(*UCP)^\\d$", "", "٣"));
  CHECK(Matches("^\\p{L}$", "", "é"));
}

TEST_CASE("text may hold NUL and be of any length") {
  CHECK(Matches("b$", "", "a\0b"sv));
  CHECK(Matches("^a\\x00b$", "", "a\0b"sv));
  CHECK_FALSE(Matches("b", "", "a\0"sv));
  CHECK(Matches("b$", "", std::string(1'000'000, 'a') + "b"));
}

TEST_CASE("nothing is found in text that is not UTF-8") {
  for (const std::string_view text :
       {"\xFF", "a\xC3", "\xED\xA0\x80", "\x80"}) {
    CHECK_FALSE(Matches(".*", "", text));
    CHECK_FALSE(Matches("", "i", text));
    CHECK_FALSE(Matches("[^b]", "", text));
  }
}

// The match and its groups from `start` on: "ab[a|-]" for /(a)b(c)?/.
std::string Found(const Regex& regex, std::string_view text, size_t start) {
  const auto found = regex.Find(text, start);
  INFO(found.status());
  REQUIRE(found.ok());
  if (!found->has_value()) return "none";
  const Regex::Groups& groups = **found;
  REQUIRE(groups.front().has_value());
  std::string told(*groups.front());
  for (size_t i = 1; i < groups.size(); ++i) {
    told += i == 1 ? '[' : '|';
    told += groups[i].value_or("-");
  }
  return groups.size() > 1 ? told + ']' : told;
}

TEST_CASE("a match is found with its groups, from a place on") {
  const Regex pair = Compiled("(\\w)=(\\d+)?");
  const std::string_view text = "a=1, b=22, c=";
  CHECK(Found(pair, text, 0) == "a=1[a|1]");
  CHECK(Found(pair, text, 1) == "b=22[b|22]");
  CHECK(Found(pair, text, 5) == "b=22[b|22]");
  CHECK(Found(pair, text, 6) == "c=[c|-]");
  CHECK(Found(pair, text, text.size()) == "none");
  CHECK(Found(Compiled("x"), text, 0) == "none");
  CHECK(Found(Compiled(""), text, text.size()).empty());
  // A group that took part and is empty is not one that did not.
  CHECK(Found(Compiled("()a(b)?"), "a", 0) == "a[|-]");
}

TEST_CASE("what stands before the place looked from still counts") {
  CHECK(Found(Compiled("(?<=a)b"), "ab", 1) == "b");
  CHECK(Found(Compiled("^b"), "ab", 1) == "none");
  CHECK(Found(Compiled("^b", "m"), "a\nb", 1) == "b");
}

TEST_CASE("a match may have more groups than any before") {
  std::string pattern;
  std::string expected = "a[";
  for (int i = 0; i < 300; ++i) pattern += "(x)?";
  for (int i = 0; i < 300; ++i) expected += "-|";
  const Regex many = Compiled(pattern + "(a)");
  CHECK(Found(Compiled("(a)"), "a", 0) == "a[a]");
  CHECK(Found(many, "a", 0) == expected + "a]");
  // What the larger match left behind is not seen.
  CHECK(Found(Compiled("(b)?(a)"), "a", 0) == "a[-|a]");
}

TEST_CASE("a match never begins after its end, whatever \\K does") {
  for (const std::string_view pattern :
       {"(?(DEFINE)(?<x>b\\K))a(?=(?&x))", "a\\Kb", "(?<=a\\K)b", "(?=ab\\K)",
        "(a\\K)(b)"}) {
    INFO(pattern);
    const StatusOr<Regex> regex = Regex::Compile(pattern, "");
    // By default PCRE2 takes no \K in assertions, from 10.38 on.
    if (!regex.ok()) continue;
    const auto found = regex->Find("ab", 0);
    REQUIRE(found.ok());
    REQUIRE(found->has_value());
    const std::string_view whole = *(*found)->front();
    CHECK(whole.size() <= 2);
  }
}

TEST_CASE("a search of text that is not UTF-8 finds no place") {
  for (const std::string_view pattern : {"a", "", "^a"}) {
    CHECK(Found(Compiled(pattern), "a\xC3", 0) == "none");
  }
}

TEST_CASE("a regular expression keeps its pattern and sorts its options") {
  const Regex regex = Compiled("^a|b", "xsmiu");
  CHECK(regex.pattern() == "^a|b");
  CHECK(regex.options() == "imsux");
  const Regex copy = regex;  // NOLINT: that copies work is the point
  CHECK(copy.pattern().data() == regex.pattern().data());
  CHECK(Compiled("a").options().empty());
}

TEST_CASE("an invalid pattern is refused with its place") {
  const Status status = CompileError("a(b");
  CHECK(CodeOf(status) == 51091);
  CHECK(ErrorMessageOf(status) ==
        "regular expression 'a(b' is invalid at offset 3: missing closing "
        "parenthesis");
  CHECK(CodeOf(CompileError("*a")) == 51091);
  CHECK(CodeOf(CompileError("[z-a]")) == 51091);
  CHECK(CodeOf(CompileError("(?<n>a)\\k<m>")) == 51091);
  CHECK(CodeOf(CompileError("\\C")) == 51091);
  CHECK(CodeOf(CompileError("\xFF")) == 51091);
  CHECK(CodeOf(CompileError(std::string(1000, '('))) == 51091);
}

TEST_CASE("an unknown option is refused") {
  CHECK(CodeOf(CompileError("a", "g")) == 51108);
  CHECK(CodeOf(CompileError("a", "iI")) == 51108);
  CHECK(CodeOf(CompileError("a", "é")) == 51108);
  CHECK(CodeOf(CompileError("a", "\xFF")) == 51108);
  CHECK(CodeOf(CompileError("(", "l")) == 51108);
  CHECK(ErrorMessageOf(CompileError("a", "ig")).find("'ig'") !=
        std::string::npos);
}

TEST_CASE("a NUL and too long a pattern are refused") {
  const Status status = CompileError("a\0b"sv);
  CHECK(CodeOf(status) == 2);
  CHECK(ErrorMessageOf(status) ==
        "Regular expression cannot contain an embedded null byte");
  CHECK(CodeOf(CompileError("a", "i\0"sv)) == 51108);
  CHECK(CodeOf(CompileError(std::string(32765, 'a'))) == 51091);
  CHECK(Matches(std::string(32764, 'a'), "", std::string(32764, 'a')));
}

TEST_CASE("many threads match with one regular expression") {
  const Regex regex = Compiled("(a|b)*c(\\d+)$", "i");
  std::atomic<int> wrong = 0;
  testing::RunThreads(8, [&](int thread) {
    const std::string text = std::string(100 + thread, 'a') + "C12";
    for (int i = 0; i < 500; ++i) {
      if (regex.Matches(text) != StatusOr<bool>(true)) ++wrong;
      if (regex.Matches(text + "x") != StatusOr<bool>(false)) ++wrong;
    }
  });
  CHECK(wrong == 0);
}

}  // namespace
}  // namespace meerkat::query
