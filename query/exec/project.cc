#include "query/exec/project.h"

#include <fmt/format.h>

#include <utility>

#include "query/exec/index_key.h"
#include "storage/status_macros.h"

namespace meerkat::query {

namespace {

// MongoDB's limit for documents on their way, above that for stored ones.
constexpr size_t kMaxProjectedSize = kMaxDocumentSize + (size_t{16} << 10);

}  // namespace

Project::Project(ExecutionContext* context, Projection projection,
                 std::optional<ItemFinder> item_finder, SortPattern sort,
                 Document index_key, std::unique_ptr<Stage> input)
    : context_(context),
      projection_(std::move(projection)),
      item_finder_(std::move(item_finder)),
      index_key_(std::move(index_key)),
      input_(std::move(input)),
      projecting_(context->NewEvaluation()) {
  if (projection_.needs(Metadata::kSortKey)) {
    sort_key_values_ =
        std::make_unique<SortKeyValues>(std::move(sort), context_->collator());
  }
  match_.interrupt = [this] { return context_->Check(); };
}

Status Project::FindItem(DocumentView document) {
  projecting_.matched_position = item_finder_->Find(document, match_);
  return match_.error;
}

void Project::MakeIndexKey(const Row& row) {
  if (!row.index_key.empty()) {
    projecting_.index_key = Value(Document(row.index_key));
    return;
  }
  if (index_key_.empty()) return;
  Builder key;
  AppendIndexKey(index_key_, row.document, key);
  projecting_.index_key = Value(std::move(key).Finish());
}

Status Project::Prepare(const Row& row) {
  projecting_.record_id = row.record_id;
  if (projection_.needs_match()) {
    MEERKAT_RETURN_IF_ERROR(FindItem(row.document));
  }
  if (projection_.needs(Metadata::kIndexKey)) MakeIndexKey(row);
  if (sort_key_values_ == nullptr) return absl::OkStatus();
  MEERKAT_ASSIGN_OR_RETURN(projecting_.sort_key,
                           sort_key_values_->Of(row.document));
  return absl::OkStatus();
}

Step Project::Next(Row& row) {
  const Step step = input_->Next(row);
  if (step != Step::kRow) return step;
  Status prepared = Prepare(row);
  if (!prepared.ok()) return context_->Fail(std::move(prepared));
  StatusOr<DocumentView> projected =
      projection_.Apply(row.document, projecting_);
  if (!projected.ok()) return context_->Fail(std::move(projected).status());
  if (projected->size() > kMaxProjectedSize) {
    return context_->Fail(
        MakeError(ErrorCode::kBSONObjectTooLarge,
                  fmt::format("a projected document has {} bytes, more than "
                              "the {} that are possible",
                              projected->size(), kMaxProjectedSize)));
  }
  row.document = *projected;
  return Step::kRow;
}

}  // namespace meerkat::query
