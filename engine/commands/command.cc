#include "engine/commands/command.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <limits>
#include <optional>
#include <string>

#include "engine/commands/command_fields.h"
#include "engine/commands/concern.h"
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
    {"aggregate", kAnyDatabase, kReadAndWrite, kAggregateFields,
     AggregateCommand},
    {"buildInfo", kAnyDatabase, kNone, {}, BuildInfoCommand},
    {"buildinfo", kAnyDatabase, kNone, {}, BuildInfoCommand},
    {"collMod", kAnyDatabase, kWrite, kCollModFields, CollModCommand},
    {"collStats", kAnyDatabase, kNone, kStatsFields, CollStatsCommand},
    {"collstats", kAnyDatabase, kNone, kStatsFields, CollStatsCommand},
    {"count", kAnyDatabase, kReadNewest, kCountFields, CountCommand},
    {"create", kAnyDatabase, kWrite, kCreateFields, CreateCommand},
    {"createIndexes", kAnyDatabase, kWrite, kCreateIndexesFields,
     CreateIndexesCommand},
    {"dbStats", kAnyDatabase, kNone, kStatsFields, DbStatsCommand},
    {"dbstats", kAnyDatabase, kNone, kStatsFields, DbStatsCommand},
    {"delete", kAnyDatabase, kWrite, kDeleteFields, DeleteCommand},
    {"deleteIndexes", kAnyDatabase, kWrite, kDropIndexesFields,
     DropIndexesCommand},
    {"distinct", kAnyDatabase, kRead, kDistinctFields, DistinctCommand},
    {"drop", kAnyDatabase, kWrite, {}, DropCommand},
    {"dropDatabase", kAnyDatabase, kWrite, kDropDatabaseFields,
     DropDatabaseCommand},
    {"dropIndexes", kAnyDatabase, kWrite, kDropIndexesFields,
     DropIndexesCommand},
    {"find", kAnyDatabase, kRead, kFindFields, FindCommand},
    {"getDefaultRWConcern", kAdminOnly, kNone, kGetDefaultRWConcernFields,
     GetDefaultRWConcernCommand},
    {"getMore", kAnyDatabase, kNone, kGetMoreFields, GetMoreCommand},
    {"insert", kAnyDatabase, kWrite, kInsertFields, InsertCommand},
    {"killCursors", kAnyDatabase, kNone, kKillCursorsFields,
     KillCursorsCommand},
    {"listCollections", kAnyDatabase, kNone, kListCollectionsFields,
     ListCollectionsCommand},
    {"listDatabases", kAdminOnly, kNone, kListDatabasesFields,
     ListDatabasesCommand},
    {"listIndexes", kAnyDatabase, kNone, kListIndexesFields,
     ListIndexesCommand},
    {"ping", kAnyDatabase, kNone, {}, PingCommand},
    {"renameCollection", kAdminOnly, kWrite, kRenameCollectionFields,
     RenameCollectionCommand},
    {"update", kAnyDatabase, kWrite, kUpdateFields, UpdateCommand},
    {"validate", kAnyDatabase, kNone, kValidateFields, ValidateCommand},
};

// A program's own command is no longer than a message.
constexpr bson::Limits kOwnCommandLimits{.size = 48000000,
                                         .depth = kMaxCommandDepth};

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

// Errors: 9 FailedToParse for what is no integer, 2 BadValue for one that is
// out of range.
StatusOr<storage::Deadline> ReadDeadline(Clock& clock,
                                         const FieldList& command) {
  const Element limit = GivenField(command, "maxTimeMS");
  if (!limit.exists()) return storage::Deadline();
  const std::optional<int64_t> millis = bson::ToInt64Exact(limit);
  if (!millis.has_value()) {
    return MakeError(ErrorCode::kFailedToParse,
                     fmt::format("maxTimeMS must be an integer, found {}",
                                 ShellText(limit)));
  }
  constexpr int64_t kMost = std::numeric_limits<int32_t>::max();
  if (*millis < 0 || *millis > kMost) {
    return MakeError(ErrorCode::kBadValue,
                     fmt::format("{} value for maxTimeMS is out of range [0, "
                                 "{}]",
                                 *millis, kMost));
  }
  if (*millis == 0) return storage::Deadline();
  return storage::Deadline(clock, std::chrono::milliseconds(*millis));
}

// What every command takes, beside its own name. In a context the fields that
// are not served here are those of the sender, which were read already.
auto GenericFields(std::string_view name, bool in_context) {
  std::array<Field, std::size(kGenericFields) + 1> fields = {Field{name}};
  std::ranges::copy(kGenericFields, fields.begin() + 1);
  if (!in_context) return fields;
  for (Field& field : fields) {
    if (field.use == FieldUse::kLater) field = {field.name};
  }
  return fields;
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

StatusOr<storage::Namespace> Invocation::WriteTarget() const {
  MEERKAT_ASSIGN_OR_RETURN(storage::Namespace target, Target());
  if (!storage::IsOfServer(target)) return target;
  return MakeError(ErrorCode::kInvalidNamespace,
                   fmt::format("cannot write to '{}'", target.ToString()));
}

StatusOr<Document> RunCommand(Engine& engine, std::string_view database,
                              DocumentView command,
                              const CommandContext* context) {
  if (context == nullptr) {
    MEERKAT_RETURN_IF_ERROR(bson::Validate(command.bytes(), kOwnCommandLimits));
  }
  if (command.empty()) {
    return MakeError(ErrorCode::kFailedToParse,
                     "a command needs a field that names it");
  }
  const std::string_view name = command.begin()->name();
  MEERKAT_ASSIGN_OR_RETURN(const Command* found, FindCommandNamed(name));
  MEERKAT_RETURN_IF_ERROR(CheckDatabase(*found, database));

  MEERKAT_ASSIGN_OR_RETURN(const FieldList fields,
                           ReadFields(name, command, found->fields,
                                      GenericFields(name, context != nullptr)));

  constexpr CommandContext kNobody;
  Invocation call{engine, database,
                  fields, context != nullptr ? *context : kNobody,
                  {},     {}};
  MEERKAT_RETURN_IF_ERROR(CheckDatabaseField(call));
  MEERKAT_RETURN_IF_ERROR(CheckReadConcern(*found, fields));
  MEERKAT_ASSIGN_OR_RETURN(call.write_concern,
                           ReadWriteConcern(*found, fields));
  MEERKAT_ASSIGN_OR_RETURN(const storage::Deadline deadline,
                           ReadDeadline(engine.clock(), fields));
  call.deadline = deadline.With(call.context.interruption);
  if (call.deadline.is_interrupted()) return call.deadline.Check();
  Builder reply;
  MEERKAT_RETURN_IF_ERROR(found->run(call, reply));
  AppendWriteConcernError(fields, reply);
  reply.Append("ok", 1.0);
  if (reply.size() < kMaxReplySize) return std::move(reply).Finish();
  return MakeError(ErrorCode::kBSONObjectTooLarge,
                   fmt::format("the reply to {} would have {} bytes, more than "
                               "{}",
                               name, reply.size(), kMaxReplySize));
}

}  // namespace meerkat::engine
