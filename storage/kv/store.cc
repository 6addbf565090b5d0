#include "storage/kv/store.h"

#include <absl/base/thread_annotations.h>
#include <absl/cleanup/cleanup.h>
#include <absl/synchronization/mutex.h>
#include <fmt/format.h>
#if __has_include(<rocksdb/advanced_cache.h>)
#include <rocksdb/advanced_cache.h>
#else
#include <rocksdb/cache.h>
#endif
#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/version.h>
#include <rocksdb/write_buffer_manager.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "storage/kv/background_tasks.h"
#include "storage/kv/cursor_bounds.h"
#include "storage/kv/directory.h"
#include "storage/kv/error_listener.h"
#include "storage/kv/file_system_adapter.h"
#include "storage/kv/fork_mark.h"
#include "storage/kv/info_log.h"
#include "storage/kv/log_guard.h"
#include "storage/kv/log_scan.h"
#include "storage/kv/manifest_watch.h"
#include "storage/kv/marker.h"
#include "storage/kv/options.h"
#include "storage/kv/recovery.h"
#include "storage/kv/rocksdb_types.h"
#include "storage/kv/space_guard.h"
#include "storage/kv/start_thread.h"
#include "storage/kv/system_files.h"
#include "storage/status_macros.h"

namespace meerkat::storage::kv {

namespace {

// Half of the 100 ms that are promised, so that a slow sync keeps them.
constexpr std::chrono::milliseconds kSyncDelay{50};
// How often a database that stopped on an error tries to go on.
constexpr std::chrono::milliseconds kResumePause{1000};
// How long a write, or closing, waits for it to go on.
constexpr absl::Duration kResumePatience = absl::Seconds(1);
// Where RocksDB keeps an in-memory database.
constexpr char kMemoryPath[] = "/memory";

// RocksDB starts threads while it opens a database. One that cannot be had is
// an exception there, and leaves the directory locked. So they are started
// before, those of its pools and, for a try, one as for its timer.
Status StartThreads(rocksdb::Env* env) {
  try {
    for (const auto pool : {rocksdb::Env::LOW, rocksdb::Env::HIGH}) {
      env->SetBackgroundThreads(std::max(1, env->GetBackgroundThreads(pool)),
                                pool);
    }
  } catch (const std::system_error& error) {
    return NoThread(error);
  }
  MEERKAT_ASSIGN_OR_RETURN(std::thread timer, StartThread([] {}));
  timer.join();
  return absl::OkStatus();
}

// RocksDB's threads are the process's: they do not come along to a child, where
// a flush would wait for them for ever. A reader needs none.
Status PrepareThreads(bool read_only) {
  static const ForkMark first_open;
  if (!first_open.in_child()) return StartThreads(rocksdb::Env::Default());
  if (read_only) return absl::OkStatus();
  return MakeError(
      ErrorCode::kIllegalOperation,
      "the parent of this process had opened a database before its fork(): "
      "the child can open one read-only or after exec()");
}

}  // namespace

struct Store::State {
  explicit State(const StoreOptions& store_options)
      : options(store_options),
        background(store_options.environment.executor) {}

  rocksdb::ColumnFamilyHandle* Family(Keyspace keyspace) const {
    return families[static_cast<size_t>(keyspace)];
  }

  void MakeEnv();
  Status OpenDatabase(const std::string& path, const RocksOptions& rocks);
  Status OpenOnDisk();
  Status OpenInMemory();
  Status Close();

  void ScheduleSync();
  Status SyncNow();
  void Stop(const rocksdb::Status& error);
  Status StoppedBy();
  bool MayResume() ABSL_EXCLUSIVE_LOCKS_REQUIRED(health_mutex);
  Status TryToResume();
  void Resume();
  void EndResuming();

  void ShareMemory() {
    cache->SetCapacity(options.memory_budget - reserved_memory);
  }

  const StoreOptions options;
  std::unique_ptr<rocksdb::Env> own_env;
  rocksdb::Env* env = nullptr;
  std::optional<Directory> directory;
  std::shared_ptr<rocksdb::Cache> cache;
  // Of the budget, for others than the cache.
  std::atomic<size_t> reserved_memory = 0;
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  std::unique_ptr<Marker> marker;
  // Null in memory and for a read-only database.
  std::unique_ptr<SpaceGuard> space;
  std::atomic<bool> sync_scheduled = false;
  // Threads that write or sync.
  std::atomic<int> in_rocksdb = 0;
  // An error stops RocksDB, which then takes no more until it is resumed.
  enum class Health { kGood, kStopped, kResuming };
  std::atomic<Health> health = Health::kGood;
  absl::Mutex health_mutex;
  Status stopped_by ABSL_GUARDED_BY(health_mutex);
  int64_t next_resume_millis ABSL_GUARDED_BY(health_mutex) = 0;
  // Its thread runs while `resuming`.
  bool resuming ABSL_GUARDED_BY(health_mutex) = false;
  std::thread resumer ABSL_GUARDED_BY(health_mutex);
  BackgroundTasks background;
};

void Store::State::MakeEnv() {
  if (options.directory.empty()) {
    own_env.reset(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  } else {
    meerkat::FileSystem* given = options.environment.file_system;
    auto files = NewLogGuard(given != nullptr ? NewFileSystemAdapter(given)
                                              : NewSystemFiles());
    own_env = rocksdb::NewCompositeEnv(NewManifestWatch(
        std::move(files), [this](uint64_t number, uint64_t size) {
          // A marker that could not be raised lags, which it may.
          marker->AdvanceManifest(number, size).IgnoreError();
        }));
  }
  env = own_env.get();
}

Status Store::State::OpenDatabase(const std::string& path,
                                  const RocksOptions& rocks) {
  cache = rocks.cache;
  rocksdb::DBOptions db_options = rocks.db;
  // Its own: with more RocksDB ends the process when one cannot be had.
  db_options.max_file_opening_threads = 1;
  rocksdb::DB* opened = nullptr;
  rocksdb::Status status;
  try {
    status = options.read_only
                 ? rocksdb::DB::OpenForReadOnly(
                       db_options, path, rocks.families, &families, &opened)
                 : rocksdb::DB::Open(db_options, path, rocks.families,
                                     &families, &opened);
  } catch (const std::system_error& error) {
    return NoThread(error);
  }
  db.reset(opened);
  return ToStatus(status);
}

Status Store::State::OpenInMemory() {
  return OpenDatabase(kMemoryPath,
                      MakeRocksOptions(options, env, NewNullLog()));
}

Status Store::State::OpenOnDisk() {
  rocksdb::FileSystem* files = env->GetFileSystem().get();
  MEERKAT_ASSIGN_OR_RETURN(
      directory,
      Directory::Open(options.directory,
                      {.read_only = options.read_only,
                       .create_if_missing = options.create_if_missing},
                      files));
  MEERKAT_ASSIGN_OR_RETURN(const DurableState durable,
                           Marker::Read(directory->MarkerPath(), files));
  RocksOptions rocks = MakeRocksOptions(
      options, env,
      options.read_only ? NewNullLog() : NewInfoLog(directory->LogPath()));
  rocks.db.listeners.push_back(
      NewErrorListener([this](const rocksdb::Status& error) { Stop(error); }));
  const std::string path = directory->StorePath();
  MEERKAT_RETURN_IF_ERROR(CheckAgainstMarker(rocks, path, durable));
  if (!options.read_only) {
    MEERKAT_ASSIGN_OR_RETURN(
        marker, Marker::Open(directory->MarkerPath(), durable, files));
  }
  MEERKAT_RETURN_IF_ERROR(OpenDatabase(path, rocks));
  const uint64_t reached = db->GetLatestSequenceNumber();
  if (reached < durable.sequence) {
    return DamagedLog(path, reached, durable.sequence, files);
  }
  if (options.read_only) return absl::OkStatus();
  directory->RemoveLeftovers(files);
  space = std::make_unique<SpaceGuard>(
      files, options.directory, [buffers = rocks.db.write_buffer_manager] {
        return buffers->memory_usage();
      });
  return absl::OkStatus();
}

StatusOr<std::unique_ptr<Store>> Store::Open(const StoreOptions& options) {
  MEERKAT_RETURN_IF_ERROR(PrepareThreads(options.read_only));
  auto state = std::make_unique<State>(options);
  state->MakeEnv();
  const Status opened =
      options.directory.empty() ? state->OpenInMemory() : state->OpenOnDisk();
  std::unique_ptr<Store> store(new Store(std::move(state)));
  MEERKAT_RETURN_IF_ERROR(opened);
  return store;
}

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}

Store::~Store() { Close().IgnoreError(); }

Status Store::Close() { return state_->Close(); }

Status Store::State::Close() {
  background.Stop();
  if (db == nullptr) return absl::OkStatus();
  EndResuming();
  Status result;
  if (!options.read_only && !options.directory.empty() && marker != nullptr) {
    // With nothing left in the log the next open needs no replay. The data is
    // in the log in any case, so a flush that fails loses nothing.
    result.Update(ToStatus(db->Flush(rocksdb::FlushOptions(), families)));
    result.Update(SyncNow());
    result.Update(marker->Sync());
  }
  for (rocksdb::ColumnFamilyHandle* family : families) {
    db->DestroyColumnFamilyHandle(family).PermitUncheckedError();
  }
  families.clear();
  result.Update(ToStatus(db->Close()));
  db.reset();
  marker.reset();
  directory.reset();
  return result;
}

bool Store::in_memory() const { return state_->options.directory.empty(); }
bool Store::read_only() const { return state_->options.read_only; }

Snapshot Store::TakeSnapshot() { return Snapshot(state_->db.get()); }

uint64_t Store::LatestSequence() const {
  return state_->db->GetLatestSequenceNumber();
}

StatusOr<bool> Store::Get(Keyspace keyspace, std::string_view key,
                          const Snapshot* snapshot,
                          absl::FunctionRef<void(std::string_view)> use) const {
  rocksdb::ReadOptions read;
  if (snapshot != nullptr) read.snapshot = snapshot->snapshot_;
  rocksdb::PinnableSlice value;
  const rocksdb::Status status =
      state_->db->Get(read, state_->Family(keyspace), ToSlice(key), &value);
  if (status.IsNotFound()) return false;
  if (!status.ok()) return ToStatus(status);
  use(ToView(value));
  return true;
}

Cursor Store::NewCursor(Keyspace keyspace, const CursorOptions& options) const {
  auto bounds = std::make_unique<Cursor::Bounds>(options.lower, options.upper);
  rocksdb::ReadOptions read;
  if (options.snapshot != nullptr) read.snapshot = options.snapshot->snapshot_;
  if (!options.lower.empty()) read.iterate_lower_bound = &bounds->lower_slice;
  if (!options.upper.empty()) read.iterate_upper_bound = &bounds->upper_slice;
  std::unique_ptr<rocksdb::Iterator> iterator(
      state_->db->NewIterator(read, state_->Family(keyspace)));
  return Cursor(std::move(bounds), std::move(iterator));
}

WriteBatch Store::NewBatch() const { return WriteBatch(&state_->families); }

Status Store::Write(WriteBatch& batch, Durability durability) {
  if (batch.empty()) return absl::OkStatus();
  if (state_->space != nullptr && batch.record_bytes() > 0) {
    MEERKAT_RETURN_IF_ERROR(state_->space->Request(batch.record_bytes()));
  }
  if (state_->health.load() != State::Health::kGood) {
    MEERKAT_RETURN_IF_ERROR(state_->TryToResume());
  }
  const bool to_disk = durability == Durability::kDisk && !in_memory();
  rocksdb::WriteOptions write;
  write.sync = to_disk;
  // What is in memory ends with the process, and its log would too.
  write.disableWAL = in_memory();
  ++state_->in_rocksdb;
  const rocksdb::Status status = state_->db->Write(write, &batch.Seal());
  --state_->in_rocksdb;
  if (!status.ok()) {
    state_->Stop(status);
    return ToStatus(status);
  }
  if (in_memory()) return absl::OkStatus();
  if (to_disk) {
    // The write has happened. A marker that could not be raised lags, which it
    // may; the next one raises it.
    state_->marker->Advance(batch.LastSequence()).IgnoreError();
  } else {
    state_->ScheduleSync();
  }
  return absl::OkStatus();
}

void Store::State::ScheduleSync() {
  if (sync_scheduled.exchange(true)) return;
  const auto sync = [this] {
    sync_scheduled = false;
    // An error stops the database, and the next write reports it.
    SyncNow().IgnoreError();
  };
  // Where nobody takes it, the one who wrote keeps the promise.
  if (!background.Schedule(kSyncDelay, sync)) sync();
}

Status Store::State::SyncNow() {
  // A log that could not be written is not to be synced: RocksDB would take the
  // second error for another reason to stop, even while it is resumed.
  ++in_rocksdb;
  absl::Cleanup leave = [this] { --in_rocksdb; };
  if (health.load() != Health::kGood) return StoppedBy();
  // Read before the sync: later writes may not be covered by it.
  const uint64_t covered = db->GetLatestSequenceNumber();
  MEERKAT_RETURN_IF_ERROR(ToStatus(db->SyncWAL()));
  return marker->Advance(covered);
}

void Store::State::Stop(const rocksdb::Status& error) {
  absl::MutexLock lock(&health_mutex);
  stopped_by = ToStatus(error);
  health = Health::kStopped;
}

// Ok when it goes on by now.
Status Store::State::StoppedBy() {
  absl::MutexLock lock(&health_mutex);
  return health == Health::kGood ? absl::OkStatus() : stopped_by;
}

// Whether now is the time to resume.
bool Store::State::MayResume() {
  const int64_t now =
      std::chrono::duration_cast<std::chrono::milliseconds>(
          options.environment.clock->Steady().time_since_epoch())
          .count();
  // A write that still waits inside RocksDB would wait for the resuming, and
  // the resuming for it. Those that come now fail at once.
  if (health != Health::kStopped || resuming || now < next_resume_millis ||
      in_rocksdb > 0) {
    return false;
  }
  next_resume_millis = now + kResumePause.count();
  return true;
}

// A full disk or a passing error stops RocksDB's writes. Once the cause is
// gone it goes on when told to; a write that comes then tells it. Returns what
// stopped it when it still is.
//
// RocksDB (9.10) may wait for ever in DB::Resume: for the flush of a column
// family that was to be flushed already when the error came. Hence the thread
// of its own: reads go on, writes fail, and the next open has everything.
Status Store::State::TryToResume() {
  absl::MutexLock lock(&health_mutex);
  if (MayResume()) {
    if (resumer.joinable()) resumer.join();
    // It waits for this mutex before it tells how it went.
    StatusOr<std::thread> started = StartThread([this] { Resume(); });
    // Where there is no thread to be had a later write tries again.
    if (!started.ok()) return stopped_by;
    resumer = *std::move(started);
    resuming = true;
    health = Health::kResuming;
    health_mutex.AwaitWithTimeout(
        absl::Condition(
            +[](bool* running) { return !*running; }, &resuming),
        kResumePatience);
  }
  return health == Health::kGood ? absl::OkStatus() : stopped_by;
}

void Store::State::Resume() {
  const rocksdb::Status resumed = db->Resume();
  absl::MutexLock lock(&health_mutex);
  resuming = false;
  if (!resumed.ok()) {
    stopped_by = ToStatus(resumed);
    health = Health::kStopped;
  } else if (health == Health::kResuming) {
    // Nothing stopped it again.
    health = Health::kGood;
  }
}

void Store::State::EndResuming() {
  absl::MutexLock lock(&health_mutex);
  if (!health_mutex.AwaitWithTimeout(
          absl::Condition(
              +[](bool* running) { return !*running; }, &resuming),
          kResumePatience)) {
    // RocksDB itself would wait for it before it says that it closes.
    rocksdb::CancelAllBackgroundWork(db.get(), /*wait=*/false);
    health_mutex.Await(absl::Condition(
        +[](bool* running) { return !*running; }, &resuming));
  }
  if (resumer.joinable()) resumer.join();
}

Status Store::Sync() {
  if (in_memory() || read_only()) return absl::OkStatus();
  return state_->SyncNow();
}

void Store::Trim() {
  if (!read_only()) {
    state_->db->Flush(rocksdb::FlushOptions(), state_->families)
        .PermitUncheckedError();
  }
  state_->cache->SetCapacity(0);
  state_->ShareMemory();
}

void Store::ReserveMemory(size_t bytes) {
  state_->reserved_memory = bytes;
  state_->ShareMemory();
}

StoreSize Store::Size() const {
  StoreSize size;
  uint64_t bytes = 0;
  for (rocksdb::ColumnFamilyHandle* family : state_->families) {
    if (state_->db->GetIntProperty(
            family, rocksdb::DB::Properties::kTotalSstFilesSize, &bytes)) {
      size.disk_bytes += bytes;
    }
  }
  if (!in_memory()) {
    size.disk_bytes += TotalLogSize(state_->directory->StorePath(),
                                    state_->env->GetFileSystem().get());
  }
  size.memory_bytes = state_->cache->GetUsage();
  return size;
}

uint64_t Store::ApproximateSize(Keyspace keyspace, std::string_view begin,
                                std::string_view end) const {
  const rocksdb::Range range(ToSlice(begin), ToSlice(end));
  rocksdb::SizeApproximationOptions what;
  what.include_files = true;
  what.include_memtables = true;
  uint64_t size = 0;
  state_->db
      ->GetApproximateSizes(what, state_->Family(keyspace), &range, 1, &size)
      .PermitUncheckedError();
  return size;
}

std::string RocksDbVersion() {
  return fmt::format("{}.{}.{}", ROCKSDB_MAJOR, ROCKSDB_MINOR, ROCKSDB_PATCH);
}

}  // namespace meerkat::storage::kv
