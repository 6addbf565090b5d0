#include "tools/cli/input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <utility>

namespace meerkat::tools {
namespace {

constexpr int kClosed = -1;
constexpr size_t kReadSize = size_t{256} << 10;

Status CannotOpen(const std::string& name, const char* reason) {
  return MakeError(ErrorCode::kFileOpenFailed,
                   fmt::format("cannot read {}: {}", name, reason));
}

}  // namespace

StatusOr<Input> Input::Open(const std::string& path) {
  const bool is_stdin = path == "-";
  const std::string name = is_stdin ? "standard input" : "'" + path + "'";
  const int descriptor =
      is_stdin ? dup(STDIN_FILENO) : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor == kClosed) return CannotOpen(name, std::strerror(errno));

  struct stat info {};
  const bool is_known = fstat(descriptor, &info) == 0;
  std::optional<uint64_t> size;
  if (is_known && S_ISREG(info.st_mode)) {
    size = static_cast<uint64_t>(info.st_size);
  }
  Input input(descriptor, name, size);
  if (is_known && S_ISDIR(info.st_mode)) {
    return CannotOpen(name, "it is a directory");
  }
  return input;
}

Input::Input(int descriptor, std::string name, std::optional<uint64_t> size)
    : descriptor_(descriptor), name_(std::move(name)), size_(size) {}

Input::Input(Input&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, kClosed)),
      name_(std::move(other.name_)),
      size_(other.size_),
      position_(other.position_),
      at_end_(other.at_end_),
      buffer_(std::move(other.buffer_)),
      begin_(other.begin_),
      end_(other.end_) {}

Input::~Input() {
  if (descriptor_ != kClosed) close(descriptor_);
}

StatusOr<std::string_view> Input::Peek(size_t count) {
  while (unread().size() < count && !at_end_) {
    MakeRoom(count);
    if (Status status = ReadMore(); !status.ok()) return status;
  }
  return unread();
}

void Input::Consume(size_t count) {
  assert(count <= unread().size());
  begin_ += count;
  position_ += count;
}

void Input::MakeRoom(size_t count) {
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  const size_t wanted = std::max(count, end_ + kReadSize);
  // Doubling keeps the copying linear when `count` grows bit by bit.
  if (wanted > buffer_.size()) {
    buffer_.resize(std::max(wanted, 2 * buffer_.size()));
  }
}

Status Input::ReadMore() {
  ssize_t count;
  do {
    count = read(descriptor_, buffer_.data() + end_, buffer_.size() - end_);
  } while (count < 0 && errno == EINTR);
  if (count < 0) {
    return MakeError(
        ErrorCode::kOperationFailed,
        fmt::format("cannot read {}: {}", name_, std::strerror(errno)));
  }
  at_end_ = count == 0;
  end_ += static_cast<size_t>(count);
  return absl::OkStatus();
}

}  // namespace meerkat::tools
