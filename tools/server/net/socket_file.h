// SocketFile: the file of a Unix socket that we listen at.
#pragma once

#include <meerkat/status.h>
#include <sys/types.h>

#include <string>

namespace meerkat::server {

class SocketFile {
 public:
  // Makes sure that a socket can be bound to `path`: a file that a crash left
  // of another one, a socket of our own user at which nobody listens, is
  // removed. Errors: 2 BadValue for a path that is too long for a socket or has
  // a zero byte, 9001 SocketException when something is there.
  static Status Prepare(const std::string& path);

  // Of a socket that is bound to `path` and does not listen yet: nobody else
  // may open it from here on. Error 9001 SocketException.
  static StatusOr<SocketFile> Own(const std::string& path);

  // Removes it, unless something else is there by now.
  void Remove() const;

 private:
  SocketFile(std::string path, dev_t device, ino_t file)
      : path_(std::move(path)), device_(device), file_(file) {}

  // Absolute: the process may change its directory.
  std::string path_;
  dev_t device_;
  ino_t file_;
};

}  // namespace meerkat::server
