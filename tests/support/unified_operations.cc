#include "tests/support/unified_operations.h"

#include <fmt/format.h>
#include <meerkat/builder.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include "storage/status_macros.h"
#include "tests/support/spec_tests.h"

namespace meerkat::testing {
namespace {

// A name in a test's arguments and in the command.
struct Argument {
  std::string_view name;
  std::string_view field;
};

Status DriverError(std::string_view what) {
  return absl::InvalidArgumentError(
      absl::string_view(what.data(), what.size()));
}

// A session stands for itself: its id is enough to ask for one.
Value SessionId() {
  constexpr std::string_view kUuid = "meerkat's tests!";
  return Value(Document{{"id", Value::Binary(4, kUuid)}});
}

std::string_view FieldOf(std::string_view name,
                         std::span<const Argument> renamed) {
  const auto found = std::ranges::find(renamed, name, &Argument::name);
  return found != renamed.end() ? found->field : name;
}

// Appends an argument as a field of a command.
void AppendArgument(const Element& argument, std::span<const Argument> renamed,
                    Builder& command) {
  // Drivers keep it from servers older than 8.2.
  if (argument.name() == "rawData") return;
  if (argument.name() == "session") {
    command.Append("lsid", SessionId());
    return;
  }
  command.Append(FieldOf(argument.name(), renamed), Value(argument));
}

Document ToCommand(std::string_view command, const Entity& entity,
                   DocumentView arguments,
                   std::initializer_list<Argument> renamed = {}) {
  Builder built;
  built.Append(command, entity.collection);
  for (const Element& argument : arguments) {
    AppendArgument(argument, renamed, built);
  }
  return std::move(built).Finish();
}

// --- reading -----------------------------------------------------------------

// The documents of a cursor, to its end.
StatusOr<Value> ReadAll(Entity& entity, Document reply) {
  std::vector<Value> documents;
  const std::string ns(reply["cursor"].AsDocument()["ns"].AsString());
  const std::string collection = ns.substr(ns.find('.') + 1);
  for (std::string_view batch = "firstBatch";; batch = "nextBatch") {
    const DocumentView cursor = reply["cursor"].AsDocument();
    for (const Element& document : cursor[batch].AsDocument()) {
      documents.emplace_back(document);
    }
    const int64_t id = cursor["id"].AsInt64();
    if (id == 0) return Value(Array(documents));
    MEERKAT_ASSIGN_OR_RETURN(
        reply, entity.RunCommand(
                   Document{{"getMore", id}, {"collection", collection}}));
  }
}

StatusOr<Value> RunFind(Entity& entity, DocumentView arguments) {
  MEERKAT_ASSIGN_OR_RETURN(
      Document reply, entity.RunCommand(ToCommand("find", entity, arguments)));
  return ReadAll(entity, std::move(reply));
}

StatusOr<Value> RunFindOne(Entity& entity, DocumentView arguments) {
  MEERKAT_ASSIGN_OR_RETURN(const Value found, RunFind(entity, arguments));
  const DocumentView documents = found.element().AsDocument();
  if (documents.empty()) return Value(nullptr);
  return Value(*documents.begin());
}

StatusOr<Value> RunCount(Entity& entity, DocumentView arguments) {
  MEERKAT_ASSIGN_OR_RETURN(const Document reply, entity.RunCommand(ToCommand(
                                                     "count", entity, arguments,
                                                     {{"filter", "query"}})));
  return Value(reply["n"]);
}

// As drivers count: by an aggregation, where no document is none at all.
StatusOr<Value> RunCountDocuments(Entity& entity, DocumentView arguments) {
  Builder pipeline;
  pipeline.OpenDocumentItem();
  pipeline.Append("$match", Value(arguments["filter"])).Close();
  for (const std::string_view name : {"skip", "limit"}) {
    const Element number = arguments[name];
    if (!number.exists()) continue;
    pipeline.OpenDocumentItem();
    pipeline.Append("$" + std::string(name), Value(number)).Close();
  }
  pipeline.AppendItem(
      Document{{"$group", Document{{"_id", 1}, {"n", Document{{"$sum", 1}}}}}}
          .view());
  Builder command;
  command.Append("aggregate", entity.collection);
  command.Append("pipeline", Value::ArrayOf(pipeline.FinishView()));
  command.Append("cursor", Document());
  for (const Element& argument : arguments) {
    const std::string_view name = argument.name();
    if (name == "filter" || name == "skip" || name == "limit") continue;
    AppendArgument(argument, {}, command);
  }
  MEERKAT_ASSIGN_OR_RETURN(const Document reply,
                           entity.RunCommand(std::move(command).Finish()));
  const DocumentView batch =
      reply["cursor"].AsDocument()["firstBatch"].AsDocument();
  if (batch.empty()) return Value(0);
  return Value(batch.begin()->AsDocument()["n"]);
}

StatusOr<Value> RunDistinct(Entity& entity, DocumentView arguments) {
  MEERKAT_ASSIGN_OR_RETURN(const Document reply,
                           entity.RunCommand(ToCommand(
                               "distinct", entity, arguments,
                               {{"fieldName", "key"}, {"filter", "query"}})));
  return Value(reply["values"]);
}

StatusOr<Value> RunAggregate(Entity& entity, DocumentView arguments) {
  Builder command;
  if (entity.collection.empty()) {
    command.Append("aggregate", 1);
  } else {
    command.Append("aggregate", entity.collection);
  }
  Builder cursor;
  for (const Element& argument : arguments) {
    AppendArgument(argument, {},
                   argument.name() == "batchSize" ? cursor : command);
  }
  command.Append("cursor", std::move(cursor).Finish());
  MEERKAT_ASSIGN_OR_RETURN(Document reply,
                           entity.RunCommand(std::move(command).Finish()));
  return ReadAll(entity, std::move(reply));
}

// --- writing -----------------------------------------------------------------

// A reply of insert, update or delete; the first write error as an error.
StatusOr<Document> RunWrite(Entity& entity, DocumentView command) {
  MEERKAT_ASSIGN_OR_RETURN(Document reply, entity.RunCommand(command));
  const std::vector<DocumentView> errors = CasesOf(reply, "writeErrors");
  if (errors.empty()) return reply;
  return MakeError(static_cast<ErrorCode>(errors.front()["code"].AsInt32()),
                   errors.front()["errmsg"].AsString());
}

// {command: collection, list: [statement], and the arguments that belong to
// the whole of it}.
Document ToWrite(std::string_view command, std::string_view list,
                 const Entity& entity, DocumentView statement,
                 DocumentView arguments) {
  constexpr std::array<std::string_view, 6> kOfCommand = {
      "session",  "let", "comment", "ordered", "bypassDocumentValidation",
      "maxTimeMS"};
  Builder built;
  built.Append(command, entity.collection);
  built.OpenArray(list).AppendItem(statement).Close();
  for (const Element& argument : arguments) {
    if (std::ranges::find(kOfCommand, argument.name()) != kOfCommand.end()) {
      AppendArgument(argument, {}, built);
    }
  }
  return std::move(built).Finish();
}

// Of the arguments those that belong to one statement.
void AppendToStatement(DocumentView arguments,
                       std::initializer_list<std::string_view> names,
                       Builder& statement) {
  for (const std::string_view name : names) {
    statement.Append(name, Value(arguments[name]));
  }
}

StatusOr<Value> RunInsertOne(Entity& entity, DocumentView arguments) {
  const DocumentView document = arguments["document"].AsDocument();
  MEERKAT_RETURN_IF_ERROR(RunWrite(entity, ToWrite("insert", "documents",
                                                   entity, document, arguments))
                              .status());
  return Value(Document{{"insertedId", Value(document["_id"])}});
}

StatusOr<Value> RunInsertMany(Entity& entity, DocumentView arguments) {
  MEERKAT_ASSIGN_OR_RETURN(
      const Document reply,
      RunWrite(entity, ToCommand("insert", entity, arguments)));
  Builder ids;
  for (const Element& document : arguments["documents"].AsDocument()) {
    ids.Append(document.name(), Value(document.AsDocument()["_id"]));
  }
  return Value(Document{{"insertedCount", Value(reply["n"])},
                        {"insertedIds", std::move(ids).Finish()}});
}

StatusOr<Value> RunDelete(Entity& entity, DocumentView arguments, int limit) {
  Builder statement;
  statement.Append("q", Value(arguments["filter"])).Append("limit", limit);
  AppendToStatement(arguments, {"collation", "hint"}, statement);
  MEERKAT_ASSIGN_OR_RETURN(
      const Document reply,
      RunWrite(entity, ToWrite("delete", "deletes", entity,
                               std::move(statement).Finish(), arguments)));
  return Value(Document{{"deletedCount", Value(reply["n"])}});
}

StatusOr<Value> RunDeleteOne(Entity& entity, DocumentView arguments) {
  return RunDelete(entity, arguments, 1);
}

StatusOr<Value> RunDeleteMany(Entity& entity, DocumentView arguments) {
  return RunDelete(entity, arguments, 0);
}

StatusOr<Value> RunUpdate(Entity& entity, DocumentView arguments,
                          const Element& change, bool is_multi) {
  Builder statement;
  statement.Append("q", Value(arguments["filter"]));
  statement.Append("u", Value(change)).Append("multi", is_multi);
  AppendToStatement(arguments,
                    {"upsert", "collation", "arrayFilters", "hint", "sort"},
                    statement);
  MEERKAT_ASSIGN_OR_RETURN(
      const Document reply,
      RunWrite(entity, ToWrite("update", "updates", entity,
                               std::move(statement).Finish(), arguments)));
  const std::vector<DocumentView> upserted = CasesOf(reply, "upserted");
  const int upserts = static_cast<int>(upserted.size());
  Builder result;
  result.Append("matchedCount", reply["n"].AsInt32() - upserts);
  result.Append("modifiedCount", Value(reply["nModified"]));
  result.Append("upsertedCount", upserts);
  if (upserts > 0) {
    result.Append("upsertedId", Value(upserted.front()["_id"]));
  }
  return Value(std::move(result).Finish());
}

bool HoldsOperators(const Element& change) {
  const DocumentView document = change.AsDocument();
  return !document.empty() && document.begin()->name().starts_with('$');
}

StatusOr<Value> RunReplaceOne(Entity& entity, DocumentView arguments) {
  const Element replacement = arguments["replacement"];
  if (HoldsOperators(replacement)) {
    return DriverError("a replacement holds no operators");
  }
  return RunUpdate(entity, arguments, replacement, false);
}

StatusOr<Value> RunOperators(Entity& entity, DocumentView arguments,
                             bool is_multi) {
  const Element update = arguments["update"];
  if (update.type() == Type::kDocument && !HoldsOperators(update)) {
    return DriverError("an update holds operators");
  }
  return RunUpdate(entity, arguments, update, is_multi);
}

StatusOr<Value> RunUpdateOne(Entity& entity, DocumentView arguments) {
  return RunOperators(entity, arguments, false);
}

StatusOr<Value> RunUpdateMany(Entity& entity, DocumentView arguments) {
  return RunOperators(entity, arguments, true);
}

constexpr std::array<std::string_view, 5> kCounts = {
    "deletedCount", "insertedCount", "matchedCount", "modifiedCount",
    "upsertedCount"};

int CountOf(std::string_view count, std::string_view request,
            DocumentView result) {
  if (count == "insertedCount") return request == "insertOne" ? 1 : 0;
  const Element number = result[count];
  return number.exists() ? number.AsInt32() : 0;
}

// One after another; the first error ends it.
StatusOr<Value> RunBulkWrite(Entity& entity, DocumentView arguments) {
  std::array<int, kCounts.size()> counts = {};
  Builder upserted;
  for (const Element& item : arguments["requests"].AsDocument()) {
    const Element request = *item.AsDocument().begin();
    const Operation run = FindOperation(request.name());
    if (run == nullptr) return DriverError("no such request of a bulk write");
    MEERKAT_ASSIGN_OR_RETURN(const Value value,
                             run(entity, request.AsDocument()));
    const DocumentView result = value.element().AsDocument();
    for (size_t i = 0; i < kCounts.size(); ++i) {
      counts[i] += CountOf(kCounts[i], request.name(), result);
    }
    upserted.Append(item.name(), Value(result["upsertedId"]));
  }
  Builder total;
  for (size_t i = 0; i < kCounts.size(); ++i) {
    total.Append(kCounts[i], counts[i]);
  }
  total.Append("upsertedIds", std::move(upserted).Finish());
  return Value(std::move(total).Finish());
}

// --- collections and databases -----------------------------------------------

StatusOr<Value> RunOnCollection(std::string_view name, Entity& entity,
                                DocumentView arguments) {
  Builder command;
  command.Append(name, Value(arguments["collection"]));
  for (const Element& argument : arguments) {
    if (argument.name() != "collection") AppendArgument(argument, {}, command);
  }
  MEERKAT_RETURN_IF_ERROR(
      entity.RunCommand(std::move(command).Finish()).status());
  return Value();
}

StatusOr<Value> RunCreateCollection(Entity& entity, DocumentView arguments) {
  return RunOnCollection("create", entity, arguments);
}

StatusOr<Value> RunDropCollection(Entity& entity, DocumentView arguments) {
  return RunOnCollection("drop", entity, arguments);
}

// --- indexes -----------------------------------------------------------------

// As drivers name an index that has no name: "city_1_born_-1".
std::string IndexNameOf(DocumentView keys) {
  std::string name;
  for (const Element& key : keys) {
    if (!name.empty()) name += '_';
    name += fmt::format(
        "{}_{}", key.name(),
        key.type() == Type::kString ? key.AsString() : ToString(key));
  }
  return name;
}

StatusOr<Value> RunCreateIndex(Entity& entity, DocumentView arguments) {
  const Element keys = arguments["keys"];
  const std::string name = arguments["name"].exists()
                               ? std::string(arguments["name"].AsString())
                               : IndexNameOf(keys.AsDocument());
  Builder index;
  index.Append("key", Value(keys)).Append("name", name);
  AppendToStatement(arguments,
                    {"unique", "sparse", "hidden", "partialFilterExpression",
                     "expireAfterSeconds", "collation", "background"},
                    index);
  MEERKAT_RETURN_IF_ERROR(
      RunWrite(entity, ToWrite("createIndexes", "indexes", entity,
                               std::move(index).Finish(), arguments))
          .status());
  return Value(name);
}

StatusOr<Value> RunListIndexes(Entity& entity, DocumentView arguments) {
  MEERKAT_ASSIGN_OR_RETURN(
      Document reply,
      entity.RunCommand(ToCommand("listIndexes", entity, arguments)));
  return ReadAll(entity, std::move(reply));
}

StatusOr<Value> RunListIndexNames(Entity& entity, DocumentView arguments) {
  MEERKAT_ASSIGN_OR_RETURN(const Value list, RunListIndexes(entity, arguments));
  std::vector<Value> names;
  for (const Element& index : list.element().AsDocument()) {
    names.emplace_back(index.AsDocument()["name"]);
  }
  return Value(Array(names));
}

StatusOr<Value> RunDropIndex(Entity& entity, DocumentView arguments) {
  MEERKAT_ASSIGN_OR_RETURN(
      const Document reply,
      entity.RunCommand(
          ToCommand("dropIndexes", entity, arguments, {{"name", "index"}})));
  return Value(reply);
}

StatusOr<Value> RunDropIndexes(Entity& entity, DocumentView arguments) {
  Builder all;
  all.Append("name", "*").AppendAll(arguments);
  return RunDropIndex(entity, std::move(all).Finish());
}

// --- commands ----------------------------------------------------------------

StatusOr<Value> RunDatabaseCommand(Entity& entity, DocumentView arguments) {
  MEERKAT_ASSIGN_OR_RETURN(
      const Document reply,
      entity.RunCommand(arguments["command"].AsDocument()));
  return Value(reply);
}

StatusOr<Value> RunCursorCommand(Entity& entity, DocumentView arguments) {
  MEERKAT_ASSIGN_OR_RETURN(
      Document reply, entity.RunCommand(arguments["command"].AsDocument()));
  return ReadAll(entity, std::move(reply));
}

// Drivers watch with an aggregation; a stream has no end to read to.
StatusOr<Value> RunCreateChangeStream(Entity& entity, DocumentView arguments) {
  (void)arguments;
  const Document watch{{"$changeStream", Document()}};
  return RunAggregate(entity, Document{{"pipeline", Array{watch}}});
}

struct Known {
  std::string_view name;
  Operation run;
};

constexpr Known kOperations[] = {
    {"aggregate", RunAggregate},
    {"bulkWrite", RunBulkWrite},
    {"count", RunCount},
    {"countDocuments", RunCountDocuments},
    {"createChangeStream", RunCreateChangeStream},
    {"createCollection", RunCreateCollection},
    {"createIndex", RunCreateIndex},
    {"deleteMany", RunDeleteMany},
    {"deleteOne", RunDeleteOne},
    {"distinct", RunDistinct},
    {"dropCollection", RunDropCollection},
    {"dropIndex", RunDropIndex},
    {"dropIndexes", RunDropIndexes},
    {"estimatedDocumentCount", RunCount},
    {"find", RunFind},
    {"findOne", RunFindOne},
    {"insertMany", RunInsertMany},
    {"insertOne", RunInsertOne},
    {"listIndexNames", RunListIndexNames},
    {"listIndexes", RunListIndexes},
    {"replaceOne", RunReplaceOne},
    {"runCommand", RunDatabaseCommand},
    {"runCursorCommand", RunCursorCommand},
    {"updateMany", RunUpdateMany},
    {"updateOne", RunUpdateOne},
};

}  // namespace

Operation FindOperation(std::string_view name) {
  const auto* found = std::ranges::find(kOperations, name, &Known::name);
  return found != std::end(kOperations) ? found->run : nullptr;
}

bool IsDriverError(const Status& error) {
  return !error.ok() && ErrorCodeOf(error) == ErrorCode::kInternalError;
}

// --- cursors -----------------------------------------------------------------

UnifiedCursor::UnifiedCursor(Entity entity, DocumentView reply)
    : entity_(std::move(entity)) {
  const DocumentView cursor = reply["cursor"].AsDocument();
  const std::string ns(cursor["ns"].AsString());
  entity_.collection = ns.substr(ns.find('.') + 1);
  Take(cursor, "firstBatch");
}

StatusOr<UnifiedCursor> UnifiedCursor::Create(std::string_view operation,
                                              Entity& entity,
                                              DocumentView arguments) {
  const Document command = operation == "createFindCursor"
                               ? ToCommand("find", entity, arguments)
                               : Document(arguments["command"].AsDocument());
  MEERKAT_ASSIGN_OR_RETURN(const Document reply, entity.RunCommand(command));
  return UnifiedCursor(entity, reply);
}

void UnifiedCursor::Take(DocumentView cursor, std::string_view batch) {
  id_ = cursor["id"].AsInt64();
  for (const Element& document : cursor[batch].AsDocument()) {
    documents_.emplace_back(document.AsDocument());
  }
}

Status UnifiedCursor::GetMore() {
  MEERKAT_ASSIGN_OR_RETURN(
      const Document reply,
      entity_.RunCommand(
          Document{{"getMore", id_}, {"collection", entity_.collection}}));
  Take(reply["cursor"].AsDocument(), "nextBatch");
  return absl::OkStatus();
}

StatusOr<Value> UnifiedCursor::IterateOnce() {
  if (documents_.empty() && id_ != 0) MEERKAT_RETURN_IF_ERROR(GetMore());
  if (documents_.empty()) return Value();
  Value next(documents_.front());
  documents_.pop_front();
  return next;
}

StatusOr<Value> UnifiedCursor::IterateUntilDocument() {
  while (true) {
    MEERKAT_ASSIGN_OR_RETURN(Value next, IterateOnce());
    if (next.exists() || id_ == 0) return next;
  }
}

Status UnifiedCursor::Close() {
  if (id_ == 0) return absl::OkStatus();
  MEERKAT_ASSIGN_OR_RETURN(
      const Document reply,
      entity_.RunCommand(Document{{"killCursors", entity_.collection},
                                  {"cursors", Array{id_}}}));
  id_ = 0;
  documents_.clear();
  if (!reply["cursorsKilled"].AsDocument().empty()) return absl::OkStatus();
  return MakeError(ErrorCode::kCursorNotFound, "the cursor was not open");
}

}  // namespace meerkat::testing
