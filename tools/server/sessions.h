// Sessions: the logical sessions of drivers, and the writes that a driver may
// send a second time.
//
// A driver sends the id of a session (lsid) with nearly every command, which
// starts the session where there is none. One that is not used for half an hour
// ends. A write with a number (txnNumber) is done once, however often it comes:
// a driver that has lost its connection sends it again, and is told what the
// first one did. There is an end to what is kept, and of what is free of it a
// user gets at most half: nobody, whatever he does, can leave another without
// sessions or records of writes.
//
// A write of several statements of which some failed is answered from its
// record like any other, where mongod does those that failed once more. Both
// tell the driver what one execution of each statement did; a driver sends a
// write again only if it has not seen the first reply, and so cannot tell them
// apart. What is not done twice cannot become half of one and half of another.
//
// Driver specifications "Driver Sessions" and "Retryable Writes".
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>
#include <absl/functional/function_ref.h>
#include <absl/synchronization/mutex.h>
#include <meerkat/document.h>
#include <meerkat/interruption.h>
#include <meerkat/status.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace meerkat::server {

// Whose a session is: the id that a client made up is a name among those of its
// user only.
struct SessionKey {
  // 16 bytes.
  std::string id;
  // "db.name"; empty without a login.
  std::string user = {};

  friend bool operator==(const SessionKey&, const SessionKey&) = default;
  template <typename H>
  friend H AbslHashValue(H hash, const SessionKey& key) {
    return H::combine(std::move(hash), key.id, key.user);
  }
};

// Thread-safe.
class Sessions {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // What hello tells of as logicalSessionTimeoutMinutes.
  static constexpr std::chrono::minutes kTimeout{30};
  // Of all users; of each as many as are left when it has them, which is half
  // of what the others leave. What MongoDB calls maxSessions.
  static constexpr size_t kMostSessions = 1'000'000;
  // Bytes of replies that are kept for a second asking: of one, and of all
  // users, which share it in the same way.
  static constexpr size_t kMostReply = size_t{1} << 20;
  static constexpr size_t kMostReplies = size_t{64} << 20;

  // A numbered write that is being done, or was.
  struct Write {
    SessionKey session;
    int64_t number = 0;
    // What it answered the first time; nothing when it has to be done.
    std::shared_ptr<const Document> reply = {};
  };

  explicit Sessions(size_t most = kMostSessions) : most_(most) {}

  // Starts the session or keeps it from timing out. Error 261
  // TooManyLogicalSessions.
  Status Use(const SessionKey& key, Time now);
  // Keeps the session from timing out if there is one: something runs in it.
  void KeepAlive(const SessionKey& key, Time now);
  // False when there is none.
  bool End(const SessionKey& key);
  std::vector<SessionKey> Matching(
      absl::FunctionRef<bool(const SessionKey&)> is_meant) const;
  // Ends those that have timed out, and tells which.
  std::vector<SessionKey> EndIdle(Time now);

  // Waits for one that has the same number and is being done, for it may be
  // this one, come a second time. Without a reply it has to be done, and
  // EndWrite called. Errors: 225 TransactionTooOld for a number below another,
  // 217 IncompleteTransactionHistory when the reply was not kept, 91
  // ShutdownInProgress, 206 NoSuchSession when the session ended meanwhile, and
  // that of the interruption. REQUIRES: Use() of the session.
  StatusOr<Write> BeginWrite(const SessionKey& key, int64_t number,
                             const Interruption& interruption);
  // `reply`: what it did; null when it failed and may be tried again.
  void EndWrite(const Write& write, const Document* reply);

  // Lets go whoever waits in BeginWrite, now and later.
  void Stop();

  size_t size() const;

 private:
  enum class State : uint8_t { kNone, kRunning, kDone };

  struct Session {
    Time last_use;
    int64_t number = -1;
    State state = State::kNone;
    std::shared_ptr<const Document> reply = {};
  };

  // What a user has, or all have.
  struct Share {
    size_t sessions = 0;
    // Bytes.
    size_t replies = 0;
  };

  Session* Find(const SessionKey& key) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Erase(const SessionKey& key) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // REQUIRES: `session` is that of the key.
  void Forget(const SessionKey& key, Session& session)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Keep(const SessionKey& key, Session& session, const Document& reply)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const size_t most_;
  mutable absl::Mutex mutex_;
  absl::CondVar write_ended_;
  absl::flat_hash_map<SessionKey, Session> sessions_ ABSL_GUARDED_BY(mutex_);
  // Of the users that have sessions, and of all together.
  absl::flat_hash_map<std::string, Share> shares_ ABSL_GUARDED_BY(mutex_);
  Share all_ ABSL_GUARDED_BY(mutex_);
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

// `reply` as a second asking gets it: with retriedStmtIds, the numbers of the
// statements that were not done again.
Document RetriedReply(const Document& reply, int64_t statements);

}  // namespace meerkat::server
