#include "query/exec/sort.h"

#include <utility>

#include "index/big_endian.h"

namespace meerkat::query {

Sort::Sort(ExecutionContext* context, const SortPattern& pattern,
           const SorterOptions& options, std::unique_ptr<Stage> input)
    : context_(context),
      generator_(pattern),
      sorter_(options),
      input_(std::move(input)) {}

Status Sort::MakeKey(DocumentView document, std::string& key) {
  if (!generator_.pattern().natural().has_value()) {
    return generator_.Generate(document, key);
  }
  key.clear();
  index::AppendBigEndian64(key, ~rows_taken_++);
  return absl::OkStatus();
}

Step Sort::Fill() {
  std::string key;
  Row row;
  while (true) {
    const Step step = input_->Next(row);
    if (step == Step::kFailed) return step;
    if (step == Step::kDone) break;
    Status status = MakeKey(row.document, key);
    if (status.ok()) status = sorter_.Add(key, row.document.bytes());
    if (!status.ok()) return context_->Fail(std::move(status));
  }
  input_.reset();
  Status finished = sorter_.Finish();
  return finished.ok() ? Step::kDone : context_->Fail(std::move(finished));
}

Step Sort::Next(Row& row) {
  if (input_ != nullptr && Fill() == Step::kFailed) return Step::kFailed;
  if (!context_->MayGoOn()) return Step::kFailed;
  if (sorter_.Next()) {
    row.document = DocumentView::FromTrusted(sorter_.row().data());
    return Step::kRow;
  }
  return sorter_.status().ok() ? Step::kDone : context_->Fail(sorter_.status());
}

}  // namespace meerkat::query
