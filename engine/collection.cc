#include <fmt/format.h>
#include <meerkat/collection.h>

#include <utility>
#include <vector>

#include "engine/ddl.h"
#include "engine/distinct.h"
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

namespace {

Status CheckNotNegative(std::string_view option, int64_t value) {
  if (value >= 0) return absl::OkStatus();
  return MakeError(
      ErrorCode::kBadValue,
      fmt::format("{} must not be negative, found {}", option, value));
}

// Borrows from the options.
StatusOr<engine::FindRequest> RequestOf(engine::Engine& engine,
                                        DocumentView filter,
                                        const FindOptions& options) {
  MEERKAT_RETURN_IF_ERROR(CheckNotNegative("skip", options.skip));
  MEERKAT_RETURN_IF_ERROR(CheckNotNegative("limit", options.limit));
  MEERKAT_RETURN_IF_ERROR(
      CheckNotNegative("max_time", options.max_time.count()));
  engine::FindRequest request{.filter = filter,
                              .sort = options.sort,
                              .projection = options.projection,
                              .let = options.let,
                              .collation = options.collation,
                              .skip = options.skip,
                              .limit = options.limit,
                              .allow_disk_use = options.allow_disk_use,
                              .hint = options.hint.element(),
                              .min = options.min,
                              .max = options.max,
                              .return_key = options.return_key,
                              .show_record_id = options.show_record_id};
  if (options.max_time.count() > 0) {
    request.deadline = engine.clock().Steady() + options.max_time;
  }
  return request;
}

// Borrows from the options.
engine::DeleteRequest RequestOf(DocumentView filter,
                                const DeleteOptions& options) {
  return {.filter = filter,
          .let = options.let,
          .collation = options.collation,
          .hint = options.hint.element(),
          .write_concern = options.write_concern};
}

}  // namespace

Collection::Collection(std::shared_ptr<engine::Engine> engine,
                       std::string_view database, std::string_view name)
    : target_(std::make_shared<const Target>(Target{
          std::move(engine), {std::string(database), std::string(name)}})) {}

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
    std::span<const DocumentView> documents, const InsertManyOptions& options) {
  Operation operation(*target_->engine);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  return engine::InsertMany(*target_->engine, target_->ns, documents, options);
}

StatusOr<InsertManyResult> Collection::InsertMany(
    std::span<const Document> documents, const InsertManyOptions& options) {
  const std::vector<DocumentView> views(documents.begin(), documents.end());
  return InsertMany(std::span<const DocumentView>(views), options);
}

StatusOr<Cursor> Collection::Find(const Filter& filter,
                                  const FindOptions& options) {
  Operation operation(*target_->engine);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  Document parsed;
  MEERKAT_ASSIGN_OR_RETURN(const DocumentView wanted, filter.Read(parsed));
  MEERKAT_ASSIGN_OR_RETURN(const engine::FindRequest request,
                           RequestOf(*target_->engine, wanted, options));
  MEERKAT_ASSIGN_OR_RETURN(
      std::unique_ptr<engine::CursorImpl> cursor,
      engine::Find(*target_->engine, target_->ns, request));
  cursor->KeepOpen(target_->engine);
  return Cursor(std::move(cursor));
}

StatusOr<std::optional<Document>> Collection::FindOne(
    const Filter& filter, const FindOptions& options) {
  Operation operation(*target_->engine);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  Document parsed;
  MEERKAT_ASSIGN_OR_RETURN(const DocumentView wanted, filter.Read(parsed));
  MEERKAT_ASSIGN_OR_RETURN(const engine::FindRequest request,
                           RequestOf(*target_->engine, wanted, options));
  return engine::FindOne(*target_->engine, target_->ns, request);
}

StatusOr<UpdateResult> Collection::ReplaceOne(const Filter& filter,
                                              DocumentView replacement,
                                              const ReplaceOptions& options) {
  Operation operation(*target_->engine);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  Document parsed;
  MEERKAT_ASSIGN_OR_RETURN(const DocumentView wanted, filter.Read(parsed));
  return engine::ReplaceOne(*target_->engine, target_->ns, wanted, replacement,
                            options);
}

StatusOr<DeleteResult> Collection::DeleteOne(const Filter& filter,
                                             const DeleteOptions& options) {
  Operation operation(*target_->engine);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  Document parsed;
  MEERKAT_ASSIGN_OR_RETURN(const DocumentView wanted, filter.Read(parsed));
  MEERKAT_ASSIGN_OR_RETURN(const int64_t deleted,
                           engine::DeleteOne(*target_->engine, target_->ns,
                                             RequestOf(wanted, options)));
  return DeleteResult{deleted};
}

StatusOr<DeleteResult> Collection::DeleteMany(const Filter& filter,
                                              const DeleteOptions& options) {
  Operation operation(*target_->engine);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  Document parsed;
  MEERKAT_ASSIGN_OR_RETURN(const DocumentView wanted, filter.Read(parsed));
  MEERKAT_ASSIGN_OR_RETURN(const int64_t deleted,
                           engine::DeleteMany(*target_->engine, target_->ns,
                                              RequestOf(wanted, options)));
  return DeleteResult{deleted};
}

StatusOr<int64_t> Collection::CountDocuments(const Filter& filter,
                                             const CountOptions& options) {
  Operation operation(*target_->engine);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  Document parsed;
  MEERKAT_ASSIGN_OR_RETURN(const DocumentView wanted, filter.Read(parsed));
  const FindOptions find{.skip = options.skip,
                         .limit = options.limit,
                         .max_time = options.max_time,
                         .hint = options.hint,
                         .collation = options.collation};
  MEERKAT_ASSIGN_OR_RETURN(const engine::FindRequest request,
                           RequestOf(*target_->engine, wanted, find));
  return engine::Count(*target_->engine, target_->ns, request);
}

StatusOr<int64_t> Collection::EstimatedDocumentCount() {
  return CountDocuments({});
}

StatusOr<std::vector<Value>> Collection::Distinct(
    std::string_view path, const Filter& filter,
    const DistinctOptions& options) {
  Operation operation(*target_->engine);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  Document parsed;
  MEERKAT_ASSIGN_OR_RETURN(const DocumentView wanted, filter.Read(parsed));
  const FindOptions find{.max_time = options.max_time,
                         .hint = options.hint,
                         .collation = options.collation};
  MEERKAT_ASSIGN_OR_RETURN(const engine::FindRequest request,
                           RequestOf(*target_->engine, wanted, find));
  return engine::Distinct(*target_->engine, target_->ns, path, request);
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
  return engine::RenameCollection(*target_->engine, target_->ns,
                                  {target_->ns.database, std::string(new_name)},
                                  options);
}

}  // namespace meerkat
