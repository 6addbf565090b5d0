#include "tests/support/load/crash_image.h"

#include <meerkat/client.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "tests/support/fault_file_system.h"
#include "tests/support/load/execute.h"
#include "tests/support/load/generator.h"
#include "tests/support/manual_executor.h"

namespace meerkat::testing {
namespace {

constexpr size_t kMemoryBudget = size_t{8} << 20;
constexpr size_t kEventsAfterSync = 150;
constexpr size_t kMostEvents = 100000;

void Require(const Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "making a crash image: %s\n", status.ToString().c_str());
  std::abort();
}

std::map<std::string, uint64_t> LogSizes(const std::string& directory) {
  std::map<std::string, uint64_t> sizes;
  for (const auto& entry :
       std::filesystem::directory_iterator(directory + "/store")) {
    if (entry.path().extension() == ".log") {
      sizes["store/" + entry.path().filename().string()] = entry.file_size();
    }
  }
  return sizes;
}

Event Do(const Client& client, OperationGenerator& generator) {
  Event event;
  event.operation = generator.Next();
  event.outcome = Execute(client, event.operation);
  event.begun = event.operation.number * 2;
  event.ended = event.begun + 1;
  return event;
}

}  // namespace

CrashImage MakeCrashImage(const std::string& scratch, uint64_t seed,
                          size_t logs) {
  FaultFileSystem files(scratch);
  // Runs nothing: the log is synced when we say so.
  ManualExecutor executor;
  CrashImage image;
  image.directory = files.root() + "/db";
  auto client = Client::Open(
      image.directory,
      {.memory_budget = kMemoryBudget,
       .environment = {.file_system = &files, .executor = &executor}});
  Require(client.status());
  Require(CreateSharedCollections(*client));
  OperationGenerator generator(kImageThread, seed, {}, /*journal_share=*/0);
  while (LogSizes(image.directory).size() < logs ||
         image.events.size() < kEventsAfterSync) {
    image.events.push_back(Do(*client, generator));
    if (image.events.size() == kMostEvents) std::abort();
  }
  Require(client->Sync());
  image.synced = image.events.size();
  image.log_sizes = LogSizes(image.directory);
  for (size_t i = 0; i < kEventsAfterSync; ++i) {
    image.events.push_back(Do(*client, generator));
  }
  files.CutOff();
  (void)client->Close();
  return image;
}

}  // namespace meerkat::testing
