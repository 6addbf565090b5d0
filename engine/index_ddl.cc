#include "engine/index_ddl.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/ddl.h"
#include "engine/partial_filter.h"
#include "engine/shell_text.h"
#include "index/index_set.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

using index::IndexSet;
using index::IndexSpec;
using storage::CatalogEntry;
using storage::IndexesChange;
using storage::IndexInfo;

// {v: 2, key: {_id: 1}, name: "_id_"}
const IndexSpec& IdIndex() {
  static const auto* const kSpec = new IndexSpec(*IndexSpec::Parse(
      Document{{"key", Document{{"_id", 1}}}, {"name", index::kIdIndexName}}));
  return *kSpec;
}

// How the indexes that are wanted stand to those of a collection.
struct Comparison {
  // Those that are not there.
  std::vector<const IndexSpec*> missing;
  // One of them is being built.
  bool must_wait = false;
};

// Errors: 85 IndexOptionsConflict, 86 IndexKeySpecsConflict.
StatusOr<bool> IsThere(const IndexSpec& wanted, const IndexSet& existing,
                       bool& must_wait) {
  MEERKAT_ASSIGN_OR_RETURN(const bool is_id,
                           index::IsSameIndex(wanted, IdIndex()));
  if (is_id) return true;
  for (const auto& index : existing.indexes()) {
    MEERKAT_ASSIGN_OR_RETURN(const bool is_same,
                             index::IsSameIndex(wanted, index->spec));
    if (!is_same) continue;
    if (!index->is_ready()) must_wait = true;
    return true;
  }
  return false;
}

StatusOr<Comparison> Compare(const std::vector<IndexSpec>& wanted,
                             const CatalogEntry& collection) {
  Comparison comparison;
  for (const IndexSpec& spec : wanted) {
    MEERKAT_ASSIGN_OR_RETURN(
        const bool is_there,
        IsThere(spec, IndexSet::Of(collection), comparison.must_wait));
    if (!is_there) comparison.missing.push_back(&spec);
  }
  const int after =
      CountIndexes(collection) + static_cast<int>(comparison.missing.size());
  if (!comparison.missing.empty() && after > kMaxIndexes) {
    return MakeError(
        ErrorCode::kCannotCreateIndex,
        fmt::format("add index fails, too many indexes for {} key:{}",
                    collection.info->ns.ToString(),
                    ToString(comparison.missing.back()->key.document())));
  }
  return comparison;
}

// One that is listed twice. Errors: 68 IndexAlreadyExists, 85, 86.
Status CheckList(const std::vector<IndexSpec>& specs) {
  for (size_t i = 0; i < specs.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      MEERKAT_ASSIGN_OR_RETURN(const bool is_same,
                               index::IsSameIndex(specs[i], specs[j]));
      if (!is_same) continue;
      return MakeError(
          ErrorCode::kIndexAlreadyExists,
          fmt::format("Identical index already exists: {}", specs[i].name));
    }
  }
  return absl::OkStatus();
}

Status Append(IndexesChange& change, const IndexSpec& spec, bool is_ready) {
  IndexInfo info;
  MEERKAT_ASSIGN_OR_RETURN(info.id, change.next_id());
  if (!is_ready) {
    MEERKAT_ASSIGN_OR_RETURN(info.log, change.next_id());
  }
  info.spec = spec.ToDocument();
  info.multikey =
      std::make_shared<storage::MultikeyPaths>(spec.key.parts().size());
  change.indexes.push_back(std::move(info));
  return absl::OkStatus();
}

bool Expires(const IndexSpec& spec) {
  return spec.expire_after_seconds.has_value();
}

// What a change of the catalog came to.
struct Added {
  CatalogEntry entry;
  // Those that must be built now.
  std::vector<std::string> to_build;
  int before = 0;
};

// Adds what is missing: ready where there are no documents.
StatusOr<Added> AddToCatalog(Engine& engine, uint32_t collection,
                             const std::vector<IndexSpec>& specs) {
  Added added;
  const auto edit = [&](IndexesChange& change) -> Status {
    MEERKAT_ASSIGN_OR_RETURN(const Comparison now,
                             Compare(specs, change.before));
    added.before = CountIndexes(change.before);
    const bool is_empty = change.before.records->Total().documents == 0;
    for (const IndexSpec* spec : now.missing) {
      MEERKAT_RETURN_IF_ERROR(Append(change, *spec, is_empty));
      if (!is_empty) added.to_build.push_back(spec->name);
    }
    return absl::OkStatus();
  };
  MEERKAT_ASSIGN_OR_RETURN(added.entry,
                           engine.catalog().ChangeIndexes(collection, edit));
  return added;
}

// After a build that failed. What cannot be removed now is removed by the next
// opening.
void RemoveUnfinished(Engine& engine, uint32_t collection,
                      const std::vector<std::string>& names) {
  const auto edit = [&](IndexesChange& change) {
    std::erase_if(change.indexes, [&](const IndexInfo& info) {
      return !info.is_ready() && std::ranges::count(names, info.name()) > 0;
    });
    return absl::OkStatus();
  };
  engine.catalog().ChangeIndexes(collection, edit).status().IgnoreError();
}

Status BuildAdded(Engine& engine, const Added& added,
                  const BuildOptions& options) {
  IndexBuilds::Entry state(&engine.index_builds(), added.entry.info->ns,
                           added.to_build);
  BuildOptions watched = options;
  watched.progress = [&](int64_t done, int64_t total) {
    state.SetProgress(done, total);
    if (options.progress != nullptr) options.progress(done, total);
  };
  Status built = BuildIndexes(engine, added.entry, added.to_build, watched);
  if (!built.ok()) {
    RemoveUnfinished(engine, added.entry.info->id, added.to_build);
  }
  return built;
}

}  // namespace

const Document& IdIndexSpec() {
  static const auto* const kSpec = new Document(IdIndex().ToDocument());
  return *kSpec;
}

int CountIndexes(const CatalogEntry& collection) {
  return 1 + static_cast<int>(collection.info->indexes.size());
}

StatusOr<IndexesCreated> CreateIndexes(Engine& engine,
                                       const storage::Namespace& ns,
                                       const std::vector<IndexSpec>& specs,
                                       const BuildOptions& options,
                                       const WriteConcern& concern) {
  MEERKAT_RETURN_IF_ERROR(engine.CheckWritable());
  MEERKAT_RETURN_IF_ERROR(
      storage::CheckNewCollectionName(ns.database, ns.collection));
  MEERKAT_RETURN_IF_ERROR(CheckList(specs));
  for (const IndexSpec& spec : specs) {
    MEERKAT_RETURN_IF_ERROR(CheckPartialFilter(engine, spec));
  }
  IndexesCreated result;
  result.created_collection =
      !engine.FindCollection(ns.database, ns.collection).has_value();
  while (true) {
    MEERKAT_ASSIGN_OR_RETURN(const CatalogEntry entry,
                             FindOrCreateCollection(engine, ns));
    MEERKAT_ASSIGN_OR_RETURN(const Comparison now, Compare(specs, entry));
    result.before = result.after = CountIndexes(entry);
    if (now.must_wait) {
      engine.index_builds().AwaitEnd(options.deadline);
      MEERKAT_RETURN_IF_ERROR(options.deadline.Check());
      continue;
    }
    if (now.missing.empty()) return result;
    StatusOr<Added> added = AddToCatalog(engine, entry.info->id, specs);
    // Dropped since it was found: there may be a new one by now.
    if (ErrorCodeOf(added.status()) == ErrorCode::kNamespaceNotFound) continue;
    MEERKAT_RETURN_IF_ERROR(added.status());
    result.before = added->before;
    result.after = CountIndexes(added->entry);
    if (!added->to_build.empty()) {
      MEERKAT_RETURN_IF_ERROR(BuildAdded(engine, *added, options));
    }
    if (std::ranges::any_of(specs, Expires)) engine.ttl_monitor().Start();
    MEERKAT_RETURN_IF_ERROR(MakeDurable(engine, concern));
    return result;
  }
}

namespace {

StatusOr<CatalogEntry> FindExisting(Engine& engine,
                                    const storage::Namespace& ns) {
  MEERKAT_RETURN_IF_ERROR(engine.CheckWritable());
  std::optional<CatalogEntry> entry =
      engine.FindCollection(ns.database, ns.collection);
  if (entry.has_value()) return *std::move(entry);
  MEERKAT_RETURN_IF_ERROR(storage::CheckNames(ns));
  return MakeError(ErrorCode::kNamespaceNotFound,
                   fmt::format("ns not found {}", ns.ToString()));
}

// What no index can have, none has.
bool HasKey(const Document& spec, DocumentView key) {
  const auto wanted = index::KeyPattern::Parse(key);
  const auto existing = index::KeyPattern::Parse(spec["key"].AsDocument());
  return wanted.ok() && existing.ok() && *wanted == *existing;
}

Status AmbiguousKey(int64_t count, DocumentView key) {
  return MakeError(
      ErrorCode::kAmbiguousIndexKeyPattern,
      fmt::format("{} indexes found for key: {}, identify by name instead",
                  count, ToString(key)));
}

Status NotOnId() {
  return MakeError(ErrorCode::kInvalidOptions, "cannot drop _id index");
}

// Drops those that `is_dropped` says, asked in the catalog's change.
StatusOr<int> Drop(Engine& engine, const CatalogEntry& collection,
                   absl::FunctionRef<Status(IndexesChange&)> edit) {
  int before = 0;
  const auto counted = [&](IndexesChange& change) -> Status {
    before = CountIndexes(change.before);
    return edit(change);
  };
  MEERKAT_RETURN_IF_ERROR(
      engine.catalog().ChangeIndexes(collection.info->id, counted).status());
  return before;
}

}  // namespace

StatusOr<int> DropIndexes(Engine& engine, const storage::Namespace& ns,
                          const std::vector<std::string>& names) {
  MEERKAT_ASSIGN_OR_RETURN(const CatalogEntry entry, FindExisting(engine, ns));
  const auto edit = [&](IndexesChange& change) -> Status {
    for (const std::string& name : names) {
      if (name == index::kIdIndexName) return NotOnId();
      const auto found =
          std::ranges::find(change.indexes, name, &IndexInfo::name);
      if (found == change.indexes.end()) {
        return MakeError(ErrorCode::kIndexNotFound,
                         fmt::format("index not found with name [{}]", name));
      }
      change.indexes.erase(found);
    }
    return absl::OkStatus();
  };
  return Drop(engine, entry, edit);
}

StatusOr<int> DropAllIndexes(Engine& engine, const storage::Namespace& ns) {
  MEERKAT_ASSIGN_OR_RETURN(const CatalogEntry entry, FindExisting(engine, ns));
  return Drop(engine, entry, [](IndexesChange& change) {
    change.indexes.clear();
    return absl::OkStatus();
  });
}

StatusOr<int> DropIndexByKey(Engine& engine, const storage::Namespace& ns,
                             DocumentView key) {
  MEERKAT_ASSIGN_OR_RETURN(const CatalogEntry entry, FindExisting(engine, ns));
  if (HasKey(IdIndex().ToDocument(), key)) return NotOnId();
  const auto edit = [&](IndexesChange& change) -> Status {
    const auto has_key = [&](const IndexInfo& info) {
      return HasKey(info.spec, key);
    };
    const auto count = std::ranges::count_if(change.indexes, has_key);
    if (count == 0) {
      return MakeError(
          ErrorCode::kIndexNotFound,
          fmt::format("can't find index with key: {}", ToString(key)));
    }
    if (count > 1) return AmbiguousKey(count, key);
    std::erase_if(change.indexes, has_key);
    return absl::OkStatus();
  };
  return Drop(engine, entry, edit);
}

namespace {

bool IsMeant(const Document& spec, const Element& name_or_key) {
  return name_or_key.type() == Type::kString
             ? spec["name"].AsString() == name_or_key.AsString()
             : HasKey(spec, name_or_key.AsDocument());
}

// The one index that is meant. Errors: 27 IndexNotFound, 181
// AmbiguousIndexKeyPattern.
StatusOr<IndexInfo*> FindMeant(IndexesChange& change,
                               const storage::Namespace& ns,
                               const Element& name_or_key) {
  IndexInfo* meant = nullptr;
  int64_t count = 0;
  for (IndexInfo& info : change.indexes) {
    if (!IsMeant(info.spec, name_or_key)) continue;
    meant = &info;
    ++count;
  }
  if (count > 1) return AmbiguousKey(count, name_or_key.AsDocument());
  if (count == 1) return meant;
  return MakeError(ErrorCode::kIndexNotFound,
                   fmt::format("cannot find index {} for ns {}",
                               ShellText(name_or_key), ns.ToString()));
}

// That on the _id has no option that could be changed.
Status CheckNotId(const Element& name_or_key,
                  const IndexModification& modification) {
  if (!IsMeant(IdIndexSpec(), name_or_key)) return absl::OkStatus();
  return modification.hidden.has_value()
             ? MakeError(ErrorCode::kBadValue, "can't hide _id index")
             : MakeError(ErrorCode::kInvalidOptions,
                         "the _id field does not support TTL indexes");
}

// `spec` with the modification. Errors: 72 InvalidOptions.
StatusOr<IndexSpec> Modified(const IndexSpec& spec,
                             const IndexModification& modification) {
  IndexSpec after = spec;
  if (modification.hidden.has_value()) after.hidden = *modification.hidden;
  if (!modification.expire_after_seconds.has_value()) return after;
  const bool may_expire = spec.key.kind() == index::IndexKind::kBtree &&
                          spec.key.parts().size() == 1;
  if (!may_expire) {
    return MakeError(ErrorCode::kInvalidOptions,
                     fmt::format("TTL indexes are single-field indexes, {} is "
                                 "none",
                                 ToString(spec.key.document())));
  }
  after.expire_after_seconds = modification.expire_after_seconds;
  return after;
}

}  // namespace

StatusOr<ModifiedIndex> ModifyIndex(Engine& engine,
                                    const storage::Namespace& ns,
                                    const Element& name_or_key,
                                    const IndexModification& modification) {
  MEERKAT_ASSIGN_OR_RETURN(const CatalogEntry entry, FindExisting(engine, ns));
  MEERKAT_RETURN_IF_ERROR(CheckNotId(name_or_key, modification));
  std::optional<ModifiedIndex> result;
  const auto edit = [&](IndexesChange& change) -> Status {
    MEERKAT_ASSIGN_OR_RETURN(IndexInfo* const found,
                             FindMeant(change, ns, name_or_key));
    MEERKAT_ASSIGN_OR_RETURN(IndexSpec before,
                             IndexSpec::FromStored(found->spec));
    MEERKAT_ASSIGN_OR_RETURN(IndexSpec after, Modified(before, modification));
    found->spec = after.ToDocument();
    result = ModifiedIndex{std::move(before), std::move(after)};
    return absl::OkStatus();
  };
  MEERKAT_RETURN_IF_ERROR(
      engine.catalog().ChangeIndexes(entry.info->id, edit).status());
  if (Expires(result->after)) engine.ttl_monitor().Start();
  return *std::move(result);
}

StatusOr<std::vector<Document>> ListIndexes(Engine& engine,
                                            const storage::Namespace& ns) {
  const std::optional<CatalogEntry> entry =
      engine.FindCollection(ns.database, ns.collection);
  if (!entry.has_value()) {
    return MakeError(ErrorCode::kNamespaceNotFound,
                     fmt::format("ns does not exist: {}", ns.ToString()));
  }
  std::vector<Document> list{IdIndexSpec()};
  for (const IndexInfo& info : entry->info->indexes) list.push_back(info.spec);
  return list;
}

}  // namespace meerkat::engine
