#include "tools/server/net/io_threads.h"

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <system_error>

namespace meerkat::server {

namespace {

// Threads beside those that run commands, that stay for the next one.
constexpr int kSpare = 2;
// Threads that are kept waiting: when more clients than that are at work there
// is always something to do for those that are told.
constexpr int kMostKept = 32;
// How long the others wait for something to do.
constexpr std::chrono::seconds kLinger{5};

void Join(std::list<std::thread>& threads) {
  for (std::thread& thread : threads) thread.join();
  threads.clear();
}

}  // namespace

IoThreads::IoThreads(int most)
    : most_(most), context_(std::make_unique<asio::io_context>()) {}

IoThreads::~IoThreads() { Stop(); }

bool IoThreads::Start() {
  absl::MutexLock lock(&mutex_);
  return Add();
}

bool IoThreads::Add() {
  // They have no more to do than to return.
  Join(ended_);
  const auto self = threads_.emplace(threads_.end());
  try {
    // It does not look at itself before it ends, and then under mutex_.
    *self = std::thread([this, self] { Run(self); });
  } catch (const std::system_error&) {
    // There are enough to go on with, or Start() has none.
    threads_.erase(self);
    return false;
  }
  ++running_;
  return true;
}

void IoThreads::Run(Threads::iterator self) {
  const auto work = asio::make_work_guard(*context_);
  while (RunOne() || !Leave(self)) {
  }
}

bool IoThreads::RunOne() {
  if (context_->stopped()) return false;
  try {
    if (!IsSpare()) return context_->run_one() > 0;
    return context_->run_one_for(kLinger) > 0;
  } catch (const std::exception&) {
    // There was no memory for something; whoever it was for is gone.
    return true;
  }
}

bool IoThreads::IsSpare() const {
  return running_.load(std::memory_order_relaxed) >
         busy_.load(std::memory_order_relaxed) + kSpare;
}

bool IoThreads::Leave(Threads::iterator self) {
  absl::MutexLock lock(&mutex_);
  if (!stopping_ && !context_->stopped() && !IsSpare()) return false;
  --running_;
  // Stop() takes them all, once.
  if (!stopping_) ended_.splice(ended_.end(), threads_, self);
  return true;
}

void IoThreads::Stop() {
  Threads threads;
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    threads.splice(threads.end(), threads_);
    threads.splice(threads.end(), ended_);
  }
  context_->stop();
  Join(threads);
}

bool IoThreads::HasRoom() const {
  return busy_.load(std::memory_order_relaxed) < kMostKept;
}

IoThreads::Busy::Busy(IoThreads& threads) : threads_(threads) {
  const int busy = ++threads.busy_;
  if (busy < threads.running_.load()) return;
  absl::MutexLock lock(&threads.mutex_);
  if (threads.stopping_ || threads.busy_ < threads.running_) return;
  if (threads.running_ < threads.most_) threads.Add();
}

IoThreads::Busy::~Busy() { --threads_.busy_; }

}  // namespace meerkat::server
