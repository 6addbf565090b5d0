#include "engine/index_build.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "engine/duplicate_key.h"
#include "index/bulk_load.h"
#include "index/index_set.h"
#include "storage/record_locator.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

using index::BulkLoad;
using index::Index;
using index::IndexSet;
using storage::CatalogEntry;
using storage::IndexesChange;
using storage::IndexInfo;

// What the sorting of all indexes of a build may hold together.
constexpr size_t kSortMemory = size_t{48} << 20;
// A log with fewer entries is carried out while writers wait.
constexpr int kFewChanges = 1000;
// Against writers that are faster than the build, which then wait longer.
constexpr int kMaxRounds = 8;
constexpr int64_t kProgressStep = 4096;

// One build of some indexes of one collection.
class Build {
 public:
  Build(Engine& engine, const CatalogEntry& collection,
        const std::vector<std::string>& names, const BuildOptions& options)
      : engine_(engine),
        entry_(collection),
        names_(names),
        options_(options),
        execution_(engine.NewExecution(std::nullopt, options.deadline)) {}

  Status Run() {
    MEERKAT_RETURN_IF_ERROR(Load());
    for (int round = 0; round < kMaxRounds; ++round) {
      const int changes = changes_seen_;
      MEERKAT_RETURN_IF_ERROR(SwitchLogs());
      if (round > 0 && changes_seen_ - changes < kFewChanges) break;
    }
    return End();
  }

 private:
  std::vector<const Index*> Indexes() const {
    std::vector<const Index*> indexes;
    for (const std::string& name : names_) {
      indexes.push_back(IndexSet::Of(entry_).FindName(name));
    }
    return indexes;
  }

  // Whether to go on, asked for each document or entry.
  Status Check(size_t bytes) {
    if (execution_->context()->MayGoOn(bytes)) return absl::OkStatus();
    return execution_->context()->error();
  }

  // What a writer or a document was in the way of.
  static Status FailureOf(const std::vector<const Index*>& indexes) {
    for (const Index* index : indexes) {
      MEERKAT_RETURN_IF_ERROR(index->failure->status());
    }
    return absl::OkStatus();
  }

  Status Load();
  Status LoadFrom(storage::RecordCursor& records,
                  const std::vector<const Index*>& indexes,
                  std::vector<BulkLoad>& loads);
  Status NoteArrays(const std::vector<const Index*>& indexes);
  Status SwitchLogs();
  Status End();
  Status CarryOut(const Index& index, uint32_t log,
                  const storage::kv::Snapshot& snapshot);
  // The log of an index under a change; null when it was dropped meanwhile.
  static IndexInfo* FindIn(IndexesChange& change, std::string_view name);
  Status WithDuplicate(Status status,
                       const std::optional<index::DuplicateKey>& duplicate) {
    if (!duplicate.has_value()) return status;
    return DuplicateKeyError(entry_.info->ns, *duplicate);
  }

  Engine& engine_;
  CatalogEntry entry_;
  const std::vector<std::string>& names_;
  const BuildOptions& options_;
  const std::unique_ptr<query::Execution> execution_;
  int changes_seen_ = 0;
};

Status Build::Load() {
  const std::vector<const Index*> indexes = Indexes();
  std::vector<BulkLoad> loads;
  for (const Index* index : indexes) {
    loads.emplace_back(&engine_.store(), index, kSortMemory / indexes.size());
  }
  const storage::kv::Snapshot snapshot = engine_.store().TakeSnapshot();
  storage::RecordCursor records = entry_.records->Scan(snapshot);
  MEERKAT_RETURN_IF_ERROR(LoadFrom(records, indexes, loads));
  for (BulkLoad& load : loads) {
    MEERKAT_RETURN_IF_ERROR(WithDuplicate(load.Finish(), load.duplicate()));
  }
  return NoteArrays(indexes);
}

Status Build::LoadFrom(storage::RecordCursor& records,
                       const std::vector<const Index*>& indexes,
                       std::vector<BulkLoad>& loads) {
  const int64_t total = entry_.records->Total().documents;
  int64_t done = 0;
  index::KeySet keys;
  std::string locator;
  while (records.Next()) {
    MEERKAT_RETURN_IF_ERROR(Check(records.document().size()));
    if (options_.progress != nullptr && done % kProgressStep == 0) {
      options_.progress(done, std::max(done, total));
    }
    ++done;
    locator.clear();
    const bool in_main = records.run() == storage::Run::kMain;
    storage::AppendLocator(
        locator, {records.sequence(), records.run(),
                  in_main ? records.key_suffix() : std::string_view()});
    for (size_t i = 0; i < indexes.size(); ++i) {
      MEERKAT_RETURN_IF_ERROR(indexes[i]->KeysOf(records.document(), keys));
      for (size_t part = 0;
           keys.is_multikey() && part < indexes[i]->info.multikey->parts();
           ++part) {
        indexes[i]->info.multikey->Add(part, keys.array_components(part));
      }
      MEERKAT_RETURN_IF_ERROR(
          WithDuplicate(loads[i].Add(keys, locator), loads[i].duplicate()));
    }
  }
  if (options_.progress != nullptr) options_.progress(done, done);
  return records.status();
}

// What a document of the collection has; writers note their own.
Status Build::NoteArrays(const std::vector<const Index*>& indexes) {
  storage::kv::WriteBatch batch = engine_.store().NewBatch();
  for (const Index* index : indexes) {
    storage::MultikeyPaths& paths = *index->info.multikey;
    for (size_t part = 0; part < paths.parts(); ++part) {
      const uint64_t components = paths.Components(part);
      for (size_t i = 0; i < 64; ++i) {
        if ((components >> i & 1) == 0) continue;
        storage::Catalog::PutMultikey(index->info.id, part, i, batch);
      }
      paths.SetStored(part, components);
    }
  }
  if (batch.empty()) return absl::OkStatus();
  return engine_.store().Write(batch, storage::kv::Durability::kProcess);
}

IndexInfo* Build::FindIn(IndexesChange& change, std::string_view name) {
  for (IndexInfo& info : change.indexes) {
    if (info.name() == name && !info.is_ready()) return &info;
  }
  return nullptr;
}

Status Dropped(std::string_view name) {
  return MakeError(ErrorCode::kIndexBuildAborted,
                   fmt::format("the index {} was dropped while it was being "
                               "built",
                               name));
}

// Writers begin another log; the one they leave is carried out.
Status Build::SwitchLogs() {
  std::vector<uint32_t> logs;
  std::optional<storage::kv::Snapshot> snapshot;
  const auto edit = [&](IndexesChange& change) -> Status {
    for (const std::string& name : names_) {
      IndexInfo* info = FindIn(change, name);
      if (info == nullptr) return Dropped(name);
      logs.push_back(info->log);
      MEERKAT_ASSIGN_OR_RETURN(info->log, change.next_id());
    }
    // What the catalog removes, it removes after this.
    snapshot = engine_.store().TakeSnapshot();
    return absl::OkStatus();
  };
  MEERKAT_ASSIGN_OR_RETURN(
      entry_, engine_.catalog().ChangeIndexes(entry_.info->id, edit));
  const std::vector<const Index*> indexes = Indexes();
  for (size_t i = 0; i < indexes.size(); ++i) {
    MEERKAT_RETURN_IF_ERROR(CarryOut(*indexes[i], logs[i], *snapshot));
  }
  return FailureOf(indexes);
}

Status Build::CarryOut(const Index& index, uint32_t log,
                       const storage::kv::Snapshot& snapshot) {
  std::optional<index::DuplicateKey> duplicate;
  const auto check = [this]() -> Status {
    ++changes_seen_;
    return Check(0);
  };
  return WithDuplicate(index::CarryOutLog(engine_.store(), index, log, snapshot,
                                          check, duplicate),
                       duplicate);
}

// The last log, while all writers wait; then the indexes are there.
Status Build::End() {
  const auto edit = [&](IndexesChange& change) -> Status {
    const storage::kv::Snapshot snapshot = engine_.store().TakeSnapshot();
    for (const std::string& name : names_) {
      IndexInfo* info = FindIn(change, name);
      if (info == nullptr) return Dropped(name);
      const Index* index = IndexSet::Of(change.before).FindName(name);
      MEERKAT_RETURN_IF_ERROR(CarryOut(*index, info->log, snapshot));
      MEERKAT_RETURN_IF_ERROR(index->failure->status());
      info->log = 0;
    }
    return absl::OkStatus();
  };
  return engine_.catalog().ChangeIndexes(entry_.info->id, edit).status();
}

}  // namespace

Status BuildIndexes(Engine& engine, const CatalogEntry& collection,
                    const std::vector<std::string>& names,
                    const BuildOptions& options) {
  return Build(engine, collection, names, options).Run();
}

}  // namespace meerkat::engine
