#include "query/exec/sort.h"

#include <string_view>
#include <utility>

#include "storage/record_key.h"
#include "storage/status_macros.h"

namespace meerkat::query {

Sort::Sort(ExecutionContext* context, const SortPattern& pattern,
           const SorterOptions& options, SortKeeps keeps,
           std::unique_ptr<Stage> input)
    : context_(context),
      generator_(pattern, SortKeyGenerator::EncoderFor(context->collator())),
      keeps_(keeps),
      sorter_(options),
      input_(std::move(input)) {}

// A row of the sorter is the document and, where they are kept, its number and
// its index key.
Status Sort::Add(const Row& row) {
  MEERKAT_RETURN_IF_ERROR(generator_.Generate(row.document, key_));
  const std::string_view document = row.document.bytes();
  if (!keeps_.record_ids && !keeps_.index_keys) {
    return sorter_.Add(key_, document);
  }
  bytes_ = document;
  storage::AppendBigEndian64(bytes_, static_cast<uint64_t>(row.record_id));
  if (keeps_.index_keys) bytes_.append(row.index_key.bytes());
  return sorter_.Add(key_, bytes_);
}

void Sort::Read(Row& row) const {
  std::string_view bytes = sorter_.row();
  row.document = DocumentView::FromTrusted(bytes.data());
  bytes.remove_prefix(row.document.size());
  if (bytes.empty()) return;
  row.record_id = static_cast<int64_t>(
      storage::ReadBigEndian64(bytes.substr(0, storage::kSequenceSize)));
  bytes.remove_prefix(storage::kSequenceSize);
  if (bytes.empty()) return;
  row.index_key = DocumentView::FromTrusted(bytes.data());
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
  Read(row);
  return Step::kRow;
}

}  // namespace meerkat::query
