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

Status Damaged(std::string_view what) {
  return MakeError(ErrorCode::kDataCorruptionDetected,
                   fmt::format("{}; the database was left untouched", what));
}

std::string Describe(const LogDamage& damage) {
  return fmt::format("'{}' is damaged at offset {}", damage.file,
                     damage.offset);
}

// Whether the database has a CURRENT. RocksDB makes a new one where it is
// missing, and removes what it finds there of an old one.
StatusOr<bool> HasCurrent(const std::string& directory, uint64_t marker,
                          rocksdb::FileSystem* file_system) {
  const std::string current = directory + "/CURRENT";
  const auto exists = file_system->FileExists(current, kIo, nullptr);
  if (exists.ok()) return true;
  if (!exists.IsNotFound()) return ToStatus(exists);
  const bool had_data = marker > 0 || HasFile(directory, ".sst", file_system) ||
                        HasFile(directory, ".log", file_system);
  if (had_data) return Damaged(fmt::format("'{}' is missing", current));
  return false;
}

Status CheckManifest(const std::string& directory, const DurableState& marker,
                     rocksdb::FileSystem* file_system) {
  const std::string current = directory + "/CURRENT";
  std::string name;
  MEERKAT_RETURN_IF_ERROR(
      ToStatus(rocksdb::ReadFileToString(file_system, current, &name)));
  const bool is_line = name.ends_with('\n');
  if (is_line) name.pop_back();
  const std::optional<uint64_t> number = ManifestNumber(name);
  if (!is_line || !number.has_value()) {
    return Damaged(
        fmt::format("'{}' is damaged: it names no manifest", current));
  }
  const std::string path = directory + "/" + name;
  if (file_system->FileExists(path, kIo, nullptr).IsNotFound()) {
    return Damaged(
        fmt::format("'{}' is missing, which '{}' names", path, current));
  }
  MEERKAT_ASSIGN_OR_RETURN(const LogExtent extent, ScanLog(path, file_system));
  // With another manifest than the marker's nothing is known about this one,
  // but that CURRENT names none before its first record is on the disk.
  const uint64_t durable =
      *number == marker.manifest_number ? marker.manifest_size : 1;
  if (extent.end >= durable) return absl::OkStatus();
  return Damaged(Describe({.file = path, .offset = extent.end}));
}

// What is wrong with logs that can be read and end at the write `reached`.
std::string DescribeShortLog(const std::string& directory, uint64_t reached,
                             rocksdb::FileSystem* file_system) {
  // More than one when a log was empty before one was emptied.
  std::string empty_ones;
  for (const std::string& name : LogNames(directory, file_system)) {
    const std::string path = directory + "/" + name;
    const LogExtent extent = ScanLog(path, file_system).value_or(LogExtent());
    if (extent.end == 0) empty_ones += fmt::format("'{}' is empty, ", path);
    if (extent.next == reached + 1) {
      return fmt::format(
          "'{}' ends too early, at offset {}, or the log after it is missing",
          path, extent.end);
    }
  }
  const std::string missing =
      fmt::format("a log file is missing in '{}'", directory);
  return empty_ones.empty() ? missing : empty_ones + "or " + missing;
}

// Where a replay failed because of a damaged log, that is said too: RocksDB
// tells only that one column family has what another lacks.
Status WithPlace(const Status& failed, const std::string& directory,
                 rocksdb::FileSystem* file_system) {
  if (ErrorCodeOf(failed) != ErrorCode::kDataCorruptionDetected) return failed;
  const std::optional<LogDamage> damage = FindLogDamage(directory, file_system);
  return Damaged(damage.has_value() ? fmt::format("{}: {}", Describe(*damage),
                                                  ErrorMessageOf(failed))
                                    : ErrorMessageOf(failed));
}

}  // namespace

Status CheckAgainstMarker(const RocksOptions& options,
                          const std::string& directory,
                          const DurableState& marker) {
  rocksdb::FileSystem* file_system = options.db.env->GetFileSystem().get();
  MEERKAT_ASSIGN_OR_RETURN(const bool has_current,
                           HasCurrent(directory, marker.sequence, file_system));
  if (!has_current) return absl::OkStatus();
  MEERKAT_RETURN_IF_ERROR(CheckManifest(directory, marker, file_system));
  if (marker.sequence == 0 && TotalLogSize(directory, file_system) == 0) {
    return absl::OkStatus();
  }
  const StatusOr<uint64_t> reached = ReachedByReplay(options, directory);
  if (!reached.ok()) return WithPlace(reached.status(), directory, file_system);
  if (*reached >= marker.sequence) return absl::OkStatus();
  return Damaged(ErrorMessageOf(
      DamagedLog(directory, *reached, marker.sequence, file_system)));
}

Status DamagedLog(const std::string& directory, uint64_t reached,
                  uint64_t marker, rocksdb::FileSystem* file_system) {
  const std::optional<LogDamage> damage = FindLogDamage(directory, file_system);
  return MakeError(
      ErrorCode::kDataCorruptionDetected,
      fmt::format("{}: writes up to number {} were acknowledged and only those "
                  "up to {} can be read",
                  damage.has_value()
                      ? Describe(*damage)
                      : DescribeShortLog(directory, reached, file_system),
                  marker, reached));
}

}  // namespace meerkat::storage::kv
