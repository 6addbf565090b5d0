// TLS over sockets that do not wait: by OpenSSL, in a build that has it.
//
// A client speaks it from its first byte on. TLS 1.2 and newer, without
// renegotiation, compression or resumed sessions. MongoDB manual, "Configure
// mongod for TLS/SSL".
#pragma once

#include <meerkat/status.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace meerkat::server {

// What became of reading or writing.
struct Moved {
  enum class Next {
    // It did something, and may do more.
    kGoOn,
    // There is nothing to be done before the socket can be read, or written.
    kWaitToRead,
    kWaitToWrite,
    // The other end has closed it, or it is broken.
    kClose,
  };
  // Bytes; not zero with kGoOn, unless it was a handshake.
  size_t size = 0;
  Next next = Next::kGoOn;
};

// One connection's. `socket` is its socket, the same for each call. Nothing
// waits, or raises SIGPIPE. Used by one thread at a time.
class TlsSession {
 public:
  virtual ~TlsSession() = default;
  // kGoOn when it is done.
  virtual Moved Handshake(int socket) = 0;
  virtual Moved Read(int socket, std::span<char> room) = 0;
  virtual Moved Write(int socket, std::string_view bytes) = 0;
  // Bytes that came and were decrypted, but had no room.
  virtual bool has_unread() const = 0;
};

// A server's certificate and whom it trusts. Thread-safe; sessions may outlive
// it.
class TlsContext {
 public:
  // `certificate_key_file`: PEM with the certificate, those between it and the
  // root, and the key, without a pass phrase (as mongod's
  // --tlsCertificateKeyFile). `ca_file`, unless empty: PEM with those who sign
  // the certificates that clients must then show (as --tlsCAFile).
  //
  // Errors: 140 InvalidSSLConfiguration, naming the file and why; 72
  // InvalidOptions in a build without OpenSSL.
  static StatusOr<std::unique_ptr<TlsContext>> Load(
      const std::string& certificate_key_file, const std::string& ca_file);

  virtual ~TlsContext() = default;
  // Null when there is no memory for it.
  virtual std::unique_ptr<TlsSession> NewSession() = 0;
};

}  // namespace meerkat::server
