#include <meerkat/collection.h>

#include <utility>
#include <vector>

#include "engine/ddl.h"
#include "engine/engine.h"
#include "engine/find.h"
#include "engine/insert.h"
#include "engine/remove.h"
#include "engine/replace.h"
#include "storage/namespace.h"
#include "storage/status_macros.h"

namespace meerkat {

// Each method keeps the engine open with an Operation while the verb of its
// name runs.

using engine::Operation;

// What a handle means: the engine, and the name of the collection.
struct Collection::Target {
  std::shared_ptr<engine::Engine> engine;
  storage::Namespace ns;
};

Collection::Collection(std::shared_ptr<engine::Engine> engine,
                       std::string_view database, std::string_view name)
    : target_(std::make_shared<const Target>(
          Target{std::move(engine),
                 {std::string(database), std::string(name)}})) {}

const std::string& Collection::database_name() const {
  return target_->ns.database;
}

const std::string& Collection::name() const { return target_->ns.collection; }

StatusOr<InsertOneResult> Collection::InsertOne(
    DocumentView document, const InsertOneOptions& options) {
  Operation operation(*target_->engine);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  return engine::InsertOne(*target_->engine, target_->ns, document,
                           options.write_concern);
}

StatusOr<InsertManyResult> Collection::InsertMany(
    std::span<const DocumentView> documents,
    const InsertManyOptions& options) {
  Operation operation(*target_->engine);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  return engine::InsertMany(*target_->engine, target_->ns, documents, options);
}

StatusOr<InsertManyResult> Collection::InsertMany(
    std::span<const Document> documents, const InsertManyOptions& options) {
  const std::vector<DocumentView> views(documents.begin(), documents.end());
  return InsertMany(std::span<const DocumentView>(views), options);
}

StatusOr<Cursor> Collection::Find(DocumentView filter) {
  Operation operation(*target_->engine);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  MEERKAT_ASSIGN_OR_RETURN(
      std::unique_ptr<engine::CursorImpl> cursor,
      engine::Find(*target_->engine, target_->ns, filter));
  cursor->KeepOpen(target_->engine);
  return Cursor(std::move(cursor));
}

StatusOr<std::optional<Document>> Collection::FindOne(DocumentView filter) {
  Operation operation(*target_->engine);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  return engine::FindOne(*target_->engine, target_->ns, filter);
}

StatusOr<UpdateResult> Collection::ReplaceOne(DocumentView filter,
                                              DocumentView replacement,
                                              const ReplaceOptions& options) {
  Operation operation(*target_->engine);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  return engine::ReplaceOne(*target_->engine, target_->ns, filter, replacement,
                            options);
}

StatusOr<DeleteResult> Collection::DeleteOne(DocumentView filter,
                                             const DeleteOptions& options) {
  Operation operation(*target_->engine);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  MEERKAT_ASSIGN_OR_RETURN(
      const int64_t deleted,
      engine::DeleteOne(*target_->engine, target_->ns, filter,
                        options.write_concern));
  return DeleteResult{deleted};
}

StatusOr<DeleteResult> Collection::DeleteMany(DocumentView filter,
                                              const DeleteOptions& options) {
  Operation operation(*target_->engine);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  MEERKAT_ASSIGN_OR_RETURN(
      const int64_t deleted,
      engine::DeleteMany(*target_->engine, target_->ns, filter,
                         options.write_concern));
  return DeleteResult{deleted};
}

StatusOr<int64_t> Collection::CountDocuments(DocumentView filter) {
  Operation operation(*target_->engine);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  return engine::Count(*target_->engine, target_->ns, filter);
}

StatusOr<int64_t> Collection::EstimatedDocumentCount() {
  return CountDocuments({});
}

Status Collection::Drop() {
  Operation operation(*target_->engine);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  return engine::DropCollection(*target_->engine, target_->ns).status();
}

Status Collection::Rename(std::string_view new_name,
                          const RenameOptions& options) {
  Operation operation(*target_->engine);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  return engine::RenameCollection(
      *target_->engine, target_->ns,
      {target_->ns.database, std::string(new_name)}, options);
}

}  // namespace meerkat
