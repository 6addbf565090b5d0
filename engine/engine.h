// Engine: an open database, shared by all handles to it.
//
// Owns what the operations work on: the store, the catalog, the locks, the
// cache of documents, open cursors. The operations themselves are one file per
// verb beside this one (insert.h, find.h ...), over an Operation, which keeps
// the engine open while it runs.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <meerkat/document.h>
#include <meerkat/options.h>
#include <meerkat/status.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include "engine/cursor_registry.h"
#include "engine/index_builds.h"
#include "engine/ttl_monitor.h"
#include "query/exec/execution.h"
#include "query/sort/temp_file.h"
#include "storage/bson/object_id.h"
#include "storage/caches.h"
#include "storage/catalog.h"
#include "storage/deadline.h"
#include "storage/kv/background_tasks.h"
#include "storage/kv/fork_mark.h"
#include "storage/kv/lock_table.h"
#include "storage/kv/store.h"
#include "storage/kv/transaction.h"

namespace meerkat::engine {

class CursorImpl;

// Thread-safe.
class Engine : public std::enable_shared_from_this<Engine> {
 public:
  // `path`: a directory or ":memory:".
  static StatusOr<std::shared_ptr<Engine>> Open(std::string_view path,
                                                const ClientOptions& options);
  ~Engine();
  // Waits for running operations, ends cursors and closes the store. Calling
  // it again is ok. Error 20 IllegalOperation in a forked child.
  Status Close();

  // Whether this process is a fork of the one that opened the engine, and has
  // to leave everything of it as it is.
  bool in_forked_child() const { return fork_mark_.in_child(); }

  // The parts. REQUIRES: an Operation is held.
  storage::kv::Store& store() { return *store_; }
  storage::Catalog& catalog() { return *catalog_; }
  const storage::Catalog& catalog() const { return *catalog_; }
  storage::kv::LockTable& locks() { return locks_; }
  CursorRegistry& cursors() { return cursors_; }
  IndexBuilds& index_builds() { return index_builds_; }
  TtlMonitor& ttl_monitor() { return ttl_monitor_; }
  storage::kv::BackgroundTasks& background() { return *background_; }
  Clock& clock() { return *environment_.clock; }
  RandomSource* random() { return environment_.random; }

  // The entry of a collection; missing when there is none.
  std::optional<storage::CatalogEntry> FindCollection(
      std::string_view database, std::string_view name) const;

  // A query that begins now. REQUIRES: the engine outlives it.
  std::unique_ptr<query::Execution> NewExecution(
      std::optional<storage::kv::Snapshot> snapshot,
      const storage::Deadline& deadline);
  // Where sorts may put what memory does not hold; null: nowhere, the database
  // is in memory.
  query::TempFiles* temp_files() const { return temp_files_.get(); }

  ObjectId NextObjectId();
  storage::Uuid NextUuid();
  uint64_t NextRandom() { return environment_.random->Next(); }
  // A time for a field that asks for the current one: later calls give later
  // ones.
  Timestamp NextTimestamp();

  storage::kv::Durability DurabilityOf(const WriteConcern& concern) const;
  Status CheckWritable() const;

  // Ends the cursors of commands that nobody asks for any more, later and
  // again as long as there are any.
  void ScheduleEndIdleCursors();

  Status Sync();
  void Trim();

 private:
  friend class Operation;
  friend class CursorImpl;

  // Deletes it, or in a forked child leaves it.
  static void LetGo(Engine* engine);

  explicit Engine(const ClientOptions& options);
  Status OpenStore(std::string_view path);
  // What makes an IndexSet of what the catalog says.
  storage::Catalog::MakeAttachment NewIndexSetMaker();

  // Counts an operation in, unless the engine is closing or another process's.
  bool Enter();
  void Leave();

  const storage::kv::ForkMark fork_mark_;
  const ClientOptions options_;
  std::unique_ptr<Executor> own_executor_;
  Environment environment_;
  std::unique_ptr<query::TempFiles> temp_files_;
  std::unique_ptr<storage::Caches> caches_;
  std::unique_ptr<storage::kv::Store> store_;
  std::unique_ptr<storage::kv::BackgroundTasks> background_;
  std::unique_ptr<storage::Catalog> catalog_;
  storage::kv::LockTable locks_;
  bson::ObjectIdGenerator object_ids_;
  CursorRegistry cursors_;
  IndexBuilds index_builds_;
  TtlMonitor ttl_monitor_;
  std::atomic<bool> end_idle_scheduled_ = false;
  std::atomic<uint64_t> last_timestamp_ = 0;

  std::atomic<int64_t> running_ = 0;
  std::atomic<bool> closing_ = false;
  absl::Mutex close_mutex_;
  bool closed_ ABSL_GUARDED_BY(close_mutex_) = false;
  Status close_status_ ABSL_GUARDED_BY(close_mutex_);

  // Every living cursor, so that closing can end what it holds of the store.
  absl::Mutex cursors_mutex_;
  std::unordered_set<CursorImpl*> living_cursors_
      ABSL_GUARDED_BY(cursors_mutex_);
};

// Keeps the engine open while an operation runs.
//
//   Operation operation(engine);
//   MEERKAT_RETURN_IF_ERROR(operation.status());
class Operation {
 public:
  explicit Operation(Engine& engine)
      : engine_(engine), entered_(engine.Enter()) {}
  ~Operation() {
    if (entered_) engine_.Leave();
  }
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  // 91 ShutdownInProgress when the engine is closed, 20 IllegalOperation when
  // this process is a fork of the one that opened it.
  Status status() const;

 private:
  Engine& engine_;
  const bool entered_;
};

}  // namespace meerkat::engine
