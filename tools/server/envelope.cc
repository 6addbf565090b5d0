#include "tools/server/envelope.h"

#include <fmt/format.h>
#include <meerkat/types.h>

#include <algorithm>

#include "tools/server/fields.h"

namespace meerkat::server {

namespace {

// These have no name.
constexpr ErrorCode kApiFieldWithoutVersion{4886600};

// What the fields say together, once all are read.
struct Seen {
  bool has_api_field = false;
  bool is_transaction = false;
};

Status TakeSession(const Element& field, Envelope& envelope) {
  if (field.type() != Type::kDocument) {
    return WrongType("lsid", field.type(), "object");
  }
  const StatusOr<std::string_view> id = SessionIdIn(field.AsDocument());
  if (!id.ok()) return id.status();
  envelope.session = *id;
  return absl::OkStatus();
}

// One node is the primary, and that serves every mode; but it has to be one.
Status CheckReadPreference(const Element& field) {
  if (field.type() != Type::kDocument) {
    return WrongType("$readPreference", field.type(), "object");
  }
  const DocumentView preference = field.AsDocument();
  const StatusOr<Element> mode =
      RequiredField(preference, "mode", Type::kString);
  if (!mode.ok()) return mode.status();
  constexpr std::string_view kModes[] = {"primary", "primaryPreferred",
                                         "secondary", "secondaryPreferred",
                                         "nearest"};
  if (std::ranges::find(kModes, mode->AsString()) == std::end(kModes)) {
    return MakeError(ErrorCode::kBadValue,
                     fmt::format("'{}' is no mode of a read preference",
                                 Shown(mode->AsString())));
  }
  const StatusOr<Element> tags =
      OptionalField(preference, "tags", Type::kArray);
  if (!tags.ok()) return tags.status();
  const bool has_tags = tags->exists() && !tags->AsDocument().empty();
  if (has_tags && mode->AsString() == "primary") {
    return MakeError(ErrorCode::kBadValue,
                     "a read preference of mode 'primary' takes no tags");
  }
  return absl::OkStatus();
}

Status TakeTransactionNumber(const Element& field, Envelope& envelope) {
  if (field.type() != Type::kInt64) {
    return WrongType("txnNumber", field.type(), "long");
  }
  if (field.AsInt64() < 0) {
    return MakeError(ErrorCode::kBadValue,
                     fmt::format("the field 'txnNumber' must not be negative, "
                                 "it is {}",
                                 field.AsInt64()));
  }
  envelope.transaction_number = field.AsInt64();
  return absl::OkStatus();
}

Status TakeApiVersion(const Element& field, Envelope& envelope) {
  if (field.type() != Type::kString) {
    return WrongType("apiVersion", field.type(), "string");
  }
  if (field.AsString() != "1") {
    return MakeError(ErrorCode::kAPIVersionError,
                     fmt::format("API version must be \"1\", it is '{}'",
                                 Shown(field.AsString())));
  }
  envelope.api.has_version = true;
  return absl::OkStatus();
}

StatusOr<bool> BoolOf(const Element& field) {
  if (field.type() != Type::kBool) {
    return WrongType(field.name(), field.type(), "bool");
  }
  return field.AsBool();
}

Status TakeApiFlag(const Element& field, Envelope& envelope, Seen& seen) {
  const StatusOr<bool> value = BoolOf(field);
  if (!value.ok()) return value.status();
  seen.has_api_field = true;
  if (field.name() == "apiStrict") envelope.api.is_strict = *value;
  return absl::OkStatus();
}

// Even autocommit: true is only said of transactions.
Status TakeTransactionField(const Element& field, Seen& seen) {
  seen.is_transaction = true;
  return BoolOf(field).status();
}

Status Take(const Element& field, Envelope& envelope, Seen& seen) {
  const std::string_view name = field.name();
  if (name == "lsid") return TakeSession(field, envelope);
  if (name == "txnNumber") return TakeTransactionNumber(field, envelope);
  if (name == "apiVersion") return TakeApiVersion(field, envelope);
  if (name == "$clusterTime") envelope.cluster_time = field;
  if (name == "$readPreference") return CheckReadPreference(field);
  if (name == "autocommit" || name == "startTransaction") {
    return TakeTransactionField(field, seen);
  }
  if (name == "apiStrict" || name == "apiDeprecationErrors") {
    return TakeApiFlag(field, envelope, seen);
  }
  return absl::OkStatus();
}

Status CheckTogether(const Envelope& envelope, const Seen& seen) {
  if (seen.has_api_field && !envelope.api.has_version) {
    return MakeError(kApiFieldWithoutVersion,
                     "Provided apiStrict and/or apiDeprecationErrors without "
                     "passing apiVersion");
  }
  if (seen.is_transaction) {
    return MakeError(ErrorCode::kOperationNotSupportedInTransaction,
                     fmt::format("'{}' is part of a transaction of several "
                                 "operations; this server has none yet",
                                 envelope.name));
  }
  if (envelope.transaction_number.has_value() && envelope.session.empty()) {
    return MakeError(ErrorCode::kInvalidOptions,
                     "Transaction number requires a session ID to also be "
                     "specified");
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::string_view> SessionIdIn(DocumentView lsid) {
  constexpr std::string_view kFields[] = {"id", "uid", "txnNumber", "txnUUID"};
  for (const Element& field : lsid) {
    if (std::ranges::find(kFields, field.name()) != std::end(kFields)) continue;
    return MakeError(
        ErrorCode::kUnknownCommandField,
        fmt::format("a session has no field '{}'", Shown(field.name())));
  }
  const StatusOr<Element> id = RequiredField(lsid, "id", Type::kBinary);
  if (!id.ok()) return id.status();
  constexpr size_t kUuidSize = 16;
  constexpr uint8_t kUuid = 4;
  const BinaryView binary = id->AsBinary();
  if (binary.subtype == kUuid && binary.bytes.size() == kUuidSize) {
    return binary.bytes;
  }
  const bool is_uuid = binary.subtype == kUuid;
  return MakeError(is_uuid ? ErrorCode::kInvalidUUID : ErrorCode::kTypeMismatch,
                   fmt::format("the id of a session must be a UUID, it has {} "
                               "bytes of subtype {}",
                               binary.bytes.size(), binary.subtype));
}

StatusOr<Envelope> OpenEnvelope(DocumentView command,
                                std::string_view database) {
  if (command.empty()) {
    return MakeError(ErrorCode::kCommandNotFound,
                     "a command needs a field that names it");
  }
  Envelope envelope{.command = command,
                    .name = command.begin()->name(),
                    .database = database};
  Seen seen;
  for (auto field = ++command.begin(); field != command.end(); ++field) {
    if (Status taken = Take(*field, envelope, seen); !taken.ok()) return taken;
  }
  if (Status fits = CheckTogether(envelope, seen); !fits.ok()) return fits;
  return envelope;
}

}  // namespace meerkat::server
