// TtlMonitor: makes passes of TtlPass, one every interval as long as there is a
// TTL index, and those that a program asks for.
//
// It has no thread: passes run through the background tasks of the engine, a
// batch at a time, so that other work comes in between. Without a TTL index
// nothing is scheduled.
#pragma once

#include <meerkat/status.h>
#include <meerkat/ttl.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

namespace meerkat::engine {

class Engine;
class TtlPass;

// Thread-safe.
class TtlMonitor {
 public:
  // `interval` 0: no pass but those asked for. The engine outlives it.
  TtlMonitor(Engine* engine, std::chrono::seconds interval)
      : engine_(*engine), interval_(interval) {}

  // There is a TTL index, or another one: the next pass is an interval from
  // now, or earlier when it was scheduled already. When the executor takes no
  // work, the next call tries again. REQUIRES: an Operation is held, or the
  // engine is being opened.
  void Start();

  // Makes a pass now and returns the number of documents it deleted. Others may
  // be going on. Errors: 20 IllegalOperation for a database that is read-only,
  // 91 ShutdownInProgress when it is closed meanwhile, and the first of those
  // that kept documents or indexes from being looked at; the others were.
  StatusOr<int64_t> RunPass();

  TtlCounts Count() const;

 private:
  // A step of a pass and what follows from it; null: the pass begins.
  void Work(std::shared_ptr<TtlPass> pass);
  bool Step(TtlPass& pass);
  void NoteEnd(const TtlPass& pass);

  Engine& engine_;
  const std::chrono::seconds interval_;
  // A pass is scheduled or running in the background.
  std::atomic<bool> active_ = false;
  std::atomic<int64_t> deleted_ = 0;
  std::atomic<int64_t> passes_ = 0;
  // In milliseconds.
  std::atomic<int64_t> lag_ = 0;
};

}  // namespace meerkat::engine
