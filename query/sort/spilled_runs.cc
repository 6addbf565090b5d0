#include "query/sort/spilled_runs.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "query/sort/row_merger.h"
#include "storage/status_macros.h"

namespace meerkat::query {
namespace {

constexpr size_t kBufferSize = 128 << 10;

struct RecordHeader {
  uint32_t key_size;
  uint32_t row_size;
};
static_assert(sizeof(RecordHeader) == 8);

size_t RecordSize(const RecordHeader& header) {
  return sizeof(header) + header.key_size + header.row_size;
}

size_t AppendRecord(std::string& out, const RowSource& rows) {
  const RecordHeader header{static_cast<uint32_t>(rows.key().size()),
                            static_cast<uint32_t>(rows.row().size())};
  char bytes[sizeof(header)];
  std::memcpy(bytes, &header, sizeof(header));
  out.append(bytes, sizeof(bytes)).append(rows.key()).append(rows.row());
  return RecordSize(header);
}

// Reads a run through a buffer, which has room for its longest record.
class RunReader final : public RowSource {
 public:
  RunReader(TempFile& file, uint64_t begin, uint64_t end, size_t longest)
      : file_(file),
        offset_(begin),
        end_(end),
        buffer_(
            std::min<uint64_t>(std::max(kBufferSize, longest), end - begin)) {}

  StatusOr<bool> Next() override {
    if (rest_.empty() && offset_ == end_) return false;
    MEERKAT_RETURN_IF_ERROR(Need(sizeof(RecordHeader)));
    RecordHeader header;
    std::memcpy(&header, rest_.data(), sizeof(header));
    MEERKAT_RETURN_IF_ERROR(Need(RecordSize(header)));
    key_ = rest_.substr(sizeof(header), header.key_size);
    row_ = rest_.substr(sizeof(header) + header.key_size, header.row_size);
    rest_.remove_prefix(RecordSize(header));
    return true;
  }

 private:
  // Has the next `size` bytes in the buffer.
  Status Need(size_t size) {
    if (rest_.size() >= size) return absl::OkStatus();
    std::ranges::copy(rest_, buffer_.begin());
    const std::span<char> room = std::span(buffer_).subspan(rest_.size());
    const size_t read = std::min<uint64_t>(room.size(), end_ - offset_);
    MEERKAT_RETURN_IF_ERROR(file_.Read(offset_, room.first(read)));
    offset_ += read;
    rest_ = {buffer_.data(), rest_.size() + read};
    if (rest_.size() >= size) return absl::OkStatus();
    return MakeError(ErrorCode::kOperationFailed,
                     "a temporary file does not hold what was written");
  }

  TempFile& file_;
  uint64_t offset_;
  const uint64_t end_;
  std::vector<char> buffer_;
  // What is in the buffer and not yet read.
  std::string_view rest_;
};

}  // namespace

Status SpilledRuns::Add(RowSource& rows) {
  if (file_ == nullptr) {
    MEERKAT_ASSIGN_OR_RETURN(file_, options_.temp_files->Create());
  }
  Run run{.begin = file_size_, .end = file_size_};
  std::string buffer;
  for (uint64_t count = 0; options_.limit == 0 || count < options_.limit;
       ++count) {
    MEERKAT_ASSIGN_OR_RETURN(const bool has_row, rows.Next());
    if (!has_row) break;
    const size_t size = AppendRecord(buffer, rows);
    run.longest = std::max(run.longest, size);
    run.end += size;
    if (buffer.size() >= kBufferSize) {
      MEERKAT_RETURN_IF_ERROR(Write(buffer));
    }
  }
  MEERKAT_RETURN_IF_ERROR(Write(buffer));
  bytes_written_ += run.end - run.begin;
  file_size_ = run.end;
  runs_.push_back(run);
  return absl::OkStatus();
}

Status SpilledRuns::Write(std::string& buffer) {
  if (options_.check_interrupt) {
    MEERKAT_RETURN_IF_ERROR(options_.check_interrupt());
  }
  MEERKAT_RETURN_IF_ERROR(file_->Append(buffer));
  buffer.clear();
  return absl::OkStatus();
}

StatusOr<std::unique_ptr<RowSource>> SpilledRuns::Merge() {
  for (size_t fan_in = FanIn(); runs_.size() > fan_in; fan_in = FanIn()) {
    MEERKAT_RETURN_IF_ERROR(MergePass(fan_in));
  }
  return Reader(0, runs_.size());
}

size_t SpilledRuns::FanIn() const {
  size_t buffer = kBufferSize;
  for (const Run& run : runs_) buffer = std::max(buffer, run.longest);
  return std::max<size_t>(2, options_.memory_limit / buffer);
}

std::unique_ptr<RowSource> SpilledRuns::Reader(size_t first,
                                               size_t last) const {
  std::vector<std::unique_ptr<RowSource>> readers;
  for (size_t i = first; i < last; ++i) {
    readers.push_back(std::make_unique<RunReader>(
        *file_, runs_[i].begin, runs_[i].end, runs_[i].longest));
  }
  return std::make_unique<RowMerger>(std::move(readers));
}

Status SpilledRuns::MergePass(size_t fan_in) {
  SpilledRuns merged(options_);
  for (size_t first = 0; first < runs_.size(); first += fan_in) {
    const size_t last = std::min(first + fan_in, runs_.size());
    MEERKAT_RETURN_IF_ERROR(merged.Add(*Reader(first, last)));
  }
  file_ = std::move(merged.file_);
  file_size_ = merged.file_size_;
  runs_ = std::move(merged.runs_);
  bytes_written_ += merged.bytes_written_;
  return absl::OkStatus();
}

}  // namespace meerkat::query
