// What can be chosen when a server starts.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meerkat {

// How many connections there may be, and how long each may keep the server
// waiting. MongoDB's server waits for ever; this one lives in somebody else's
// process. A limit that is reached closes the connection without a word: a
// client that is too slow to ask is too slow to read why.
struct ConnectionLimits {
  // Clients at the same time. Who comes beyond that is closed at once, as
  // mongod does it (net.maxIncomingConnections): drivers take it for a server
  // that is busy, and try again.
  int connections = 1000;
  // Bytes that messages of 1 MiB and more may take together, while they come
  // and are worked on. Whose message would be too much is closed.
  size_t message_memory = size_t{1} << 30;
  // To finish a message that has begun; to take a reply. As much time again
  // whenever 16 KiB a second got through, so that what is large may be slow.
  std::chrono::milliseconds message{30'000};
  std::chrono::milliseconds reply{60'000};
  // From the connect to the end of the TLS handshake. And for a client that has
  // to log in: to its first message, and from each message to the next until it
  // has.
  std::chrono::milliseconds login{10'000};
  // The same after a hello. A driver watches a server by connections that never
  // log in and say hello now and then: every 10 s if nobody says otherwise.
  std::chrono::milliseconds hello{600'000};
  // Between messages; zero: for ever, as mongod. A pool of connections keeps
  // idle ones for hours, and what it sends over one that was closed is an error
  // to the application unless the command can be retried.
  std::chrono::milliseconds idle{0};
};

struct ServerOptions {
  // TCP: the addresses or host names to listen at, "localhost,10.0.0.7,::1",
  // and the port, 0 for any that is free; without a port there is no TCP.
  std::string bind_ip = "127.0.0.1";
  std::optional<uint16_t> port = 27017;
  // A Unix socket that only the user of this process may open; empty: none.
  // Drivers want a name that ends in ".sock".
  std::string socket_path = {};
  // Shows itself as a server on its own, not as the one member of a replica
  // set: then drivers use neither transactions nor retryable writes.
  bool standalone = false;
  std::string replica_set = "meerkat";
  // Whether clients have to log in, and may do what their roles allow only.
  bool auth = false;
  // Listen to other machines although nobody has to log in.
  bool allow_remote_without_auth = false;
  // How late a wrong password is answered. Those at one user from one machine
  // are answered one after another, so that many connections guess no faster
  // than one; when 50 wait, further ones are refused without a look. A
  // connection is closed after 10 of them. Zero: guess as you like, ten times a
  // connection.
  std::chrono::milliseconds failed_login_delay{100};

  // Where lines of the log go, without their ends: one thread at a time calls
  // it, and the others wait: it must not be slow, nor call the server. Null:
  // nowhere, but getLog shows them.
  std::function<void(std::string_view line)> log = {};
  // Warnings and slow operations only.
  bool quiet = true;
  // Whether the log shows values of users' data; "###" otherwise.
  bool log_values = true;
  // From when on an operation is slow; negative: never.
  std::chrono::milliseconds slow{100};

  // What getCmdLineOpts shows as argv.
  std::vector<std::string> command_line = {};
  // Called when a client asks the server to end, by one of its threads; whoever
  // started it stops it then. Null: clients may not ask.
  std::function<void()> on_shutdown = {};

  // "host:port" by which clients reach this server; empty: where it listens.
  std::string advertised_host = {};
  ConnectionLimits limits = {};
  // How long Stop() lets commands and replies come to their end.
  std::chrono::milliseconds grace{5'000};
  // TLS for all TCP connections: the PEM file with the server's
  // certificate, those that signed it, and its key; empty: none.
  std::string tls_certificate_key_file = {};
  // PEM: clients must present a certificate that one of these signed.
  std::string tls_ca_file = {};
};

}  // namespace meerkat
