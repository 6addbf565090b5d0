// Envelope: what every command may have beside its own fields, read in one
// place.
//
// MongoDB manual, "Database Commands" and "Stable API"; driver specifications
// "Driver Sessions", "Server Selection" (wire: $readPreference) and "Retryable
// Writes". maxTimeMS, comment, readConcern and writeConcern belong to the
// engine, which knows what each command takes.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meerkat::server {

// What is said of the stable API.
struct StableApi {
  bool has_version = false;
  bool is_strict = false;
};

struct Envelope {
  // All of it, with the fields below: whoever reads the command passes them by.
  DocumentView command;
  // The command's name: its first field.
  std::string_view name;
  std::string_view database;
  // The id of lsid, 16 bytes of a UUID; empty without one.
  std::string_view session = {};
  // $clusterTime; missing without one.
  Element cluster_time = {};
  // Of a retryable write.
  std::optional<int64_t> transaction_number = {};
  StableApi api = {};
};

// Reads a command that is valid BSON and outlives the result.
//
// Errors, to be replied: 59 CommandNotFound without any field, 14 TypeMismatch,
// 2 BadValue for a read preference that is none, 322 APIVersionError and
// 4886600 for a stable API that is none, 72 InvalidOptions for a transaction
// number without a session, 263 OperationNotSupportedInTransaction for a
// command of a transaction.
StatusOr<Envelope> OpenEnvelope(DocumentView command,
                                std::string_view database);

// The 16 bytes in {id: UUID}, which is how sessions are named. Errors: 40415
// for another field, 40414 without an id, 14 TypeMismatch for one that is no
// UUID, 207 InvalidUUID for one of another length.
StatusOr<std::string_view> SessionIdIn(DocumentView lsid);

}  // namespace meerkat::server
