// Sasl: the logins of one connection, as the commands saslStart, saslContinue
// and logout, and hello's speculativeAuthenticate.
//
//   saslStart     {mechanism, payload, options: {skipEmptyExchange}}
//       -> {conversationId: 1, done: false, payload}
//   saslContinue  {conversationId, payload}
//       -> {conversationId: 1, done: true, payload}
//
// Without skipEmptyExchange the second reply says done: false, and the user is
// logged in by one more saslContinue with an empty payload.
//
// MongoDB manual and driver specification "Authentication".
#pragma once

#include <meerkat/document.h>
#include <meerkat/environment.h>
#include <meerkat/status.h>

#include <optional>
#include <string_view>
#include <utility>

#include "tools/server/auth/scram.h"
#include "tools/server/auth/user_name.h"

namespace meerkat::server::auth {

// Used by one thread at a time. `source` and `random` must outlive it.
//
// Commands are REQUIRED to be valid BSON; replies come without their ok.
class Sasl {
 public:
  Sasl(const CredentialSource& source, RandomSource& random)
      : source_(source), random_(random) {}

  // Begins a login in `database` ($db) and gives up one that is under way.
  // Errors: 18 AuthenticationFailed, the same for whatever the payload was; 334
  // MechanismUnavailable for another mechanism or in a build without OpenSSL;
  // 14 TypeMismatch and 40414 for fields that are not as above. Who serves
  // connections delays the answer of an error 18.
  StatusOr<Document> Start(std::string_view database, DocumentView command);
  // Goes on with it. Errors: as above; 17 ProtocolError when none is under way,
  // or for another conversationId or database.
  StatusOr<Document> Continue(std::string_view database, DocumentView command);

  // The saslStart inside a hello, which has the database in a field `db`. What
  // cannot be begun is left out of the reply to hello: the client then logs in
  // by saslStart and learns why.
  std::optional<Document> StartSpeculatively(DocumentView command);

  // Ends a login under way without a look at its payload. Error 18, as if it
  // had failed; `reason` is for the log.
  Status Refuse(Status reason) { return Fail(std::move(reason)); }

  // Forgets the user, and a login under way.
  void Logout();

  // Who is logged in: whoever was last, until Logout(). A login that fails
  // changes nothing in that.
  const std::optional<UserName>& user() const { return user_; }
  // Who tried to log in last, and why that failed: for the log, never for the
  // client. Ok while nothing failed.
  const std::optional<UserName>& candidate() const { return candidate_; }
  const Status& failure() const { return failure_; }

 private:
  // A login under way.
  struct Login {
    ScramConversation conversation;
    bool skip_empty_exchange = false;
    // The password was right, and only the empty exchange is missing.
    bool is_proved = false;
  };

  StatusOr<Document> Advance(std::string_view payload, bool is_text);
  // Ends the login under way: `reason` is for the log, the result for the
  // client.
  Status Fail(Status reason);
  void Succeed();

  const CredentialSource& source_;
  RandomSource& random_;
  std::optional<Login> login_;
  std::optional<UserName> user_;
  std::optional<UserName> candidate_;
  Status failure_;
};

}  // namespace meerkat::server::auth
