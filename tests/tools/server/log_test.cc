#include "tools/server/log.h"

#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/fake_clock.h"
#include "tests/support/parsed_json.h"

namespace meerkat::server {
namespace {

struct Written {
  std::vector<std::string> lines;
  testing::FakeClock clock;

  LogSink sink() {
    return [this](std::string_view line) { lines.emplace_back(line); };
  }
};

}  // namespace

TEST_CASE("a line of the log has the form of MongoDB's") {
  Written written;
  Log log(written.clock, written.sink(), /*is_quiet=*/false);
  log.Write({.severity = Severity::kWarning,
             .component = "ACCESS",
             .id = 17,
             .context = "conn3",
             .text = "two\nlines",
             .attributes = testing::Parsed(R"({"user": "ada"})")});
  REQUIRE(written.lines.size() == 1);
  const std::string& line = written.lines.front();
  CHECK(line.starts_with(R"({"t":{"$date":")"));
  CHECK(line.ends_with(
      R"("s":"W","c":"ACCESS","id":17,"ctx":"conn3","msg":"two\nlines",)"
      R"("attr":{"user":"ada"}})"));
  CHECK(line.find('\n') == std::string::npos);
}

TEST_CASE("a quiet log has warnings and what is wanted") {
  Written written;
  Log log(written.clock, written.sink(), /*is_quiet=*/true);
  CHECK_FALSE(log.takes(Severity::kInfo));
  log.Write({.severity = Severity::kInfo, .text = "info"});
  CHECK(written.lines.empty());
  log.Write({.severity = Severity::kInfo, .text = "slow", .is_wanted = true});
  log.Write({.severity = Severity::kError, .text = "error"});
  CHECK(written.lines.size() == 2);
}

TEST_CASE("the last lines of a log are kept, also without a sink") {
  testing::FakeClock clock;
  Log log(clock, nullptr, /*is_quiet=*/false);
  for (size_t i = 0; i < Log::kKept + 10; ++i) {
    log.Write({.context = std::to_string(i)});
  }
  CHECK(log.written() == static_cast<int64_t>(Log::kKept) + 10);
  REQUIRE(log.lines().size() == Log::kKept);
  CHECK(log.lines().front().find(R"("ctx":"10")") != std::string::npos);
}

}  // namespace meerkat::server
