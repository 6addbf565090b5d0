// TempDirectory: a fresh directory that goes with its owner.
//
//   TempDirectory temp;
//   Client client = *Client::Open(temp / "db");
#pragma once

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace meerkat::testing {

class TempDirectory {
 public:
  // Below $TMPDIR, or /tmp.
  TempDirectory() : TempDirectory(std::filesystem::temp_directory_path()) {}
  // In memory where the system offers that and has room: for tests to which a
  // disk would add nothing but time.
  static TempDirectory InMemory() {
    const std::filesystem::path memory = "/dev/shm";
    std::error_code error;
    const auto space = std::filesystem::space(memory, error);
    bool has_room = !error && space.available >= kRoomInMemory &&
                    ::access(memory.c_str(), W_OK) == 0;
    return has_room ? TempDirectory(memory) : TempDirectory();
  }
  ~TempDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempDirectory(const TempDirectory&) = delete;
  TempDirectory& operator=(const TempDirectory&) = delete;

  const std::string& path() const { return path_; }
  // The path of `name` inside.
  std::string operator/(const std::string& name) const {
    return path_ + "/" + name;
  }

 private:
  static constexpr uintmax_t kRoomInMemory = uintmax_t{512} << 20;

  explicit TempDirectory(const std::filesystem::path& parent)
      : path_((parent / "meerkat.XXXXXX").string()) {
    if (::mkdtemp(path_.data()) == nullptr) std::abort();
  }

  std::string path_;
};

}  // namespace meerkat::testing
