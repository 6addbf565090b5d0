#include "query/exec/sort.h"

#include <string_view>
#include <utility>

#include "storage/record_key.h"
#include "storage/status_macros.h"

namespace meerkat::query {

Sort::Sort(ExecutionContext* context, const SortPattern& pattern,
           const SorterOptions& options, RecordIds record_ids,
           std::unique_ptr<Stage> input)
    : context_(context),
      generator_(pattern, SortKeyGenerator::EncoderFor(context->collator())),
      record_ids_(record_ids),
      sorter_(options),
      input_(std::move(input)) {}

// A row of the sorter is the document and, where it is kept, its number.
Status Sort::Add(const Row& row) {
  MEERKAT_RETURN_IF_ERROR(generator_.Generate(row.document, key_));
  const std::string_view document = row.document.bytes();
  if (record_ids_ == RecordIds::kDropped) return sorter_.Add(key_, document);
  bytes_ = document;
  storage::AppendBigEndian64(bytes_, static_cast<uint64_t>(row.record_id));
  return sorter_.Add(key_, bytes_);
}

Step Sort::Fill() {
  Row row;
  while (true) {
    const Step step = input_->Next(row);
    if (step == Step::kFailed) return step;
    if (step == Step::kDone) break;
    Status status = Add(row);
    if (!status.ok()) return context_->Fail(std::move(status));
  }
  input_.reset();
  context_->KeepMemory(sorter_.memory());
  Status finished = sorter_.Finish();
  return finished.ok() ? Step::kDone : context_->Fail(std::move(finished));
}

Step Sort::Next(Row& row) {
  if (input_ != nullptr && Fill() == Step::kFailed) return Step::kFailed;
  if (!context_->MayGoOn()) return Step::kFailed;
  if (!sorter_.Next()) {
    return sorter_.status().ok() ? Step::kDone
                                 : context_->Fail(sorter_.status());
  }
  const std::string_view bytes = sorter_.row();
  row.document = DocumentView::FromTrusted(bytes.data());
  if (record_ids_ == RecordIds::kKept) {
    row.record_id = static_cast<int64_t>(
        storage::ReadBigEndian64(bytes.substr(row.document.size())));
  }
  return Step::kRow;
}

}  // namespace meerkat::query
