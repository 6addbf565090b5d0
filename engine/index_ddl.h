// Changes of a collection's indexes: making, dropping and listing them.
#pragma once

#include <meerkat/document.h>
#include <meerkat/options.h>
#include <meerkat/status.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"
#include "engine/index_build.h"
#include "index/index_spec.h"
#include "storage/catalog.h"
#include "storage/deadline.h"
#include "storage/namespace.h"

namespace meerkat::engine {

// How many indexes a collection may have, that on _id among them. MongoDB
// manual, "MongoDB Limits and Thresholds".
inline constexpr int kMaxIndexes = 64;

// REQUIRES, for all of them: an Operation is held.

struct IndexesCreated {
  int before = 0;
  int after = 0;
  bool created_collection = false;
};

// Makes indexes of a collection, and the collection if need be. Those that are
// there already are left. Writers go on meanwhile; the indexes are there when
// it returns, all or none of them. Errors: 67 CannotCreateIndex, 85
// IndexOptionsConflict, 86 IndexKeySpecsConflict, 68 IndexAlreadyExists for one
// that is listed twice, 11000 DuplicateKey for a key that two documents have in
// a unique index, 276 IndexBuildAborted when it was dropped meanwhile, and
// those of a document that an index cannot hold.
StatusOr<IndexesCreated> CreateIndexes(
    Engine& engine, const storage::Namespace& ns,
    const std::vector<index::IndexSpec>& specs, const BuildOptions& options,
    const WriteConcern& concern = {});

// Drops indexes by their names. Errors: 26 NamespaceNotFound, 27 IndexNotFound,
// 72 InvalidOptions for that on _id.
StatusOr<int> DropIndexes(Engine& engine, const storage::Namespace& ns,
                          const std::vector<std::string>& names);
// All but that on _id. The number there was.
StatusOr<int> DropAllIndexes(Engine& engine, const storage::Namespace& ns);
// The one with this key. Errors: 27 IndexNotFound, also for what is no key, 181
// AmbiguousIndexKeyPattern when there are several, 72 InvalidOptions for that
// on _id.
StatusOr<int> DropIndexByKey(Engine& engine, const storage::Namespace& ns,
                             DocumentView key);

// A change of an index by collMod; none: it stays as it is.
struct IndexModification {
  std::optional<int64_t> expire_after_seconds = {};
  std::optional<bool> hidden = {};
};
struct ModifiedIndex {
  index::IndexSpec before;
  index::IndexSpec after;
};
// Of the index with this name, a string, or key, a document. Errors: 26
// NamespaceNotFound, 27 IndexNotFound, 181 AmbiguousIndexKeyPattern when
// several have the key, 72 InvalidOptions for what this index cannot have, 2
// BadValue for hiding that on _id.
StatusOr<ModifiedIndex> ModifyIndex(Engine& engine,
                                    const storage::Namespace& ns,
                                    const Element& name_or_key,
                                    const IndexModification& modification);

// {v: 2, key: {_id: 1}, name: "_id_"}
const Document& IdIndexSpec();
// That on _id counts.
int CountIndexes(const storage::CatalogEntry& collection);

// As listIndexes shows them, that on _id first; those that are being built are
// among them. Error 26 NamespaceNotFound.
StatusOr<std::vector<Document>> ListIndexes(Engine& engine,
                                            const storage::Namespace& ns);

}  // namespace meerkat::engine
