// The end of the process loses nothing: a worker is killed at any moment, and
// every operation that it had acknowledged is found, every other one either
// whole or not at all.
#include <meerkat/client.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/crash/crash_settings.h"
#include "tests/support/child_process.h"
#include "tests/support/load/board.h"
#include "tests/support/load/contents.h"
#include "tests/support/seed.h"
#include "tests/support/temp_directory.h"

namespace meerkat::testing {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A directory is used for so many cycles; then a new one begins, because the
// making of a database must survive kills too.
constexpr uint64_t kCyclesPerDirectory = 50;
constexpr milliseconds kWorkerTimeout{20000};

// One database directory, the worker's board beside it, and what the database
// must hold.
class KillHarness {
 public:
  // Starts a worker and kills it while it works or, in some cycles, while it
  // still opens the database; then checks all.
  void RunCycle(uint64_t seed) {
    std::mt19937_64 random(seed);
    bool while_opening = random() % 8 == 0;
    board_->Reset(WorkerTask::kLoad, seed);
    RunWorker(random, while_opening);
    // The recovery after a kill may be killed as well.
    while (random() % 4 == 0) {
      board_->Reset(WorkerTask::kWait, seed);
      RunWorker(random, /*while_opening=*/true);
    }
    if (is_made_ && random() % 8 == 0) Check({.read_only = true});
    models_ = Check({});
    is_made_ = true;
    for (BoardThread& thread : board_->threads) acknowledged_ += thread.ended;
  }

  uint64_t acknowledged() const { return acknowledged_; }
  milliseconds slowest_open() const { return slowest_open_; }

 private:
  void RunWorker(std::mt19937_64& random, bool while_opening) {
    ChildProcess worker("kill_worker", {temp_ / "board", directory_});
    if (!while_opening) WaitUntilOpen(worker);
    std::this_thread::sleep_for(microseconds(random() % 40000));
    worker.Kill();
    INFO("the worker could not open: " << board_->error);
    REQUIRE(board_->phase != WorkerPhase::kFailed);
  }

  void WaitUntilOpen(ChildProcess& worker) {
    auto deadline = steady_clock::now() + kWorkerTimeout;
    while (board_->phase == WorkerPhase::kOpening) {
      INFO("the worker died or hangs while opening");
      REQUIRE(worker.IsRunning());
      REQUIRE(steady_clock::now() < deadline);
      std::this_thread::sleep_for(microseconds(200));
    }
  }

  std::vector<Model> Check(const ClientOptions& options) {
    auto start = steady_clock::now();
    auto client = Client::Open(directory_, options);
    auto took =
        std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
    slowest_open_ = std::max(slowest_open_, took);
    INFO("read only: " << options.read_only);
    INFO(client.status().ToString());
    REQUIRE(client.ok());
    std::vector<Model> models = CheckContents(*client);
    REQUIRE(client->Close().ok());
    return models;
  }

  // Returns what each thread's model is now.
  std::vector<Model> CheckContents(const Client& client) {
    Contents contents = ReadContents(client);
    CHECK(Complaints(contents) == "");
    std::vector<Model> models;
    for (uint32_t number = 0; number < kMaxLoadThreads; ++number) {
      models.push_back(CheckThread(contents, number));
    }
    return models;
  }

  Model CheckThread(const Contents& contents, uint32_t number) {
    BoardThread& thread = board_->threads[number];
    auto survivors = FindSurvivors(models_[number], thread.noted(),
                                   thread.ended, contents.states[number]);
    INFO("thread " << number << ": " << survivors.status().ToString());
    REQUIRE(survivors.ok());
    for (const std::string& fault :
         CheckOrder(contents, number, survivors->model)) {
      FAIL_CHECK(fault);
    }
    return survivors->model;
  }

  TempDirectory temp_ = TempDirectory::InMemory();
  const std::string directory_ = temp_ / "db";
  std::shared_ptr<Board> board_ = MapBoard(temp_ / "board");
  // There is a database: no kill was too early for it.
  bool is_made_ = false;
  std::vector<Model> models_{kMaxLoadThreads};
  uint64_t acknowledged_ = 0;
  milliseconds slowest_open_{0};
};

}  // namespace

TEST_CASE(
    "a killed process loses no acknowledged write and leaves none half "
    "done") {
  uint64_t cycles = Cycles(500);
  uint64_t first_seed = SeedOfThisRun();
  auto start = steady_clock::now();
  uint64_t acknowledged = 0;
  milliseconds slowest_open{0};
  std::unique_ptr<KillHarness> harness;
  for (uint64_t cycle = 0; cycle < cycles; ++cycle) {
    if (cycle % kCyclesPerDirectory == 0) {
      if (harness) acknowledged += harness->acknowledged();
      harness = std::make_unique<KillHarness>();
    }
    INFO("cycle " << cycle << " from MEERKAT_SEED=" << first_seed);
    harness->RunCycle(first_seed + cycle);
    slowest_open = std::max(slowest_open, harness->slowest_open());
  }
  if (harness) acknowledged += harness->acknowledged();
  std::chrono::duration<double> took = steady_clock::now() - start;
  std::printf(
      "%llu kills, %llu acknowledged operations, none lost; slowest open %lld "
      "ms; %.1f cycles/s\n",
      static_cast<unsigned long long>(cycles),
      static_cast<unsigned long long>(acknowledged),
      static_cast<long long>(slowest_open.count()),
      static_cast<double>(cycles) / took.count());
}

}  // namespace meerkat::testing
