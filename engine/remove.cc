#include "engine/remove.h"

#include <optional>
#include <string>
#include <utility>

#include "engine/document_writer.h"
#include "engine/find.h"
#include "index/key_encoder.h"
#include "query/match/matcher.h"
#include "query/match/parse.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

// Deletes documents that were found, many to a commit. Those that do not match
// any more when their turn comes are left.
class DeleteRun {
 public:
  DeleteRun(Engine& engine, const storage::Namespace& ns,
            const query::Matcher& matcher, const WriteConcern& concern,
            absl::Time deadline)
      : matcher_(matcher), writer_(engine, ns, concern, deadline) {
    context_.random = engine.random();
    if (matcher_.has_expressions()) {
      evaluation_.emplace(engine.clock().Now(), engine.random());
      context_.evaluation = &*evaluation_;
    }
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
  const query::Matcher& matcher_;
  std::optional<query::EvaluationContext> evaluation_;
  query::MatchContext context_;
  DocumentWriter writer_;
  int64_t deleted_ = 0;
};

}  // namespace

StatusOr<int64_t> DeleteOne(Engine& engine, const storage::Namespace& ns,
                            DocumentView filter, const WriteConcern& concern,
                            absl::Time deadline) {
  MEERKAT_RETURN_IF_ERROR(engine.CheckWritable());
  MEERKAT_ASSIGN_OR_RETURN(query::MatchNode parsed, query::ParseFilter(filter));
  const query::Matcher matcher(std::move(parsed));
  while (true) {
    MEERKAT_ASSIGN_OR_RETURN(const std::optional<Document> target,
                             FindOne(engine, ns, {.filter = filter}));
    if (!target.has_value()) return 0;
    // Anew for each try, since the collection may be another one by now.
    DeleteRun run(engine, ns, matcher, concern, deadline);
    MEERKAT_RETURN_IF_ERROR(run.Delete(*target));
    MEERKAT_RETURN_IF_ERROR(run.Commit());
    if (run.deleted() > 0) return run.deleted();
    // Another writer has deleted it meanwhile: look for the next.
  }
}

StatusOr<int64_t> DeleteMany(Engine& engine, const storage::Namespace& ns,
                             DocumentView filter, const WriteConcern& concern,
                             absl::Time deadline) {
  MEERKAT_RETURN_IF_ERROR(engine.CheckWritable());
  MEERKAT_ASSIGN_OR_RETURN(query::MatchNode parsed, query::ParseFilter(filter));
  const query::Matcher matcher(std::move(parsed));
  MEERKAT_ASSIGN_OR_RETURN(const std::unique_ptr<CursorImpl> cursor,
                           Find(engine, ns, {.filter = filter}));
  DeleteRun run(engine, ns, matcher, concern, deadline);
  while (cursor->Next()) {
    MEERKAT_RETURN_IF_ERROR(run.Delete(cursor->document()));
  }
  MEERKAT_RETURN_IF_ERROR(cursor->status());
  MEERKAT_RETURN_IF_ERROR(run.Commit());
  return run.deleted();
}

}  // namespace meerkat::engine
