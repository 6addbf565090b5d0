#include "storage/kv/lock_table.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.hpp"

namespace meerkat::storage::kv {
namespace {

using Result = LockTable::Result;

const int kFirst = 1;
const int kSecond = 2;

TEST_CASE("a lock is taken once, and again after it was given back") {
  LockTable locks;
  CHECK(locks.TryLock("a", &kFirst) == Result::kTaken);
  CHECK(locks.TryLock("a", &kFirst) == Result::kAlreadyMine);
  CHECK(locks.TryLock("a", &kSecond) == Result::kHeldByOther);
  CHECK(locks.TryLock("b", &kSecond) == Result::kTaken);
  locks.Unlock("a");
  CHECK(locks.TryLock("a", &kSecond) == Result::kTaken);
}

TEST_CASE("waiting for a lock ends at the deadline") {
  LockTable locks;
  REQUIRE(locks.TryLock("a", &kFirst) == Result::kTaken);
  CHECK(locks.Lock("a", &kSecond,
                   Deadline(Clock::Real(), std::chrono::milliseconds(5))) ==
        Result::kHeldByOther);
}

TEST_CASE("waiting for a lock ends when it is interrupted") {
  LockTable locks;
  REQUIRE(locks.TryLock("a", &kFirst) == Result::kTaken);
  Interruption interruption;
  Result result = Result::kTaken;
  std::thread waiting([&] {
    result = locks.Lock("a", &kSecond, Deadline().With(&interruption));
  });
  interruption.Kill();
  waiting.join();
  CHECK(result == Result::kHeldByOther);
}

TEST_CASE("who may be interrupted gets a lock that is given back") {
  LockTable locks;
  REQUIRE(locks.TryLock("a", &kFirst) == Result::kTaken);
  Interruption interruption;
  Result result = Result::kHeldByOther;
  std::thread waiting([&] {
    result = locks.Lock("a", &kSecond, Deadline().With(&interruption));
  });
  locks.Unlock("a");
  waiting.join();
  CHECK(result == Result::kTaken);
}

TEST_CASE("who waits gets the lock when it is given back") {
  LockTable locks;
  REQUIRE(locks.TryLock("a", &kFirst) == Result::kTaken);
  std::atomic<bool> taken = false;
  std::thread waiting(
      [&] { taken = locks.Lock("a", &kSecond, Deadline()) == Result::kTaken; });
  locks.Unlock("a");
  waiting.join();
  CHECK(taken);
}

TEST_CASE("a lock is held by one thread at a time") {
  LockTable locks;
  int counter = 0;  // guarded by the lock of "counter"
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&locks, &counter] {
      const int owner = 0;
      for (int k = 0; k < 2000; ++k) {
        while (locks.Lock("counter", &owner, Deadline()) != Result::kTaken) {
        }
        ++counter;
        locks.Unlock("counter");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(counter == 8000);
}

}  // namespace
}  // namespace meerkat::storage::kv
