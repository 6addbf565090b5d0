#include "storage/kv/fork_mark.h"

#include <pthread.h>

namespace meerkat::storage::kv {

std::atomic<uint32_t> ForkMark::forks_ = 0;

void ForkMark::CountFork() { forks_.fetch_add(1, std::memory_order_relaxed); }

ForkMark::ForkMark() {
  [[maybe_unused]] static const int registered =
      ::pthread_atfork(nullptr, nullptr, CountFork);
  made_after_ = forks_.load(std::memory_order_relaxed);
}

}  // namespace meerkat::storage::kv
