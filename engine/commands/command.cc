#include "engine/commands/command.h"

#include <absl/time/clock.h>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "engine/commands/command_fields.h"
#include "engine/shell_text.h"
#include "storage/bson/number.h"
#include "storage/bson/validate.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

using enum Where;
using enum Concern;

// Alphabetical, and complete: what is not here does not exist.
constexpr Command kCommands[] = {
    {"buildInfo", kAnyDatabase, kNone, {}, BuildInfoCommand},
    {"buildinfo", kAnyDatabase, kNone, {}, BuildInfoCommand},
    {"collStats", kAnyDatabase, kNone, kStatsFields, CollStatsCommand},
    {"count", kAnyDatabase, kRead, kCountFields, CountCommand},
    {"create", kAnyDatabase, kWrite, kCreateFields, CreateCommand},
    {"dbStats", kAnyDatabase, kNone, kStatsFields, DbStatsCommand},
    {"delete", kAnyDatabase, kWrite, kDeleteFields, DeleteCommand},
    {"distinct", kAnyDatabase, kRead, kDistinctFields, DistinctCommand},
    {"drop", kAnyDatabase, kWrite, {}, DropCommand},
    {"dropDatabase", kAnyDatabase, kWrite, {}, DropDatabaseCommand},
    {"find", kAnyDatabase, kRead, kFindFields, FindCommand},
    {"getMore", kAnyDatabase, kNone, kGetMoreFields, GetMoreCommand},
    {"insert", kAnyDatabase, kWrite, kInsertFields, InsertCommand},
    {"killCursors", kAnyDatabase, kNone, kKillCursorsFields,
     KillCursorsCommand},
    {"listCollections", kAnyDatabase, kNone, kListCollectionsFields,
     ListCollectionsCommand},
    {"listDatabases", kAdminOnly, kNone, kListDatabasesFields,
     ListDatabasesCommand},
    {"ping", kAnyDatabase, kNone, {}, PingCommand},
    {"renameCollection", kAdminOnly, kWrite, kRenameCollectionFields,
     RenameCollectionCommand},
    {"update", kAnyDatabase, kWrite, kUpdateFields, UpdateCommand},
    {"validate", kAnyDatabase, kNone, kValidateFields, ValidateCommand},
};

// A message of the wire protocol is no longer; documents inside stand a few
// levels deeper than they will be stored.
constexpr bson::Limits kCommandLimits{.size = 48000000,
                                      .depth = bson::Limits::kMaxDepth};

constexpr Field kWriteConcernFields[] = {
    {"w", FieldType::kAny},
    {"j", FieldType::kBoolLike},
    // There is nobody to wait for.
    {"wtimeout", FieldType::kNumber},
    {"wtimeoutMS", FieldType::kNumber},
    {"fsync", FieldType::kBoolLike},
};

// Of a replica set.
constexpr int64_t kMostMembers = 50;

constexpr Field kReadConcernFields[] = {
    {"level", FieldType::kString},
    {"afterClusterTime", FieldType::kAny, FieldUse::kLater},
    {"atClusterTime", FieldType::kAny, FieldUse::kLater},
};

constexpr std::string_view kReadConcernLevels[] = {
    "available", "linearizable", "local", "majority", "snapshot"};

StatusOr<const Command*> FindCommandNamed(std::string_view name) {
  const auto found = std::ranges::find(kCommands, name, &Command::name);
  if (found != std::end(kCommands)) return &*found;
  return MakeError(ErrorCode::kCommandNotFound,
                   fmt::format("no such command: '{}'", name));
}

Status CheckDatabase(const Command& command, std::string_view database) {
  MEERKAT_RETURN_IF_ERROR(storage::CheckDatabaseName(database));
  if (command.where == kAdminOnly && database != "admin") {
    return MakeError(ErrorCode::kUnauthorized,
                     fmt::format("{} may only be run against the admin "
                                 "database.",
                                 command.name));
  }
  return absl::OkStatus();
}

// Error 9 FailedToParse for what can be no w.
Status CheckW(const Element& w) {
  if (!w.exists() || w.type() == Type::kString) return absl::OkStatus();
  const std::optional<int64_t> members = bson::ToInt64Exact(w);
  if (members.has_value() && *members >= 0 && *members <= kMostMembers) {
    return absl::OkStatus();
  }
  return MakeError(
      ErrorCode::kFailedToParse,
      fmt::format("w has to be a string or an integer between 0 and {}; found "
                  "{}",
                  kMostMembers, ShellText(w)));
}

StatusOr<WriteConcern> ReadWriteConcern(const Command& description,
                                        DocumentView command) {
  if (description.concern != kWrite &&
      GivenField(command, "writeConcern").exists()) {
    return MakeError(ErrorCode::kInvalidOptions,
                     fmt::format("Command does not support writeConcern: {}",
                                 description.name));
  }
  const DocumentView concern = DocumentField(command, "writeConcern");
  MEERKAT_RETURN_IF_ERROR(
      CheckFields("writeConcern", concern, kWriteConcernFields));
  MEERKAT_RETURN_IF_ERROR(CheckW(concern["w"]));
  const bool journal = BoolField(concern, "j", false);
  const bool fsync = BoolField(concern, "fsync", false);
  if (journal && fsync) {
    return MakeError(ErrorCode::kFailedToParse,
                     "fsync and j options cannot be used together");
  }
  return WriteConcern{journal || fsync};
}

// Whether the members that w asks for exist. There is one, so that one is
// every majority.
Status CheckSatisfiable(const Element& w) {
  if (!w.exists()) return absl::OkStatus();
  if (w.type() == Type::kString) {
    if (w.AsString() == "majority") return absl::OkStatus();
    return MakeError(
        ErrorCode::kUnknownReplWriteConcern,
        fmt::format("No write concern mode named '{}' found", w.AsString()));
  }
  if (bson::ToDouble(w) <= 1) return absl::OkStatus();
  return MakeError(
      ErrorCode::kUnsatisfiableWriteConcern,
      fmt::format("Not enough data-bearing nodes: w is {}", ShellText(w)));
}

// For a command that has written: what it wrote stays.
void AppendWriteConcernError(DocumentView command, Builder& reply) {
  const DocumentView concern = DocumentField(command, "writeConcern");
  const Status status = CheckSatisfiable(concern["w"]);
  if (status.ok()) return;
  const ErrorCode code = ErrorCodeOf(status);
  reply.OpenDocument("writeConcernError");
  reply.Append("code", static_cast<int32_t>(code));
  reply.Append("codeName", ErrorName(code));
  reply.Append("errmsg", ErrorMessageOf(status));
  reply.OpenDocument("errInfo").Append("writeConcern", concern).Close();
  reply.Close();
}

// Every level reads the newest committed state, which a single member has
// durable. The level local is what every command has anyway.
Status CheckReadConcern(const Command& description, DocumentView command) {
  const DocumentView concern = DocumentField(command, "readConcern");
  MEERKAT_RETURN_IF_ERROR(
      CheckFields("readConcern", concern, kReadConcernFields));
  const Element level = GivenField(concern, "level");
  if (!level.exists()) return absl::OkStatus();
  if (std::ranges::count(kReadConcernLevels, level.AsString()) == 0) {
    return MakeError(ErrorCode::kBadValue,
                     fmt::format("Enumeration value '{}' for field "
                                 "'readConcern.level' is not a valid value.",
                                 level.AsString()));
  }
  if (description.concern == kRead || level.AsString() == "local") {
    return absl::OkStatus();
  }
  return MakeError(ErrorCode::kInvalidOptions,
                   fmt::format("Command {} does not support {{ readConcern: {{ "
                               "level: \"{}\" }} }}",
                               description.name, level.AsString()));
}

StatusOr<absl::Time> ReadDeadline(DocumentView command) {
  const Element limit = GivenField(command, "maxTimeMS");
  if (!limit.exists()) return absl::InfiniteFuture();
  const std::optional<int64_t> millis = bson::ToInt64Exact(limit);
  if (!millis.has_value()) {
    return MakeError(ErrorCode::kBadValue, "maxTimeMS has non-integral value");
  }
  constexpr int64_t kMost = std::numeric_limits<int32_t>::max();
  if (*millis < 0 || *millis > kMost) {
    return MakeError(ErrorCode::kBadValue,
                     fmt::format("{} value for maxTimeMS is out of range [0, "
                                 "{}]",
                                 *millis, kMost));
  }
  if (*millis == 0) return absl::InfiniteFuture();
  return absl::Now() + absl::Milliseconds(*millis);
}

Status CheckDatabaseField(const Invocation& call) {
  const Element database = GivenField(call.command, "$db");
  if (database.exists() && database.AsString() != call.database) {
    return MakeError(
        ErrorCode::kBadValue,
        fmt::format("the command names the database '{}' and is run on '{}'",
                    database.AsString(), call.database));
  }
  return absl::OkStatus();
}

}  // namespace

std::span<const Command> AllCommands() { return kCommands; }

StatusOr<storage::Namespace> Invocation::Target() const {
  const Element target = *command.begin();
  if (target.type() != Type::kString) {
    return MakeError(ErrorCode::kInvalidNamespace,
                     fmt::format("collection name has invalid type {}",
                                 TypeName(target.type())));
  }
  MEERKAT_RETURN_IF_ERROR(
      storage::CheckCollectionName(database, target.AsString()));
  return storage::Namespace{std::string(database),
                            std::string(target.AsString())};
}

StatusOr<Document> RunCommand(Engine& engine, std::string_view database,
                              DocumentView command) {
  MEERKAT_RETURN_IF_ERROR(bson::Validate(command.bytes(), kCommandLimits));
  if (command.empty()) {
    return MakeError(ErrorCode::kFailedToParse,
                     "a command needs a field that names it");
  }
  const std::string_view name = command.begin()->name();
  MEERKAT_ASSIGN_OR_RETURN(const Command* found, FindCommandNamed(name));
  MEERKAT_RETURN_IF_ERROR(CheckDatabase(*found, database));

  const Field own_name[] = {{name}};
  std::vector<Field> generic(std::begin(kGenericFields),
                             std::end(kGenericFields));
  generic.push_back(own_name[0]);
  MEERKAT_RETURN_IF_ERROR(CheckFields(name, command, found->fields, generic));

  Invocation call{engine, database, command, absl::InfiniteFuture(), {}};
  MEERKAT_RETURN_IF_ERROR(CheckDatabaseField(call));
  MEERKAT_RETURN_IF_ERROR(CheckReadConcern(*found, command));
  MEERKAT_ASSIGN_OR_RETURN(call.write_concern,
                           ReadWriteConcern(*found, command));
  MEERKAT_ASSIGN_OR_RETURN(call.deadline, ReadDeadline(command));
  Builder reply;
  MEERKAT_RETURN_IF_ERROR(found->run(call, reply));
  AppendWriteConcernError(command, reply);
  reply.Append("ok", 1.0);
  if (reply.size() < kMaxReplySize) return std::move(reply).Finish();
  return MakeError(ErrorCode::kBSONObjectTooLarge,
                   fmt::format("the reply to {} would have {} bytes, more than "
                               "{}",
                               name, reply.size(), kMaxReplySize));
}

}  // namespace meerkat::engine
