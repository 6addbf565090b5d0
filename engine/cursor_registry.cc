#include "engine/cursor_registry.h"

#include <fmt/format.h>

#include <utility>

namespace meerkat::engine {

bool CursorRegistry::Add(int64_t id, OpenCursor& open, Time now) {
  absl::MutexLock lock(&mutex_);
  if (slots_.contains(id)) return false;
  slots_[id] = Slot{std::move(open), now};
  return true;
}

StatusOr<OpenCursor> CursorRegistry::Take(int64_t id, std::string_view ns,
                                          Time now) {
  absl::MutexLock lock(&mutex_);
  const auto found = slots_.find(id);
  if (found == slots_.end() || found->second.killed ||
      found->second.IsIdle(now)) {
    return MakeError(ErrorCode::kCursorNotFound,
                     fmt::format("cursor id {} not found", id));
  }
  Slot& slot = found->second;
  if (slot.in_use) {
    return MakeError(ErrorCode::kCursorInUse,
                     fmt::format("cursor id {} is already in use", id));
  }
  if (slot.open.ns != ns) {
    return MakeError(
        ErrorCode::kUnauthorized,
        fmt::format("Requested getMore on namespace '{}', but cursor belongs "
                    "to a different namespace {}",
                    ns, slot.open.ns));
  }
  slot.in_use = true;
  OpenCursor taken = std::move(slot.open);
  slot.open.ns = ns;
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

bool CursorRegistry::EndIdle(Time now) {
  absl::MutexLock lock(&mutex_);
  std::erase_if(slots_,
                [now](const auto& entry) { return entry.second.IsIdle(now); });
  return !slots_.empty();
}

void CursorRegistry::Clear() {
  absl::MutexLock lock(&mutex_);
  slots_.clear();
}

}  // namespace meerkat::engine
