// The n-th call of the file system fails, for n = 1, 2, 3 ... over a whole life
// of a database: opening, working, closing, opening again. Each time there is
// an error, or the failure did not matter; never a crash, never wrong data.
#include <fmt/format.h>
#include <meerkat/client.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/crash/crash_settings.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/load/contents.h"
#include "tests/support/load/execute.h"
#include "tests/support/load/generator.h"
#include "tests/support/load/history.h"
#include "tests/support/load/runner.h"
#include "tests/support/manual_executor.h"
#include "tests/support/temp_directory.h"

namespace meerkat::testing {
namespace {

using Failing = FaultFileSystem::Failing;

constexpr uint64_t kLoadSeed = 1;
constexpr int kOperationsPerLife = 60;
constexpr int kTrimEvery = 25;
constexpr double kJournalShare = 0.2;
constexpr size_t kMemoryBudget = size_t{8} << 20;

// Every how many calls one fails in CI: after some, RocksDB waits a second.
constexpr uint64_t kStep = 11;

// How the process ends after the failure.
enum class End { kClose, kPowerLoss };

struct Verdict {
  // The life was not over before the call that was to fail.
  bool did_fail = false;
  // What was wrong, a line each.
  std::string faults;
};

// A database that lives through one failing call.
class Life {
 public:
  Life(uint64_t failing_call, Failing failing, End end)
      : failing_call_(failing_call), failing_(failing), end_(end) {}

  Verdict Run() {
    files_.FailCall(failing_call_, failing_);
    OpenAndWork();
    OpenAndWork();
    files_.StopFailing();
    auto client = Open();
    Expect(client.status(), "opening again");
    if (client.ok()) {
      CheckContents(*client, "after opening again");
      Expect(client->Close(), "closing");
    }
    return {!files_.failed_calls().empty(), faults_};
  }

 private:
  StatusOr<Client> Open() {
    executor_.emplace();
    return Client::Open(
        files_.root() + "/db",
        {.memory_budget = kMemoryBudget,
         .environment = {.file_system = &files_, .executor = &*executor_}});
  }

  // A part of the life: until it is over or something fails.
  void OpenAndWork() {
    if (has_failed_) return;
    auto client = Open();
    has_failed_ = !client.ok() || !CreateSharedCollections(*client).ok();
    for (int i = 1; i <= kOperationsPerLife && !has_failed_; ++i) {
      if (i % kTrimEvery == 0) client->Trim();
      DoNext(*client);
    }
    if (!client.ok()) return;
    if (has_failed_) {
      // Reading goes on with what was acknowledged.
      files_.StopFailing();
      CheckContents(*client, "while it is still open");
    }
    if (end_ == End::kPowerLoss && has_failed_) {
      files_.LosePower(failing_call_);
      is_power_lost_ = true;
    }
    has_failed_ |= !client->Close().ok();
    files_.RestorePower();
  }

  void DoNext(Client& client) {
    Event event;
    event.operation = generator_.Next();
    event.begun = event.operation.number * 2;
    event.outcome = Execute(client, event.operation);
    has_failed_ = !IsExpected(event.outcome.code);
    if (!has_failed_) {
      event.ended = event.begun + 1;
      ++ended_;
      // What changes nothing does not wait for the disk.
      bool is_journaled = event.operation.journal && event.outcome.count > 0;
      if (is_journaled) journaled_ = ended_;
    }
    events_.push_back(event);
  }

  void CheckContents(const Client& client, const std::string& when) {
    Contents contents = ReadContents(client);
    std::string complaints = Complaints(contents);
    if (!complaints.empty()) Fault(when + ": " + complaints);
    size_t promised = is_power_lost_ ? journaled_ : ended_;
    auto survivors =
        FindSurvivors(Model(), events_, promised, contents.states[0]);
    Expect(survivors.status(), when);
  }

  void Expect(const Status& status, const std::string& what) {
    if (!status.ok()) Fault(what + ": " + status.ToString());
  }

  void Fault(const std::string& sentence) {
    std::vector<std::string> failed = files_.failed_calls();
    faults_ +=
        fmt::format("call {} ({}) failing{}, then {}: {}\n", failing_call_,
                    failed.empty() ? "none" : failed.front(),
                    failing_ == Failing::kOnce ? "" : " with all later ones",
                    end_ == End::kClose ? "closed" : "power lost", sentence);
  }

  const uint64_t failing_call_;
  const Failing failing_;
  const End end_;
  TempDirectory temp_ = TempDirectory::InMemory();
  FaultFileSystem files_{temp_.path()};
  std::optional<ManualExecutor> executor_;
  OperationGenerator generator_{0, kLoadSeed, {}, kJournalShare};
  std::vector<Event> events_;
  size_t ended_ = 0;
  size_t journaled_ = 0;
  bool has_failed_ = false;
  bool is_power_lost_ = false;
  std::string faults_;
};

}  // namespace

TEST_CASE(
    "any call of the file system may fail without a crash or wrong data") {
  Failing failing = GENERATE(Failing::kOnce, Failing::kFromThenOn);
  End end = GENERATE(End::kClose, End::kPowerLoss);
  uint64_t step = Setting("MEERKAT_IO_STEP", kStep);
  Verdict verdict{.did_fail = true, .faults = ""};
  for (uint64_t call = 1; verdict.did_fail; call += step) {
    verdict = Life(call, failing, end).Run();
    INFO(verdict.faults);
    CHECK(verdict.faults.empty());
  }
}

}  // namespace meerkat::testing
