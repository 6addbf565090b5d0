#include "engine/cursor_registry.h"

#include <absl/strings/escaping.h>
#include <fmt/format.h>

#include <utility>

#include "storage/status_macros.h"
#include "storage/str.h"

namespace meerkat::engine {

namespace {

// MongoDB gives these errors no names.
constexpr ErrorCode kCursorOfNoSession{50736};
constexpr ErrorCode kCursorOfSession{50737};
constexpr ErrorCode kCursorOfOtherSession{50738};

// A UUID as text; what has another length as hex.
std::string SessionText(std::string_view session) {
  std::string text = absl::BytesToHexString(to_absl(session));
  constexpr size_t kUuidSize = 16;
  if (session.size() != kUuidSize) return text;
  for (const size_t place : {8, 13, 18, 23}) text.insert(place, 1, '-');
  return text;
}

Status CheckUser(int64_t id, const OpenCursor& open, std::string_view user) {
  if (open.owner.user == user) return absl::OkStatus();
  return MakeError(
      ErrorCode::kUnauthorized,
      fmt::format("cursor id {} was not created by the authenticated user",
                  id));
}

Status CheckNamespace(const OpenCursor& open, std::string_view ns) {
  if (open.ns == ns) return absl::OkStatus();
  return MakeError(
      ErrorCode::kUnauthorized,
      fmt::format("Requested getMore on namespace '{}', but cursor belongs "
                  "to a different namespace {}",
                  ns, open.ns));
}

Status CheckSession(int64_t id, const OpenCursor& open,
                    std::string_view session) {
  const std::string& own = open.owner.session;
  if (own == session) return absl::OkStatus();
  const std::string which =
      fmt::format("Cannot run getMore on cursor {}, which was ", id);
  if (own.empty()) {
    return MakeError(kCursorOfNoSession,
                     fmt::format("{}not created in a session, in session {}",
                                 which, SessionText(session)));
  }
  if (session.empty()) {
    return MakeError(kCursorOfSession,
                     fmt::format("{}created in session {}, without an lsid",
                                 which, SessionText(own)));
  }
  return MakeError(kCursorOfOtherSession,
                   fmt::format("{}created in session {}, in session {}", which,
                               SessionText(own), SessionText(session)));
}

}  // namespace

bool CursorRegistry::Add(int64_t id, OpenCursor& open, Time now) {
  absl::MutexLock lock(&mutex_);
  if (slots_.contains(id)) return false;
  slots_[id] = Slot{std::move(open), now};
  ++total_opened_;
  return true;
}

StatusOr<OpenCursor> CursorRegistry::Take(int64_t id, std::string_view ns,
                                          const CommandContext& context,
                                          Time now) {
  absl::MutexLock lock(&mutex_);
  const auto found = slots_.find(id);
  if (found == slots_.end() || found->second.killed ||
      found->second.IsIdle(now)) {
    return MakeError(ErrorCode::kCursorNotFound,
                     fmt::format("cursor id {} not found", id));
  }
  Slot& slot = found->second;
  MEERKAT_RETURN_IF_ERROR(CheckUser(id, slot.open, context.user));
  MEERKAT_RETURN_IF_ERROR(CheckNamespace(slot.open, ns));
  MEERKAT_RETURN_IF_ERROR(CheckSession(id, slot.open, context.session));
  if (slot.in_use) {
    return MakeError(ErrorCode::kCursorInUse,
                     fmt::format("cursor id {} is already in use", id));
  }
  slot.in_use = true;
  OpenCursor taken = std::move(slot.open);
  slot.open = {.ns = taken.ns,
               .cursor = nullptr,
               .held_back = std::nullopt,
               .never_idle = taken.never_idle,
               .owner = taken.owner};
  return taken;
}

void CursorRegistry::Return(int64_t id, OpenCursor open, Time now) {
  absl::MutexLock lock(&mutex_);
  const auto found = slots_.find(id);
  if (found == slots_.end()) return;
  if (found->second.killed) {
    slots_.erase(found);
    return;
  }
  found->second = Slot{std::move(open), now};
}

void CursorRegistry::End(int64_t id) {
  absl::MutexLock lock(&mutex_);
  slots_.erase(id);
}

Status CursorRegistry::CheckMayKill(int64_t id,
                                    const CommandContext& context) const {
  if (context.may_kill_any_cursor) return absl::OkStatus();
  absl::MutexLock lock(&mutex_);
  const auto found = slots_.find(id);
  if (found == slots_.end()) return absl::OkStatus();
  const OpenCursor& open = found->second.open;
  if (open.owner.user == context.user) return absl::OkStatus();
  return MakeError(
      ErrorCode::kUnauthorized,
      fmt::format("not authorized to kill cursors on {}", open.ns));
}

bool CursorRegistry::Kill(int64_t id) {
  absl::MutexLock lock(&mutex_);
  const auto found = slots_.find(id);
  if (found == slots_.end() || found->second.killed) return false;
  if (found->second.in_use) {
    found->second.killed = true;
  } else {
    slots_.erase(found);
  }
  return true;
}

void CursorRegistry::KillAllOf(std::string_view session,
                               std::string_view user) {
  absl::MutexLock lock(&mutex_);
  const auto is_its = [session, user](const auto& entry) {
    const auto& owner = entry.second.open.owner;
    return owner.session == session && owner.user == user;
  };
  std::erase_if(slots_, [&](const auto& entry) {
    return is_its(entry) && !entry.second.in_use;
  });
  for (auto& entry : slots_) entry.second.killed |= is_its(entry);
}

bool CursorRegistry::EndIdle(Time now) {
  absl::MutexLock lock(&mutex_);
  timed_out_ += static_cast<int64_t>(std::erase_if(
      slots_, [now](const auto& entry) { return entry.second.IsIdle(now); }));
  return !slots_.empty();
}

void CursorRegistry::Clear() {
  absl::MutexLock lock(&mutex_);
  slots_.clear();
}

CursorCounts CursorRegistry::Count() const {
  absl::MutexLock lock(&mutex_);
  CursorCounts counts{.total = static_cast<int64_t>(slots_.size()),
                      .timed_out = timed_out_,
                      .total_opened = total_opened_};
  for (const auto& [id, slot] : slots_) {
    counts.no_timeout += slot.open.never_idle;
    counts.pinned += slot.in_use;
  }
  return counts;
}

}  // namespace meerkat::engine
