#include "storage/kv/options.h"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/version.h>
#include <rocksdb/write_buffer_manager.h>

#include <algorithm>
#include <utility>

namespace meerkat::storage::kv {

namespace {

constexpr size_t kMiB = size_t{1} << 20;
// Scanning costs 209 ns a document with 4 KiB blocks, 155 with 16, 142 with
// 32; point reads are the same.
constexpr size_t kBlockSize = 16 * 1024;
constexpr double kBloomBitsPerKey = 10;
// Enough for the hot files of a large database; the rest opens on demand.
constexpr int kMaxOpenFiles = 512;
constexpr uint64_t kMaxLogSize = 64 * kMiB;
#if ROCKSDB_MAJOR >= 9
constexpr uint32_t kRewriteDelaySeconds = 24 * 3600;
#endif

rocksdb::BlockBasedTableOptions TableOptions(
    std::shared_ptr<rocksdb::Cache> cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_size = kBlockSize;
  table.block_cache = std::move(cache);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
  // Counted in the budget with everything else.
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  return table;
}

rocksdb::ColumnFamilyOptions FamilyOptions(
    std::shared_ptr<rocksdb::TableFactory> table, size_t write_buffer) {
  rocksdb::ColumnFamilyOptions family;
  family.table_factory = std::move(table);
  family.compression = rocksdb::kLZ4Compression;
  family.write_buffer_size = write_buffer;
  family.level_compaction_dynamic_level_bytes = true;
#if ROCKSDB_MAJOR >= 9
  // Otherwise the first snapshot that is released has freshly written files
  // rewritten, only to forget their sequence numbers: half of the processor
  // time of a scan after a load (measured).
  family.bottommost_file_compaction_delay = kRewriteDelaySeconds;
#endif
  return family;
}

}  // namespace

RocksOptions MakeRocksOptions(const StoreOptions& options, rocksdb::Env* env,
                              std::shared_ptr<rocksdb::Logger> log) {
  const size_t budget = options.memory_budget;
  const size_t write_buffers = std::clamp(budget / 3, 2 * kMiB, 256 * kMiB);

  RocksOptions made;
  made.cache = rocksdb::NewLRUCache(budget);
  made.db.env = env;
  made.db.info_log = std::move(log);
  made.db.create_if_missing = true;
  made.db.create_missing_column_families = true;
#if ROCKSDB_MAJOR > 9 || (ROCKSDB_MAJOR == 9 && ROCKSDB_MINOR >= 7)
  // The manifest tells the database's id; a file for it costs two syncs.
  made.db.write_identity_file = false;
#endif
  made.db.paranoid_checks = true;
  // Safe only after recovery.h has compared the log with the marker.
  made.db.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
#if ROCKSDB_MAJOR >= 8
  // A missing log is noticed. Before 7.10 it raises false alarms.
  made.db.track_and_verify_wals_in_manifest = true;
#endif
  // Nobody reads that file.
  made.db.fail_if_options_file_error = false;
  // The store does that, see error_listener.h.
  made.db.max_bgerror_resume_count = 0;
  made.db.max_open_files = kMaxOpenFiles;
  made.db.max_total_wal_size = kMaxLogSize;
  made.db.max_background_jobs = 2;
  // Write buffers are charged to the cache, so that one budget holds for both.
  made.db.write_buffer_manager =
      std::make_shared<rocksdb::WriteBufferManager>(write_buffers, made.cache);
  // An idle database wakes no thread to count what nobody reads.
  made.db.stats_dump_period_sec = 0;
  made.db.stats_persist_period_sec = 0;
  made.db.skip_stats_update_on_db_open = true;

  std::shared_ptr<rocksdb::TableFactory> table(
      rocksdb::NewBlockBasedTableFactory(TableOptions(made.cache)));
  const auto family =
      FamilyOptions(std::move(table), std::min(write_buffers / 2, 64 * kMiB));
  made.families = {{rocksdb::kDefaultColumnFamilyName, family},
                   {"records", family},
                   {"index", family}};
  return made;
}

}  // namespace meerkat::storage::kv
