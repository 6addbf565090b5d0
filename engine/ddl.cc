#include "engine/ddl.h"

#include "storage/status_macros.h"

namespace meerkat::engine {

Status CreateCollection(Engine& engine, const storage::Namespace& ns,
                        DocumentView options) {
  MEERKAT_RETURN_IF_ERROR(engine.CheckWritable());
  return engine.catalog().Create(ns, engine.NextUuid(), options).status();
}

StatusOr<storage::CatalogEntry> FindOrCreateCollection(
    Engine& engine, const storage::Namespace& ns) {
  MEERKAT_RETURN_IF_ERROR(engine.CheckWritable());
  while (true) {
    if (auto found = engine.FindCollection(ns.database, ns.collection)) {
      return *std::move(found);
    }
    StatusOr<storage::CatalogEntry> created =
        engine.catalog().Create(ns, engine.NextUuid(), {});
    // Somebody else may just have made it, and may drop it again.
    if (ErrorCodeOf(created.status()) != ErrorCode::kNamespaceExists) {
      return created;
    }
  }
}

StatusOr<bool> DropCollection(Engine& engine, const storage::Namespace& ns) {
  MEERKAT_RETURN_IF_ERROR(engine.CheckWritable());
  return engine.catalog().Drop(ns);
}

StatusOr<bool> DropDatabase(Engine& engine, std::string_view database) {
  MEERKAT_RETURN_IF_ERROR(engine.CheckWritable());
  MEERKAT_ASSIGN_OR_RETURN(const int dropped,
                           engine.catalog().DropDatabase(database));
  return dropped > 0;
}

Status RenameCollection(Engine& engine, const storage::Namespace& from,
                        const storage::Namespace& to,
                        const RenameOptions& options) {
  MEERKAT_RETURN_IF_ERROR(engine.CheckWritable());
  return engine.catalog().Rename(from, to, options.drop_target);
}

std::vector<std::string> ListDatabaseNames(Engine& engine) {
  std::vector<std::string> names;
  const auto snapshot = engine.catalog().Snapshot();
  for (const auto& [name, collections] : snapshot->databases()) {
    names.push_back(name);
  }
  return names;
}

std::vector<std::string> ListCollectionNames(Engine& engine,
                                             std::string_view database) {
  std::vector<std::string> names;
  const auto snapshot = engine.catalog().Snapshot();
  const auto* collections = snapshot->FindDatabase(database);
  if (collections == nullptr) return names;
  for (const auto& [name, entry] : *collections) names.push_back(name);
  return names;
}

}  // namespace meerkat::engine
