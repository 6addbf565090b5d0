// SharedBytes: bytes that are never changed again, and parts of them.
//
// A frame is read into one piece of memory, and the command inside it is a
// part of the same memory: nothing is copied, and the memory lives as long as
// the longest-lived part.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

namespace meerkat::server {

// Room for `size` bytes, for whoever fills it. What is of 1 MiB or more comes
// from the system and goes back to it at once: malloc would keep it, and after
// the first such piece keep more and more of what is freed (mallopt(3),
// "dynamic mmap threshold"), so that a client that announces large messages
// makes the process grow for good. Throws std::bad_alloc when there is no
// memory.
std::shared_ptr<char[]> NewBytes(size_t size);
// The same, all zero.
std::shared_ptr<char[]> NewZeroBytes(size_t size);

// Copies share the bytes and may be read from any thread.
class SharedBytes {
 public:
  // No bytes.
  SharedBytes() = default;
  // The first `size` bytes at `data`.
  SharedBytes(std::shared_ptr<const char[]> data, size_t size)
      : data_(std::move(data)), size_(size) {}
  static SharedBytes CopyOf(std::string_view bytes) {
    std::shared_ptr<char[]> copy = NewBytes(bytes.size());
    bytes.copy(copy.get(), bytes.size());
    return SharedBytes(std::move(copy), bytes.size());
  }

  const std::shared_ptr<const char[]>& data() const { return data_; }
  size_t size() const { return size_; }
  // Valid while these bytes, or a part of them, are kept.
  std::string_view view() const { return {data_.get(), size_}; }

  // The part that `view` shows. REQUIRES: it lies within view().
  SharedBytes Part(std::string_view view) const {
    return SharedBytes(
        std::shared_ptr<const char[]>(data_, data_.get() + Offset(view)),
        view.size());
  }

 private:
  size_t Offset(std::string_view view) const {
    return static_cast<size_t>(view.data() - data_.get());
  }

  std::shared_ptr<const char[]> data_;
  size_t size_ = 0;
};

}  // namespace meerkat::server
