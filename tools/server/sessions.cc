#include "tools/server/sessions.h"

#include <absl/time/time.h>
#include <fmt/format.h>
#include <meerkat/builder.h>

#include <utility>

namespace meerkat::server {

namespace {

// At whether somebody who waits was interrupted.
constexpr absl::Duration kBetweenLooks = absl::Milliseconds(50);

// Whether a user that has `own` of all `used` may have `more`: then as much has
// to be left as is its.
bool IsFair(size_t own, size_t used, size_t more, size_t most) {
  return used + more <= most && own + more <= most - (used + more);
}

}  // namespace

Status Sessions::Use(const SessionKey& key, Time now) {
  absl::MutexLock lock(&mutex_);
  if (Session* found = Find(key)) {
    found->last_use = now;
    return absl::OkStatus();
  }
  const auto share = shares_.find(key.user);
  const size_t own = share != shares_.end() ? share->second.sessions : 0;
  if (!IsFair(own, all_.sessions, 1, most_)) {
    return MakeError(ErrorCode::kTooManyLogicalSessions,
                     fmt::format("there are {} sessions, {} of them of this "
                                 "user, which cannot have more",
                                 all_.sessions, own));
  }
  ++shares_[key.user].sessions;
  ++all_.sessions;
  sessions_.emplace(key, Session{.last_use = now});
  return absl::OkStatus();
}

void Sessions::KeepAlive(const SessionKey& key, Time now) {
  absl::MutexLock lock(&mutex_);
  if (Session* found = Find(key)) found->last_use = now;
}

Sessions::Session* Sessions::Find(const SessionKey& key) {
  const auto found = sessions_.find(key);
  return found != sessions_.end() ? &found->second : nullptr;
}

void Sessions::Erase(const SessionKey& key) {
  Forget(key, *Find(key));
  --all_.sessions;
  if (--shares_[key.user].sessions == 0) shares_.erase(key.user);
  sessions_.erase(key);
}

void Sessions::Forget(const SessionKey& key, Session& session) {
  if (session.reply == nullptr) return;
  const size_t size = session.reply->view().size();
  all_.replies -= size;
  shares_[key.user].replies -= size;
  session.reply.reset();
}

void Sessions::Keep(const SessionKey& key, Session& session,
                    const Document& reply) {
  const size_t size = reply.view().size();
  Share& own = shares_[key.user];
  if (size > kMostReply ||
      !IsFair(own.replies, all_.replies, size, kMostReplies)) {
    return;
  }
  // A copy of the size it needs.
  session.reply = std::make_shared<const Document>(DocumentView(reply.view()));
  all_.replies += size;
  own.replies += size;
}

bool Sessions::End(const SessionKey& key) {
  absl::MutexLock lock(&mutex_);
  if (Find(key) == nullptr) return false;
  Erase(key);
  write_ended_.SignalAll();
  return true;
}

std::vector<SessionKey> Sessions::Matching(
    absl::FunctionRef<bool(const SessionKey&)> is_meant) const {
  absl::MutexLock lock(&mutex_);
  std::vector<SessionKey> found;
  for (const auto& [key, session] : sessions_) {
    if (is_meant(key)) found.push_back(key);
  }
  return found;
}

std::vector<SessionKey> Sessions::EndIdle(Time now) {
  absl::MutexLock lock(&mutex_);
  std::vector<SessionKey> ended;
  for (auto& [key, session] : sessions_) {
    const bool is_idle = now - session.last_use > kTimeout;
    if (is_idle && session.state != State::kRunning) ended.push_back(key);
  }
  for (const SessionKey& key : ended) Erase(key);
  return ended;
}

StatusOr<Sessions::Write> Sessions::BeginWrite(
    const SessionKey& key, int64_t number, const Interruption& interruption) {
  absl::MutexLock lock(&mutex_);
  while (true) {
    if (stopped_)
      return MakeError(ErrorCode::kShutdownInProgress, "the server stops");
    Session* session = Find(key);
    if (session == nullptr) {
      return MakeError(ErrorCode::kNoSuchSession, "the session has ended");
    }
    if (interruption.is_killed()) return interruption.status();
    if (number < session->number) {
      return MakeError(
          ErrorCode::kTransactionTooOld,
          fmt::format("Retryable write with txnNumber {} is prohibited on this "
                      "session because a newer retryable write with txnNumber "
                      "{} has already started on it.",
                      number, session->number));
    }
    if (number > session->number || session->state == State::kNone) {
      Forget(key, *session);
      session->number = number;
      session->state = State::kRunning;
      return Write{.session = key, .number = number};
    }
    if (session->state == State::kDone) {
      if (session->reply != nullptr) return Write{key, number, session->reply};
      return MakeError(ErrorCode::kIncompleteTransactionHistory,
                       fmt::format("the write with txnNumber {} was done, and "
                                   "what it did was not kept",
                                   number));
    }
    write_ended_.WaitWithTimeout(&mutex_, kBetweenLooks);
  }
}

void Sessions::EndWrite(const Write& write, const Document* reply) {
  absl::MutexLock lock(&mutex_);
  Session* session = Find(write.session);
  // A newer write may have begun, or the session have ended.
  if (session != nullptr && session->number == write.number) {
    session->state = reply != nullptr ? State::kDone : State::kNone;
    if (reply != nullptr) Keep(write.session, *session, *reply);
  }
  write_ended_.SignalAll();
}

void Sessions::Stop() {
  absl::MutexLock lock(&mutex_);
  stopped_ = true;
  write_ended_.SignalAll();
}

size_t Sessions::size() const {
  absl::MutexLock lock(&mutex_);
  return sessions_.size();
}

Document RetriedReply(const Document& reply, int64_t statements) {
  Builder retried(reply.view().size() + 64);
  retried.AppendAll(reply);
  retried.OpenArray("retriedStmtIds");
  for (int64_t id = 0; id < statements; ++id) {
    retried.AppendItem(Value(static_cast<int32_t>(id)));
  }
  retried.Close();
  return std::move(retried).Finish();
}

}  // namespace meerkat::server
