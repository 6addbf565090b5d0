// A loss of power takes only what was not promised: writes with journal are
// there, and so are all that are older than 100 ms; of the others an exact
// prefix, without a hole, each whole.
#include <meerkat/client.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/crash/crash_settings.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/load/contents.h"
#include "tests/support/load/execute.h"
#include "tests/support/load/runner.h"
#include "tests/support/manual_executor.h"
#include "tests/support/seed.h"
#include "tests/support/temp_directory.h"

namespace meerkat::testing {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr uint32_t kThreads = 3;
// A directory is used for so many cycles; then a new one begins, because the
// making of a database must survive too.
constexpr uint64_t kCyclesPerDirectory = 20;
// The longest that a write without journal may stay unsynced.
constexpr milliseconds kSyncPromise{100};
constexpr size_t kMemoryBudget = size_t{8} << 20;

using Faults = std::vector<std::string>;

// Whether it waited for the disk. What changes nothing has nothing to wait for.
bool IsJournaled(const Event& event) {
  return event.ended != 0 && event.operation.journal && event.outcome.count > 0;
}

// A database on a simulated disk, and what it must hold.
class PowerLossHarness {
 public:
  FaultFileSystem& files() { return files_; }
  uint64_t acknowledged() const { return acknowledged_; }
  uint64_t lost() const { return lost_; }

  // Opens the database, works on it, loses the power at a random moment, opens
  // it again. Returns what was wrong.
  Faults RunCycle(uint64_t seed) {
    auto client = Open();
    if (!client.ok()) return {"open: " + client.status().ToString()};
    Status status = CreateSharedCollections(*client);
    if (!status.ok()) return {"create: " + status.ToString()};
    LoadRunner load(*client, {.threads = kThreads, .seed = seed}, generators_);
    std::vector<size_t> promised = RunUntilPowerIsLost(seed, *client, load);
    load.Stop();
    (void)client->Close();
    files_.RestorePower();
    return Check(load, promised);
  }

 private:
  StatusOr<Client> Open() {
    executor_ = std::make_unique<ManualExecutor>();
    return Client::Open(
        files_.root() + "/db",
        {.memory_budget = kMemoryBudget,
         .environment = {.file_system = &files_, .executor = executor_.get()}});
  }

  // Returns how many operations of each thread must survive.
  std::vector<size_t> RunUntilPowerIsLost(uint64_t seed, Client& client,
                                          const LoadRunner& load) {
    std::mt19937_64 random(seed);
    std::vector<size_t> promised(kThreads, 0);
    uint64_t rounds = random() % 4;
    for (uint64_t round = 0; round <= rounds; ++round) {
      std::this_thread::sleep_for(microseconds(random() % 8000));
      if (random() % 3 == 0) client.Trim();
      if (random() % 2 == 0) continue;
      std::vector<size_t> before(kThreads);
      for (uint32_t i = 0; i < kThreads; ++i) before[i] = load.ended(i);
      executor_->Advance(kSyncPromise);
      promised = before;
    }
    std::this_thread::sleep_for(microseconds(random() % 8000));
    files_.LosePower(seed);
    return promised;
  }

  Faults Check(const LoadRunner& load, const std::vector<size_t>& promised) {
    auto client = Open();
    if (!client.ok()) return {"reopen: " + client.status().ToString()};
    Contents contents = ReadContents(*client);
    Faults faults;
    if (std::string all = Complaints(contents); !all.empty()) {
      faults.push_back(all);
    }
    std::vector<ThreadHistory> histories;
    for (uint32_t i = 0; i < kThreads; ++i) {
      generators_[i] = load.generator(i);
      CheckThread(i, load.events(i), promised[i], contents, histories, faults);
    }
    std::string hole = FindHole(histories);
    if (!hole.empty()) faults.push_back(hole);
    Status closed = client->Close();
    if (!closed.ok()) faults.push_back("close: " + closed.ToString());
    return faults;
  }

  void CheckThread(uint32_t number, const std::vector<Event>& events,
                   size_t promised, const Contents& contents,
                   std::vector<ThreadHistory>& histories, Faults& faults) {
    for (size_t i = 0; i < events.size(); ++i) {
      acknowledged_ += events[i].ended != 0;
      if (IsJournaled(events[i])) promised = std::max(promised, i + 1);
    }
    auto survivors = FindSurvivors(models_[number], events, promised,
                                   contents.states[number]);
    if (!survivors.ok()) {
      faults.push_back(ErrorMessageOf(survivors.status()));
      return;
    }
    lost_ += events.size() - survivors->most;
    models_[number] = survivors->model;
    for (const std::string& fault :
         CheckOrder(contents, number, models_[number])) {
      faults.push_back(fault);
    }
    histories.push_back({events, *std::move(survivors)});
  }

  TempDirectory temp_ = TempDirectory::InMemory();
  FaultFileSystem files_{temp_.path()};
  std::unique_ptr<ManualExecutor> executor_;
  std::vector<GeneratorState> generators_{kThreads};
  Model models_[kThreads];
  uint64_t acknowledged_ = 0;
  uint64_t lost_ = 0;
};

std::string Join(const Faults& faults) {
  std::string text;
  for (const std::string& fault : faults) text += fault + "\n";
  return text;
}

}  // namespace

TEST_CASE(
    "a loss of power takes nothing that was promised and leaves no hole") {
  uint64_t cycles = Cycles(200);
  uint64_t first_seed = SeedOfThisRun();
  auto start = steady_clock::now();
  uint64_t acknowledged = 0, lost = 0;
  std::unique_ptr<PowerLossHarness> harness;
  for (uint64_t cycle = 0; cycle < cycles; ++cycle) {
    if (cycle % kCyclesPerDirectory == 0) {
      harness = std::make_unique<PowerLossHarness>();
    }
    uint64_t before = harness->acknowledged(), lost_before = harness->lost();
    INFO("cycle " << cycle << " from MEERKAT_SEED=" << first_seed);
    Faults faults = harness->RunCycle(first_seed + cycle);
    INFO(Join(faults));
    REQUIRE(faults.empty());
    acknowledged += harness->acknowledged() - before;
    lost += harness->lost() - lost_before;
  }
  std::chrono::duration<double> took = steady_clock::now() - start;
  std::printf(
      "%llu losses of power, %llu acknowledged operations, %llu unpromised "
      "ones "
      "lost; %.1f cycles/s\n",
      static_cast<unsigned long long>(cycles),
      static_cast<unsigned long long>(acknowledged),
      static_cast<unsigned long long>(lost),
      static_cast<double>(cycles) / took.count());
}

TEST_CASE("the power loss test notices a disk that ignores syncs") {
  uint64_t first_seed = SeedOfThisRun();
  int noticed = 0;
  for (uint64_t cycle = 0; cycle < 20; ++cycle) {
    PowerLossHarness harness;
    REQUIRE(harness.RunCycle(first_seed + cycle).empty());
    harness.files().IgnoreSyncs(true);
    noticed += !harness.RunCycle(first_seed + cycle).empty();
  }
  CHECK(noticed > 0);
}

}  // namespace meerkat::testing
