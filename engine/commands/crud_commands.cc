// Commands that read and write documents.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/commands/command.h"
#include "engine/commands/command_fields.h"
#include "engine/commands/cursor_reply.h"
#include "engine/distinct.h"
#include "engine/find.h"
#include "engine/insert.h"
#include "engine/remove.h"
#include "engine/replace.h"
#include "engine/shell_text.h"
#include "query/plan/hint.h"
#include "storage/bson/compare.h"
#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

constexpr int64_t kMaxInt32 = std::numeric_limits<int32_t>::max();
constexpr int64_t kDefaultFirstBatch = 101;
constexpr size_t kMaxStatements = 100000;

// The documents of an array of statements. Errors: 14 TypeMismatch, 16
// InvalidLength.
StatusOr<std::vector<DocumentView>> Statements(const Invocation& call,
                                               std::string_view field) {
  std::vector<DocumentView> statements;
  for (const Element& item : call.command[field].AsDocument()) {
    if (item.type() != Type::kDocument) {
      return MakeError(
          ErrorCode::kTypeMismatch,
          fmt::format("BSON field '{}.{}.{}' is the wrong type '{}', expected "
                      "type 'object'",
                      call.name(), field, item.name(), TypeName(item.type())));
    }
    statements.push_back(item.AsDocument());
  }
  if (statements.empty() || statements.size() > kMaxStatements) {
    return MakeError(
        ErrorCode::kInvalidLength,
        fmt::format("Write batch sizes must be between 1 and {}. Got {} "
                    "operations.",
                    kMaxStatements, statements.size()));
  }
  return statements;
}

// An error with an empty message and no details takes less.
constexpr size_t kBareErrorSize = 64;
// For what comes behind the errors, as a rule.
constexpr size_t kReplyTailSize = 1 << 10;
// The messages of one reply. Those that come later are empty, as in MongoDB.
constexpr size_t kMaxMessages = size_t{1} << 20;

// What may be appended to `reply` when `statements` more shall have room for
// their errors.
size_t RoomIn(const Builder& reply, size_t statements) {
  const size_t reserved = statements * kBareErrorSize + kReplyTailSize;
  return kMaxReplySize - std::min(kMaxReplySize, reply.size() + reserved);
}

// All errors with their codes; messages and details as far as there is room.
void AppendWriteErrors(std::span<const WriteError> errors, Builder& reply) {
  if (errors.empty()) return;
  size_t messages_left = kMaxMessages;
  reply.OpenArray("writeErrors");
  for (size_t i = 0; i < errors.size(); ++i) {
    const Status& status = errors[i].status;
    const std::string whole = ErrorMessageOf(status);
    const Document details = ErrorDetailsOf(status);
    std::string_view message = Shorten(whole, kMaxMessage);
    const size_t room = RoomIn(reply, errors.size() - i);
    if (message.size() > std::min(messages_left, room)) message = {};
    messages_left -= message.size();

    reply.OpenDocumentItem();
    reply.Append("index", static_cast<int32_t>(errors[i].index));
    reply.Append("code", static_cast<int32_t>(ErrorCodeOf(status)));
    if (message.size() + details.size() <= room) reply.AppendAll(details);
    reply.Append("errmsg", message);
    reply.Close();
  }
  reply.Close();
}

// A count as drivers expect it: int32 where it fits.
void AppendCount(std::string_view name, int64_t count, Builder& reply) {
  if (count <= kMaxInt32) {
    reply.Append(name, static_cast<int32_t>(count));
  } else {
    reply.Append(name, count);
  }
}

constexpr int64_t kMaxInt64 = std::numeric_limits<int64_t>::max();

StatusOr<int64_t> BatchSize(const Invocation& call, int64_t otherwise) {
  return IntegerField(call.name(), call.command, "batchSize", otherwise, 0,
                      kMaxInt64);
}

// What find, count and distinct have in common. `filter` is the name of that
// field.
FindRequest RequestOf(const Invocation& call, std::string_view filter) {
  return {.filter = DocumentField(call.command, filter),
          .collation = DocumentField(call.command, "collation"),
          .hint = call.command["hint"],
          .deadline = call.deadline};
}

StatusOr<int64_t> NotNegative(const Invocation& call, std::string_view field) {
  return IntegerField(call.name(), call.command, field, 0, 0, kMaxInt64);
}

}  // namespace

Status InsertCommand(const Invocation& call, Builder& reply) {
  MEERKAT_ASSIGN_OR_RETURN(const storage::Namespace ns, call.WriteTarget());
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<DocumentView> documents,
                           Statements(call, "documents"));
  const InsertManyOptions options{BoolField(call.command, "ordered", true),
                                  call.write_concern};
  MEERKAT_ASSIGN_OR_RETURN(
      const InsertManyResult result,
      InsertMany(call.engine, ns, documents, options, call.deadline));
  AppendCount("n", result.inserted_count, reply);
  AppendWriteErrors(result.errors, reply);
  return absl::OkStatus();
}

namespace {

Status RefuseTailable(const Invocation& call, const storage::Namespace& ns) {
  const DocumentView sort = DocumentField(call.command, "sort");
  if (!sort.empty() && !bson::Equal(sort, Document{{"$natural", 1}}.view())) {
    return MakeError(ErrorCode::kBadValue,
                     fmt::format("a tailable cursor takes no other sort than "
                                 "{{$natural: 1}}, found {}",
                                 ToString(sort)));
  }
  if (BoolField(call.command, "singleBatch", false)) {
    return MakeError(ErrorCode::kBadValue,
                     "a tailable cursor does not go with 'singleBatch'");
  }
  const auto entry = call.engine.FindCollection(ns.database, ns.collection);
  if (!entry.has_value()) return absl::OkStatus();
  return MakeError(ErrorCode::kBadValue,
                   fmt::format("error processing query: ns={}: tailable cursor "
                               "requested on non capped collection",
                               ns.ToString()));
}

// Only a capped collection has cursors that wait for more, and there are none
// yet. MongoDB manual, "Tailable Cursors".
Status CheckTailable(const Invocation& call, const storage::Namespace& ns) {
  if (BoolField(call.command, "tailable", false)) {
    return RefuseTailable(call, ns);
  }
  if (!BoolField(call.command, "awaitData", false)) return absl::OkStatus();
  return MakeError(ErrorCode::kFailedToParse,
                   "'awaitData' needs 'tailable' as well");
}

}  // namespace

Status FindCommand(const Invocation& call, Builder& reply) {
  MEERKAT_ASSIGN_OR_RETURN(const storage::Namespace ns, call.Target());
  FirstBatch batch;
  MEERKAT_ASSIGN_OR_RETURN(batch.size, BatchSize(call, kDefaultFirstBatch));
  batch.is_only = BoolField(call.command, "singleBatch", false);
  batch.never_idle = BoolField(call.command, "noCursorTimeout", false);
  MEERKAT_RETURN_IF_ERROR(CheckTailable(call, ns));
  FindRequest request = RequestOf(call, "filter");
  MEERKAT_ASSIGN_OR_RETURN(request.skip, NotNegative(call, "skip"));
  MEERKAT_ASSIGN_OR_RETURN(request.limit, NotNegative(call, "limit"));
  request.sort = DocumentField(call.command, "sort");
  request.projection = DocumentField(call.command, "projection");
  request.let = DocumentField(call.command, "let");
  request.allow_disk_use = BoolField(call.command, "allowDiskUse", true);
  request.min = DocumentField(call.command, "min");
  request.max = DocumentField(call.command, "max");
  request.return_key = BoolField(call.command, "returnKey", false);
  request.show_record_id = BoolField(call.command, "showRecordId", false);
  MEERKAT_ASSIGN_OR_RETURN(std::unique_ptr<CursorImpl> cursor,
                           Find(call.engine, ns, request));
  return AppendFirstBatch(call, ns.ToString(), std::move(cursor), batch, reply);
}

Status GetMoreCommand(const Invocation& call, Builder& reply) {
  if (GivenField(call.command, "maxTimeMS").exists()) {
    return MakeError(ErrorCode::kBadValue,
                     "cannot set maxTimeMS on getMore command for a "
                     "non-awaitData cursor");
  }
  MEERKAT_ASSIGN_OR_RETURN(const int64_t size, BatchSize(call, 0));
  const storage::Namespace ns{
      std::string(call.database),
      std::string(call.command["collection"].AsString())};
  const int64_t id = call.command["getMore"].AsInt64();
  return AppendNextBatch(call, id, ns.ToString(), size, reply);
}

namespace {

// The cursors to kill. Null is none. Error 14 TypeMismatch.
StatusOr<std::vector<int64_t>> CursorIds(DocumentView cursors) {
  std::vector<int64_t> ids;
  for (const Element& id : cursors) {
    if (id.type() == Type::kNull) continue;
    if (id.type() != Type::kInt64) {
      return MakeError(ErrorCode::kTypeMismatch,
                       fmt::format("BSON field 'killCursors.cursors.{}' is the "
                                   "wrong type '{}', expected type 'long'",
                                   id.name(), TypeName(id.type())));
    }
    ids.push_back(id.AsInt64());
  }
  return ids;
}

}  // namespace

// The collection that is named counts for nothing: an id says it all. MongoDB
// manual, "killCursors".
Status KillCursorsCommand(const Invocation& call, Builder& reply) {
  // Not Target(): cursors of listings belong to "$cmd.listCollections".
  const Element target = *call.command.begin();
  if (target.type() != Type::kString) {
    return MakeError(ErrorCode::kInvalidNamespace,
                     fmt::format("collection name has invalid type {}",
                                 TypeName(target.type())));
  }
  // Nothing is killed by a command that is wrong.
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<int64_t> ids,
                           CursorIds(call.command["cursors"].AsDocument()));
  CursorRegistry& cursors = call.engine.cursors();
  for (const int64_t id : ids) {
    MEERKAT_RETURN_IF_ERROR(cursors.CheckMayKill(id, call.context));
  }
  std::vector<Value> killed;
  std::vector<Value> not_found;
  for (const int64_t id : ids) {
    (cursors.Kill(id) ? killed : not_found).push_back(Value(id));
  }
  reply.Append("cursorsKilled", Array(killed));
  reply.Append("cursorsNotFound", Array(not_found));
  reply.Append("cursorsAlive", Array({}));
  reply.Append("cursorsUnknown", Array({}));
  return absl::OkStatus();
}

namespace {

Status CheckUpdate(DocumentView statement) {
  MEERKAT_RETURN_IF_ERROR(
      CheckFields("update.updates", statement, kUpdateStatementFields));
  const Type type = statement["u"].type();
  if (type == Type::kDocument || type == Type::kArray) return absl::OkStatus();
  return MakeError(ErrorCode::kFailedToParse,
                   "Update argument must be either an object or an array");
}

// Update operators and pipelines are told apart from a replacement.
StatusOr<DocumentView> ReplacementOf(DocumentView statement) {
  const Element update = statement["u"];
  const bool is_document = update.type() == Type::kDocument;
  if (!is_document || (!update.AsDocument().empty() &&
                       update.AsDocument().begin()->name().starts_with('$'))) {
    return MakeError(
        ErrorCode::kNotImplemented,
        fmt::format(
            "this version of Meerkat updates by replacement only; "
            "'update.updates.u' is {}",
            is_document ? "a document of update operators" : "a pipeline"));
  }
  if (BoolField(statement, "multi", false)) {
    return MakeError(ErrorCode::kFailedToParse,
                     "multi update is not supported for replacement-style "
                     "update");
  }
  return update.AsDocument();
}

// An upsert that makes an _id for which the reply has no `room` is not tried.
Status CheckRoom(DocumentView statement, DocumentView replacement,
                 size_t room) {
  const DocumentView filter = statement["q"].AsDocument();
  const size_t size = std::max(filter["_id"].payload().size(),
                               replacement["_id"].payload().size());
  if (size <= room || !BoolField(statement, "upsert", false)) {
    return absl::OkStatus();
  }
  return MakeError(
      ErrorCode::kBSONObjectTooLarge,
      fmt::format("the reply has no room for the _id of an upsert, which has "
                  "{} bytes; try it in a command of its own",
                  size));
}

StatusOr<UpdateResult> RunUpdate(const Invocation& call,
                                 const storage::Namespace& ns,
                                 DocumentView statement, size_t room) {
  MEERKAT_ASSIGN_OR_RETURN(const DocumentView replacement,
                           ReplacementOf(statement));
  MEERKAT_RETURN_IF_ERROR(CheckRoom(statement, replacement, room));
  const ReplaceOptions options{
      .upsert = BoolField(statement, "upsert", false),
      .write_concern = call.write_concern,
      .collation = Document(DocumentField(statement, "collation"))};
  return ReplaceOne(call.engine, ns, statement["q"].AsDocument(), replacement,
                    options, call.deadline);
}

Status CheckDelete(DocumentView statement) {
  MEERKAT_RETURN_IF_ERROR(
      CheckFields("delete.deletes", statement, kDeleteStatementFields));
  MEERKAT_RETURN_IF_ERROR(query::Hint::Parse(statement["hint"]).status());
  const double limit = bson::ToDouble(statement["limit"]);
  if (limit == 0 || limit == 1) return absl::OkStatus();
  return MakeError(ErrorCode::kFailedToParse,
                   "The limit field in delete objects must be 0 or 1. Got " +
                       ToString(statement["limit"]));
}

StatusOr<int64_t> RunDelete(const Invocation& call,
                            const storage::Namespace& ns,
                            DocumentView statement) {
  const DeleteRequest request{
      .filter = statement["q"].AsDocument(),
      .let = DocumentField(call.command, "let"),
      .collation = DocumentField(statement, "collation"),
      .hint = statement["hint"],
      .write_concern = call.write_concern,
      .deadline = call.deadline};
  return bson::ToDouble(statement["limit"]) == 0
             ? DeleteMany(call.engine, ns, request)
             : DeleteOne(call.engine, ns, request);
}

}  // namespace

Status UpdateCommand(const Invocation& call, Builder& reply) {
  MEERKAT_ASSIGN_OR_RETURN(const storage::Namespace ns, call.WriteTarget());
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<DocumentView> statements,
                           Statements(call, "updates"));
  for (const DocumentView statement : statements) {
    MEERKAT_RETURN_IF_ERROR(CheckUpdate(statement));
  }
  UpdateResult total;
  int64_t upserted_count = 0;
  Builder upserted;
  std::vector<WriteError> errors;
  for (size_t i = 0; i < statements.size(); ++i) {
    const StatusOr<UpdateResult> result =
        RunUpdate(call, ns, statements[i], RoomIn(upserted, statements.size()));
    MEERKAT_RETURN_IF_ERROR(call.deadline.Check());
    if (!result.ok()) {
      errors.push_back({i, result.status()});
      if (BoolField(call.command, "ordered", true)) break;
      continue;
    }
    total.matched_count += result->matched_count;
    total.modified_count += result->modified_count;
    if (result->upserted_id.exists()) {
      ++upserted_count;
      upserted.OpenDocumentItem();
      upserted.Append("index", static_cast<int32_t>(i));
      upserted.Append("_id", result->upserted_id).Close();
    }
  }
  AppendCount("n", total.matched_count + upserted_count, reply);
  AppendCount("nModified", total.modified_count, reply);
  if (upserted_count > 0) {
    reply.Append("upserted", Value::ArrayOf(upserted.FinishView()));
  }
  AppendWriteErrors(errors, reply);
  return absl::OkStatus();
}

Status DeleteCommand(const Invocation& call, Builder& reply) {
  MEERKAT_ASSIGN_OR_RETURN(const storage::Namespace ns, call.WriteTarget());
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<DocumentView> statements,
                           Statements(call, "deletes"));
  for (const DocumentView statement : statements) {
    MEERKAT_RETURN_IF_ERROR(CheckDelete(statement));
  }
  int64_t deleted = 0;
  std::vector<WriteError> errors;
  for (size_t i = 0; i < statements.size(); ++i) {
    const StatusOr<int64_t> result = RunDelete(call, ns, statements[i]);
    MEERKAT_RETURN_IF_ERROR(call.deadline.Check());
    if (result.ok()) {
      deleted += *result;
      continue;
    }
    errors.push_back({i, result.status()});
    if (BoolField(call.command, "ordered", true)) break;
  }
  AppendCount("n", deleted, reply);
  AppendWriteErrors(errors, reply);
  return absl::OkStatus();
}

namespace {

// A negative limit counts like a positive one; 0 is none. Unlike other numbers
// it has to be an integer: errors 2 BadValue for what is no number or has no
// positive counterpart, 9 FailedToParse for what is no int64.
StatusOr<int64_t> CountLimit(const Invocation& call) {
  const Element limit = call.command["limit"];
  if (!limit.exists()) return 0;
  if (!limit.is_number()) {
    return MakeError(ErrorCode::kBadValue,
                     fmt::format("BSON field 'count.limit' must be a number, "
                                 "found {}",
                                 ShellText(limit)));
  }
  const std::optional<int64_t> number = bson::ToInt64Exact(limit);
  if (!number.has_value()) {
    return MakeError(ErrorCode::kFailedToParse,
                     fmt::format("BSON field 'count.limit' must be an integer, "
                                 "found {}",
                                 ShellText(limit)));
  }
  if (*number < -kMaxInt64) {
    return MakeError(ErrorCode::kBadValue,
                     fmt::format("BSON field 'count.limit' must not be less "
                                 "than {}, found {}",
                                 -kMaxInt64, *number));
  }
  return std::abs(*number);
}

// MongoDB gives this error no name.
constexpr ErrorCode kNulInKey{31032};

StatusOr<std::string_view> DistinctKey(const Invocation& call) {
  const std::string_view key = call.command["key"].AsString();
  if (key.find('\0') == std::string_view::npos) return key;
  return MakeError(kNulInKey,
                   fmt::format("BSON field 'distinct.key' must not have a NUL, "
                               "found {}",
                               ShellText(call.command["key"])));
}

}  // namespace

Status CountCommand(const Invocation& call, Builder& reply) {
  MEERKAT_ASSIGN_OR_RETURN(const storage::Namespace ns, call.Target());
  FindRequest request = RequestOf(call, "query");
  MEERKAT_ASSIGN_OR_RETURN(request.skip, NotNegative(call, "skip"));
  MEERKAT_ASSIGN_OR_RETURN(request.limit, CountLimit(call));
  MEERKAT_ASSIGN_OR_RETURN(const int64_t count,
                           Count(call.engine, ns, request));
  AppendCount("n", count, reply);
  return absl::OkStatus();
}

Status DistinctCommand(const Invocation& call, Builder& reply) {
  MEERKAT_ASSIGN_OR_RETURN(const storage::Namespace ns, call.Target());
  MEERKAT_ASSIGN_OR_RETURN(const std::string_view key, DistinctKey(call));
  MEERKAT_ASSIGN_OR_RETURN(
      const std::vector<Value> values,
      Distinct(call.engine, ns, key, RequestOf(call, "query")));
  reply.Append("values", Array(values));
  return absl::OkStatus();
}

}  // namespace meerkat::engine
