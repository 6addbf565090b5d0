#include "storage/kv/background_tasks.h"

#include <atomic>
#include <chrono>
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

TEST_CASE("the executor's thread runs work in the order it is due") {
  const std::unique_ptr<Executor> executor = Executor::NewThread();
  std::atomic<int> order = 0;
  std::atomic<int> late = 0;
  std::atomic<int> early = 0;
  executor->Schedule(30ms, [&] { late = ++order; });
  executor->Schedule(1ms, [&] { early = ++order; });
  while (order < 2) std::this_thread::sleep_for(1ms);
  CHECK(early == 1);
  CHECK(late == 2);
}

}  // namespace
}  // namespace meerkat::storage::kv
