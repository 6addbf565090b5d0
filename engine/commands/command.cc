#include "engine/commands/command.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>
#include <string>
#include <vector>

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
    {"buildInfo", kAnyDatabase, kNone, {}, BuildInfoCommand},
    {"buildinfo", kAnyDatabase, kNone, {}, BuildInfoCommand},
    {"collStats", kAnyDatabase, kNone, kStatsFields, CollStatsCommand},
    {"count", kAnyDatabase, kReadNewest, kCountFields, CountCommand},
    {"create", kAnyDatabase, kWrite, kCreateFields, CreateCommand},
    {"dbStats", kAnyDatabase, kNone, kStatsFields, DbStatsCommand},
    {"delete", kAnyDatabase, kWrite, kDeleteFields, DeleteCommand},
    {"distinct", kAnyDatabase, kRead, kDistinctFields, DistinctCommand},
    {"drop", kAnyDatabase, kWrite, {}, DropCommand},
    {"dropDatabase", kAnyDatabase, kWrite, kDropDatabaseFields,
     DropDatabaseCommand},
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
StatusOr<storage::Deadline> ReadDeadline(Clock& clock, DocumentView command) {
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

  Invocation call{engine, database, command, {}, {}};
  MEERKAT_RETURN_IF_ERROR(CheckDatabaseField(call));
  MEERKAT_RETURN_IF_ERROR(CheckReadConcern(*found, command));
  MEERKAT_ASSIGN_OR_RETURN(call.write_concern,
                           ReadWriteConcern(*found, command));
  MEERKAT_ASSIGN_OR_RETURN(call.deadline,
                           ReadDeadline(engine.clock(), command));
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
