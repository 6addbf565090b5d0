#include "engine/engine.h"

#include <fmt/format.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <algorithm>
#include <chrono>
#include <limits>
#include <thread>
#include <utility>

#include "engine/cursor_impl.h"
#include "engine/partial_filter.h"
#include "engine/ttl_pass.h"
#include "index/index_set.h"
#include "storage/kv/directory.h"
#include "storage/kv/standard_streams.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

constexpr std::string_view kInMemory = ":memory:";
constexpr size_t kSmallestBudget = size_t{8} << 20;
// One part in so many of the budget is for the cache of documents.
constexpr size_t kDocumentCacheShare = 4;
// One part in so many of what the store has is lent to the cache of pages.
constexpr size_t kPageCacheShare = 2;
// One part in so many is what the heap wastes between what is counted.
constexpr size_t kHeapShare = 10;

// Who may only read the database sorts elsewhere.
std::unique_ptr<query::TempFiles> NewTempFiles(const std::string& directory,
                                               const ClientOptions& options) {
  if (options.read_only) {
    return std::make_unique<query::TempFiles>(
        nullptr, query::SystemTemporaryDirectory());
  }
  return std::make_unique<query::TempFiles>(options.environment.file_system,
                                            directory);
}

// Errors: 72 InvalidOptions.
Status CheckTtlInterval(std::chrono::seconds interval) {
  constexpr std::chrono::seconds kMost{std::numeric_limits<int32_t>::max()};
  if (interval >= interval.zero() && interval <= kMost) return absl::OkStatus();
  return MakeError(
      ErrorCode::kInvalidOptions,
      fmt::format("ttl_interval is {} seconds; it must be from 0 to {}",
                  interval.count(), kMost.count()));
}

Status Closed() {
  return MakeError(ErrorCode::kShutdownInProgress, "the database is closed");
}

Status Forked() {
  return MakeError(ErrorCode::kIllegalOperation,
                   "the database was opened before fork(): it is the parent "
                   "process's and cannot be used in the child");
}

// What was freed stays with the allocator otherwise.
void ReturnFreedMemory() {
#ifdef __GLIBC__
  ::malloc_trim(0);
#endif
}

}  // namespace

Engine::Engine(const ClientOptions& options)
    : options_(options),
      environment_(options.environment),
      object_ids_((environment_.random != nullptr ? *environment_.random
                                                  : RandomSource::Real())
                      .Next()),
      ttl_monitor_(this, options.ttl_interval) {
  if (environment_.clock == nullptr) environment_.clock = &Clock::Real();
  if (environment_.random == nullptr) {
    environment_.random = &RandomSource::Real();
  }
  if (environment_.executor == nullptr) {
    own_executor_ = Executor::NewThread();
    environment_.executor = own_executor_.get();
  }
}

StatusOr<std::shared_ptr<Engine>> Engine::Open(std::string_view path,
                                               const ClientOptions& options) {
  if (path.empty()) {
    return MakeError(ErrorCode::kInvalidOptions,
                     "the path of the database is empty");
  }
  if (options.memory_budget < kSmallestBudget) {
    return MakeError(
        ErrorCode::kInvalidOptions,
        fmt::format("memory_budget is {} bytes; it must be at least {}",
                    options.memory_budget, kSmallestBudget));
  }
  if (options.read_only && path == kInMemory) {
    return MakeError(ErrorCode::kInvalidOptions,
                     "a database in memory cannot be read_only");
  }
  MEERKAT_RETURN_IF_ERROR(CheckTtlInterval(options.ttl_interval));
  std::shared_ptr<Engine> engine(new Engine(options), LetGo);
  MEERKAT_RETURN_IF_ERROR(engine->OpenStore(path));
  return engine;
}

Status Engine::OpenStore(std::string_view path) {
  const size_t shared_out =
      options_.memory_budget - options_.memory_budget / kHeapShare;
  const size_t cache_budget = shared_out / kDocumentCacheShare;
  std::string directory;
  if (path != kInMemory) {
    MEERKAT_RETURN_IF_ERROR(storage::kv::FillStandardStreams());
    MEERKAT_ASSIGN_OR_RETURN(directory, storage::kv::AbsolutePath(path));
  }
  storage::kv::StoreOptions store_options;
  store_options.directory = directory;
  store_options.read_only = options_.read_only;
  store_options.create_if_missing = options_.create_if_missing;
  store_options.memory_budget = shared_out - cache_budget;
  store_options.environment = environment_;
  MEERKAT_ASSIGN_OR_RETURN(store_, storage::kv::Store::Open(store_options));
  if (path != kInMemory) temp_files_ = NewTempFiles(directory, options_);
  caches_.reset(new storage::Caches{
      .documents = storage::DocumentCache(cache_budget),
      .pages = storage::PageCache(
          store_.get(), store_options.memory_budget / kPageCacheShare)});
  background_ =
      std::make_unique<storage::kv::BackgroundTasks>(environment_.executor);
  MEERKAT_ASSIGN_OR_RETURN(
      catalog_, storage::Catalog::Open(store_.get(), caches_.get(),
                                       background_.get(), NewIndexSetMaker()));
  if (HasTtlIndex(*this)) ttl_monitor_.Start();
  return absl::OkStatus();
}

storage::Catalog::MakeAttachment Engine::NewIndexSetMaker() {
  const auto predicate = [this](const index::IndexSpec& spec) {
    return MakePartialPredicate(*this, spec);
  };
  return [predicate](const storage::CollectionInfo& info,
                     const storage::CollectionAttachment* before) {
    return index::IndexSet::Make(
        info, static_cast<const index::IndexSet*>(before), predicate);
  };
}

Engine::~Engine() { Close().IgnoreError(); }

void Engine::LetGo(Engine* engine) {
  if (!engine->in_forked_child()) delete engine;
}

Status Engine::Close() {
  if (in_forked_child()) return Forked();
  absl::MutexLock lock(&close_mutex_);
  if (closed_) return close_status_;
  closed_ = true;
  closing_ = true;
  // Operations are short; whoever closes while many run waits a moment.
  while (running_.load() > 0) {
    std::this_thread::sleep_for(std::chrono::microseconds(50));
  }
  cursors_.Clear();
  {
    absl::MutexLock cursors_lock(&cursors_mutex_);
    for (CursorImpl* cursor : living_cursors_) cursor->Release();
    living_cursors_.clear();
  }
  if (background_ != nullptr) background_->Stop();
  catalog_.reset();
  if (store_ != nullptr) close_status_ = store_->Close();
  return close_status_;
}

bool Engine::Enter() {
  if (in_forked_child()) return false;
  running_.fetch_add(1);
  if (!closing_.load()) return true;
  running_.fetch_sub(1);
  return false;
}

void Engine::Leave() { running_.fetch_sub(1); }

Status Operation::status() const {
  if (entered_) return absl::OkStatus();
  return engine_.in_forked_child() ? Forked() : Closed();
}

std::optional<storage::CatalogEntry> Engine::FindCollection(
    std::string_view database, std::string_view name) const {
  const auto snapshot = catalog_->Snapshot();
  const storage::CatalogEntry* entry = snapshot->Find(database, name);
  if (entry == nullptr) return std::nullopt;
  return *entry;
}

std::unique_ptr<query::Execution> Engine::NewExecution(
    std::optional<storage::kv::Snapshot> snapshot,
    const storage::Deadline& deadline) {
  return std::make_unique<query::Execution>(
      query::ExecutionContext(environment_.clock, environment_.random,
                              &closing_, deadline),
      std::move(snapshot));
}

ObjectId Engine::NextObjectId() {
  return object_ids_.Next(
      static_cast<uint32_t>(environment_.clock->Now().millis / 1000));
}

storage::Uuid Engine::NextUuid() {
  storage::Uuid uuid;
  const uint64_t words[] = {NextRandom(), NextRandom()};
  std::memcpy(uuid.data(), words, uuid.size());
  uuid[6] = static_cast<uint8_t>((uuid[6] & 0x0F) | 0x40);  // version 4
  uuid[8] = static_cast<uint8_t>((uuid[8] & 0x3F) | 0x80);  // RFC variant
  return uuid;
}

Timestamp Engine::NextTimestamp() {
  const uint64_t seconds =
      static_cast<uint64_t>(environment_.clock->Now().millis / 1000);
  uint64_t last = last_timestamp_.load();
  uint64_t next;
  do {
    next = std::max(last + 1, (seconds << 32) | 1);
  } while (!last_timestamp_.compare_exchange_weak(last, next));
  return {static_cast<uint32_t>(next >> 32), static_cast<uint32_t>(next)};
}

storage::kv::Durability Engine::DurabilityOf(
    const WriteConcern& concern) const {
  return concern.journal || options_.journal
             ? storage::kv::Durability::kDisk
             : storage::kv::Durability::kProcess;
}

Status Engine::CheckWritable() const {
  if (!options_.read_only) return absl::OkStatus();
  return MakeError(ErrorCode::kIllegalOperation,
                   "the database was opened read-only");
}

void Engine::ScheduleEndIdleCursors() {
  if (end_idle_scheduled_.exchange(true)) return;
  const bool scheduled =
      background_->Schedule(CursorRegistry::kIdleLimit, [this] {
        end_idle_scheduled_ = false;
        if (cursors_.EndIdle(clock().Steady())) ScheduleEndIdleCursors();
      });
  // The next command that leaves a cursor open tries again.
  if (!scheduled) end_idle_scheduled_ = false;
}

Status Engine::Sync() { return store_->Sync(); }

void Engine::Trim() {
  caches_->documents.Clear();
  caches_->pages.Clear();
  store_->Trim();
  ReturnFreedMemory();
}

}  // namespace meerkat::engine
