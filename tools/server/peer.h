// Peer: what a server knows of one connection beside its bytes.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <meerkat/document.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/server/auth/authorization.h"
#include "tools/server/auth/sasl.h"
#include "tools/server/cluster_clock.h"
#include "tools/server/last_write.h"
#include "tools/server/operation.h"
#include "tools/server/sessions.h"
#include "tools/server/topology.h"
#include "tools/server/wire/compressor.h"

namespace meerkat::server {

class Peers;

struct PeerAddress {
  // "127.0.0.1:54321", or "anonymous unix socket".
  std::string client;
  // By which it reached the server: "host:port", or the path of a Unix socket.
  std::string server = {};
};

// Used by the thread that serves the connection, but for what says otherwise.
class Peer {
 public:
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  // These never change; any thread may read them.
  int32_t id() const { return id_; }
  const std::string& address() const { return address_.client; }
  const std::string& server_address() const { return address_.server; }
  // Whether the client is on this machine.
  bool is_local() const { return is_local_; }

  // `client` of the first hello; thread-safe.
  std::optional<Document> metadata() const;
  void set_metadata(Document metadata);

  // It may do next to nothing before it has logged in: its messages are small
  // and soon to come (net/limits.h).
  bool must_log_in = false;
  // What hello agreed upon.
  std::vector<Compressor> compressors = {};
  auth::Sasl sasl;
  // The roles of sasl.user(), and the state of the users they were read in.
  auth::Caller caller = {};
  uint64_t users_version = 0;
  // Of the last reply.
  ReplyTimes times = {};
  // For getLastError.
  LastWrite last_write = {};
  // A reply that is made and waits to be sent: an answer to a failed login.
  std::optional<Document> delayed_reply = {};
  // How late the next failed login is answered; 0 until one was judged.
  std::chrono::nanoseconds failed_login_delay{0};
  int failed_logins = 0;
  // Thread-safe.
  OperationSlot operation;

 private:
  friend class Peers;
  Peer(Peers& peers, int32_t id, PeerAddress address,
       const auth::CredentialSource& credentials);

  Peers& peers_;
  const int32_t id_;
  const PeerAddress address_;
  const bool is_local_;
  mutable absl::Mutex mutex_;
  std::optional<Document> metadata_ ABSL_GUARDED_BY(mutex_);
  std::list<Peer*>::iterator place_;
};

// "host:port" by which a client is to reach the server.
const std::string& HostOf(const Topology& topology, const Peer& peer);

// The session of that id as whoever is logged in has it.
SessionKey KeyOf(const Peer& peer, std::string_view id);

// The connections of a server. Thread-safe.
class Peers {
 public:
  // REQUIRES: this and `credentials` outlive the peer.
  std::unique_ptr<Peer> Add(PeerAddress address,
                            const auth::CredentialSource& credentials);

  // Calls `visit` for each, one after another; it must not wait for any.
  void ForEach(const std::function<void(Peer&)>& visit) const;

  int64_t size() const;

 private:
  friend class Peer;

  mutable absl::Mutex mutex_;
  std::list<Peer*> all_ ABSL_GUARDED_BY(mutex_);
  int32_t last_id_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace meerkat::server
