#include "tests/support/tls_client.h"

#ifdef MEERKAT_HAS_OPENSSL
#include <meerkat/value.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <cstdlib>

#include "tools/server/wire/header.h"
#include "tools/server/wire/little_endian.h"

namespace meerkat::testing {
namespace {

constexpr long kDay = 24L * 3600;

// OpenSSL writes to sockets that are closed without asking for no signal. Keeps
// it from this thread alone: what the server does must raise none.
class NoSignal {
 public:
  NoSignal() {
    ::sigemptyset(&pipe_);
    ::sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoSignal() {
    const timespec at_once = {};
    while (::sigtimedwait(&pipe_, nullptr, &at_once) > 0) {
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoSignal(const NoSignal&) = delete;
  NoSignal& operator=(const NoSignal&) = delete;

 private:
  sigset_t pipe_;
  sigset_t before_;
};

std::string TextOf(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  std::string text(bytes, static_cast<size_t>(size));
  BIO_free(bio);
  return text;
}

std::string PemOf(X509* certificate) {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(bio, certificate);
  return TextOf(bio);
}

std::string PemOf(EVP_PKEY* key) {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  return TextOf(bio);
}

EVP_PKEY* NewKey() {
  EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nullptr);
  EVP_PKEY* key = nullptr;
  EVP_PKEY_keygen_init(context);
  EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1);
  EVP_PKEY_keygen(context, &key);
  EVP_PKEY_CTX_free(context);
  return key;
}

void Show(SSL* session, const Certificate& shown) {
  BIO* bio = BIO_new_mem_buf(shown.certificate.data(),
                             static_cast<int>(shown.certificate.size()));
  X509* certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
  BIO_free(bio);
  bio = BIO_new_mem_buf(shown.key.data(), static_cast<int>(shown.key.size()));
  EVP_PKEY* key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
  BIO_free(bio);
  SSL_use_certificate(session, certificate);
  SSL_use_PrivateKey(session, key);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

}  // namespace

Certificate NewCertificate(const std::string& name) {
  EVP_PKEY* key = NewKey();
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate), kDay);
  X509_set_pubkey(certificate, key);
  X509_NAME* subject = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(
      subject, "CN", MBSTRING_ASC,
      reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate, subject);
  if (X509_sign(certificate, key, EVP_sha256()) == 0) std::abort();
  Certificate made{PemOf(certificate), PemOf(key)};
  X509_free(certificate);
  EVP_PKEY_free(key);
  return made;
}

struct TlsSocket::Session {
  explicit Session(const std::string& uri) : socket(uri) {}
  ~Session() {
    SSL_free(ssl);
    SSL_CTX_free(context);
  }

  bool ReceiveExactly(size_t size, std::string& bytes) const {
    while (size > 0) {
      char buffer[4096];
      const int got = SSL_read(
          ssl, buffer, static_cast<int>(std::min(size, sizeof(buffer))));
      if (got <= 0) return false;
      bytes.append(buffer, static_cast<size_t>(got));
      size -= static_cast<size_t>(got);
    }
    return true;
  }

  WireSocket socket;
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL* ssl = nullptr;
  bool is_agreed = false;
};

TlsSocket::TlsSocket(const std::string& uri, const TlsChoice& choice)
    : session_(std::make_unique<Session>(uri)) {
  const timeval patience = {.tv_sec = 30, .tv_usec = 0};
  ::setsockopt(session_->socket.handle(), SOL_SOCKET, SO_RCVTIMEO, &patience,
               sizeof(patience));
  // For versions that are old enough to be refused.
  SSL_CTX_set_security_level(session_->context, 0);
  SSL_CTX_set_min_proto_version(session_->context, TLS1_VERSION);
  SSL_CTX_set_max_proto_version(session_->context, choice.newest_version);
  session_->ssl = SSL_new(session_->context);
  if (choice.certificate != nullptr) Show(session_->ssl, *choice.certificate);
  SSL_set_fd(session_->ssl, session_->socket.handle());
  const NoSignal no_signal;
  session_->is_agreed = SSL_connect(session_->ssl) == 1;
}

TlsSocket::~TlsSocket() = default;

std::string TlsSocket::ServerCertificate() const {
  if (!session_->is_agreed) return "";
  X509* certificate = SSL_get1_peer_certificate(session_->ssl);
  if (certificate == nullptr) return "";
  std::string pem = PemOf(certificate);
  X509_free(certificate);
  return pem;
}

bool TlsSocket::Send(std::string_view bytes) {
  const NoSignal no_signal;
  return session_->is_agreed && SSL_write(session_->ssl, bytes.data(),
                                          static_cast<int>(bytes.size())) > 0;
}

Document TlsSocket::Receive() {
  const NoSignal no_signal;
  std::string frame;
  if (!session_->is_agreed ||
      !session_->ReceiveExactly(server::kHeaderSize, frame)) {
    return {};
  }
  const auto length = server::Load<uint32_t>(frame.data());
  if (!session_->ReceiveExactly(length - frame.size(), frame)) return {};
  StatusOr<WireReply> reply = ReadReply(frame);
  return reply.ok() ? std::move(reply->document) : Document();
}

Document TlsSocket::Run(DocumentView command) {
  return Send(MsgRequest(command)) ? Receive() : Document();
}

bool TlsSocket::Ping() {
  return Run(Document{{"ping", 1}, {"$db", "admin"}})["ok"].exists();
}

}  // namespace meerkat::testing
#endif
