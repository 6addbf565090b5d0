#include "query/exec/project.h"

#include <fmt/format.h>

#include <charconv>
#include <string_view>
#include <utility>

#include "query/exec/index_key.h"
#include "query/sort/sort_key_values.h"
#include "storage/status_macros.h"

namespace meerkat::query {

namespace {

// MongoDB's limit for documents on their way, above that for stored ones.
constexpr size_t kMaxProjectedSize = kMaxDocumentSize + (size_t{16} << 10);

// Every sample takes what the first one took.
class TakesAll : public RandomSource {
 public:
  uint64_t Next() override { return 0; }
};

// The position of an item of an array: its name.
std::optional<uint32_t> PositionOf(const Element& item) {
  if (!item.exists()) return std::nullopt;
  uint32_t position = 0;
  const std::string_view name = item.name();
  const auto parsed =
      std::from_chars(name.data(), name.data() + name.size(), position);
  if (parsed.ec != std::errc()) return std::nullopt;
  return position;
}

}  // namespace

Project::Project(ExecutionContext* context, Projection projection,
                 std::optional<Matcher> filter, SortPattern sort,
                 Document index_key, std::unique_ptr<Stage> input)
    : context_(context),
      projection_(std::move(projection)),
      filter_(std::move(filter)),
      sort_(std::move(sort)),
      index_key_(std::move(index_key)),
      input_(std::move(input)),
      projecting_(context->NewEvaluation()),
      takes_all_(std::make_unique<TakesAll>()) {
  match_.random = takes_all_.get();
  match_.interrupt = [this] { return context_->Check(); };
  match_.evaluation = &projecting_.evaluation;
}

Status Project::FindMatch(DocumentView document) {
  filter_->Matches(document, match_);
  MEERKAT_RETURN_IF_ERROR(match_.error);
  projecting_.matched_position = PositionOf(match_.matched_item);
  return absl::OkStatus();
}

Status Project::MakeSortKey(DocumentView document) {
  MEERKAT_ASSIGN_OR_RETURN(
      projecting_.sort_key,
      SortKeyValues(sort_, document, context_->collator()));
  return absl::OkStatus();
}

void Project::MakeIndexKey(DocumentView document) {
  if (index_key_.empty()) return;
  Builder key;
  AppendIndexKey(index_key_, document, key);
  projecting_.index_key = Value(std::move(key).Finish());
}

Status Project::Prepare(const Row& row) {
  projecting_.record_id = row.record_id;
  if (projection_.needs_match()) {
    MEERKAT_RETURN_IF_ERROR(FindMatch(row.document));
  }
  if (projection_.needs(Metadata::kIndexKey)) MakeIndexKey(row.document);
  return projection_.needs(Metadata::kSortKey) ? MakeSortKey(row.document)
                                               : absl::OkStatus();
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
