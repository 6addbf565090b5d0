#include "tools/server/auth/sasl.h"

#include <fmt/format.h>
#include <meerkat/builder.h>
#include <meerkat/value.h>

#include <string>
#include <utility>

#include "tools/server/auth/base64.h"
#include "tools/server/auth/digest.h"
#include "tools/server/fields.h"

namespace meerkat::server::auth {
namespace {

// One conversation at a time needs one number.
constexpr int kConversationId = 1;

Status Protocol(std::string_view why) {
  return MakeError(ErrorCode::kProtocolError, why);
}

struct Payload {
  std::string bytes;
  // It came as text in base64 instead of binary data; so goes the answer.
  bool is_text = false;
};

StatusOr<Payload> ReadPayload(DocumentView command) {
  const Element field = GivenField(command, "payload");
  if (!field.exists()) {
    return MakeError(ErrorCode::kMissingCommandField,
                     "the field 'payload' is missing");
  }
  Payload payload;
  if (field.type() == Type::kBinary) {
    // The conversation refuses what is longer; there is no need to copy it.
    payload.bytes = field.AsBinary().bytes.substr(0, kMaxPayload + 1);
    return payload;
  }
  if (field.type() != Type::kString) {
    return WrongType("payload", field.type(), "binData");
  }
  payload.is_text = true;
  constexpr size_t kMaxText = (kMaxPayload + 2) / 3 * 4;
  if (field.AsString().size() > kMaxText ||
      !DecodeBase64(field.AsString(), payload.bytes)) {
    return MakeError(ErrorCode::kFailedToParse,
                     "the field 'payload' is no base64, or too long");
  }
  return payload;
}

StatusOr<Mechanism> ReadMechanism(DocumentView command) {
  const StatusOr<Element> field =
      RequiredField(command, "mechanism", Type::kString);
  if (!field.ok()) return field.status();
  const std::optional<Mechanism> mechanism = MechanismNamed(field->AsString());
  if (mechanism.has_value()) return *mechanism;
  return MakeError(
      ErrorCode::kMechanismUnavailable,
      fmt::format("there is no mechanism '{}'", Shown(field->AsString())));
}

StatusOr<bool> ReadSkipEmptyExchange(DocumentView command) {
  const StatusOr<Element> options =
      OptionalField(command, "options", Type::kDocument);
  if (!options.ok()) return options.status();
  if (!options->exists()) return false;
  return BoolField(options->AsDocument(), "skipEmptyExchange", false);
}

Document Reply(bool done, std::string_view payload, bool is_text) {
  return Document{{"conversationId", kConversationId},
                  {"done", done},
                  {"payload", is_text ? Value(EncodeBase64(payload))
                                      : Value::Binary(0, payload)}};
}

bool IsConversation(const Element& id) {
  switch (id.type()) {
    case Type::kInt32:
      return id.AsInt32() == kConversationId;
    case Type::kInt64:
      return id.AsInt64() == kConversationId;
    case Type::kDouble:
      return id.AsDouble() == kConversationId;
    default:
      return false;
  }
}

}  // namespace

StatusOr<Document> Sasl::Start(std::string_view database,
                               DocumentView command) {
  login_.reset();
  const StatusOr<Mechanism> mechanism = ReadMechanism(command);
  if (!mechanism.ok()) return mechanism.status();
  const StatusOr<Payload> payload = ReadPayload(command);
  if (!payload.ok()) return payload.status();
  const StatusOr<bool> skip = ReadSkipEmptyExchange(command);
  if (!skip.ok()) return skip.status();

  candidate_.reset();
  StatusOr<ScramConversation> conversation = ScramConversation::Start(
      *mechanism, database, payload->bytes, MakeNonce(random_), source_);
  if (!conversation.ok()) return Fail(conversation.status());
  candidate_ = conversation->user();
  const Document reply =
      Reply(false, conversation->challenge(), payload->is_text);
  login_ = Login{*std::move(conversation), *skip};
  return reply;
}

StatusOr<Document> Sasl::Continue(std::string_view database,
                                  DocumentView command) {
  if (!login_.has_value()) return Protocol("no login is under way");
  const Element id = GivenField(command, "conversationId");
  if (!IsConversation(id)) {
    login_.reset();
    return Protocol("the conversationId is not that of the login under way");
  }
  if (login_->conversation.user().database != database) {
    login_.reset();
    return Protocol("a login goes on in the database where it was begun");
  }
  const StatusOr<Payload> payload = ReadPayload(command);
  if (!payload.ok()) {
    login_.reset();
    return payload.status();
  }
  return Advance(payload->bytes, payload->is_text);
}

StatusOr<Document> Sasl::Advance(std::string_view payload, bool is_text) {
  if (login_->is_proved) {
    if (!payload.empty()) {
      return Fail(Protocol("the last payload of a login is empty"));
    }
    Succeed();
    return Reply(true, "", is_text);
  }
  const StatusOr<std::string> signature =
      login_->conversation.Continue(payload);
  if (!signature.ok()) return Fail(signature.status());
  login_->is_proved = true;
  const bool done = login_->skip_empty_exchange;
  if (done) Succeed();
  return Reply(done, *signature, is_text);
}

std::optional<Document> Sasl::StartSpeculatively(DocumentView command) {
  const Element database = command["db"];
  if (database.type() != Type::kString) return std::nullopt;
  StatusOr<Document> reply = Start(database.AsString(), command);
  if (!reply.ok()) return std::nullopt;
  return *std::move(reply);
}

void Sasl::Logout() {
  login_.reset();
  user_.reset();
}

void Sasl::Succeed() {
  user_ = login_->conversation.user();
  failure_ = absl::OkStatus();
  login_.reset();
}

Status Sasl::Fail(Status reason) {
  login_.reset();
  failure_ = std::move(reason);
  if (ErrorCodeOf(failure_) == ErrorCode::kMechanismUnavailable)
    return failure_;
  return MakeError(ErrorCode::kAuthenticationFailed, "Authentication failed.");
}

}  // namespace meerkat::server::auth
