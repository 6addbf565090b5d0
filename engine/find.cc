#include "engine/find.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "index/key_encoder.h"
#include "query/exec/filter.h"
#include "query/exec/project.h"
#include "query/exec/scan.h"
#include "query/exec/skip_limit.h"
#include "query/exec/sort.h"
#include "query/expression/let.h"
#include "query/match/matcher.h"
#include "query/match/parse.h"
#include "query/sort/sort_pattern.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

using query::Execution;
using query::Matcher;
using query::Projection;
using query::ProjectionUse;
using query::SortPattern;
using query::Stage;
using storage::CatalogEntry;

// MongoDB gives this error no name.
constexpr ErrorCode kNoMetadata{40218};

// The entry of a collection; none when it does not exist, for which a wrong
// name is the one reason to be told.
StatusOr<std::optional<CatalogEntry>> FindTarget(Engine& engine,
                                                 const storage::Namespace& ns) {
  std::optional<CatalogEntry> entry =
      engine.FindCollection(ns.database, ns.collection);
  if (!entry.has_value()) {
    MEERKAT_RETURN_IF_ERROR(storage::CheckDatabaseName(ns.database));
    MEERKAT_RETURN_IF_ERROR(
        storage::CheckCollectionName(ns.database, ns.collection));
  }
  return entry;
}

// What _id must be equal to, if the filter says so; null when it does not. No
// _id is an array, so nothing in one can be equal either.
const Value* RequiredId(const query::MatchNode& node) {
  if (const auto* all = std::get_if<query::And>(&node.kind)) {
    for (const query::MatchNode& child : all->children) {
      if (const Value* id = RequiredId(child)) return id;
    }
    return nullptr;
  }
  const auto* at_path = std::get_if<query::AtPath>(&node.kind);
  if (at_path == nullptr || at_path->path.text() != "_id") return nullptr;
  const auto* compare = std::get_if<query::Compare>(&at_path->predicate);
  const bool is_equality =
      compare != nullptr && compare->comparison == query::Comparison::kEq;
  return is_equality ? &compare->operand : nullptr;
}

// A query with the collection's documents at the bottom, as few as the filter
// allows to tell: one by its _id, or all.
StatusOr<std::unique_ptr<Execution>> Begin(
    Engine& engine, const std::optional<CatalogEntry>& entry,
    const Matcher& matcher, const FindRequest& request,
    std::unique_ptr<Stage>& stage) {
  const Value* id = RequiredId(matcher.root());
  if (!entry.has_value() || id != nullptr) {
    std::vector<Document> found;
    if (entry.has_value()) {
      std::string key;
      index::AppendKey(key, id->element());
      MEERKAT_ASSIGN_OR_RETURN(std::optional<Document> document,
                               entry->records->Find(key, nullptr));
      if (document.has_value()) found.push_back(*std::move(document));
    }
    stage = std::make_unique<query::DocumentScan>(std::move(found));
    return engine.NewExecution(std::nullopt, request.deadline);
  }
  std::unique_ptr<Execution> execution =
      engine.NewExecution(engine.store().TakeSnapshot(), request.deadline);
  stage = std::make_unique<query::CollectionScan>(
      execution->context(), entry->records->Scan(execution->snapshot()));
  return execution;
}

// How many of the sorted rows are wanted; 0: all.
uint64_t WantedRows(const FindRequest& request) {
  if (request.limit == 0) return 0;
  return static_cast<uint64_t>(request.skip) +
         static_cast<uint64_t>(request.limit);
}

std::unique_ptr<Stage> AddSort(Engine& engine, const SortPattern& pattern,
                               const FindRequest& request, Execution& execution,
                               std::unique_ptr<Stage> stage) {
  // Rows come in natural order anyway.
  const bool is_sorted =
      pattern.empty() || pattern.natural() == index::Direction::kAscending;
  if (is_sorted) return stage;
  query::SorterOptions options;
  options.limit = WantedRows(request);
  if (request.allow_disk_use) options.temp_files = engine.temp_files();
  return std::make_unique<query::Sort>(execution.context(), pattern, options,
                                       std::move(stage));
}

StatusOr<query::LetVariables> ParseLet(Engine& engine,
                                       const FindRequest& request) {
  if (request.let.empty()) return query::LetVariables();
  query::EvaluationContext context(engine.clock().Now(), engine.random());
  return query::ParseLet(request.let, context);
}

// Error 40218 when the projection asks for what the query does not have.
StatusOr<Projection> ParseProjection(const FindRequest& request,
                                     const SortPattern& pattern,
                                     const query::VariableNames& variables) {
  MEERKAT_ASSIGN_OR_RETURN(
      Projection projection,
      Projection::Parse(request.projection, ProjectionUse::kFind, variables));
  if (projection.needs_sort_key() && pattern.keys().empty()) {
    return MakeError(kNoMetadata,
                     "projection " + ToString(request.projection) +
                         ": query requires sortKey metadata, but it is not "
                         "available without a sort");
  }
  return projection;
}

std::unique_ptr<Stage> AddProject(Projection projection,
                                  const std::optional<Matcher>& matcher,
                                  const SortPattern& pattern,
                                  Execution& execution,
                                  std::unique_ptr<Stage> stage) {
  if (projection.keeps_all()) return stage;
  return std::make_unique<query::Project>(execution.context(),
                                          std::move(projection), matcher,
                                          pattern, std::move(stage));
}

StatusOr<std::unique_ptr<Execution>> NewQuery(Engine& engine,
                                              const storage::Namespace& ns,
                                              const FindRequest& request) {
  MEERKAT_ASSIGN_OR_RETURN(query::LetVariables let, ParseLet(engine, request));
  MEERKAT_ASSIGN_OR_RETURN(query::MatchNode filter,
                           query::ParseFilter(request.filter, let.names));
  MEERKAT_ASSIGN_OR_RETURN(const SortPattern pattern,
                           SortPattern::Parse(request.sort));
  MEERKAT_ASSIGN_OR_RETURN(Projection projection,
                           ParseProjection(request, pattern, let.names));
  Matcher matcher(std::move(filter));
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<CatalogEntry> entry,
                           FindTarget(engine, ns));
  std::unique_ptr<Stage> stage;
  MEERKAT_ASSIGN_OR_RETURN(std::unique_ptr<Execution> execution,
                           Begin(engine, entry, matcher, request, stage));
  execution->context()->set_variables(std::move(let.values));
  std::optional<Matcher> again;
  if (projection.needs_match()) again = matcher;
  if (!matcher.matches_all()) {
    stage = std::make_unique<query::Filter>(
        execution->context(), std::move(matcher), std::move(stage));
  }
  stage = AddSort(engine, pattern, request, *execution, std::move(stage));
  if (request.skip > 0 || request.limit > 0) {
    stage = std::make_unique<query::SkipLimit>(request.skip, request.limit,
                                               std::move(stage));
  }
  stage = AddProject(std::move(projection), again, pattern, *execution,
                     std::move(stage));
  execution->SetRoot(std::move(stage));
  return execution;
}

}  // namespace

StatusOr<std::unique_ptr<CursorImpl>> Find(Engine& engine,
                                           const storage::Namespace& ns,
                                           const FindRequest& request) {
  MEERKAT_ASSIGN_OR_RETURN(std::unique_ptr<Execution> execution,
                           NewQuery(engine, ns, request));
  return std::make_unique<CursorImpl>(&engine, std::move(execution));
}

StatusOr<std::optional<Document>> FindOne(Engine& engine,
                                          const storage::Namespace& ns,
                                          const FindRequest& request) {
  FindRequest first = request;
  first.limit = 1;
  MEERKAT_ASSIGN_OR_RETURN(const std::unique_ptr<Execution> execution,
                           NewQuery(engine, ns, first));
  if (execution->Next()) return Document(execution->document());
  MEERKAT_RETURN_IF_ERROR(execution->status());
  return std::nullopt;
}

StatusOr<int64_t> Count(Engine& engine, const storage::Namespace& ns,
                        const FindRequest& request) {
  if (request.filter.empty()) {
    MEERKAT_ASSIGN_OR_RETURN(const std::optional<CatalogEntry> entry,
                             FindTarget(engine, ns));
    const int64_t all =
        entry.has_value() ? entry->records->Total().documents : 0;
    const int64_t left = std::max<int64_t>(all - request.skip, 0);
    return request.limit == 0 ? left : std::min(left, request.limit);
  }
  FindRequest unsorted = request;
  unsorted.sort = DocumentView();
  unsorted.projection = DocumentView();
  MEERKAT_ASSIGN_OR_RETURN(const std::unique_ptr<Execution> execution,
                           NewQuery(engine, ns, unsorted));
  int64_t count = 0;
  while (execution->Next()) ++count;
  MEERKAT_RETURN_IF_ERROR(execution->status());
  return count;
}

}  // namespace meerkat::engine
