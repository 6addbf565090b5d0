#include "tools/server/net/connection.h"

#include <absl/cleanup/cleanup.h>

#include <algorithm>
#include <asio/error.hpp>
#include <asio/post.hpp>
#include <exception>
#include <utility>

#include "tools/server/net/connections.h"
#include "tools/server/topology.h"
#include "tools/server/wire/compressor.h"
#include "tools/server/wire/reply.h"

namespace meerkat::server {

namespace {

constexpr size_t kReadSize = size_t{64} << 10;
// What a thread keeps of the memory for a reply.
constexpr size_t kKeptReply = size_t{256} << 10;
// In a turn.
constexpr int kMostCommands = 32;
// Between replies without a request, however little a client asks for: drivers
// look at a server no more often either ("minHeartbeatFrequencyMS").
constexpr Milliseconds kLeastPause{500};
// How soon a request follows closely: what a driver and its application take
// between a reply and the next request, and not much more. Where a thread waits
// for that long the system's clock makes it whole ticks, some milliseconds.
constexpr Milliseconds kBrisk{1};
// How often it is looked whether the client of a command is still there.
constexpr Milliseconds kWatch{1000};

// Memory that no connection has while it waits.
struct ThreadBuffers {
  std::unique_ptr<char[]> read =
      std::make_unique_for_overwrite<char[]>(kReadSize);
  std::string reply;
};

ThreadBuffers& Buffers() {
  thread_local ThreadBuffers buffers;
  return buffers;
}

// Gives a mutex back for as long as it lives.
class Unlocked {
 public:
  explicit Unlocked(absl::Mutex& mutex) : mutex_(mutex) { mutex_.Unlock(); }
  ~Unlocked() { mutex_.Lock(); }
  Unlocked(const Unlocked&) = delete;
  Unlocked& operator=(const Unlocked&) = delete;

 private:
  absl::Mutex& mutex_;
};

}  // namespace

Connection::Connection(Socket socket, std::unique_ptr<TlsSession> tls,
                       std::unique_ptr<Peer> peer,
                       const ConnectionContext& context)
    : context_(context),
      stream_(std::move(socket), std::move(tls)),
      peer_(std::move(peer)) {}

template <typename Act>
void Connection::Turn(const Act& act) {
  const absl::MutexLock lock(&mutex_);
  if (phase_ == Phase::kClosed) return;
  try {
    act();
    while (std::exchange(lingers_, false)) Linger();
    Park();
  } catch (const std::exception&) {
    // There was no memory, for it at least.
    Close();
  }
}

void Connection::Start() {
  Turn([this] {
    SetAlarm(stream_.is_tls()
                 ? std::chrono::steady_clock::now() + context_.limits.login
                 : kNever);
    Handshake();
  });
}

void Connection::OnReady() {
  switch (phase_) {
    case Phase::kHandshake:
      return Handshake();
    case Phase::kReading:
      return Read();
    case Phase::kWriting:
      return Proceed();
    case Phase::kHolding:
      // Nothing is read while it holds, but nobody would read the reply.
      if (stream_.HasHungUp()) Close();
      return;
    case Phase::kRunning:
    case Phase::kClosed:
      return;
  }
}

void Connection::OnAlarm() {
  alarm_ = kNever;
  if (std::chrono::steady_clock::now() < due_) return SetAlarm(due_);
  due_ = kNever;
  switch (phase_) {
    case Phase::kHolding:
      held_ = true;
      return Proceed();
    case Phase::kHandshake:
    case Phase::kReading:
    case Phase::kWriting:
      return CloseFor(context_.counters->timed_out);
    case Phase::kRunning:
      return WatchCommand();
    case Phase::kClosed:
      return;
  }
}

void Connection::WatchCommand() {
  if (!stream_.HasHungUp()) {
    return SetAlarm(std::chrono::steady_clock::now() + kWatch);
  }
  peer_->operation.KillAny(MakeError(ErrorCode::kClientDisconnect,
                                     "the client has closed its connection"));
}

void Connection::Handshake() {
  if (stream_.is_tls()) {
    const Moved moved = stream_.Handshake();
    if (moved.next == Moved::Next::kClose) {
      return CloseFor(context_.counters->tls_failed);
    }
    if (moved.next != Moved::Next::kGoOn) return Wait(moved.next);
  }
  WaitForRequest();
}

void Connection::Read() {
  const std::span<char> missing = frames_.Missing();
  // What is large goes to its place at once.
  const bool direct = missing.size() >= kReadSize;
  const std::span<char> room =
      direct ? missing : std::span<char>(Buffers().read.get(), kReadSize);
  const Moved moved = stream_.Read(room);
  if (moved.next != Moved::Next::kGoOn) return Wait(moved.next);
  if (!is_brisk_) {
    is_brisk_ = std::chrono::steady_clock::now() - kBrisk < replied_;
  }
  if (!direct) {
    unread_ = {room.data(), moved.size};
  } else if (const std::optional<SharedBytes> frame =
                 frames_.Filled(moved.size);
             frame.has_value() && !TakeRequest(*frame)) {
    return;
  }
  Proceed();
}

void Connection::Proceed() {
  phase_ = Phase::kRunning;
  for (int commands = 0;; ++commands) {
    if (!Write()) return;
    if (ending_) return Close();
    if (!request_.has_value() && !NextRequest()) return;
    if (commands == kMostCommands) return Yield();
    if (!Answer()) return;
  }
}

bool Connection::Write() {
  while (written_ < out_.size()) {
    const Moved moved = stream_.Write(std::string_view(out_).substr(written_));
    if (moved.next != Moved::Next::kGoOn) {
      phase_ = Phase::kWriting;
      SetAlarm(DueAfter(written_, context_.limits.reply));
      Wait(moved.next);
      return false;
    }
    written_ += moved.size;
  }
  if (out_.empty()) return true;
  if (!is_brisk_) replied_ = std::chrono::steady_clock::now();
  pace_.reset();
  written_ = 0;
  out_.clear();
  std::string& kept = Buffers().reply;
  if (kept.capacity() < out_.capacity() && out_.capacity() <= kKeptReply) {
    kept.swap(out_);
  }
  std::string().swap(out_);
  return true;
}

bool Connection::NextRequest() {
  while (!unread_.empty()) {
    const StatusOr<std::optional<SharedBytes>> frame =
        frames_.Take(unread_, MaxFrame());
    if (!frame.ok()) {
      CloseFor(context_.counters->malformed);
      return false;
    }
    if (frame->has_value()) return TakeRequest(**frame);
  }
  if (!TakeRoom()) {
    CloseFor(context_.counters->refused);
    return false;
  }
  WaitForRequest();
  return false;
}

bool Connection::TakeRequest(const SharedBytes& frame) {
  StatusOr<Request> request =
      ParseRequest(frame, peer_->compressors, MaxFrame());
  if (!request.ok()) {
    CloseFor(context_.counters->malformed);
    return false;
  }
  pace_.reset();
  Count(context_.counters->requests);
  Count(context_.counters->bytes_in, static_cast<int64_t>(frame.size()));
  request_ = *std::move(request);
  response_to_ = request_->id;
  return true;
}

bool Connection::Answer() {
  SetAlarm(std::chrono::steady_clock::now() + kWatch);
  server::Answer answer;
  {
    const Unlocked unlocked(mutex_);
    const IoThreads::Busy busy(*context_.threads);
    answer = context_.service->Handle(*request_, *peer_, held_);
  }
  if (answer.hold.has_value()) return Hold(*answer.hold);
  greets_ = IsHello(answer.name);
  Reply(answer);
  if (answer.is_last) ending_ = true;
  held_ = false;
  if (!streams_) {
    request_.reset();
    GiveRoom();
  }
  return true;
}

void Connection::Reply(const server::Answer& answer) {
  streams_ = false;
  if (request_->more_to_come) return;
  // A client that waits for news of the server, or for all of a cursor, is told
  // again and again.
  streams_ = answer.has_more && request_->exhaust_allowed;
  const int32_t id = next_id_++;
  out_.swap(Buffers().reply);
  AppendReply(*request_,
              {.id = id,
               .response_to = response_to_,
               .document = answer.reply,
               .more_fields = answer.times,
               .more_to_come = streams_,
               .query_failed = answer.query_failed,
               .may_be_compressed = MayBeCompressed(answer.name)},
              out_);
  Count(context_.counters->bytes_out, static_cast<int64_t>(out_.size()));
  response_to_ = id;
}

bool Connection::Hold(Milliseconds time) {
  if (ending_) {
    Close();
    return false;
  }
  phase_ = Phase::kHolding;
  if (streams_) time = std::max(time, kLeastPause);
  SetAlarm(std::chrono::steady_clock::now() + time);
  // For a client that hangs up.
  Wait(Moved::Next::kWaitToRead);
  return false;
}

void Connection::Yield() {
  asio::post(stream_.executor(), [self = shared_from_this()] {
    self->Turn([&self] { self->Proceed(); });
  });
}

void Connection::Park() {
  if (phase_ == Phase::kClosed) return;
  if (unread_.empty()) {
    if (!rest_.empty()) std::string().swap(rest_);
    unread_ = {};
    return;
  }
  const bool is_rest = unread_.data() >= rest_.data() &&
                       unread_.data() < rest_.data() + rest_.size();
  if (is_rest) return;
  rest_ = unread_;
  unread_ = rest_;
}

void Connection::WaitForRequest() {
  phase_ = Phase::kReading;
  SetAlarm(ReadDue());
  // Of what TLS has decrypted the network knows nothing.
  if (stream_.has_unread()) {
    asio::post(stream_.executor(), [self = shared_from_this()] {
      self->Turn([&self] {
        if (self->phase_ == Phase::kReading) self->Read();
      });
    });
    return;
  }
  const bool nobody_waits = !waits_to_read_ && !waits_to_write_;
  lingers_ = is_brisk_ && nobody_waits && !frames_.is_inside() &&
             context_.threads->HasRoom();
  if (lingers_) return;
  Wait(Moved::Next::kWaitToRead);
}

void Connection::Linger() {
  const std::optional<int> socket = stream_.BeginWait(kBrisk);
  if (!socket.has_value()) return Wait(Moved::Next::kWaitToRead);
  const std::span<char> room(Buffers().read.get(), kReadSize);
  Moved moved;
  {
    const absl::Cleanup waited = [this] { stream_.EndWait(); };
    const Unlocked unlocked(mutex_);
    const IoThreads::Busy busy(*context_.threads);
    moved = stream_.is_tls() ? Await(*socket, kBrisk) : Await(*socket, room);
  }
  if (phase_ != Phase::kReading) return;
  if (moved.next != Moved::Next::kGoOn) {
    is_brisk_ = false;
    return Wait(moved.next);
  }
  if (stream_.is_tls()) return Read();
  unread_ = {room.data(), moved.size};
  Proceed();
}

void Connection::Wait(Moved::Next next) {
  if (next == Moved::Next::kClose) return Close();
  const bool to_read = next == Moved::Next::kWaitToRead;
  bool& waits = to_read ? waits_to_read_ : waits_to_write_;
  if (waits) return;
  Socket* const socket = stream_.Watched();
  if (socket == nullptr) return Close();
  waits = true;
  socket->async_wait(
      to_read ? Socket::wait_read : Socket::wait_write,
      [self = shared_from_this(), &waits](const asio::error_code& failed) {
        self->Turn([&] {
          waits = false;
          if (failed) return self->Close();
          self->OnReady();
        });
      });
}

void Connection::CloseFor(std::atomic<int64_t>& counter) {
  Count(counter);
  Close();
}

void Connection::Close() {
  if (std::exchange(phase_, Phase::kClosed) == Phase::kClosed) return;
  if (timer_.has_value()) timer_->cancel();
  stream_.Close();
  GiveRoom();
  context_.connections->Remove(*this);
  context_.service->Ended(*peer_);
}

void Connection::End(Ending ending) {
  Turn([this, ending] {
    const bool runs = phase_ == Phase::kRunning;
    const bool writes = phase_ == Phase::kWriting;
    ending_ = true;
    if (ending == Ending::kAfterReply && (runs || writes)) return;
    if (ending == Ending::kAfterCommand && runs) return;
    Close();
  });
}

bool Connection::TakeRoom() {
  const size_t size = frames_.expected();
  if (room_ > 0 || size < MessageRoom::kLarge) return true;
  if (!context_.room->Take(size)) return false;
  room_ = size;
  return true;
}

void Connection::GiveRoom() {
  if (room_ > 0) context_.room->Give(std::exchange(room_, 0));
}

size_t Connection::MaxFrame() const {
  return peer_->must_log_in ? kMaxFrameBeforeLogin : kMaxFrameSize;
}

Connection::Time Connection::ReadDue() {
  const ConnectionLimits& limits = context_.limits;
  if (frames_.is_inside()) return DueAfter(frames_.received(), limits.message);
  Milliseconds limit = limits.idle;
  if (peer_->must_log_in) limit = greets_ ? limits.hello : limits.login;
  if (limit <= Milliseconds::zero()) return kNever;
  return std::chrono::steady_clock::now() + limit;
}

Connection::Time Connection::DueAfter(size_t bytes, Milliseconds limit) {
  if (!pace_.has_value() || bytes - pace_->bytes >= LeastIn(limit)) {
    pace_ = Pace{std::chrono::steady_clock::now(), bytes};
  }
  return pace_->since + limit;
}

void Connection::SetAlarm(Time due) {
  due_ = due;
  if (due == kNever || alarm_ <= due) return;
  if (!timer_.has_value()) timer_.emplace(stream_.executor());
  alarm_ = due;
  timer_->expires_at(due);
  timer_->async_wait(
      [self = shared_from_this()](const asio::error_code& failed) {
        // Another alarm was set in its place.
        if (failed) return;
        self->Turn([&self] { self->OnAlarm(); });
      });
}

}  // namespace meerkat::server
