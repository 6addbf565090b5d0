#include "engine/remove.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "engine/default_collation.h"
#include "engine/document_writer.h"
#include "engine/express_path.h"
#include "engine/find.h"
#include "engine/prepared_filter.h"
#include "index/key_encoder.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

// Deletes documents that were found, many to a commit. Those that do not match
// any more when their turn comes are left.
class DeleteRun {
 public:
  // All outlive it.
  DeleteRun(Engine& engine, const storage::Namespace& ns,
            const PreparedFilter& filter, const DeleteRequest& request)
      : filter_(engine, filter),
        writer_(engine, ns, request.write_concern, request.deadline) {}

  Status Delete(DocumentView found) {
    std::string id_key;
    index::AppendKey(id_key, found["_id"]);
    const auto remove = [&](const storage::Record& record) -> Status {
      const DocumentView now = record.document;
      if (now != found) {
        MEERKAT_ASSIGN_OR_RETURN(const bool matches, filter_.Matches(now));
        if (!matches) return absl::OkStatus();
      }
      return writer_.Remove(record, id_key);
    };
    while (true) {
      MEERKAT_ASSIGN_OR_RETURN(const Step step, writer_.Change(id_key, remove));
      if (step == Step::kDone) break;
      MEERKAT_RETURN_IF_ERROR(Commit());
    }
    return writer_.is_full() ? Commit() : absl::OkStatus();
  }

  Status Commit() {
    const int pending = writer_.pending();
    MEERKAT_RETURN_IF_ERROR(writer_.Commit());
    deleted_ += pending;
    return absl::OkStatus();
  }

  int64_t deleted() const { return deleted_; }

 private:
  FilterRun filter_;
  DocumentWriter writer_;
  int64_t deleted_ = 0;
};

// The express path: whatever lies under this _id.
StatusOr<int64_t> DeleteById(Engine& engine, const storage::Namespace& ns,
                             const Element& id, const DeleteRequest& request) {
  DocumentWriter writer(engine, ns, request.write_concern, request.deadline);
  if (!writer.has_collection()) {
    MEERKAT_RETURN_IF_ERROR(storage::CheckNames(ns));
    return 0;
  }
  const std::string id_key = index::EncodeKey(id);
  const auto remove = [&](const storage::Record& record) {
    return writer.Remove(record, id_key);
  };
  // Alone in its commit, it never has to wait for one.
  MEERKAT_RETURN_IF_ERROR(writer.Change(id_key, remove).status());
  const int pending = writer.pending();
  if (pending > 0) MEERKAT_RETURN_IF_ERROR(writer.Commit());
  return pending;
}

StatusOr<int64_t> DeleteFirst(Engine& engine, const storage::Namespace& ns,
                              const DeleteRequest& request,
                              const FindRequest& wanted) {
  while (true) {
    MEERKAT_ASSIGN_OR_RETURN(const std::optional<Document> target,
                             FindOne(engine, ns, wanted));
    if (!target.has_value()) return 0;
    // Anew for each try, since the collection may be another one by now.
    DeleteRun run(engine, ns, *wanted.prepared, request);
    MEERKAT_RETURN_IF_ERROR(run.Delete(*target));
    MEERKAT_RETURN_IF_ERROR(run.Commit());
    if (run.deleted() > 0) return run.deleted();
    // Another writer has deleted it meanwhile: look for the next.
  }
}

StatusOr<int64_t> DeleteAll(Engine& engine, const storage::Namespace& ns,
                            const DeleteRequest& request,
                            const FindRequest& wanted) {
  MEERKAT_ASSIGN_OR_RETURN(const std::unique_ptr<CursorImpl> cursor,
                           Find(engine, ns, wanted));
  DeleteRun run(engine, ns, *wanted.prepared, request);
  while (cursor->Next()) {
    MEERKAT_RETURN_IF_ERROR(run.Delete(cursor->document()));
  }
  MEERKAT_RETURN_IF_ERROR(cursor->status());
  MEERKAT_RETURN_IF_ERROR(run.Commit());
  return run.deleted();
}

// By the express path, or else by `delete_found`.
StatusOr<int64_t> Delete(Engine& engine, const storage::Namespace& ns,
                         const DeleteRequest& request,
                         decltype(DeleteAll)* delete_found) {
  MEERKAT_RETURN_IF_ERROR(engine.CheckWritable());
  const Document collation = CollationFor(engine, ns, request.collation);
  FindRequest wanted{.filter = request.filter,
                     .let = request.let,
                     .collation = collation,
                     .hint = request.hint,
                     .deadline = request.deadline};
  if (const Element id = ExpressId(wanted); id.exists()) {
    return DeleteById(engine, ns, id, request);
  }
  MEERKAT_ASSIGN_OR_RETURN(
      wanted.prepared,
      PrepareFilter(engine, request.filter, request.let, collation));
  return delete_found(engine, ns, request, wanted);
}

}  // namespace

StatusOr<int64_t> DeleteOne(Engine& engine, const storage::Namespace& ns,
                            const DeleteRequest& request) {
  return Delete(engine, ns, request, &DeleteFirst);
}

StatusOr<int64_t> DeleteMany(Engine& engine, const storage::Namespace& ns,
                             const DeleteRequest& request) {
  return Delete(engine, ns, request, &DeleteAll);
}

}  // namespace meerkat::engine
