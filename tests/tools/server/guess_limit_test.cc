#include "tools/server/guess_limit.h"

#include <chrono>
#include <string>

#include "tests/catch.hpp"

namespace meerkat::server {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kDelay{100};
const GuessLimit::Time kStart = GuessLimit::Time() + std::chrono::hours(1);

}  // namespace

TEST_CASE("failed logins at a user are answered one after another") {
  GuessLimit limit(kDelay);
  for (int i = 1; i <= GuessLimit::kMostOfUser; ++i) {
    CHECK(limit.Begin("app.ada", "a", kStart) == i * kDelay);
  }
  CHECK_FALSE(limit.Begin("app.ada", "a", kStart).has_value());
  CHECK_FALSE(limit.Begin("app.ada", "a", kStart + kDelay / 2).has_value());
  // One was answered meanwhile.
  CHECK(limit.Begin("app.ada", "a", kStart + kDelay).has_value());
  CHECK_FALSE(limit.Begin("app.ada", "a", kStart + kDelay).has_value());
  // Later it is as if nothing had been.
  CHECK(limit.Begin("app.ada", "a", kStart + std::chrono::minutes(1)) ==
        kDelay);
}

TEST_CASE("users and machines do not hold each other up") {
  GuessLimit limit(kDelay);
  while (limit.Begin("app.ada", "a", kStart).has_value()) {
  }
  CHECK(limit.Begin("app.ada", "b", kStart) == kDelay);
  CHECK(limit.Begin("app.bob", "a", kStart) == kDelay);
}

TEST_CASE("a machine may fail so often, whoever it says it is") {
  GuessLimit limit(kDelay);
  int begun = 0;
  for (int i = 0; i < 100'000; ++i) {
    begun += limit.Begin(std::to_string(i), "a", kStart).has_value();
  }
  CHECK(begun == GuessLimit::kMostOfMachine);
  CHECK(limit.Begin("app.ada", "b", kStart).has_value());
}

TEST_CASE("a login that did not fail is given back") {
  GuessLimit limit(kDelay);
  for (int i = 0; i < 10'000; ++i) {
    REQUIRE(limit.Begin("app.ada", "a", kStart) == kDelay);
    limit.GiveBack("app.ada", "a");
  }
}

TEST_CASE("without a delay there is no limit") {
  GuessLimit limit(milliseconds(0));
  for (int i = 0; i < 10'000; ++i) {
    REQUIRE(limit.Begin("app.ada", "a", kStart) == milliseconds(0));
  }
}

TEST_CASE("the machine is an address without its port") {
  CHECK(MachineOf("192.0.2.1:5") == "192.0.2.1");
  CHECK(MachineOf("[::1]:5") == "[::1]");
  CHECK(MachineOf("anonymous unix socket") == "anonymous unix socket");
}

}  // namespace meerkat::server
