#include "engine/replace.h"

#include <optional>
#include <utility>

#include "engine/document_writer.h"
#include "engine/find.h"
#include "engine/incoming_document.h"
#include "index/key_encoder.h"
#include "query/match/id_filter.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

// What one try came to. None: the document was there and is gone, or the
// other way round, so that it must be tried again.
using Attempt = StatusOr<std::optional<UpdateResult>>;

Attempt ReplaceExisting(Engine& engine, DocumentWriter& writer,
                        const Element& id, DocumentView replacement) {
  UpdateResult result;
  const auto replace = [&](const storage::Record& record) -> Status {
    MEERKAT_ASSIGN_OR_RETURN(
        IncomingDocument incoming,
        PrepareReplacement(engine, replacement, record.document["_id"]));
    result.matched_count = 1;
    if (incoming.view == record.document.view()) return absl::OkStatus();
    result.modified_count = 1;
    return writer.Replace(record, std::move(incoming));
  };
  // Alone in its commit, it never has to wait for one.
  MEERKAT_RETURN_IF_ERROR(
      writer.Change(index::EncodeKey(id), replace).status());
  MEERKAT_RETURN_IF_ERROR(writer.Commit());
  if (result.matched_count == 0) return std::nullopt;
  return result;
}

// Somebody else has inserted the document meanwhile. A key of another index
// that is taken stays so.
bool IsIdTaken(const Status& inserted) {
  if (ErrorCodeOf(inserted) != ErrorCode::kDuplicateKey) return false;
  const Document details = ErrorDetailsOf(inserted);
  return Value(details["keyPattern"]) == Value(Document{{"_id", 1}});
}

Attempt InsertReplacement(Engine& engine, DocumentWriter& writer,
                          const Element& id, DocumentView replacement) {
  MEERKAT_ASSIGN_OR_RETURN(const IncomingDocument incoming,
                           id.exists()
                               ? PrepareReplacement(engine, replacement, id)
                               : PrepareInsert(engine, replacement));
  const Status inserted = writer.Insert(incoming).status();
  if (IsIdTaken(inserted) && id.exists()) {
    MEERKAT_RETURN_IF_ERROR(writer.Commit());
    return std::nullopt;
  }
  MEERKAT_RETURN_IF_ERROR(inserted);
  MEERKAT_RETURN_IF_ERROR(writer.Commit());
  UpdateResult result;
  result.upserted_id = Value(incoming.id);
  return result;
}

}  // namespace

StatusOr<UpdateResult> ReplaceOne(Engine& engine, const storage::Namespace& ns,
                                  DocumentView filter, DocumentView replacement,
                                  const ReplaceOptions& options,
                                  const storage::Deadline& deadline) {
  MEERKAT_RETURN_IF_ERROR(engine.CheckWritable());
  MEERKAT_RETURN_IF_ERROR(CheckReplacement(replacement));
  MEERKAT_ASSIGN_OR_RETURN(const query::IdFilter parsed,
                           query::ParseIdFilter(filter));
  const FindRequest wanted{
      .filter = filter, .collation = options.collation, .deadline = deadline};
  while (true) {
    // Anew for each try, since the collection may be another one by now.
    DocumentWriter writer(engine, ns, options.write_concern, deadline);
    MEERKAT_ASSIGN_OR_RETURN(const std::optional<Document> target,
                             FindOne(engine, ns, wanted));
    if (!target.has_value() && !options.upsert) return UpdateResult{};
    MEERKAT_ASSIGN_OR_RETURN(
        std::optional<UpdateResult> result,
        target.has_value()
            ? ReplaceExisting(engine, writer, (*target)["_id"], replacement)
            : InsertReplacement(engine, writer, parsed.id, replacement));
    if (result.has_value()) return *std::move(result);
  }
}

}  // namespace meerkat::engine
