// TLS as a driver speaks it, and certificates to try it with. Only where the
// build has OpenSSL.
#pragma once

#include <meerkat/document.h>

#include <memory>
#include <string>
#include <string_view>

#include "tests/support/wire_socket.h"

namespace meerkat::testing {

// PEM: a certificate of its own authority, and the key to it.
struct Certificate {
  std::string certificate;
  std::string key;
};
Certificate NewCertificate(const std::string& name);

struct TlsChoice {
  // What the client shows; null: nothing.
  const Certificate* certificate = nullptr;
  // The newest version that it speaks, as OpenSSL counts; 0: any.
  int newest_version = 0;
};

// A client's connection. Whoever the server is, is fine. Not thread-safe.
class TlsSocket {
 public:
  explicit TlsSocket(const std::string& uri, const TlsChoice& choice = {});
  ~TlsSocket();

  // The server's certificate, as PEM; empty without a handshake.
  std::string ServerCertificate() const;
  bool Send(std::string_view bytes);
  // An empty document: there was no reply.
  Document Receive();
  Document Run(DocumentView command);
  bool Ping();

 private:
  struct Session;
  std::unique_ptr<Session> session_;
};

}  // namespace meerkat::testing
