#include "storage/kv/system_files.h"

#include <rocksdb/file_system.h>
#include <rocksdb/io_status.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace meerkat::storage::kv {

namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

IOStatus Look(const std::string& path, struct stat* found) {
  if (::stat(path.c_str(), found) == 0) return IOStatus::OK();
  const std::string why = std::strerror(errno);
  const bool is_missing = errno == ENOENT || errno == ENOTDIR;
  return is_missing ? IOStatus::NotFound(path, why)
                    : IOStatus::IOError(path, why);
}

class SystemFiles : public rocksdb::FileSystemWrapper {
 public:
  SystemFiles() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}

  const char* Name() const override { return "meerkat::SystemFiles"; }

  IOStatus FileExists(const std::string& path, const IOOptions&,
                      IODebugContext*) override {
    struct stat found;
    return Look(path, &found);
  }
  IOStatus IsDirectory(const std::string& path, const IOOptions&, bool* is,
                       IODebugContext*) override {
    struct stat found;
    IOStatus looked = Look(path, &found);
    *is = looked.ok() && S_ISDIR(found.st_mode);
    return looked;
  }
};

}  // namespace

std::shared_ptr<rocksdb::FileSystem> NewSystemFiles() {
  return std::make_shared<SystemFiles>();
}

}  // namespace meerkat::storage::kv
