#include "tests/support/load/execute.h"

#include <string>
#include <vector>

namespace meerkat::testing {
namespace {

Outcome Failed(const Status& status) { return {ErrorCodeOf(status), 0}; }

Document DocumentOf(const Operation& operation, uint32_t index) {
  return MakeDocument(operation.thread, KeyOf(operation, index),
                      {operation.number, index});
}

Document FilterOf(const Operation& operation) {
  return Document{{"_id", IdOf(operation.thread, operation.key)}};
}

Outcome InsertOne(Collection& collection, const Operation& operation) {
  auto result =
      collection.InsertOne(DocumentOf(operation, 0),
                           {.write_concern = {.journal = operation.journal}});
  return result.ok() ? Outcome{ErrorCode::kOk, 1} : Failed(result.status());
}

Outcome InsertMany(Collection& collection, const Operation& operation,
                   bool ordered) {
  std::vector<Document> documents;
  for (uint32_t index = 0; index < operation.count; ++index) {
    documents.push_back(DocumentOf(operation, index));
  }
  auto result = collection.InsertMany(
      documents,
      {.ordered = ordered, .write_concern = {.journal = operation.journal}});
  if (!result.ok()) return Failed(result.status());
  Outcome outcome{ErrorCode::kOk, result->inserted_count};
  for (const WriteError& error : result->errors) {
    outcome.code = ErrorCodeOf(error.status);
    if (outcome.code != ErrorCode::kDuplicateKey) break;
  }
  return outcome;
}

Outcome Replace(Collection& collection, const Operation& operation,
                bool upsert) {
  auto result = collection.ReplaceOne(
      FilterOf(operation), DocumentOf(operation, 0),
      {.upsert = upsert, .write_concern = {.journal = operation.journal}});
  if (!result.ok()) return Failed(result.status());
  if (result->upserted_id.exists()) return {ErrorCode::kOk, kInsertedByUpsert};
  return {ErrorCode::kOk, result->matched_count};
}

Outcome Delete(Collection& collection, const Operation& operation, bool all) {
  DeleteOptions options{.write_concern = {.journal = operation.journal}};
  auto result = all ? collection.DeleteMany(Document(), options)
                    : collection.DeleteOne(FilterOf(operation), options);
  if (!result.ok()) return Failed(result.status());
  return {ErrorCode::kOk, result->deleted_count};
}

Outcome Rename(Collection& collection, const Operation& operation,
               bool drop_target) {
  return Failed(collection.Rename(CollectionName(operation.target),
                                  {.drop_target = drop_target}));
}

}  // namespace

Outcome Execute(const Client& client, const Operation& operation) {
  Database database = client.database(kLoadDatabase);
  std::string name = CollectionName(operation.collection);
  Collection collection = database.collection(name);
  switch (operation.kind) {
    case OperationKind::kInsertOne:
      return InsertOne(collection, operation);
    case OperationKind::kInsertManyOrdered:
      return InsertMany(collection, operation, /*ordered=*/true);
    case OperationKind::kInsertManyUnordered:
      return InsertMany(collection, operation, /*ordered=*/false);
    case OperationKind::kReplaceOne:
      return Replace(collection, operation, /*upsert=*/false);
    case OperationKind::kUpsert:
      return Replace(collection, operation, /*upsert=*/true);
    case OperationKind::kDeleteOne:
      return Delete(collection, operation, /*all=*/false);
    case OperationKind::kDeleteAll:
      return Delete(collection, operation, /*all=*/true);
    case OperationKind::kCreate:
      return Failed(database.CreateCollection(name));
    case OperationKind::kDrop:
      return Failed(collection.Drop());
    case OperationKind::kRename:
      return Rename(collection, operation, /*drop_target=*/false);
    case OperationKind::kRenameOver:
      return Rename(collection, operation, /*drop_target=*/true);
  }
  return {};
}

Status CreateSharedCollections(const Client& client) {
  Database database = client.database(kLoadDatabase);
  for (uint32_t collection : {kAscending, kMixed}) {
    Status status = database.CreateCollection(CollectionName(collection));
    if (!status.ok() && ErrorCodeOf(status) != ErrorCode::kNamespaceExists) {
      return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace meerkat::testing
