// CursorRegistry: cursors that a command left open, by the id a client knows.
//
// A client that opens cursors and forgets them takes no more memory than
// kMostOfUser: what is open beyond that ends, the longest idle first, like a
// cursor that was idle for too long. MongoDB has no such bound.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <meerkat/command_context.h>
#include <meerkat/status.h>

#include <chrono>
#include <cstddef>
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

  // Not for cursors of a session, which end with it.
  static constexpr std::chrono::minutes kIdleLimit = CursorCounts::kIdleLimit;

  // Bytes that the open cursors of a user may take.
  static constexpr size_t kMostOfUser = size_t{1} << 30;
  // What a cursor counts for beside what it keeps: its snapshot, and the blocks
  // that its iterators hold.
  static constexpr size_t kOfCursor = size_t{64} << 10;

  // Keeps `open` under `id`. False when the id is taken.
  bool Add(int64_t id, OpenCursor& open, Time now);
  // Takes a cursor out for use; put it back with Return, or End it. Errors: 43
  // CursorNotFound, also when it was idle for longer than kIdleLimit, 13
  // Unauthorized when it belongs to another user or namespace, 50736, 50737 and
  // 50738 when to another session, 143 CursorInUse.
  StatusOr<OpenCursor> Take(int64_t id, std::string_view ns,
                            const CommandContext& context, Time now);
  // REQUIRES: `open` is what was taken.
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
    // Bytes, as counted for its user.
    size_t memory = 0;

    bool IsIdle(Time now) const {
      return !in_use && !open.never_idle && open.owner.session.empty() &&
             now - last_use > kIdleLimit;
    }
  };

  using Slots = std::map<int64_t, Slot>;

  // Puts `open` into the slot, which is counted as it is now.
  void Put(Slots::iterator slot, OpenCursor open, Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Slots::iterator Erase(Slots::iterator slot)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  template <typename Predicate>
  size_t EraseIf(const Predicate& is_meant)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Ends cursors of a user, but for this one, until there is room for more.
  void MakeRoom(const std::string& user, int64_t newest)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  Slots slots_ ABSL_GUARDED_BY(mutex_);
  // Bytes, by users that have cursors.
  std::map<std::string, size_t> memory_ ABSL_GUARDED_BY(mutex_);
  int64_t timed_out_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t total_opened_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace meerkat::engine
