#include "engine/commands/command.h"

#include <absl/time/clock.h>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "engine/commands/command_fields.h"
#include "storage/bson/number.h"
#include "storage/bson/validate.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

using enum Where;

// Alphabetical, and complete: what is not here does not exist.
constexpr Command kCommands[] = {
    {"buildInfo", kAnyDatabase, {}, BuildInfoCommand},
    {"buildinfo", kAnyDatabase, {}, BuildInfoCommand},
    {"collStats", kAnyDatabase, kStatsFields, CollStatsCommand},
    {"count", kAnyDatabase, kCountFields, CountCommand},
    {"create", kAnyDatabase, kCreateFields, CreateCommand},
    {"dbStats", kAnyDatabase, kStatsFields, DbStatsCommand},
    {"delete", kAnyDatabase, kDeleteFields, DeleteCommand},
    {"drop", kAnyDatabase, {}, DropCommand},
    {"dropDatabase", kAnyDatabase, {}, DropDatabaseCommand},
    {"find", kAnyDatabase, kFindFields, FindCommand},
    {"getMore", kAnyDatabase, kGetMoreFields, GetMoreCommand},
    {"insert", kAnyDatabase, kInsertFields, InsertCommand},
    {"killCursors", kAnyDatabase, kKillCursorsFields, KillCursorsCommand},
    {"listCollections", kAnyDatabase, kListCollectionsFields,
     ListCollectionsCommand},
    {"listDatabases", kAdminOnly, kListDatabasesFields, ListDatabasesCommand},
    {"ping", kAnyDatabase, {}, PingCommand},
    {"renameCollection", kAdminOnly, kRenameCollectionFields,
     RenameCollectionCommand},
    {"update", kAnyDatabase, kUpdateFields, UpdateCommand},
    {"validate", kAnyDatabase, kValidateFields, ValidateCommand},
};

// A message of the wire protocol is no longer; documents inside stand a few
// levels deeper than they will be stored.
constexpr bson::Limits kCommandLimits{
    .size = 48000000, .depth = bson::Limits::kMaxDepth};

constexpr Field kWriteConcernFields[] = {
    {"w", FieldType::kAny},
    {"j", FieldType::kBoolLike},
    {"wtimeout", FieldType::kNumber},
    {"wtimeoutMS", FieldType::kNumber},
    {"fsync", FieldType::kBoolLike},
};

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

// There is one member, so that one is every majority.
Status CheckMembers(const Element& w) {
  if (!w.exists()) return absl::OkStatus();
  if (w.type() == Type::kString) {
    if (w.AsString() == "majority") return absl::OkStatus();
    return MakeError(ErrorCode::kUnknownReplWriteConcern,
                     fmt::format("No write concern mode named '{}' found",
                                 w.AsString()));
  }
  const std::optional<int64_t> members = bson::ToInt64Exact(w);
  if (!members.has_value() || *members < 0) {
    return MakeError(ErrorCode::kFailedToParse,
                     "w has to be a non-negative number or a string");
  }
  if (*members > 1) {
    return MakeError(ErrorCode::kUnsatisfiableWriteConcern,
                     fmt::format("Not enough data-bearing nodes: w is {}",
                                 *members));
  }
  return absl::OkStatus();
}

StatusOr<WriteConcern> ReadWriteConcern(DocumentView command) {
  const DocumentView concern = DocumentField(command, "writeConcern");
  MEERKAT_RETURN_IF_ERROR(
      CheckFields("writeConcern", concern, kWriteConcernFields));
  MEERKAT_RETURN_IF_ERROR(CheckMembers(concern["w"]));
  return WriteConcern{BoolField(concern, "j", false) ||
                      BoolField(concern, "fsync", false)};
}

// Every level reads the newest committed state, which a single member has
// durable.
Status CheckReadConcern(DocumentView command) {
  const DocumentView concern = DocumentField(command, "readConcern");
  MEERKAT_RETURN_IF_ERROR(
      CheckFields("readConcern", concern, kReadConcernFields));
  const Element level = GivenField(concern, "level");
  if (!level.exists() ||
      std::ranges::count(kReadConcernLevels, level.AsString()) > 0) {
    return absl::OkStatus();
  }
  return MakeError(ErrorCode::kBadValue,
                   fmt::format("Enumeration value '{}' for field "
                               "'readConcern.level' is not a valid value.",
                               level.AsString()));
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

Status CheckGenericFields(const Invocation& call) {
  const Element database = GivenField(call.command, "$db");
  if (database.exists() && database.AsString() != call.database) {
    return MakeError(
        ErrorCode::kBadValue,
        fmt::format("the command names the database '{}' and is run on '{}'",
                    database.AsString(), call.database));
  }
  return CheckReadConcern(call.command);
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
  MEERKAT_RETURN_IF_ERROR(CheckGenericFields(call));
  MEERKAT_ASSIGN_OR_RETURN(call.write_concern, ReadWriteConcern(command));
  MEERKAT_ASSIGN_OR_RETURN(call.deadline, ReadDeadline(command));
  Builder reply;
  MEERKAT_RETURN_IF_ERROR(found->run(call, reply));
  reply.Append("ok", 1.0);
  return std::move(reply).Finish();
}

}  // namespace meerkat::engine
