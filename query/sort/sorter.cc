#include "query/sort/sorter.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "query/sort/row_merger.h"
#include "storage/status_macros.h"

namespace meerkat::query {
namespace {

// Blocks of this size are sorted inside the processor's cache.
constexpr size_t kBlockSize = 1 << 20;
// A small memory is not given to one block.
constexpr size_t kBlocksInMemory = 16;

}  // namespace

Sorter::Sorter(SorterOptions options)
    : options_(std::move(options)),
      runs_({.temp_files = options_.temp_files,
             .limit = options_.limit,
             .memory_limit = options_.memory_limit,
             .check_interrupt = options_.check_interrupt}) {
  if (options_.limit > 0) top_ = std::make_unique<TopRows>(options_.limit);
}

Status Sorter::Add(std::string_view key, std::string_view row) {
  if (top_ == nullptr) {
    AddToBlock(key, row);
  } else if (!cutoff_ || key < *cutoff_) {
    top_->Add(key, row);
  }
  return memory() <= options_.memory_limit ? absl::OkStatus() : Spill();
}

void Sorter::AddToBlock(std::string_view key, std::string_view row) {
  if (blocks_.empty() || !blocks_.back()->HasRoom(key, row)) {
    if (!blocks_.empty()) {
      blocks_.back()->Sort();
      full_blocks_memory_ += blocks_.back()->memory();
    }
    const size_t usual =
        std::min(kBlockSize, options_.memory_limit / kBlocksInMemory);
    blocks_.push_back(std::make_unique<RowBlock>(
        std::max(usual, RowBlock::SizeOf(key, row))));
  }
  blocks_.back()->Append(key, row);
}

size_t Sorter::memory() const {
  if (top_ != nullptr) return top_->memory();
  if (blocks_.empty()) return 0;
  return full_blocks_memory_ + blocks_.back()->memory();
}

Status Sorter::Spill() {
  if (options_.temp_files == nullptr) {
    return MakeError(ErrorCode::kQueryExceededMemoryLimitNoDiskUseAllowed,
                     fmt::format("Sort exceeded memory limit of {} bytes, but "
                                 "{}",
                                 options_.memory_limit, options_.why_no_disk));
  }
  ++spills_;
  if (top_ != nullptr) UpdateCutoff();
  return runs_.Add(*TakeRows());
}

void Sorter::UpdateCutoff() {
  rows_since_cutoff_ += top_->size();
  if (last_key_since_cutoff_ < top_->last_key()) {
    last_key_since_cutoff_ = top_->last_key();
  }
  if (rows_since_cutoff_ < options_.limit) return;
  cutoff_ = std::exchange(last_key_since_cutoff_, {});
  rows_since_cutoff_ = 0;
}

std::unique_ptr<RowSource> Sorter::TakeRows() {
  if (top_ != nullptr) {
    top_->Sort();
    return std::exchange(top_, std::make_unique<TopRows>(options_.limit));
  }
  if (!blocks_.empty()) blocks_.back()->Sort();
  std::vector<std::unique_ptr<RowSource>> sources(
      std::make_move_iterator(blocks_.begin()),
      std::make_move_iterator(blocks_.end()));
  blocks_.clear();
  full_blocks_memory_ = 0;
  return std::make_unique<RowMerger>(std::move(sources));
}

Status Sorter::Finish() {
  output_ = TakeRows();
  if (runs_.empty()) return absl::OkStatus();
  MEERKAT_RETURN_IF_ERROR(runs_.Add(*output_));
  output_.reset();
  MEERKAT_ASSIGN_OR_RETURN(output_, runs_.Merge());
  return absl::OkStatus();
}

bool Sorter::Next() {
  if (options_.limit > 0 && rows_read_ == options_.limit) return false;
  StatusOr<bool> has_row = output_->Next();
  if (!has_row.ok()) {
    status_ = std::move(has_row).status();
    return false;
  }
  ++rows_read_;
  return *has_row;
}

}  // namespace meerkat::query
