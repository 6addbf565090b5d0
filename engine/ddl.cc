#include "engine/ddl.h"

#include <fmt/format.h>

#include <string>

#include "storage/status_macros.h"

namespace meerkat::engine {

Status MakeDurable(Engine& engine, const WriteConcern& concern) {
  return engine.DurabilityOf(concern) == storage::kv::Durability::kDisk
             ? engine.Sync()
             : absl::OkStatus();
}

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
  if (database == "admin") {
    return MakeError(ErrorCode::kIllegalOperation,
                     "the database 'admin' cannot be dropped");
  }
  MEERKAT_ASSIGN_OR_RETURN(const int dropped,
                           engine.catalog().DropDatabase(database));
  if (dropped > 0) MEERKAT_RETURN_IF_ERROR(MakeDurable(engine, concern));
  return dropped > 0;
}

namespace {

// Names that a rename may neither take from nor give to a collection: they are
// the server's own, or no name at all. Errors: 73 InvalidNamespace, 20
// IllegalOperation. MongoDB manual, "renameCollection".
Status CheckMayRename(const storage::Namespace& ns) {
  constexpr size_t kMaxNamespace = 255;
  const std::string name = ns.ToString();
  const bool is_of_server =
      name.find('$') != std::string::npos ||
      ns.collection.starts_with("system.") ||
      (ns.database == "local" && ns.collection.starts_with("oplog."));
  if (is_of_server || name.size() > kMaxNamespace) {
    return MakeError(
        ErrorCode::kIllegalOperation,
        fmt::format("error with namespace '{}': it {}", name,
                    is_of_server ? "is reserved" : "is longer than 255 bytes"));
  }
  return storage::CheckNames(ns);
}

}  // namespace

Status RenameCollection(Engine& engine, const storage::Namespace& from,
                        const storage::Namespace& to,
                        const RenameOptions& options,
                        const WriteConcern& concern) {
  MEERKAT_RETURN_IF_ERROR(engine.CheckWritable());
  MEERKAT_RETURN_IF_ERROR(CheckMayRename(from));
  MEERKAT_RETURN_IF_ERROR(CheckMayRename(to));
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
