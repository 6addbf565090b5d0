#include "storage/kv/recovery.h"

#include <fmt/format.h>
#include <rocksdb/file_system.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "storage/kv/log_scan.h"
#include "storage/kv/manifest_watch.h"
#include "storage/kv/rocksdb_types.h"
#include "storage/status_macros.h"

namespace meerkat::storage::kv {

namespace {

const rocksdb::IOOptions kIo;

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

bool HasFile(const std::string& directory, std::string_view ending,
             rocksdb::FileSystem* file_system) {
  std::vector<std::string> names;
  file_system->GetChildren(directory, kIo, &names, nullptr)
      .PermitUncheckedError();
  return std::ranges::any_of(
      names, [&](const std::string& name) { return name.ends_with(ending); });
}

// RocksDB makes a new database where the file CURRENT is missing, and removes
// what it finds there of an old one.
Status CheckCurrent(const std::string& directory, uint64_t marker,
                    rocksdb::FileSystem* file_system) {
  const std::string current = directory + "/CURRENT";
  const auto exists = file_system->FileExists(current, kIo, nullptr);
  if (!exists.IsNotFound()) return ToStatus(exists);
  const bool had_data = marker > 0 || HasFile(directory, ".sst", file_system) ||
                        HasFile(directory, ".log", file_system);
  if (!had_data) return absl::OkStatus();
  return MakeError(ErrorCode::kDataCorruptionDetected,
                   fmt::format("'{}' is missing; the database was left "
                               "untouched",
                               current));
}

std::string Describe(const LogDamage& damage) {
  return fmt::format("'{}' is damaged at offset {}", damage.file,
                     damage.offset);
}

Status CheckManifest(const std::string& directory, const DurableState& marker,
                     rocksdb::FileSystem* file_system) {
  const std::string current = directory + "/CURRENT";
  if (file_system->FileExists(current, kIo, nullptr).IsNotFound()) {
    return absl::OkStatus();
  }
  std::string name;
  MEERKAT_RETURN_IF_ERROR(
      ToStatus(rocksdb::ReadFileToString(file_system, current, &name)));
  if (name.ends_with('\n')) name.pop_back();
  // A damaged CURRENT is RocksDB's to report. With another manifest than the
  // marker's nothing is known about this one.
  if (ManifestNumber(name) != marker.manifest_number) return absl::OkStatus();
  const std::string path = directory + "/" + name;
  MEERKAT_ASSIGN_OR_RETURN(const LogExtent extent, ScanLog(path, file_system));
  if (extent.end >= marker.manifest_size) return absl::OkStatus();
  return MakeError(ErrorCode::kDataCorruptionDetected,
                   fmt::format("{}; the database was left untouched",
                               Describe({.file = path, .offset = extent.end})));
}

// Where a replay failed because of a damaged log, that is said too: RocksDB
// tells only that one column family has what another lacks.
Status WithPlace(const Status& failed, const std::string& directory,
                 rocksdb::FileSystem* file_system) {
  if (ErrorCodeOf(failed) != ErrorCode::kDataCorruptionDetected) return failed;
  const std::optional<LogDamage> damage = FindLogDamage(directory, file_system);
  if (!damage.has_value()) return failed;
  return MakeError(ErrorCode::kDataCorruptionDetected,
                   fmt::format("{}: {}; the database was left untouched",
                               Describe(*damage), ErrorMessageOf(failed)));
}

}  // namespace

Status CheckAgainstMarker(const RocksOptions& options,
                          const std::string& directory,
                          const DurableState& marker) {
  rocksdb::FileSystem* file_system = options.db.env->GetFileSystem().get();
  MEERKAT_RETURN_IF_ERROR(
      CheckCurrent(directory, marker.sequence, file_system));
  MEERKAT_RETURN_IF_ERROR(CheckManifest(directory, marker, file_system));
  // Closed in order: an empty log is left.
  const bool has_log = HasFile(directory, ".log", file_system);
  if (TotalLogSize(directory, file_system) == 0 &&
      (has_log || marker.sequence == 0)) {
    return absl::OkStatus();
  }
  const StatusOr<uint64_t> reached = ReachedByReplay(options, directory);
  if (!reached.ok()) return WithPlace(reached.status(), directory, file_system);
  if (*reached >= marker.sequence) return absl::OkStatus();
  return DamagedLog(directory, *reached, marker.sequence, file_system);
}

Status DamagedLog(const std::string& directory, uint64_t reached,
                  uint64_t marker, rocksdb::FileSystem* file_system) {
  const std::optional<LogDamage> damage = FindLogDamage(directory, file_system);
  return MakeError(
      ErrorCode::kDataCorruptionDetected,
      fmt::format("{}: writes up to number {} were acknowledged and only those "
                  "up to {} can be read; the database was left untouched",
                  damage.has_value()
                      ? Describe(*damage)
                      : fmt::format("a log file is missing in '{}'", directory),
                  marker, reached));
}

}  // namespace meerkat::storage::kv
