#include "tools/cli/importer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "tools/cli/messages.h"

namespace meerkat::tools {
namespace {

// Whichever is reached first ends a batch.
constexpr size_t kBatchDocuments = 1000;
constexpr size_t kBatchBytes = size_t{16} << 20;

// Errors that say nothing about the document and will meet the next one too.
bool EndsImport(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInternalError:
    case ErrorCode::kIllegalOperation:
    case ErrorCode::kShutdownInProgress:
    case ErrorCode::kOperationFailed:
    case ErrorCode::kDataCorruptionDetected:
    case ErrorCode::kOutOfDiskSpace:
      return true;
    default:
      return false;
  }
}

}  // namespace

Importer::Importer(Collection collection, DocumentSource& source,
                   Progress& progress, bool stop_on_error)
    : collection_(std::move(collection)),
      source_(source),
      progress_(progress),
      stop_on_error_(stop_on_error) {}

Status Importer::Run() {
  while (std::optional<SourceItem> item = source_.Next()) {
    Add(*std::move(item));
    if (!IsBatchFull()) continue;
    if (Status status = Flush(); !status.ok()) return status;
    progress_.Update(imported_, source_.position());
  }
  if (Status status = Flush(); !status.ok()) return status;
  return source_.status();
}

void Importer::Add(SourceItem item) {
  if (!item.document.ok()) {
    const Status& error = item.document.status();
    rejections_.push_back({item.number, item.error_tells_place
                                            ? error
                                            : AtPlace(item.number, error)});
    return;
  }
  batch_bytes_ += item.document->size();
  batch_.push_back(*std::move(item.document));
  numbers_.push_back(item.number);
}

bool Importer::IsBatchFull() const {
  if (stop_on_error_ && !rejections_.empty()) return true;
  return batch_.size() + rejections_.size() >= kBatchDocuments ||
         batch_bytes_ >= kBatchBytes;
}

Status Importer::Flush() {
  Status inserted = InsertBatch();
  Status reported = ReportRejections();
  return inserted.ok() ? reported : inserted;
}

Status Importer::InsertBatch() {
  if (batch_.empty()) return absl::OkStatus();
  StatusOr<InsertManyResult> result = collection_.InsertMany(
      std::span<const Document>(batch_), {.ordered = stop_on_error_});
  if (!result.ok()) return result.status();

  imported_ += result->inserted_count;
  for (const WriteError& error : result->errors) {
    const uint64_t number = numbers_[error.index];
    rejections_.push_back({number, AtPlace(number, error.status)});
  }
  batch_.clear();
  numbers_.clear();
  batch_bytes_ = 0;
  return absl::OkStatus();
}

Status Importer::ReportRejections() {
  if (rejections_.empty()) return absl::OkStatus();
  progress_.Clear();
  std::stable_sort(
      rejections_.begin(), rejections_.end(),
      [](const auto& a, const auto& b) { return a.number < b.number; });
  for (const auto& [number, reason] : rejections_) {
    ++skipped_;
    if (stop_on_error_ || EndsImport(ErrorCodeOf(reason))) return reason;
    ReportError(reason);
  }
  rejections_.clear();
  return absl::OkStatus();
}

Status Importer::AtPlace(uint64_t number, const Status& error) const {
  return MakeError(
      ErrorCodeOf(error),
      fmt::format("{} {}: {}", source_.unit(), number, ErrorMessageOf(error)));
}

}  // namespace meerkat::tools
