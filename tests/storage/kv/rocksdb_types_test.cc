#include "storage/kv/rocksdb_types.h"

#include <cerrno>
#include <cstring>
#include <string>

#include "tests/catch.hpp"

namespace meerkat::storage::kv {
namespace {

TEST_CASE("an error that went through RocksDB and back is said once") {
  const Status first = ToStatus(rocksdb::Status::Corruption("bad block"));
  CHECK(ErrorMessageOf(first) == "storage: Corruption: bad block");
  const Status second = ToStatus(FromStatus(first));
  CHECK(ErrorMessageOf(second) == ErrorMessageOf(first));
  CHECK(ErrorCodeOf(second) == ErrorCode::kDataCorruptionDetected);
}

TEST_CASE("an error that RocksDB made out of another names its kind once") {
  const auto nested = rocksdb::Status::Corruption("Corruption: bad block");
  CHECK(ErrorMessageOf(ToStatus(nested)) == "storage: Corruption: bad block");
}

TEST_CASE("a file that may not be opened is no other error of the disk") {
  const auto forbidden =
      rocksdb::Status::IOError("open /db/CURRENT", std::strerror(EACCES));
  CHECK(ErrorCodeOf(ToStatus(forbidden)) == ErrorCode::kFileOpenFailed);
  const auto broken =
      rocksdb::Status::IOError("open /db/CURRENT", std::strerror(EIO));
  CHECK(ErrorCodeOf(ToStatus(broken)) == ErrorCode::kOperationFailed);
}

}  // namespace
}  // namespace meerkat::storage::kv
