#include "query/exec/return_key.h"

#include "query/exec/index_key.h"
#include "storage/status_macros.h"

namespace meerkat::query {

namespace {

bool IsSortKey(const Element& field) {
  if (field.type() != Type::kDocument) return false;
  const Element meta = field.AsDocument()["$meta"];
  return meta.type() == Type::kString && meta.AsString() == "sortKey";
}

}  // namespace

ReturnKey::ReturnKey(ExecutionContext* context, Document index_key,
                     DocumentView projection, SortPattern sort,
                     std::unique_ptr<Stage> input)
    : context_(context),
      index_key_(std::move(index_key)),
      input_(std::move(input)) {
  for (const Element& field : projection) {
    if (IsSortKey(field)) sort_key_fields_.emplace_back(field.name());
  }
  if (sort_key_fields_.empty()) return;
  sort_key_values_ =
      std::make_unique<SortKeyValues>(std::move(sort), context_->collator());
}

Status ReturnKey::AppendSortKeys(DocumentView document) {
  if (sort_key_values_ == nullptr) return absl::OkStatus();
  MEERKAT_ASSIGN_OR_RETURN(const Value sort_key,
                           sort_key_values_->Of(document));
  for (const std::string& field : sort_key_fields_) {
    key_.Append(field, sort_key);
  }
  return absl::OkStatus();
}

Step ReturnKey::Next(Row& row) {
  const Step step = input_->Next(row);
  if (step != Step::kRow) return step;
  key_.Clear();
  if (row.index_key.empty()) {
    AppendIndexKey(index_key_, row.document, key_);
  } else {
    key_.AppendAll(row.index_key);
  }
  Status status = AppendSortKeys(row.document);
  if (!status.ok()) return context_->Fail(std::move(status));
  row.document = key_.FinishView();
  return Step::kRow;
}

}  // namespace meerkat::query
