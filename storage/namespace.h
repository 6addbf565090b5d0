// Names of databases and collections.
#pragma once

#include <meerkat/status.h>

#include <string>
#include <string_view>

namespace meerkat::storage {

// "database.collection". A collection's name may hold dots itself.
struct Namespace {
  std::string database;
  std::string collection;

  std::string ToString() const { return database + "." + collection; }
  friend bool operator==(const Namespace&, const Namespace&) = default;
};

// MongoDB's naming rules; error 73 InvalidNamespace names the offender. MongoDB
// manual, "Naming Restrictions".
Status CheckDatabaseName(std::string_view name);
Status CheckCollectionName(std::string_view database, std::string_view name);
Status CheckNames(const Namespace& ns);
// Whether a collection is the server's own: admin.system.users, which holds
// users, and admin.system.keys, which holds secrets of the server. Programs may
// make it and write to it, commands may only read it.
bool IsOfServer(const Namespace& ns);
// The same for a collection that is to be made: system.* and *.system.* are
// reserved, but for what is the server's own.
Status CheckNewCollectionName(std::string_view database, std::string_view name);

}  // namespace meerkat::storage
