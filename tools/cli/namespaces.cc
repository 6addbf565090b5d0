#include "tools/cli/namespaces.h"

#include <fmt/format.h>

#include <algorithm>

namespace meerkat::tools {
namespace {

StatusOr<std::vector<Namespace>> InDatabase(Client& client,
                                            const std::string& database) {
  auto names = client.database(database).ListCollectionNames();
  if (!names.ok()) return names.status();
  std::vector<Namespace> found;
  for (std::string& name : *names) found.push_back({database, name});
  return found;
}

StatusOr<std::vector<Namespace>> InAllDatabases(Client& client) {
  auto databases = client.ListDatabaseNames();
  if (!databases.ok()) return databases.status();
  std::vector<Namespace> found;
  for (const std::string& database : *databases) {
    auto inside = InDatabase(client, database);
    if (!inside.ok()) return inside;
    found.insert(found.end(), inside->begin(), inside->end());
  }
  return found;
}

}  // namespace

StatusOr<std::vector<Namespace>> FindNamespaces(
    Client& client, const std::optional<std::string>& database,
    const std::optional<std::string>& collection) {
  if (!database.has_value()) return InAllDatabases(client);
  auto found = InDatabase(client, *database);
  if (!found.ok()) return found;
  if (found->empty()) {
    return MakeError(ErrorCode::kNamespaceNotFound,
                     fmt::format("there is no database '{}'", *database));
  }
  if (!collection.has_value()) return found;
  std::erase_if(*found, [&](const Namespace& each) {
    return each.collection != *collection;
  });
  if (found->empty()) {
    return MakeError(
        ErrorCode::kNamespaceNotFound,
        fmt::format("there is no collection '{}.{}'", *database, *collection));
  }
  return found;
}

}  // namespace meerkat::tools
