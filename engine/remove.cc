#include "engine/remove.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "engine/document_writer.h"
#include "engine/find.h"
#include "engine/prepared_filter.h"
#include "index/key_encoder.h"
#include "query/match/matcher.h"
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
      : matcher_(filter.matcher),
        writer_(engine, ns, request.write_concern, request.deadline) {
    context_.random = engine.random();
    if (matcher_.has_expressions()) PrepareExpressions(engine, filter);
  }

  Status Delete(DocumentView found) {
    std::string id_key;
    index::AppendKey(id_key, found["_id"]);
    const auto remove = [&](const storage::Record& record) {
      const DocumentView now = record.document;
      if (now == found || matcher_.Matches(now, context_)) {
        writer_.Remove(record, id_key);
      }
      return context_.error;
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
  void PrepareExpressions(Engine& engine, const PreparedFilter& filter) {
    evaluation_.emplace(engine.clock().Now(), engine.random());
    evaluation_->set_collator(filter.collator.get());
    for (size_t slot = 0; slot < filter.let.values.size(); ++slot) {
      evaluation_->SetVariable(slot, filter.let.values[slot]);
    }
    context_.evaluation = &*evaluation_;
  }

  const query::Matcher& matcher_;
  std::optional<query::EvaluationContext> evaluation_;
  query::MatchContext context_;
  DocumentWriter writer_;
  int64_t deleted_ = 0;
};

StatusOr<PreparedFilter> FilterOf(Engine& engine,
                                  const DeleteRequest& request) {
  return PrepareFilter(engine, request.filter, request.let, request.collation);
}

}  // namespace

StatusOr<int64_t> DeleteOne(Engine& engine, const storage::Namespace& ns,
                            const DeleteRequest& request) {
  MEERKAT_RETURN_IF_ERROR(engine.CheckWritable());
  MEERKAT_ASSIGN_OR_RETURN(const PreparedFilter filter,
                           FilterOf(engine, request));
  while (true) {
    MEERKAT_ASSIGN_OR_RETURN(
        const std::optional<Document> target,
        FindOne(engine, ns, {.hint = request.hint, .prepared = &filter}));
    if (!target.has_value()) return 0;
    // Anew for each try, since the collection may be another one by now.
    DeleteRun run(engine, ns, filter, request);
    MEERKAT_RETURN_IF_ERROR(run.Delete(*target));
    MEERKAT_RETURN_IF_ERROR(run.Commit());
    if (run.deleted() > 0) return run.deleted();
    // Another writer has deleted it meanwhile: look for the next.
  }
}

StatusOr<int64_t> DeleteMany(Engine& engine, const storage::Namespace& ns,
                             const DeleteRequest& request) {
  MEERKAT_RETURN_IF_ERROR(engine.CheckWritable());
  MEERKAT_ASSIGN_OR_RETURN(const PreparedFilter filter,
                           FilterOf(engine, request));
  MEERKAT_ASSIGN_OR_RETURN(
      const std::unique_ptr<CursorImpl> cursor,
      Find(engine, ns, {.hint = request.hint, .prepared = &filter}));
  DeleteRun run(engine, ns, filter, request);
  while (cursor->Next()) {
    MEERKAT_RETURN_IF_ERROR(run.Delete(cursor->document()));
  }
  MEERKAT_RETURN_IF_ERROR(cursor->status());
  MEERKAT_RETURN_IF_ERROR(run.Commit());
  return run.deleted();
}

}  // namespace meerkat::engine
