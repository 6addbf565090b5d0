#include "tools/cli/result_writer.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace meerkat::tools {
namespace {

constexpr size_t kBufferSize = size_t{64} << 10;

}  // namespace

bool ResultWriter::Write(std::string_view text) {
  if (error_ != 0) return false;
  buffer_ += text;
  return buffer_.size() < kBufferSize || Flush();
}

Status ResultWriter::Finish() {
  if (error_ == 0) Flush();
  if (error_ == 0 || error_ == EPIPE) return absl::OkStatus();
  return MakeError(ErrorCode::kOperationFailed,
                   fmt::format("cannot write to standard output: {}",
                               std::strerror(error_)));
}

bool ResultWriter::Flush() {
  std::string_view left = buffer_;
  while (!left.empty()) {
    const ssize_t count = write(STDOUT_FILENO, left.data(), left.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      error_ = errno;
      return false;
    }
    left.remove_prefix(static_cast<size_t>(count));
  }
  buffer_.clear();
  return true;
}

}  // namespace meerkat::tools
