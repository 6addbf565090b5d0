// CursorRegistry: cursors that a command left open, by the id a client knows.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <meerkat/status.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/cursor_impl.h"

namespace meerkat::engine {

// A cursor between two commands.
struct OpenCursor {
  // "database.collection" it belongs to.
  std::string ns;
  std::unique_ptr<CursorImpl> cursor;
  // A document that was read and did not fit into the last batch.
  std::optional<Document> held_back;
  // Stays open however long it is idle (noCursorTimeout).
  bool never_idle = false;
};

// Thread-safe.
class CursorRegistry {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // What MongoDB calls cursorTimeoutMillis.
  static constexpr std::chrono::minutes kIdleLimit{10};

  // Keeps `open` under `id`. False when the id is taken.
  bool Add(int64_t id, OpenCursor& open, Time now);
  // Takes a cursor out for use; put it back with Return, or End it. Errors: 43
  // CursorNotFound, also when it was idle for longer than kIdleLimit, 143
  // CursorInUse, 13 Unauthorized when it belongs to another namespace.
  StatusOr<OpenCursor> Take(int64_t id, std::string_view ns, Time now);
  void Return(int64_t id, OpenCursor open, Time now);
  void End(int64_t id);

  // False when there is no such cursor. One in use ends when it returns.
  bool Kill(int64_t id);
  // Ends those that have been idle for too long. Whether others are left.
  bool EndIdle(Time now);
  void Clear();

 private:
  struct Slot {
    OpenCursor open;
    Time last_use;
    bool in_use = false;
    bool killed = false;

    bool IsIdle(Time now) const {
      return !in_use && !open.never_idle && now - last_use > kIdleLimit;
    }
  };

  absl::Mutex mutex_;
  std::map<int64_t, Slot> slots_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace meerkat::engine
