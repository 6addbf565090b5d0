#include "storage/kv/background_tasks.h"

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <thread>

#include "tests/catch.hpp"
#include "tests/support/manual_executor.h"

namespace meerkat::storage::kv {
namespace {

using namespace std::chrono_literals;

TEST_CASE("scheduled work runs when it is due") {
  testing::ManualExecutor executor;
  BackgroundTasks tasks(&executor);
  int ran = 0;
  tasks.Schedule(10ms, [&] { ++ran; });
  executor.Advance(9ms);
  CHECK(ran == 0);
  executor.Advance(1ms);
  CHECK(ran == 1);
}

TEST_CASE("work does not run after its owner stopped") {
  testing::ManualExecutor executor;
  int ran = 0;
  {
    BackgroundTasks tasks(&executor);
    tasks.Schedule(10ms, [&] { ++ran; });
  }
  executor.Advance(20ms);
  CHECK(ran == 0);
}

TEST_CASE("stopping waits for work that runs") {
  const std::unique_ptr<Executor> executor = Executor::NewThread();
  std::atomic<bool> began = false;
  std::atomic<bool> ended = false;
  BackgroundTasks tasks(executor.get());
  tasks.Schedule(0ms, [&] {
    began = true;
    std::this_thread::sleep_for(20ms);
    ended = true;
  });
  while (!began) std::this_thread::yield();
  tasks.Stop();
  CHECK(ended);
}

// Which of two pieces of work came first, and nothing where handing them in
// took so long that the second was due later.
std::optional<std::string> OrderOfLateAndEarly() {
  const std::unique_ptr<Executor> executor = Executor::NewThread();
  std::string order;
  std::atomic<int> done = 0;
  const auto run = [&](char name) {
    order += name;
    ++done;
  };
  const auto begin = std::chrono::steady_clock::now();
  executor->Schedule(30ms, [&] { run('l'); });
  executor->Schedule(1ms, [&] { run('e'); });
  const auto took = std::chrono::steady_clock::now() - begin;
  while (done < 2) std::this_thread::sleep_for(1ms);
  if (took > 20ms) return std::nullopt;
  return order;
}

TEST_CASE("the executor's thread runs work in the order it is due") {
  std::optional<std::string> order;
  while (!order.has_value()) order = OrderOfLateAndEarly();
  CHECK(*order == "el");
}

}  // namespace
}  // namespace meerkat::storage::kv
