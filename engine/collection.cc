#include <fmt/format.h>
#include <meerkat/collection.h>

#include <utility>
#include <vector>

#include "engine/ddl.h"
#include "engine/default_collation.h"
#include "engine/distinct.h"
#include "engine/engine.h"
#include "engine/find.h"
#include "engine/index_ddl.h"
#include "engine/index_model_spec.h"
#include "engine/insert.h"
#include "engine/remove.h"
#include "engine/replace.h"
#include "storage/namespace.h"
#include "storage/status_macros.h"

namespace meerkat {

using engine::Engine;
using engine::Operation;
using storage::Namespace;

// What a handle means: the engine, and the name of the collection.
struct Collection::Target {
  std::shared_ptr<Engine> engine;
  Namespace ns;
};

namespace {

Status CheckNotNegative(std::string_view option, int64_t value) {
  if (value >= 0) return absl::OkStatus();
  return MakeError(
      ErrorCode::kBadValue,
      fmt::format("{} must not be negative, found {}", option, value));
}

// Borrows from the options.
StatusOr<engine::FindRequest> RequestOf(Engine& engine, DocumentView filter,
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
    request.deadline = storage::Deadline(engine.clock(), options.max_time);
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

// Each method is the verb of its name. `verb` is called with the engine, which
// an Operation keeps open, and the name of the collection.
template <typename Verb>
auto Run(const auto& target, Verb verb)
    -> decltype(verb(*target.engine, target.ns)) {
  Operation operation(*target.engine);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  return verb(*target.engine, target.ns);
}

// The same with a filter, read to a document.
template <typename Verb>
auto Run(const auto& target, const Filter& filter, Verb verb)
    -> decltype(verb(*target.engine, target.ns, DocumentView())) {
  using Result = decltype(verb(*target.engine, target.ns, DocumentView()));
  return Run(target, [&](Engine& engine, const Namespace& ns) -> Result {
    Document parsed;
    MEERKAT_ASSIGN_OR_RETURN(const DocumentView wanted, filter.Read(parsed));
    return verb(engine, ns, wanted);
  });
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
  return Run(*target_, [&](Engine& engine, const Namespace& ns) {
    return engine::InsertOne(engine, ns, document, options.write_concern);
  });
}

StatusOr<InsertManyResult> Collection::InsertMany(
    std::span<const DocumentView> documents, const InsertManyOptions& options) {
  return Run(*target_, [&](Engine& engine, const Namespace& ns) {
    return engine::InsertMany(engine, ns, documents, options);
  });
}

StatusOr<InsertManyResult> Collection::InsertMany(
    std::span<const Document> documents, const InsertManyOptions& options) {
  const std::vector<DocumentView> views(documents.begin(), documents.end());
  return InsertMany(std::span<const DocumentView>(views), options);
}

StatusOr<Cursor> Collection::Find(const Filter& filter,
                                  const FindOptions& options) {
  const auto find = [&](Engine& engine, const Namespace& ns,
                        DocumentView wanted) -> StatusOr<Cursor> {
    MEERKAT_ASSIGN_OR_RETURN(const engine::FindRequest request,
                             RequestOf(engine, wanted, options));
    MEERKAT_ASSIGN_OR_RETURN(std::unique_ptr<engine::CursorImpl> cursor,
                             engine::Find(engine, ns, request));
    cursor->KeepOpen(target_->engine);
    return Cursor(std::move(cursor));
  };
  return Run(*target_, filter, find);
}

StatusOr<std::optional<Document>> Collection::FindOne(
    const Filter& filter, const FindOptions& options) {
  const auto find =
      [&](Engine& engine, const Namespace& ns,
          DocumentView wanted) -> StatusOr<std::optional<Document>> {
    MEERKAT_ASSIGN_OR_RETURN(const engine::FindRequest request,
                             RequestOf(engine, wanted, options));
    return engine::FindOne(engine, ns, request);
  };
  return Run(*target_, filter, find);
}

StatusOr<UpdateResult> Collection::ReplaceOne(const Filter& filter,
                                              DocumentView replacement,
                                              const ReplaceOptions& options) {
  return Run(*target_, filter,
             [&](Engine& engine, const Namespace& ns, DocumentView wanted) {
               return engine::ReplaceOne(engine, ns, wanted, replacement,
                                         options);
             });
}

StatusOr<DeleteResult> Collection::DeleteOne(const Filter& filter,
                                             const DeleteOptions& options) {
  const auto remove = [&](Engine& engine, const Namespace& ns,
                          DocumentView wanted) -> StatusOr<DeleteResult> {
    MEERKAT_ASSIGN_OR_RETURN(
        const int64_t deleted,
        engine::DeleteOne(engine, ns, RequestOf(wanted, options)));
    return DeleteResult{deleted};
  };
  return Run(*target_, filter, remove);
}

StatusOr<DeleteResult> Collection::DeleteMany(const Filter& filter,
                                              const DeleteOptions& options) {
  const auto remove = [&](Engine& engine, const Namespace& ns,
                          DocumentView wanted) -> StatusOr<DeleteResult> {
    MEERKAT_ASSIGN_OR_RETURN(
        const int64_t deleted,
        engine::DeleteMany(engine, ns, RequestOf(wanted, options)));
    return DeleteResult{deleted};
  };
  return Run(*target_, filter, remove);
}

StatusOr<int64_t> Collection::CountDocuments(const Filter& filter,
                                             const CountOptions& options) {
  const FindOptions find{.skip = options.skip,
                         .limit = options.limit,
                         .max_time = options.max_time,
                         .hint = options.hint,
                         .collation = options.collation};
  const auto count = [&](Engine& engine, const Namespace& ns,
                         DocumentView wanted) -> StatusOr<int64_t> {
    MEERKAT_ASSIGN_OR_RETURN(const engine::FindRequest request,
                             RequestOf(engine, wanted, find));
    return engine::Count(engine, ns, request);
  };
  return Run(*target_, filter, count);
}

StatusOr<int64_t> Collection::EstimatedDocumentCount() {
  return CountDocuments({});
}

StatusOr<std::vector<Value>> Collection::Distinct(
    std::string_view path, const Filter& filter,
    const DistinctOptions& options) {
  const FindOptions find{.max_time = options.max_time,
                         .hint = options.hint,
                         .collation = options.collation};
  const auto distinct =
      [&](Engine& engine, const Namespace& ns,
          DocumentView wanted) -> StatusOr<std::vector<Value>> {
    MEERKAT_ASSIGN_OR_RETURN(const engine::FindRequest request,
                             RequestOf(engine, wanted, find));
    return engine::Distinct(engine, ns, path, request);
  };
  return Run(*target_, filter, distinct);
}

StatusOr<std::string> Collection::CreateIndex(DocumentView keys,
                                              const IndexOptions& options,
                                              const CreateIndexesOptions& how) {
  const IndexModel model{Document(keys), options};
  MEERKAT_ASSIGN_OR_RETURN(std::vector<std::string> names,
                           CreateIndexes(std::span(&model, 1), how));
  return std::move(names.front());
}

StatusOr<std::vector<std::string>> Collection::CreateIndexes(
    std::span<const IndexModel> indexes, const CreateIndexesOptions& how) {
  const auto create =
      [&](Engine& engine,
          const Namespace& ns) -> StatusOr<std::vector<std::string>> {
    MEERKAT_RETURN_IF_ERROR(CheckNotNegative("max_time", how.max_time.count()));
    MEERKAT_ASSIGN_OR_RETURN(
        const std::vector<index::IndexSpec> specs,
        engine::SpecsOf(indexes, engine::DefaultCollation(engine, ns)));
    engine::BuildOptions build{.deadline = {}, .progress = how.progress};
    if (how.max_time.count() > 0) {
      build.deadline = storage::Deadline(engine.clock(), how.max_time);
    }
    MEERKAT_RETURN_IF_ERROR(
        engine::CreateIndexes(engine, ns, specs, build, how.write_concern)
            .status());
    std::vector<std::string> names;
    for (const index::IndexSpec& spec : specs) names.push_back(spec.name);
    return names;
  };
  return Run(*target_, create);
}

Status Collection::DropIndex(std::string_view name,
                             const DropIndexOptions& options) {
  return Run(*target_, [&](Engine& engine, const Namespace& ns) -> Status {
    MEERKAT_RETURN_IF_ERROR(
        engine::DropIndexes(engine, ns, {std::string(name)}).status());
    return engine::MakeDurable(engine, options.write_concern);
  });
}

Status Collection::DropIndexes(const DropIndexOptions& options) {
  return Run(*target_, [&](Engine& engine, const Namespace& ns) -> Status {
    MEERKAT_RETURN_IF_ERROR(engine::DropAllIndexes(engine, ns).status());
    return engine::MakeDurable(engine, options.write_concern);
  });
}

StatusOr<std::vector<Document>> Collection::ListIndexes() {
  using Result = StatusOr<std::vector<Document>>;
  return Run(*target_, [](Engine& engine, const Namespace& ns) -> Result {
    Result list = engine::ListIndexes(engine, ns);
    const bool is_missing =
        ErrorCodeOf(list.status()) == ErrorCode::kNamespaceNotFound;
    return is_missing ? Result(std::vector<Document>()) : list;
  });
}

Status Collection::Drop() {
  return Run(*target_, [](Engine& engine, const Namespace& ns) {
    return engine::DropCollection(engine, ns).status();
  });
}

Status Collection::Rename(std::string_view new_name,
                          const RenameOptions& options) {
  return Run(*target_, [&](Engine& engine, const Namespace& ns) {
    return engine::RenameCollection(
        engine, ns, {ns.database, std::string(new_name)}, options);
  });
}

}  // namespace meerkat
