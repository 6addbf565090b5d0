// Server: an open database for drivers, over the network.
//
//   StatusOr<std::unique_ptr<Server>> server = Server::Start(client, {});
//   for (const std::string& uri : (*server)->uris()) print(uri);
//   ...
//   (*server)->Stop();
//
// Anything that speaks MongoDB's wire protocol may connect; the program that
// started it goes on using the same database.
//
// It is the process's that started it: in a child made by fork() it does
// nothing, and its connections stay the parent's.
#pragma once

#include <meerkat/client.h>
#include <meerkat/server_options.h>
#include <meerkat/status.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace meerkat {

// Clients since the start.
struct ConnectionCounts {
  // At this moment.
  size_t current = 0;
  // Those that were served, and those that came when there were too many.
  int64_t accepted = 0;
  int64_t refused = 0;
  // Those that were closed: by one of ConnectionLimits, for bytes that are no
  // message, for a TLS handshake that failed.
  int64_t timed_out = 0;
  int64_t malformed = 0;
  int64_t tls_failed = 0;
};

// Thread-safe.
class Server {
 public:
  // Listens from when it returns. Errors: 2 BadValue for options that cannot
  // be, 9001 SocketException where it cannot listen, naming where and why,
  // 140 InvalidSSLConfiguration for files of TLS that cannot be read or used,
  // and 1 InternalError when the system has neither threads nor file handles.
  static StatusOr<std::unique_ptr<Server>> Start(Client client,
                                                 const ServerOptions& options);
  // Stops it.
  ~Server();

  // mongodb://..., one for each place it listens at.
  const std::vector<std::string>& uris() const;

  ConnectionCounts connections() const;

  // Lets nobody in any more and closes all connections: idle ones at once, the
  // others when the command that runs is answered, but that only for as long as
  // ServerOptions::grace. Returns when no command runs any more. Calling it
  // again is ok. Not from a thread of the server: what a command does must not
  // wait for its own end.
  void Stop();

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace meerkat
