#include "engine/insert.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/document_writer.h"
#include "engine/incoming_document.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

Status CheckNamespace(Engine& engine, const storage::Namespace& ns) {
  MEERKAT_RETURN_IF_ERROR(engine.CheckWritable());
  return storage::CheckNewCollectionName(ns.database, ns.collection);
}

// Inserts documents one after another, many to a commit.
class InsertRun {
 public:
  InsertRun(Engine& engine, const storage::Namespace& ns,
            const InsertManyOptions& options, const storage::Deadline& deadline)
      : engine_(engine),
        ordered_(options.ordered),
        writer_(engine, ns, options.write_concern, deadline) {}

  // False when it failed.
  bool Insert(size_t index, DocumentView document) {
    StatusOr<IncomingDocument> incoming = PrepareInsert(engine_, document);
    result_.ids.push_back(incoming.ok() ? Value(incoming->id) : Value());
    Status inserted = incoming.status();
    if (inserted.ok()) inserted = Write(*incoming);
    if (!inserted.ok()) {
      Fail(index, std::move(inserted));
      return false;
    }
    pending_.push_back(index);
    return !writer_.is_full() || Commit();
  }

  // False when what was pending could not be written.
  bool Commit() {
    const Status committed = writer_.Commit();
    for (const size_t index : std::exchange(pending_, {})) {
      if (committed.ok()) {
        ++result_.inserted_count;
      } else {
        Fail(index, committed);
      }
    }
    return committed.ok();
  }

  InsertManyResult Finish() && {
    // A commit that failed comes after documents that failed by themselves.
    std::ranges::sort(result_.errors, {}, &WriteError::index);
    if (ordered_ && result_.errors.size() > 1) result_.errors.resize(1);
    return std::move(result_);
  }

 private:
  Status Write(const IncomingDocument& document) {
    while (true) {
      MEERKAT_ASSIGN_OR_RETURN(const Step step, writer_.Insert(document));
      if (step == Step::kDone) return absl::OkStatus();
      if (!Commit()) return result_.errors.back().status;
    }
  }

  void Fail(size_t index, Status status) {
    result_.errors.push_back({index, std::move(status)});
  }

  Engine& engine_;
  const bool ordered_;
  DocumentWriter writer_;
  std::vector<size_t> pending_;
  InsertManyResult result_;
};

}  // namespace

StatusOr<InsertOneResult> InsertOne(Engine& engine,
                                    const storage::Namespace& ns,
                                    DocumentView document,
                                    const WriteConcern& concern) {
  MEERKAT_RETURN_IF_ERROR(CheckNamespace(engine, ns));
  MEERKAT_ASSIGN_OR_RETURN(const IncomingDocument incoming,
                           PrepareInsert(engine, document));
  DocumentWriter writer(engine, ns, concern);
  // Alone in its commit, it never has to wait for one.
  MEERKAT_RETURN_IF_ERROR(writer.Insert(incoming).status());
  MEERKAT_RETURN_IF_ERROR(writer.Commit());
  return InsertOneResult{Value(incoming.id)};
}

StatusOr<InsertManyResult> InsertMany(Engine& engine,
                                      const storage::Namespace& ns,
                                      std::span<const DocumentView> documents,
                                      const InsertManyOptions& options,
                                      const storage::Deadline& deadline) {
  MEERKAT_RETURN_IF_ERROR(CheckNamespace(engine, ns));
  InsertRun run(engine, ns, options, deadline);
  Status ended;
  for (size_t i = 0; i < documents.size(); ++i) {
    ended = deadline.Check();
    if (!ended.ok()) break;
    if (!run.Insert(i, documents[i]) && options.ordered) break;
  }
  run.Commit();
  MEERKAT_RETURN_IF_ERROR(ended);
  return std::move(run).Finish();
}

}  // namespace meerkat::engine
