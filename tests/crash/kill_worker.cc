// The process that kill_test.cc kills: opens a database and works on it with
// several threads until it dies.
//
//   kill_worker BOARD DIRECTORY
//
// What it shall do, and what it did, stands on the board (board.h).
#include <meerkat/client.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <iterator>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/load/board.h"
#include "tests/support/load/execute.h"

namespace meerkat::testing {
namespace {

// Small, so that memory tables are written out and compacted all the time.
constexpr size_t kMemoryBudget = size_t{8} << 20;
// Every sync costs the disk's time, and a kill does not care.
constexpr double kJournalShare = 0.02;

// Until the board is full.
void Work(const Client& client, Board& board, uint32_t number) {
  BoardThread& thread = board.threads[number];
  OperationGenerator generator(number, board.seed, thread.generator,
                               kJournalShare);
  while (thread.begun < kBoardEvents) {
    Event& event = thread.events[thread.begun];
    event = Event();
    event.operation = generator.Next();
    thread.generator = generator.state();
    event.begun = ++board.tick;
    ++thread.begun;
    event.outcome = Execute(client, event.operation);
    event.ended = ++board.tick;
    ++thread.ended;
  }
}

// Writes memory tables out at random moments, so that some kills fall there.
void TrimNowAndThen(Client& client, uint64_t seed) {
  std::mt19937_64 random(seed);
  while (true) {
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 60));
    client.Trim();
  }
}

// Makes and drops indexes of the shared collections, so that some kills fall
// into a build and all writes have indexes to keep right. What must hold after
// a kill, validate says.
void ChangeIndexes(const Client& client, uint64_t seed) {
  const Document keys[] = {Document{{"k", 1}}, Document{{"n", -1}, {"t", 1}},
                           Document{{"pad", 1}}, Document{{"i", 1}, {"k", 1}},
                           Document{{"t", 1}, {"k", 1}}};
  std::mt19937_64 random(seed);
  while (true) {
    Database database = client.database(kLoadDatabase);
    const std::string collection =
        CollectionName(random() % 2 == 0 ? kAscending : kMixed);
    const size_t which = random() % std::size(keys);
    const std::string name = "index" + std::to_string(which);
    if (random() % 3 == 0) {
      database
          .RunCommand(Document{{"dropIndexes", collection}, {"index", name}})
          .status()
          .IgnoreError();
    } else {
      // No document has the thread and the key of another.
      const bool unique = which + 1 == std::size(keys);
      const Document index{
          {"key", keys[which]}, {"name", name}, {"unique", unique}};
      database
          .RunCommand(Document{{"createIndexes", collection},
                               {"indexes", Array{index}}})
          .status()
          .IgnoreError();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 8));
  }
}

int Run(Board& board, const char* directory) {
  auto client = Client::Open(directory, {.memory_budget = kMemoryBudget});
  Status status = client.status();
  if (status.ok() && board.task == WorkerTask::kLoad) {
    status = CreateSharedCollections(*client);
  }
  if (!status.ok()) {
    std::snprintf(board.error, sizeof(board.error), "%s",
                  status.ToString().c_str());
    board.phase = WorkerPhase::kFailed;
    return 1;
  }
  board.phase = WorkerPhase::kOpen;
  std::vector<std::thread> threads;
  if (board.task == WorkerTask::kLoad) {
    for (uint32_t number = 0; number < kMaxLoadThreads; ++number) {
      threads.emplace_back([&, number] { Work(*client, board, number); });
    }
    threads.emplace_back([&] { ChangeIndexes(*client, board.seed); });
    TrimNowAndThen(*client, board.seed);
  }
  ::pause();
  return 0;
}

}  // namespace
}  // namespace meerkat::testing

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: kill_worker BOARD DIRECTORY\n");
    return 2;
  }
  auto board = meerkat::testing::MapBoard(argv[1]);
  return meerkat::testing::Run(*board, argv[2]);
}
