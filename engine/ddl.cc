#include "engine/ddl.h"

#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

// The catalog writes for the end of the process; the disk has to be asked for.
Status MakeDurable(Engine& engine, const WriteConcern& concern) {
  return engine.DurabilityOf(concern) == storage::kv::Durability::kDisk
             ? engine.Sync()
             : absl::OkStatus();
}

}  // namespace

Status CreateCollection(Engine& engine, const storage::Namespace& ns,
                        DocumentView options, const WriteConcern& concern) {
  MEERKAT_RETURN_IF_ERROR(engine.CheckWritable());
  MEERKAT_RETURN_IF_ERROR(
      engine.catalog().Create(ns, engine.NextUuid(), options).status());
  return MakeDurable(engine, concern);
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

StatusOr<bool> DropCollection(Engine& engine, const storage::Namespace& ns,
                              const WriteConcern& concern) {
  MEERKAT_RETURN_IF_ERROR(engine.CheckWritable());
  MEERKAT_ASSIGN_OR_RETURN(const bool existed, engine.catalog().Drop(ns));
  if (existed) MEERKAT_RETURN_IF_ERROR(MakeDurable(engine, concern));
  return existed;
}

StatusOr<bool> DropDatabase(Engine& engine, std::string_view database,
                            const WriteConcern& concern) {
  MEERKAT_RETURN_IF_ERROR(engine.CheckWritable());
  MEERKAT_ASSIGN_OR_RETURN(const int dropped,
                           engine.catalog().DropDatabase(database));
  if (dropped > 0) MEERKAT_RETURN_IF_ERROR(MakeDurable(engine, concern));
  return dropped > 0;
}

Status RenameCollection(Engine& engine, const storage::Namespace& from,
                        const storage::Namespace& to,
                        const RenameOptions& options,
                        const WriteConcern& concern) {
  MEERKAT_RETURN_IF_ERROR(engine.CheckWritable());
  MEERKAT_RETURN_IF_ERROR(
      engine.catalog().Rename(from, to, options.drop_target));
  return MakeDurable(engine, concern);
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
