#include "storage/kv/recovery.h"

#include <fmt/format.h>
#include <rocksdb/file_system.h>

#include <memory>
#include <optional>
#include <vector>

#include "storage/kv/log_scan.h"
#include "storage/kv/rocksdb_types.h"
#include "storage/status_macros.h"

namespace meerkat::storage::kv {

namespace {

StatusOr<uint64_t> ReachedByReplay(const RocksOptions& options,
                                   const std::string& directory) {
  rocksdb::DBOptions db_options = options.db;
  db_options.create_if_missing = false;
  db_options.create_missing_column_families = false;
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  rocksdb::DB* opened = nullptr;
  MEERKAT_RETURN_IF_ERROR(ToStatus(rocksdb::DB::OpenForReadOnly(
      db_options, directory, options.families, &families, &opened)));
  const std::unique_ptr<rocksdb::DB> db(opened);
  const uint64_t reached = db->GetLatestSequenceNumber();
  for (rocksdb::ColumnFamilyHandle* family : families) {
    db->DestroyColumnFamilyHandle(family).PermitUncheckedError();
  }
  return reached;
}

}  // namespace

Status CheckLogAgainstMarker(const RocksOptions& options,
                             const std::string& directory, uint64_t marker) {
  rocksdb::FileSystem* file_system = options.db.env->GetFileSystem().get();
  if (TotalLogSize(directory, file_system) == 0) return absl::OkStatus();
  MEERKAT_ASSIGN_OR_RETURN(const uint64_t reached,
                           ReachedByReplay(options, directory));
  if (reached >= marker) return absl::OkStatus();
  return DamagedLog(directory, reached, marker, file_system);
}

Status DamagedLog(const std::string& directory, uint64_t reached,
                  uint64_t marker, rocksdb::FileSystem* file_system) {
  const std::optional<LogDamage> damage = FindLogDamage(directory, file_system);
  const std::string where =
      damage.has_value()
          ? fmt::format("'{}' is damaged at offset {}", damage->file,
                        damage->offset)
          : fmt::format("a log file is missing in '{}'", directory);
  return MakeError(
      ErrorCode::kDataCorruptionDetected,
      fmt::format("{}: writes up to number {} were acknowledged and only those "
                  "up to {} can be read; the database was left untouched",
                  where, marker, reached));
}

}  // namespace meerkat::storage::kv
