// CatalogSnapshot: the databases and collections there are at one moment.
#pragma once

#include <meerkat/status.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "storage/collection_info.h"
#include "storage/immutable_map.h"
#include "storage/namespace.h"
#include "storage/record_store.h"

namespace meerkat::storage {

// What a layer above keeps with a collection: its indexes at work. Made anew
// whenever `info` changes. Immutable for whoever only has a snapshot.
class CollectionAttachment {
 public:
  virtual ~CollectionAttachment() = default;
};

// A collection as a snapshot of the catalog knows it.
struct CatalogEntry {
  std::shared_ptr<const CollectionInfo> info;
  std::shared_ptr<RecordStore> records;
  // Null where the catalog was given no maker of them.
  std::shared_ptr<const CollectionAttachment> attachment = {};
};

// A value that is never changed: what makes a change is a new one, at about
// the same cost however many collections there are.
class CatalogSnapshot {
 public:
  using Collections = ImmutableMap<CatalogEntry>;
  using Databases = ImmutableMap<Collections>;

  CatalogSnapshot() = default;
  // Error 301 DataCorruptionDetected when two have one name.
  static StatusOr<CatalogSnapshot> Of(std::vector<CatalogEntry> entries);

  // Null when there is none.
  const CatalogEntry* Find(std::string_view database,
                           std::string_view collection) const;
  // The collection with this id, under whatever name; null when there is none.
  // Looks at all of them.
  const CatalogEntry* FindId(uint32_t id) const;
  // Null when the database has no collection.
  const Collections* FindDatabase(std::string_view database) const;
  // The name of the database that is called `database` but for case; null when
  // there is none.
  const std::string* FindIgnoringCase(std::string_view database) const;
  const Databases& databases() const { return databases_; }

  // With a collection added.
  CatalogSnapshot With(const CatalogEntry& entry) const;
  CatalogSnapshot Without(const Namespace& ns) const;
  CatalogSnapshot WithoutDatabase(std::string_view database) const;

 private:
  Databases databases_;
  // From a database's name in lower case to its name.
  ImmutableMap<std::string> names_;
};

}  // namespace meerkat::storage
