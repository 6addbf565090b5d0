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
  CHECK(CodeOf(CompileError("a", "i\0"sv)) == 2);
  CHECK(CodeOf(CompileError(std::string(32765, 'a'))) == 2);
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
