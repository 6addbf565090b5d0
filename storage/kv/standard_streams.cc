#include "storage/kv/standard_streams.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace meerkat::storage::kv {

Status FillStandardStreams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) >= 0) continue;
    const int opened = ::open("/dev/null", O_RDWR);
    if (opened < 0) {
      return MakeError(
          ErrorCode::kFileOpenFailed,
          fmt::format("the standard stream {} is closed and '/dev/null' cannot "
                      "be opened in its place: {}",
                      stream, std::strerror(errno)));
    }
    // Another thread has taken the number meanwhile.
    if (opened > STDERR_FILENO) ::close(opened);
  }
  return absl::OkStatus();
}

}  // namespace meerkat::storage::kv
