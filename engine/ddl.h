// Changes of the catalog: making, dropping and renaming collections.
#pragma once

#include <meerkat/document.h>
#include <meerkat/options.h>
#include <meerkat/status.h>

#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"
#include "storage/catalog.h"
#include "storage/namespace.h"

namespace meerkat::engine {

// REQUIRES, for all of them: an Operation is held.
//
// `concern`: whether the change must survive a loss of power, too, when the
// function returns.

// Error 48 NamespaceExists when it exists, 73 InvalidNamespace.
Status CreateCollection(Engine& engine, const storage::Namespace& ns,
                        DocumentView options, const WriteConcern& concern = {});
// For an insert into a collection that may not exist yet.
StatusOr<storage::CatalogEntry> FindOrCreateCollection(
    Engine& engine, const storage::Namespace& ns);

// False when there was none.
StatusOr<bool> DropCollection(Engine& engine, const storage::Namespace& ns,
                              const WriteConcern& concern = {});
// The same; error 20 IllegalOperation for admin, as in MongoDB.
StatusOr<bool> DropDatabase(Engine& engine, std::string_view database,
                            const WriteConcern& concern = {});
// Errors: 26 NamespaceNotFound, 48 NamespaceExists, 73 InvalidNamespace, 20
// IllegalOperation for names that are the server's own.
Status RenameCollection(Engine& engine, const storage::Namespace& from,
                        const storage::Namespace& to,
                        const RenameOptions& options,
                        const WriteConcern& concern = {});

// Brings a change of the catalog, which is written for the end of the process,
// to the disk where `concern` asks for that.
Status MakeDurable(Engine& engine, const WriteConcern& concern);

// Sorted.
std::vector<std::string> ListDatabaseNames(Engine& engine);
std::vector<std::string> ListCollectionNames(Engine& engine,
                                             std::string_view database);

}  // namespace meerkat::engine
