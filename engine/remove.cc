#include "engine/remove.h"

#include <optional>
#include <string>

#include "engine/document_writer.h"
#include "engine/find.h"
#include "index/key_encoder.h"
#include "query/match/id_filter.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

// Deletes documents by _id, many to a commit.
class DeleteRun {
 public:
  DeleteRun(Engine& engine, const storage::Namespace& ns,
            const WriteConcern& concern, absl::Time deadline)
      : writer_(engine, ns, concern, deadline) {}

  Status Delete(const Element& id) {
    std::string id_key;
    index::AppendKey(id_key, id);
    const auto remove = [&](const storage::Record& record) {
      writer_.Remove(record, id_key);
      return absl::OkStatus();
    };
    while (true) {
      MEERKAT_ASSIGN_OR_RETURN(const Step step,
                               writer_.Change(id_key, remove));
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
  DocumentWriter writer_;
  int64_t deleted_ = 0;
};

}  // namespace

StatusOr<int64_t> DeleteOne(Engine& engine, const storage::Namespace& ns,
                            DocumentView filter, const WriteConcern& concern,
                            absl::Time deadline) {
  MEERKAT_RETURN_IF_ERROR(engine.CheckWritable());
  while (true) {
    MEERKAT_ASSIGN_OR_RETURN(const std::optional<Document> target,
                             FindOne(engine, ns, filter));
    if (!target.has_value()) return 0;
    // Anew for each try, since the collection may be another one by now.
    DeleteRun run(engine, ns, concern, deadline);
    MEERKAT_RETURN_IF_ERROR(run.Delete((*target)["_id"]));
    MEERKAT_RETURN_IF_ERROR(run.Commit());
    if (run.deleted() > 0) return run.deleted();
    // Another writer has deleted it meanwhile: look for the next.
  }
}

StatusOr<int64_t> DeleteMany(Engine& engine, const storage::Namespace& ns,
                             DocumentView filter, const WriteConcern& concern,
                             absl::Time deadline) {
  MEERKAT_RETURN_IF_ERROR(engine.CheckWritable());
  MEERKAT_ASSIGN_OR_RETURN(const std::unique_ptr<CursorImpl> cursor,
                           Find(engine, ns, filter));
  DeleteRun run(engine, ns, concern, deadline);
  while (cursor->Next()) {
    MEERKAT_RETURN_IF_ERROR(run.Delete(cursor->document()["_id"]));
  }
  MEERKAT_RETURN_IF_ERROR(cursor->status());
  MEERKAT_RETURN_IF_ERROR(run.Commit());
  return run.deleted();
}

}  // namespace meerkat::engine
