// The collections that a command is about: all, those of one database, or one.
#pragma once

#include <meerkat/client.h>
#include <meerkat/status.h>

#include <optional>
#include <string>
#include <vector>

namespace meerkat::tools {

struct Namespace {
  std::string database;
  std::string collection;
};

// All, or those of the database and collection that are given. Sorted. Errors:
// 26 NamespaceNotFound when something given does not exist. REQUIRES: a
// collection is given with its database only.
StatusOr<std::vector<Namespace>> FindNamespaces(
    Client& client, const std::optional<std::string>& database,
    const std::optional<std::string>& collection);

}  // namespace meerkat::tools
