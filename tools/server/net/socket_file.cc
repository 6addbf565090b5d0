#include "tools/server/net/socket_file.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "tools/server/net/listener.h"

namespace meerkat::server {

namespace {

constexpr size_t kMaxPath = sizeof(sockaddr_un::sun_path) - 1;

Status CannotListen(const std::string& path, std::string_view why) {
  return MakeError(ErrorCode::kSocketException,
                   fmt::format("cannot listen at '{}': {}", path, why));
}

std::string Reason() { return std::generic_category().message(errno); }

// Whether nobody listens at the socket. Does not wait: a server that has no
// time for us is one.
bool IsDeserted(const std::string& path) {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (socket < 0) return false;
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const int failed = ::connect(
      socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  const bool deserted = failed != 0 && errno == ECONNREFUSED;
  ::close(socket);
  return deserted;
}

}  // namespace

Status SocketFile::Prepare(const std::string& path) {
  if (path.size() > kMaxPath || path.find('\0') != std::string::npos) {
    return MakeError(ErrorCode::kBadValue,
                     fmt::format("'{}' has {} bytes, and the path of a Unix "
                                 "socket may have {} and no zero byte",
                                 path, path.size(), kMaxPath));
  }
  struct stat found = {};
  if (::lstat(path.c_str(), &found) != 0) return absl::OkStatus();
  if (!S_ISSOCK(found.st_mode)) {
    return CannotListen(path, "there is a file that is no socket");
  }
  if (!IsDeserted(path)) return CannotListen(path, "another server does");
  if (found.st_uid != ::geteuid()) {
    return CannotListen(path, "there is another user's socket");
  }
  ::unlink(path.c_str());
  return absl::OkStatus();
}

StatusOr<SocketFile> SocketFile::Own(const std::string& path) {
  struct stat found = {};
  std::error_code failed;
  std::string absolute = std::filesystem::absolute(path, failed).string();
  if (failed || ::lstat(path.c_str(), &found) != 0) {
    return CannotListen(path, Reason());
  }
  // Where a socket has no mode to give to its file. Nobody can have connected.
  if ((found.st_mode & (S_IRWXG | S_IRWXO)) != 0 &&
      ::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0) {
    return CannotListen(path, Reason());
  }
  return SocketFile(std::move(absolute), found.st_dev, found.st_ino);
}

void SocketFile::Remove() const {
  struct stat found = {};
  if (::lstat(path_.c_str(), &found) != 0) return;
  if (found.st_dev == device_ && found.st_ino == file_) {
    ::unlink(path_.c_str());
  }
}

}  // namespace meerkat::server
