// What the catalog knows of an index. What it means is for the layer of
// indexes to say: here it is an id, under which its entries lie, and a
// document.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <memory>

#include "storage/multikey_paths.h"

namespace meerkat::storage {

struct IndexInfo {
  // Its entries begin with it, in the keyspace of indexes.
  uint32_t id = 0;
  // While it is being built: changes of documents are kept under this id, to
  // be carried out later. 0: it is ready.
  uint32_t log = 0;
  // As `listIndexes` shows it: {v: 2, key: {a: 1}, name: "a_1", unique: true}.
  Document spec;
  // Shared by all that is known of this index at different times.
  std::shared_ptr<MultikeyPaths> multikey;

  bool is_ready() const { return log == 0; }
  std::string_view name() const { return spec["name"].AsString(); }

  // The catalog's stored form, described in FORMAT.md; without `multikey`.
  Document ToDocument() const;
  // Error 301 DataCorruptionDetected.
  static StatusOr<IndexInfo> FromDocument(DocumentView stored);
};

}  // namespace meerkat::storage
