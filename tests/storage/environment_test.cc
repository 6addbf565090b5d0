// The real environment: threads that cannot be had, and forked children.
#include <meerkat/environment.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include "storage/kv/fork_mark.h"
#include "tests/catch.hpp"
#include "tests/support/in_child.h"
#include "tests/support/no_threads.h"

namespace meerkat {
namespace {

using namespace std::chrono_literals;
using testing::InChild;

std::string NextRandom() { return std::to_string(RandomSource::Real().Next()); }

void WaitFor(const std::atomic<int>& count, int wanted) {
  while (count < wanted) std::this_thread::sleep_for(1ms);
}

}  // namespace

TEST_CASE("a mark tells a forked child from the process that made it") {
  const storage::kv::ForkMark mark;
  CHECK_FALSE(mark.in_child());
  CHECK(InChild([&] {
          const storage::kv::ForkMark own;
          return std::string(mark.in_child() && !own.in_child() ? "yes" : "no");
        }) == "yes");
  CHECK_FALSE(mark.in_child());
}

TEST_CASE("forked children do not draw the same random numbers") {
  NextRandom();
  std::set<std::string> drawn;
  for (int i = 0; i < 3; ++i) drawn.insert(InChild(NextRandom));
  // A child of a child too.
  drawn.insert(InChild([] {
    NextRandom();
    return InChild(NextRandom);
  }));
  drawn.insert(NextRandom());
  CHECK(drawn.size() == 5);
}

TEST_CASE("a forked child neither uses nor waits for its parent's executor") {
  std::unique_ptr<Executor> executor = Executor::NewThread();
  std::atomic<int> ran = 0;
  REQUIRE(executor->Schedule(0ms, [&] { ++ran; }));
  WaitFor(ran, 1);
  CHECK(InChild([&] {
          const bool taken = executor->Schedule(0ms, [] {});
          executor.reset();
          return std::string(taken ? "taken" : "refused");
        }) == "refused");
  REQUIRE(executor->Schedule(0ms, [&] { ++ran; }));
  WaitFor(ran, 2);
}

#if MEERKAT_HAS_NO_THREADS
TEST_CASE("an executor without a thread refuses work until there is one") {
  const std::unique_ptr<Executor> executor = Executor::NewThread();
  std::atomic<int> ran = 0;
  bool taken = true;
  {
    const testing::NoThreads none;
    taken = executor->Schedule(0ms, [&] { ran += 10; });
  }
  CHECK_FALSE(taken);
  REQUIRE(executor->Schedule(0ms, [&] { ++ran; }));
  WaitFor(ran, 1);
  std::this_thread::sleep_for(5ms);
  CHECK(ran == 1);
}
#endif

}  // namespace meerkat
