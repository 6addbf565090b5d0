#include "tools/server/sessions.h"

#include <absl/time/time.h>
#include <fmt/format.h>
#include <meerkat/builder.h>

#include <utility>

namespace meerkat::server {

namespace {

// At whether somebody who waits was interrupted.
constexpr absl::Duration kBetweenLooks = absl::Milliseconds(50);

}  // namespace

Status Sessions::Use(const SessionKey& key, Time now) {
  absl::MutexLock lock(&mutex_);
  if (Session* found = Find(key)) {
    found->last_use = now;
    return absl::OkStatus();
  }
  if (sessions_.size() >= kMostSessions) {
    return MakeError(ErrorCode::kTooManyLogicalSessions,
                     fmt::format("there are {} sessions, and there cannot be "
                                 "more",
                                 sessions_.size()));
  }
  sessions_.emplace(key, Session{.last_use = now});
  return absl::OkStatus();
}

Sessions::Session* Sessions::Find(const SessionKey& key) {
  const auto found = sessions_.find(key);
  return found != sessions_.end() ? &found->second : nullptr;
}

void Sessions::Forget(Session& session) {
  if (session.reply != nullptr) kept_ -= session.reply->view().size();
  session.reply.reset();
}

void Sessions::Keep(Session& session, const Document& reply) {
  const size_t size = reply.view().size();
  if (size > kMostReply || kept_ + size > kMostReplies) return;
  // A copy of the size it needs.
  session.reply = std::make_shared<const Document>(DocumentView(reply.view()));
  kept_ += size;
}

bool Sessions::End(const SessionKey& key) {
  absl::MutexLock lock(&mutex_);
  Session* found = Find(key);
  if (found == nullptr) return false;
  Forget(*found);
  sessions_.erase(key);
  write_ended_.SignalAll();
  return true;
}

std::vector<SessionKey> Sessions::AllOf(std::string_view user) const {
  absl::MutexLock lock(&mutex_);
  std::vector<SessionKey> all;
  for (const auto& [key, session] : sessions_) {
    if (key.user == user) all.push_back(key);
  }
  return all;
}

std::vector<SessionKey> Sessions::EndIdle(Time now) {
  absl::MutexLock lock(&mutex_);
  std::vector<SessionKey> ended;
  for (auto& [key, session] : sessions_) {
    const bool is_idle = now - session.last_use > kTimeout;
    if (is_idle && session.state != State::kRunning) ended.push_back(key);
  }
  for (const SessionKey& key : ended) {
    Forget(*Find(key));
    sessions_.erase(key);
  }
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
      Forget(*session);
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
    if (reply != nullptr) Keep(*session, *reply);
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
