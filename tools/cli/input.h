// Input: the bytes of a file or of standard input, front to back.
//
//   StatusOr<std::string_view> head = input.Peek(4);
//   ... use the bytes, then ...
//   input.Consume(4);
#pragma once

#include <meerkat/status.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meerkat::tools {

// Move-only. Used by one thread.
class Input {
 public:
  // Opens the file at `path`, or standard input for "-". Errors: 176
  // FileOpenFailed.
  static StatusOr<Input> Open(const std::string& path);

  Input(Input&& other) noexcept;
  Input& operator=(Input&&) = delete;
  ~Input();

  // The bytes that come next: at least `count`, fewer only at the end of the
  // input. Valid until the next call. Errors: 96 OperationFailed.
  StatusOr<std::string_view> Peek(size_t count);
  // Steps over bytes. REQUIRES: Peek has shown them.
  void Consume(size_t count);

  // Bytes stepped over so far.
  uint64_t position() const { return position_; }
  // Bytes in all, when that is known: of a file, not of a pipe.
  std::optional<uint64_t> size() const { return size_; }

 private:
  Input(int descriptor, std::string name, std::optional<uint64_t> size);

  // Bytes in the buffer that have not been stepped over.
  std::string_view unread() const {
    return std::string_view(buffer_).substr(begin_, end_ - begin_);
  }
  // Moves what is unread to the front and makes room behind it, so that in all
  // `count` bytes fit and one read more.
  void MakeRoom(size_t count);
  Status ReadMore();

  int descriptor_;
  // For messages.
  std::string name_;
  std::optional<uint64_t> size_;
  uint64_t position_ = 0;
  bool at_end_ = false;
  std::string buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace meerkat::tools
