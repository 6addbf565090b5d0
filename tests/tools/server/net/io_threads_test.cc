#include "tools/server/net/io_threads.h"

#include <absl/synchronization/notification.h>

#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <atomic>
#include <new>

#include "tests/catch.hpp"
#include "tests/support/no_threads.h"

namespace meerkat::server {

TEST_CASE("commands that run hold up no others") {
  constexpr int kCommands = 20;
  IoThreads threads(kCommands + 1);
  REQUIRE(threads.Start());
  absl::Notification end;
  std::atomic<int> begun = 0;
  absl::Notification all_begun;
  for (int i = 0; i < kCommands; ++i) {
    asio::post(threads.context(), [&] {
      const IoThreads::Busy busy(threads);
      if (++begun == kCommands) all_begun.Notify();
      end.WaitForNotification();
    });
  }
  CHECK(all_begun.WaitForNotificationWithTimeout(absl::Seconds(30)));
  absl::Notification another;
  asio::post(threads.context(), [&] { another.Notify(); });
  CHECK(another.WaitForNotificationWithTimeout(absl::Seconds(30)));
  end.Notify();
  threads.Stop();
}

TEST_CASE("never more threads than that") {
  IoThreads threads(2);
  REQUIRE(threads.Start());
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  std::atomic<int> done = 0;
  absl::Notification all_done;
  for (int i = 0; i < 100; ++i) {
    asio::post(threads.context(), [&] {
      const IoThreads::Busy busy(threads);
      const int now = ++running;
      if (now > most) most = now;
      std::this_thread::yield();
      --running;
      if (++done == 100) all_done.Notify();
    });
  }
  CHECK(all_done.WaitForNotificationWithTimeout(absl::Seconds(30)));
  CHECK(most <= 2);
}

TEST_CASE("an exception of what a thread runs ends that, and nothing else") {
  IoThreads threads(2);
  REQUIRE(threads.Start());
  asio::post(threads.context(), [] { throw std::bad_alloc(); });
  absl::Notification done;
  asio::post(threads.context(), [&] { done.Notify(); });
  CHECK(done.WaitForNotificationWithTimeout(absl::Seconds(30)));
}

TEST_CASE("stopped threads run nothing more, and may be stopped again") {
  IoThreads threads(2);
  REQUIRE(threads.Start());
  threads.Stop();
  threads.Stop();
  bool ran = false;
  asio::post(threads.context(), [&ran] { ran = true; });
  CHECK_FALSE(ran);
}

#if MEERKAT_HAS_NO_THREADS
TEST_CASE("where there are no threads to have, nothing starts") {
  IoThreads threads(2);
  {
    const testing::NoThreads none;
    CHECK_FALSE(threads.Start());
  }
  CHECK(threads.Start());
}
#endif

}  // namespace meerkat::server
