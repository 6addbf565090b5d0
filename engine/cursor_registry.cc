#include "engine/cursor_registry.h"

#include <absl/strings/escaping.h>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

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

size_t MemoryOf(const OpenCursor& open) {
  const size_t kept = open.cursor != nullptr ? open.cursor->memory() : 0;
  const size_t held =
      open.held_back.has_value() ? open.held_back->view().size() : 0;
  return CursorRegistry::kOfCursor + kept + held;
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
  const auto [slot, is_new] = slots_.try_emplace(id);
  if (!is_new) return false;
  ++total_opened_;
  Put(slot, std::move(open), now);
  return true;
}

void CursorRegistry::Put(Slots::iterator slot, OpenCursor open, Time now) {
  const size_t before = slot->second.memory;
  slot->second = Slot{.open = std::move(open), .last_use = now};
  const OpenCursor& kept = slot->second.open;
  slot->second.memory = MemoryOf(kept);
  size_t& of_user = memory_[kept.owner.user];
  of_user += slot->second.memory - before;
  if (of_user > kMostOfUser) MakeRoom(kept.owner.user, slot->first);
}

CursorRegistry::Slots::iterator CursorRegistry::Erase(Slots::iterator slot) {
  const auto of_user = memory_.find(slot->second.open.owner.user);
  of_user->second -= slot->second.memory;
  if (of_user->second == 0) memory_.erase(of_user);
  return slots_.erase(slot);
}

template <typename Predicate>
size_t CursorRegistry::EraseIf(const Predicate& is_meant) {
  const size_t before = slots_.size();
  for (auto slot = slots_.begin(); slot != slots_.end();) {
    slot = is_meant(*slot) ? Erase(slot) : std::next(slot);
  }
  return before - slots_.size();
}

// A quarter at once, so that not each further cursor has to look for another.
void CursorRegistry::MakeRoom(const std::string& user, int64_t newest) {
  constexpr size_t kLeft = kMostOfUser / 4 * 3;
  std::vector<Slots::iterator> idle;
  for (auto slot = slots_.begin(); slot != slots_.end(); ++slot) {
    if (slot->second.open.owner.user == user && !slot->second.in_use &&
        slot->first != newest) {
      idle.push_back(slot);
    }
  }
  std::ranges::sort(idle, {}, [](const Slots::iterator& slot) {
    return slot->second.last_use;
  });
  for (const Slots::iterator& slot : idle) {
    if (memory_.find(user)->second <= kLeft) return;
    Erase(slot);
    ++timed_out_;
  }
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
    Erase(found);
    return;
  }
  Put(found, std::move(open), now);
}

void CursorRegistry::End(int64_t id) {
  absl::MutexLock lock(&mutex_);
  const auto found = slots_.find(id);
  if (found != slots_.end()) Erase(found);
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
    Erase(found);
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
  EraseIf(
      [&](const auto& entry) { return is_its(entry) && !entry.second.in_use; });
  for (auto& entry : slots_) entry.second.killed |= is_its(entry);
}

bool CursorRegistry::EndIdle(Time now) {
  absl::MutexLock lock(&mutex_);
  timed_out_ += static_cast<int64_t>(
      EraseIf([now](const auto& entry) { return entry.second.IsIdle(now); }));
  return !slots_.empty();
}

void CursorRegistry::Clear() {
  absl::MutexLock lock(&mutex_);
  slots_.clear();
  memory_.clear();
}

CursorCounts CursorRegistry::Count() const {
  absl::MutexLock lock(&mutex_);
  CursorCounts counts{.total = static_cast<int64_t>(slots_.size()),
                      .timed_out = timed_out_,
                      .total_opened = total_opened_};
  for (const auto& [id, slot] : slots_) {
    counts.no_timeout += slot.open.never_idle;
    counts.pinned += slot.in_use;
    counts.memory += static_cast<int64_t>(slot.memory);
  }
  return counts;
}

}  // namespace meerkat::engine
