// Several threads that do the same thing at the same time.
#pragma once

#include <barrier>
#include <thread>
#include <vector>

namespace meerkat::testing {

// Calls work(0), work(1) ... on a thread each, all beginning at once, and
// returns when they have ended. Catch2's macros are not for use in them.
template <typename Work>
void RunThreads(int count, const Work& work) {
  std::barrier start(count);
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&start, &work, i] {
      start.arrive_and_wait();
      work(i);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace meerkat::testing
