#include "tests/support/load/board.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace meerkat::testing {

void Board::Reset(WorkerTask next_task, uint64_t next_seed) {
  seed = next_seed;
  task = next_task;
  phase = WorkerPhase::kOpening;
  error[0] = '\0';
  if (task == WorkerTask::kWait) return;
  for (BoardThread& thread : threads) {
    thread.begun = 0;
    thread.ended = 0;
    if (thread.generator.next_number == 0) thread.generator = GeneratorState();
  }
}

std::shared_ptr<Board> MapBoard(const std::string& path) {
  int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  void* memory = MAP_FAILED;
  if (file >= 0 && ::ftruncate(file, sizeof(Board)) == 0) {
    memory = ::mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED,
                    file, 0);
  }
  if (memory == MAP_FAILED) {
    std::perror(path.c_str());
    std::abort();
  }
  ::close(file);
  // A new file is all zeros, which is a valid board before its first Reset.
  return std::shared_ptr<Board>(static_cast<Board*>(memory), [](Board* board) {
    ::munmap(board, sizeof(Board));
  });
}

}  // namespace meerkat::testing
