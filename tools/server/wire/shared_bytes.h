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

// Copies share the bytes and may be read from any thread.
class SharedBytes {
 public:
  // No bytes.
  SharedBytes() = default;
  // The first `size` bytes at `data`.
  SharedBytes(std::shared_ptr<const char[]> data, size_t size)
      : data_(std::move(data)), size_(size) {}
  static SharedBytes CopyOf(std::string_view bytes) {
    auto copy = std::make_shared_for_overwrite<char[]>(bytes.size());
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
