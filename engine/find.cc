#include "engine/find.h"

#include <utility>
#include <vector>

#include "index/key_encoder.h"
#include "query/match/id_filter.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

using storage::CatalogEntry;

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

StatusOr<std::optional<Document>> FindById(const CatalogEntry& entry,
                                           const Element& id) {
  std::string key;
  index::AppendKey(key, id);
  return entry.records->Find(key, nullptr);
}

StatusOr<std::optional<Document>> FindFirst(Engine& engine,
                                            const CatalogEntry& entry) {
  const storage::kv::Snapshot snapshot = engine.store().TakeSnapshot();
  storage::RecordCursor cursor = entry.records->Scan(snapshot);
  if (cursor.Next()) return Document(cursor.document());
  MEERKAT_RETURN_IF_ERROR(cursor.status());
  return std::nullopt;
}

}  // namespace

StatusOr<std::unique_ptr<CursorImpl>> Find(Engine& engine,
                                           const storage::Namespace& ns,
                                           DocumentView filter) {
  MEERKAT_ASSIGN_OR_RETURN(const query::IdFilter parsed,
                           query::ParseIdFilter(filter));
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<CatalogEntry> entry,
                           FindTarget(engine, ns));
  if (entry.has_value() && parsed.matches_all()) {
    storage::kv::Snapshot snapshot = engine.store().TakeSnapshot();
    storage::RecordCursor records = entry->records->Scan(snapshot);
    return std::make_unique<CursorImpl>(&engine, std::move(snapshot),
                                        std::move(records));
  }
  std::vector<Document> found;
  if (entry.has_value()) {
    MEERKAT_ASSIGN_OR_RETURN(std::optional<Document> document,
                             FindById(*entry, parsed.id));
    if (document.has_value()) found.push_back(*std::move(document));
  }
  return std::make_unique<CursorImpl>(&engine, std::move(found));
}

StatusOr<std::optional<Document>> FindOne(Engine& engine,
                                          const storage::Namespace& ns,
                                          DocumentView filter) {
  MEERKAT_ASSIGN_OR_RETURN(const query::IdFilter parsed,
                           query::ParseIdFilter(filter));
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<CatalogEntry> entry,
                           FindTarget(engine, ns));
  if (!entry.has_value()) return std::nullopt;
  return parsed.matches_all() ? FindFirst(engine, *entry)
                              : FindById(*entry, parsed.id);
}

StatusOr<int64_t> Count(Engine& engine, const storage::Namespace& ns,
                        DocumentView filter) {
  MEERKAT_ASSIGN_OR_RETURN(const query::IdFilter parsed,
                           query::ParseIdFilter(filter));
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<CatalogEntry> entry,
                           FindTarget(engine, ns));
  if (!entry.has_value()) return 0;
  if (parsed.matches_all()) return entry->records->Total().documents;
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<Document> document,
                           FindById(*entry, parsed.id));
  return document.has_value() ? 1 : 0;
}

}  // namespace meerkat::engine
