// Connection: one client's requests, answered one after another.
//
//   handshake -> reading -> running -> writing -> reading -> ... -> closed
//                   ^          |  ^
//                   +----------+  +--> holding: the reply is for later
//
// It does what can be done without waiting, in turns: a turn begins when the
// network or a time has something to tell, and ends at the latest after so many
// commands that others had to wait long enough. An idle connection has no
// buffer. While a reply waits for the client to take it nothing is read from
// it, so that a client that does not read has one reply in memory and no more.
//
// A client whose requests follow each other closely keeps its thread: that one
// waits for the next request by itself for a moment, which costs half of what
// it costs to be told by IoThreads. A command that runs for long is interrupted
// when its client has gone.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tools/server/net/frame_reader.h"
#include "tools/server/net/io_threads.h"
#include "tools/server/net/limits.h"
#include "tools/server/net/message_room.h"
#include "tools/server/net/stream.h"
#include "tools/server/network_counters.h"
#include "tools/server/peer.h"
#include "tools/server/service.h"

namespace meerkat::server {

class Connections;

// What the connections of a server have in common. Outlives them.
struct ConnectionContext {
  Service* service;
  IoThreads* threads;
  Connections* connections;
  NetworkCounters* counters;
  MessageRoom* room;
  ConnectionLimits limits;
};

// Kept by its Connections until it is closed, and by whatever it waits for.
// Thread-safe.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Socket = Stream::Socket;

  Connection(Socket socket, std::unique_ptr<TlsSession> tls,
             std::unique_ptr<Peer> peer, const ConnectionContext& context);

  void Start();

  enum class Ending {
    // As soon as the command that runs has been answered and the client has
    // taken the reply.
    kAfterReply,
    // As soon as no command runs.
    kAfterCommand,
    // At once. REQUIRES: no thread serves it any more.
    kNow,
  };
  void End(Ending ending);

 private:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr Time kNever = Time::max();

  enum class Phase {
    kHandshake,
    kReading,
    kRunning,
    kHolding,
    kWriting,
    kClosed,
  };

  // Runs `act` unless it is closed. All that happens to it happens so.
  template <typename Act>
  void Turn(const Act& act) ABSL_LOCKS_EXCLUDED(mutex_);
  void OnReady();
  void OnAlarm();

  void Handshake();
  void Read();
  // Answers what has been read, until it has to wait.
  void Proceed();
  // True when there is nothing to be written any more.
  bool Write();
  // Whether request_ is there now: the next one that is whole.
  bool NextRequest();
  bool TakeRequest(const SharedBytes& frame);
  // Makes the next reply to request_. False: not yet.
  bool Answer();
  void Reply(const server::Answer& answer);
  bool Hold(Milliseconds time);
  // Goes to the end of the queue.
  void Yield();
  // What is not served yet is kept for the next turn.
  void Park();
  void WaitForRequest();
  // Waits on this thread; what happens then is a part of the same turn.
  void Linger();
  void WatchCommand();
  void Wait(Moved::Next next);
  void Close();
  void CloseFor(std::atomic<int64_t>& counter);

  // Room for the message that has begun, as long as it or its command is here.
  // False: there is none.
  bool TakeRoom();
  void GiveRoom();

  size_t MaxFrame() const;
  // When a client has to have sent the rest of a message, or the next.
  Time ReadDue();
  // The same for any message of which so many bytes got through.
  Time DueAfter(size_t bytes, Milliseconds limit);
  void SetAlarm(Time due);

  const ConnectionContext& context_;
  absl::Mutex mutex_;
  Phase phase_ = Phase::kHandshake;
  // Closed when there is nothing to be written any more.
  bool ending_ = false;
  Stream stream_;
  // Of the socket: whether somebody waits for it.
  bool waits_to_read_ = false;
  bool waits_to_write_ = false;

  // Seen by the thread that runs a command, without mutex_.
  const std::unique_ptr<Peer> peer_;
  // The request that is being answered.
  std::optional<Request> request_;

  FrameReader frames_;
  size_t room_ = 0;
  // Read, but not served yet: a part of rest_, or of the thread's buffer for as
  // long as the turn lasts.
  std::string_view unread_;
  std::string rest_;

  int32_t next_id_ = 1;
  // What the next reply answers.
  int32_t response_to_ = 0;
  // The time that request_ was held for has passed.
  bool held_ = false;
  // Another reply to request_ follows.
  bool streams_ = false;
  // The last command was a hello.
  bool greets_ = false;
  // Requests follow each other closely.
  bool is_brisk_ = false;
  // This turn is to wait for the next one.
  bool lingers_ = false;
  // When the last reply was written; kept while it is not brisk.
  Time replied_ = Time::min();
  std::string out_;
  size_t written_ = 0;

  // The message that is being read, or written: how much of it had got through
  // when its time began to run the last time.
  struct Pace {
    Time since;
    size_t bytes;
  };
  std::optional<Pace> pace_;
  // What happens at due_ depends on phase_. The timer rings at alarm_ or
  // later, which is not after due_: moving due_ to later costs nothing.
  Time due_ = kNever;
  Time alarm_ = kNever;
  std::optional<asio::steady_timer> timer_;
};

}  // namespace meerkat::server
