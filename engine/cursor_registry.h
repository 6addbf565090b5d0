// CursorRegistry: cursors that a command left open, by the id a client knows.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <meerkat/command_context.h>
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

// Whose a cursor is, as in CommandContext.
struct CursorOwner {
  std::string session;
  std::string user;
};

// A cursor between two commands.
struct OpenCursor {
  // "database.collection" it belongs to.
  std::string ns;
  std::unique_ptr<CursorImpl> cursor;
  // A document that was read and did not fit into the last batch.
  std::optional<Document> held_back;
  // Stays open however long it is idle (noCursorTimeout).
  bool never_idle = false;
  CursorOwner owner = {};
};

// Thread-safe.
class CursorRegistry {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // What MongoDB calls cursorTimeoutMillis. Not for cursors of a session, which
  // end with it.
  static constexpr std::chrono::minutes kIdleLimit{10};

  // Keeps `open` under `id`. False when the id is taken.
  bool Add(int64_t id, OpenCursor& open, Time now);
  // Takes a cursor out for use; put it back with Return, or End it. Errors: 43
  // CursorNotFound, also when it was idle for longer than kIdleLimit, 13
  // Unauthorized when it belongs to another user or namespace, 50736, 50737 and
  // 50738 when to another session, 143 CursorInUse.
  StatusOr<OpenCursor> Take(int64_t id, std::string_view ns,
                            const CommandContext& context, Time now);
  void Return(int64_t id, OpenCursor open, Time now);
  void End(int64_t id);

  // Error 13 Unauthorized when there is such a cursor, of another user.
  Status CheckMayKill(int64_t id, const CommandContext& context) const;
  // False when there is no such cursor. One in use ends when it returns.
  bool Kill(int64_t id);
  // Kills those of a session. REQUIRES: it is not empty.
  void KillAllOf(std::string_view session, std::string_view user);
  // Ends those that have been idle for too long. Whether others are left.
  bool EndIdle(Time now);
  void Clear();

  CursorCounts Count() const;

 private:
  // While a cursor is in use the slot keeps what is known of it.
  struct Slot {
    OpenCursor open;
    Time last_use;
    bool in_use = false;
    bool killed = false;

    bool IsIdle(Time now) const {
      return !in_use && !open.never_idle && open.owner.session.empty() &&
             now - last_use > kIdleLimit;
    }
  };

  mutable absl::Mutex mutex_;
  std::map<int64_t, Slot> slots_ ABSL_GUARDED_BY(mutex_);
  int64_t timed_out_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t total_opened_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace meerkat::engine
