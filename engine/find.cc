#include "engine/find.h"

#include <algorithm>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/default_collation.h"
#include "engine/express_path.h"
#include "index/index_set.h"
#include "index/key_encoder.h"
#include "query/exec/filter.h"
#include "query/exec/index_scan.h"
#include "query/exec/near_scan.h"
#include "query/exec/project.h"
#include "query/exec/return_key.h"
#include "query/exec/scan.h"
#include "query/exec/show_record_id.h"
#include "query/exec/skip_limit.h"
#include "query/exec/sort.h"
#include "query/match/item_finder.h"
#include "query/match/matcher.h"
#include "query/match/whole_filter.h"
#include "query/plan/access_path.h"
#include "query/plan/hint.h"
#include "query/plan/index_entry.h"
#include "query/plan/place_conditions.h"
#include "query/plan/required_id.h"
#include "query/sort/sort_pattern.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

using query::AccessPath;
using query::Execution;
using query::Hint;
using query::Matcher;
using query::Projection;
using query::ProjectionUse;
using query::SortPattern;
using query::Stage;
using storage::CatalogEntry;
using storage::RecordStore;

// MongoDB gives this error no name.
constexpr ErrorCode kNoMetadata{40218};

// What a request says, read and checked.
struct ParsedRequest {
  std::shared_ptr<const PreparedFilter> filter;
  SortPattern sort;
  Projection projection;
  Hint hint;

  const Matcher& matcher() const { return filter->matcher; }
  std::shared_ptr<const Matcher> SharedMatcher() const {
    return {filter, &filter->matcher};
  }
  bool NeedsIndexKeys(const FindRequest& request) const {
    return projection.needs(query::Metadata::kIndexKey) || request.return_key;
  }
  bool NeedsRecordIds(const FindRequest& request) const {
    return projection.needs(query::Metadata::kRecordId) ||
           (request.show_record_id && !request.return_key);
  }
};

// A collection, and how to come by its documents.
struct Plan {
  // None: there is no collection, of which nothing can be asked.
  std::optional<CatalogEntry> entry;
  // Those the path may be of.
  std::vector<query::IndexEntry> indexes;
  std::optional<AccessPath> path;
  // What is read, where planning needs it.
  std::optional<storage::kv::Snapshot> snapshot;
};

StatusOr<AccessPath> PathOf(std::span<const query::IndexEntry> indexes,
                            const ParsedRequest& parsed,
                            const FindRequest& request) {
  const auto& collator = parsed.filter->collator;
  const Document collation =
      collator == nullptr ? Document() : collator->collation().ToBson();
  return query::ChooseAccessPath(
      {.hint = parsed.hint,
       .sort = parsed.sort,
       .min = request.min,
       .max = request.max,
       .required_id = query::RequiredId(parsed.matcher().root()),
       .collation = collation,
       .filter = &parsed.matcher().root()},
      indexes);
}

bool MayUseIndexes(const ParsedRequest& parsed) {
  const bool has_hint =
      !parsed.hint.empty() && !parsed.hint.natural().has_value();
  return has_hint || query::NearCondition(parsed.matcher().root()) != nullptr;
}

// Takes a snapshot in which the indexes of `entry` are as complete as its
// documents: they were there before, and afterwards they still were. Where not,
// `entry` becomes what it is now.
storage::kv::Snapshot TakeSnapshotOf(Engine& engine,
                                     std::optional<CatalogEntry>& entry) {
  while (true) {
    storage::kv::Snapshot snapshot = engine.store().TakeSnapshot();
    if (!entry.has_value()) return snapshot;
    const storage::Namespace& ns = entry->info->ns;
    std::optional<CatalogEntry> now =
        engine.FindCollection(ns.database, ns.collection);
    if (now.has_value() && now->info == entry->info) return snapshot;
    entry = std::move(now);
  }
}

StatusOr<Plan> MakePlan(Engine& engine, std::optional<CatalogEntry> entry,
                        const ParsedRequest& parsed,
                        const FindRequest& request) {
  Plan plan;
  plan.entry = std::move(entry);
  if (!plan.entry.has_value()) return plan;
  if (!MayUseIndexes(parsed)) {
    MEERKAT_ASSIGN_OR_RETURN(plan.path,
                             PathOf(query::IdIndexOnly(), parsed, request));
    return plan;
  }
  plan.snapshot = TakeSnapshotOf(engine, plan.entry);
  if (!plan.entry.has_value()) return plan;
  plan.indexes = query::UsableIndexes(index::IndexSet::Of(*plan.entry));
  MEERKAT_ASSIGN_OR_RETURN(plan.path, PathOf(plan.indexes, parsed, request));
  return plan;
}

StatusOr<std::optional<Document>> LookUp(
    const std::optional<CatalogEntry>& entry, const Element& id) {
  if (!entry.has_value()) return std::nullopt;
  return entry->records->Find(index::EncodeKey(id), nullptr);
}

std::unique_ptr<Stage> ScanOf(std::optional<Document> document,
                              int64_t record_id = 0) {
  std::vector<Document> documents;
  if (document.has_value()) documents.push_back(*std::move(document));
  return std::make_unique<query::DocumentScan>(std::move(documents), record_id);
}

StatusOr<std::unique_ptr<Stage>> LookUpRecord(const RecordStore& records,
                                              const Element& id) {
  MEERKAT_ASSIGN_OR_RETURN(std::optional<storage::Record> record,
                           records.FindRecord(index::EncodeKey(id), nullptr));
  if (!record.has_value()) return ScanOf(std::nullopt);
  return ScanOf(std::move(record->document),
                static_cast<int64_t>(record->sequence));
}

// A scan that `path` asks for. The execution has a snapshot.
std::unique_ptr<Stage> NewScan(Engine& engine, const CatalogEntry& entry,
                               const AccessPath& path, bool shows_keys,
                               Execution& execution) {
  query::ExecutionContext* const context = execution.context();
  const storage::kv::Snapshot& snapshot = execution.snapshot();
  const RecordStore& records = *entry.records;
  if (const auto* scan = std::get_if<query::ScanCollection>(&path.way)) {
    return std::make_unique<query::CollectionScan>(
        context, records.Scan(snapshot, scan->direction));
  }
  if (const auto* scan = std::get_if<query::ScanIdIndex>(&path.way)) {
    return std::make_unique<query::IdScan>(
        context, records.ScanIds(snapshot, scan->range, scan->direction));
  }
  query::EntryReader reader(engine.store(), snapshot, entry.records,
                            path.index->index);
  if (const auto* scan = std::get_if<query::ScanIndex>(&path.way)) {
    return std::make_unique<query::IndexScan>(
        context, std::move(reader),
        query::IndexScanOptions{scan->ranges, scan->direction, shows_keys});
  }
  return std::make_unique<query::NearScan>(
      context, std::move(reader), std::get<query::ScanNear>(path.way).near,
      shows_keys);
}

// A query with the documents of a plan's path at the bottom.
StatusOr<std::unique_ptr<Execution>> Begin(Engine& engine, Plan& plan,
                                           const ParsedRequest& parsed,
                                           const FindRequest& request,
                                           std::unique_ptr<Stage>& stage) {
  if (!plan.path.has_value()) {
    stage = ScanOf(std::nullopt);
    return engine.NewExecution(std::nullopt, request.deadline);
  }
  if (const auto* one = std::get_if<query::LookUpId>(&plan.path->way)) {
    if (parsed.NeedsRecordIds(request)) {
      MEERKAT_ASSIGN_OR_RETURN(
          stage, LookUpRecord(*plan.entry->records, one->id.element()));
    } else {
      MEERKAT_ASSIGN_OR_RETURN(std::optional<Document> document,
                               LookUp(plan.entry, one->id.element()));
      stage = ScanOf(std::move(document));
    }
    return engine.NewExecution(std::nullopt, request.deadline);
  }
  if (!plan.snapshot.has_value()) plan.snapshot = engine.store().TakeSnapshot();
  std::unique_ptr<Execution> execution =
      engine.NewExecution(std::move(plan.snapshot), request.deadline);
  stage = NewScan(engine, *plan.entry, *plan.path,
                  parsed.NeedsIndexKeys(request), *execution);
  return execution;
}

std::unique_ptr<Stage> AddFilter(const ParsedRequest& parsed,
                                 Execution& execution,
                                 std::unique_ptr<Stage> stage) {
  if (parsed.matcher().matches_all()) return stage;
  return std::make_unique<query::Filter>(
      execution.context(), parsed.SharedMatcher(), std::move(stage));
}

// How many of the sorted rows are wanted; 0: all.
uint64_t WantedRows(const FindRequest& request) {
  if (request.limit == 0) return 0;
  return static_cast<uint64_t>(request.skip) +
         static_cast<uint64_t>(request.limit);
}

std::unique_ptr<Stage> AddSort(Engine& engine, const ParsedRequest& parsed,
                               const FindRequest& request, Execution& execution,
                               std::unique_ptr<Stage> stage) {
  query::SorterOptions options =
      SorterOptionsOf(engine, request.allow_disk_use);
  options.limit = WantedRows(request);
  const query::SortKeeps keeps{.record_ids = parsed.NeedsRecordIds(request),
                               .index_keys = parsed.NeedsIndexKeys(request)};
  return std::make_unique<query::Sort>(execution.context(), parsed.sort,
                                       options, keeps, std::move(stage));
}

// Errors: 40218 when the projection asks for what the query does not have;
// those of CheckFilterOfProjection beside a positional operator.
StatusOr<Projection> ParseProjection(const FindRequest& request,
                                     const SortPattern& pattern,
                                     const PreparedFilter& filter) {
  MEERKAT_ASSIGN_OR_RETURN(
      Projection projection,
      Projection::Parse(request.projection, ProjectionUse::kFind,
                        filter.let.names, filter.collator));
  if (projection.needs_match()) {
    MEERKAT_RETURN_IF_ERROR(
        query::CheckFilterOfProjection(filter.matcher.root()));
  }
  if (projection.needs(query::Metadata::kSortKey) && pattern.keys().empty()) {
    return MakeError(kNoMetadata,
                     "projection " + ToString(request.projection) +
                         ": query requires sortKey metadata, but it is not "
                         "available without a sort");
  }
  return projection;
}

StatusOr<std::shared_ptr<const PreparedFilter>> FilterOf(
    Engine& engine, const FindRequest& request) {
  if (request.prepared != nullptr) return request.prepared;
  return PrepareFilter(engine, request.filter, request.let, request.collation);
}

StatusOr<ParsedRequest> Parse(Engine& engine, const FindRequest& request) {
  MEERKAT_ASSIGN_OR_RETURN(std::shared_ptr<const PreparedFilter> filter,
                           FilterOf(engine, request));
  MEERKAT_ASSIGN_OR_RETURN(SortPattern sort, SortPattern::Parse(request.sort));
  MEERKAT_ASSIGN_OR_RETURN(Projection projection,
                           ParseProjection(request, sort, *filter));
  MEERKAT_ASSIGN_OR_RETURN(Hint hint, Hint::Parse(request.hint));
  MEERKAT_RETURN_IF_ERROR(query::CheckBounds(request.min, request.max));
  return ParsedRequest{std::move(filter), std::move(sort),
                       std::move(projection), std::move(hint)};
}

// The last stage: what is shown of each document.
std::unique_ptr<Stage> AddOutput(ParsedRequest& parsed,
                                 const query::IndexEntry* index,
                                 const FindRequest& request,
                                 Execution& execution,
                                 std::unique_ptr<Stage> stage) {
  // Of that on _id; scans of others give rows their keys.
  Document index_key;
  if (index != nullptr && index->index == nullptr) index_key = index->key;
  if (request.return_key) {
    return std::make_unique<query::ReturnKey>(
        execution.context(), std::move(index_key), request.projection,
        std::move(parsed.sort), std::move(stage));
  }
  if (!parsed.projection.keeps_all()) {
    std::optional<query::ItemFinder> item_finder;
    if (parsed.projection.needs_match()) {
      item_finder.emplace(parsed.matcher().root());
    }
    stage = std::make_unique<query::Project>(
        execution.context(), std::move(parsed.projection),
        std::move(item_finder), std::move(parsed.sort), std::move(index_key),
        std::move(stage));
  }
  if (!request.show_record_id) return stage;
  return std::make_unique<query::ShowRecordId>(std::move(stage));
}

// What is prepared has a collation already.
bool WantsDefaultCollation(const std::optional<CatalogEntry>& entry,
                           const FindRequest& request) {
  return HasDefaultCollation(entry) && request.collation.empty() &&
         request.prepared == nullptr;
}

// Adds nothing.
std::unique_ptr<Stage> KeepAsFound(Execution&, std::unique_ptr<Stage> found) {
  return found;
}

StatusOr<std::unique_ptr<Execution>> NewQuery(
    Engine& engine, const std::optional<CatalogEntry>& entry,
    const FindRequest& request, AddStages add = KeepAsFound) {
  if (WantsDefaultCollation(entry, request)) {
    const Document collation = DefaultCollation(entry);
    FindRequest complete = request;
    complete.collation = collation;
    return NewQuery(engine, entry, complete, add);
  }
  if (const Element id = ExpressId(request); id.exists()) {
    MEERKAT_ASSIGN_OR_RETURN(std::optional<Document> document,
                             LookUp(entry, id));
    std::unique_ptr<Execution> execution =
        engine.NewExecution(std::nullopt, request.deadline);
    execution->SetRoot(add(*execution, ScanOf(std::move(document))));
    return execution;
  }
  MEERKAT_ASSIGN_OR_RETURN(ParsedRequest parsed, Parse(engine, request));
  MEERKAT_ASSIGN_OR_RETURN(Plan plan, MakePlan(engine, entry, parsed, request));
  std::unique_ptr<Stage> stage;
  MEERKAT_ASSIGN_OR_RETURN(std::unique_ptr<Execution> execution,
                           Begin(engine, plan, parsed, request, stage));
  execution->context()->set_variables(parsed.filter->let.values);
  execution->context()->set_collator(parsed.filter->collator);
  stage = AddFilter(parsed, *execution, std::move(stage));
  const std::optional<AccessPath>& path = plan.path;
  if (path.has_value() && !path->is_sorted) {
    stage = AddSort(engine, parsed, request, *execution, std::move(stage));
  }
  if (request.skip > 0 || request.limit > 0) {
    stage = std::make_unique<query::SkipLimit>(request.skip, request.limit,
                                               std::move(stage));
  }
  stage = AddOutput(parsed, path.has_value() ? path->index : nullptr, request,
                    *execution, std::move(stage));
  execution->SetRoot(add(*execution, std::move(stage)));
  return execution;
}

}  // namespace

StatusOr<std::optional<CatalogEntry>> FindTarget(Engine& engine,
                                                 const storage::Namespace& ns) {
  std::optional<CatalogEntry> entry =
      engine.FindCollection(ns.database, ns.collection);
  if (!entry.has_value()) MEERKAT_RETURN_IF_ERROR(storage::CheckNames(ns));
  return entry;
}

query::SorterOptions SorterOptionsOf(Engine& engine, bool allow_disk_use) {
  query::SorterOptions options;
  if (allow_disk_use) {
    options.temp_files = engine.temp_files();
    options.why_no_disk = "a database in memory has no place for it on a disk";
  }
  return options;
}

StatusOr<std::unique_ptr<CursorImpl>> Find(Engine& engine,
                                           const storage::Namespace& ns,
                                           const FindRequest& request) {
  return Find(engine, ns, request, KeepAsFound);
}

StatusOr<std::unique_ptr<CursorImpl>> Find(Engine& engine,
                                           const storage::Namespace& ns,
                                           const FindRequest& request,
                                           AddStages add) {
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<CatalogEntry> entry,
                           FindTarget(engine, ns));
  MEERKAT_ASSIGN_OR_RETURN(std::unique_ptr<Execution> execution,
                           NewQuery(engine, entry, request, add));
  auto cursor = std::make_unique<CursorImpl>(&engine, std::move(execution));
  if (entry.has_value()) cursor->set_collection(entry->info);
  return cursor;
}

StatusOr<std::optional<Document>> FindOne(Engine& engine,
                                          const storage::Namespace& ns,
                                          const FindRequest& request) {
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<CatalogEntry> entry,
                           FindTarget(engine, ns));
  if (const Element id = ExpressId(request);
      id.exists() && !WantsDefaultCollation(entry, request)) {
    return LookUp(entry, id);
  }
  FindRequest first = request;
  first.limit = 1;
  MEERKAT_ASSIGN_OR_RETURN(const std::unique_ptr<Execution> execution,
                           NewQuery(engine, entry, first));
  if (execution->Next()) return Document(execution->document());
  MEERKAT_RETURN_IF_ERROR(execution->status());
  return std::nullopt;
}

StatusOr<int64_t> Count(Engine& engine, const storage::Namespace& ns,
                        const FindRequest& request) {
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<CatalogEntry> entry,
                           FindTarget(engine, ns));
  if (request.filter.empty() && !request.hint.exists()) {
    MEERKAT_RETURN_IF_ERROR(ParseCollator(request.collation).status());
    const int64_t all =
        entry.has_value() ? entry->records->Total().documents : 0;
    const int64_t left = std::max<int64_t>(all - request.skip, 0);
    return request.limit == 0 ? left : std::min(left, request.limit);
  }
  FindRequest unsorted = request;
  unsorted.sort = DocumentView();
  unsorted.projection = DocumentView();
  MEERKAT_ASSIGN_OR_RETURN(const std::unique_ptr<Execution> execution,
                           NewQuery(engine, entry, unsorted));
  int64_t count = 0;
  while (execution->Next()) ++count;
  MEERKAT_RETURN_IF_ERROR(execution->status());
  return count;
}

}  // namespace meerkat::engine
