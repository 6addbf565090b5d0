#include "tools/server/net/tls.h"

#include <fmt/format.h>

#ifdef MEERKAT_HAS_OPENSSL
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <climits>
#include <system_error>
#include <utility>

#include "tools/server/net/socket_io.h"
#endif

namespace meerkat::server {

#ifdef MEERKAT_HAS_OPENSSL

namespace {

// InvalidSSLConfiguration

template <auto kFree>
struct Freer {
  template <typename T>
  void operator()(T* owned) const {
    kFree(owned);
  }
};
using Context = std::unique_ptr<SSL_CTX, Freer<&SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Freer<&SSL_free>>;
using Method = std::unique_ptr<BIO_METHOD, Freer<&BIO_meth_free>>;

// OpenSSL's own BIO for sockets raises SIGPIPE, so this is another: its data is
// a pointer to the socket.
int SocketOf(BIO* bio) { return *static_cast<const int*>(BIO_get_data(bio)); }

int Result(BIO* bio, ssize_t size, int retry) {
  BIO_clear_retry_flags(bio);
  if (size < 0 && MustWait()) {
    BIO_set_flags(bio, retry | BIO_FLAGS_SHOULD_RETRY);
  }
  return static_cast<int>(size);
}

int Receive(BIO* bio, char* room, int size) {
  const std::span<char> all(room, static_cast<size_t>(size));
  return Result(bio, ReceiveSome(SocketOf(bio), all), BIO_FLAGS_READ);
}

int Send(BIO* bio, const char* bytes, int size) {
  const std::string_view all(bytes, static_cast<size_t>(size));
  return Result(bio, SendSome(SocketOf(bio), all), BIO_FLAGS_WRITE);
}

// Flushing is what OpenSSL asks for after each of its own messages.
long Control(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

Method NewMethod() {
  // There are few.
  static const int kIndex = BIO_get_new_index();
  if (kIndex < 0) return nullptr;
  Method method(BIO_meth_new(kIndex | BIO_TYPE_SOURCE_SINK, "meerkat"));
  if (method == nullptr) return nullptr;
  BIO_meth_set_read(method.get(), &Receive);
  BIO_meth_set_write(method.get(), &Send);
  BIO_meth_set_ctrl(method.get(), &Control);
  return method;
}

int Limited(size_t size) {
  return static_cast<int>(std::min(size, size_t{INT_MAX}));
}

class OpenSslSession : public TlsSession {
 public:
  OpenSslSession(Session session, BIO* bio, std::shared_ptr<BIO_METHOD> method)
      : method_(std::move(method)), session_(std::move(session)) {
    BIO_set_data(bio, &socket_);
    BIO_set_init(bio, 1);
    SSL_set_bio(session_.get(), bio, bio);
    SSL_set_accept_state(session_.get());
  }

  Moved Handshake(int socket) override {
    return Call(socket, [this] { return SSL_do_handshake(session_.get()); });
  }
  Moved Read(int socket, std::span<char> room) override {
    return Call(socket, [&] {
      return SSL_read(session_.get(), room.data(), Limited(room.size()));
    });
  }
  Moved Write(int socket, std::string_view bytes) override {
    return Call(socket, [&] {
      return SSL_write(session_.get(), bytes.data(), Limited(bytes.size()));
    });
  }
  bool has_unread() const override { return SSL_pending(session_.get()) > 0; }

 private:
  template <typename Function>
  Moved Call(int socket, const Function& function) {
    socket_ = socket;
    // What another connection left on this thread would be taken for ours.
    ERR_clear_error();
    const int result = function();
    if (result > 0) return {.size = static_cast<size_t>(result)};
    switch (SSL_get_error(session_.get(), result)) {
      case SSL_ERROR_WANT_READ:
        return {.next = Moved::Next::kWaitToRead};
      case SSL_ERROR_WANT_WRITE:
        return {.next = Moved::Next::kWaitToWrite};
      default:
        ERR_clear_error();
        return {.next = Moved::Next::kClose};
    }
  }

  int socket_ = -1;
  // Outlives the session, whose BIO is made of it.
  const std::shared_ptr<BIO_METHOD> method_;
  const Session session_;
};

class OpenSslContext : public TlsContext {
 public:
  OpenSslContext(Context context, std::shared_ptr<BIO_METHOD> method)
      : context_(std::move(context)), method_(std::move(method)) {}

  std::unique_ptr<TlsSession> NewSession() override {
    Session session(SSL_new(context_.get()));
    BIO* bio = session == nullptr ? nullptr : BIO_new(method_.get());
    if (bio == nullptr) return nullptr;
    return std::make_unique<OpenSslSession>(std::move(session), bio, method_);
  }

 private:
  const Context context_;
  const std::shared_ptr<BIO_METHOD> method_;
};

// Why OpenSSL refused: what it noticed first.
std::string Reason() {
  const unsigned long error = ERR_peek_error();
  ERR_clear_error();
  // The system's, of which OpenSSL has no text.
  if (ERR_GET_LIB(error) == ERR_LIB_SYS) {
    return std::generic_category().message(ERR_GET_REASON(error));
  }
  const char* reason = ERR_reason_error_string(error);
  return reason != nullptr ? reason : "unknown reason";
}

Status Refused(std::string_view what, const std::string& file) {
  return MakeError(
      ErrorCode::kInvalidSSLConfiguration,
      fmt::format("cannot use {} in '{}': {}", what, file, Reason()));
}

// Without this OpenSSL asks the terminal.
int NoPassPhrase(char*, int, int, void*) { return 0; }

void Configure(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                   SSL_OP_NO_TICKET |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  // Idle sessions keep no buffers.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS |
                                SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_default_passwd_cb(context, &NoPassPhrase);
}

Status UseCertificate(SSL_CTX* context, const std::string& file) {
  if (SSL_CTX_use_certificate_chain_file(context, file.c_str()) != 1) {
    return Refused("the certificate", file);
  }
  if (SSL_CTX_use_PrivateKey_file(context, file.c_str(), SSL_FILETYPE_PEM) !=
      1) {
    return Refused("the key", file);
  }
  // It would have failed above, but for a key of another kind.
  if (SSL_CTX_check_private_key(context) != 1) return Refused("the key", file);
  return absl::OkStatus();
}

Status DemandCertificates(SSL_CTX* context, const std::string& file) {
  STACK_OF(X509_NAME)* names = SSL_load_client_CA_file(file.c_str());
  if (names == nullptr ||
      SSL_CTX_load_verify_locations(context, file.c_str(), nullptr) != 1) {
    sk_X509_NAME_pop_free(names, &X509_NAME_free);
    return Refused("the certificates of authorities", file);
  }
  SSL_CTX_set_client_CA_list(context, names);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                     nullptr);
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::unique_ptr<TlsContext>> TlsContext::Load(
    const std::string& certificate_key_file, const std::string& ca_file) {
  ERR_clear_error();
  Context context(SSL_CTX_new(TLS_server_method()));
  const std::shared_ptr<BIO_METHOD> method = NewMethod();
  if (context == nullptr || method == nullptr) {
    return Refused("TLS with the certificate", certificate_key_file);
  }
  Configure(context.get());
  if (Status used = UseCertificate(context.get(), certificate_key_file);
      !used.ok()) {
    return used;
  }
  if (!ca_file.empty()) {
    if (Status demanded = DemandCertificates(context.get(), ca_file);
        !demanded.ok()) {
      return demanded;
    }
  }
  return std::make_unique<OpenSslContext>(std::move(context), method);
}

#else

StatusOr<std::unique_ptr<TlsContext>> TlsContext::Load(
    const std::string& certificate_key_file, const std::string&) {
  return MakeError(
      ErrorCode::kInvalidOptions,
      fmt::format("this build has no OpenSSL, so there is no TLS with '{}'",
                  certificate_key_file));
}

#endif

}  // namespace meerkat::server
