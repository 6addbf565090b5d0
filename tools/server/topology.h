// Topology: what hello says of a server, the same for all of its clients.
#pragma once

#include <meerkat/types.h>

#include <string>
#include <string_view>

namespace meerkat::server {

struct Topology {
  bool standalone = false;
  std::string replica_set;
  // "host:port"; empty: by which each client reaches it.
  std::string host;
  // Made when the server starts; a driver knows by it that it is another one.
  ObjectId process_id;
  ObjectId election_id;
};

// The election_id of a server that starts at that time. It is larger than those
// of earlier starts: a driver takes a primary with a smaller one than it has
// seen for an old one, and does not use it. Driver specification "Server
// Discovery and Monitoring", updateRSFromPrimary.
ObjectId ElectionIdAt(Date start);

// Whether a command of this name is the one that tells all this.
inline bool IsHello(std::string_view command) {
  return command == "hello" || command == "isMaster" || command == "ismaster";
}
// Whether it is a step of a login.
inline bool IsLogin(std::string_view command) {
  return command == "saslStart" || command == "saslContinue";
}

}  // namespace meerkat::server
