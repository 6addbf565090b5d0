// What the catalog knows of a collection. Immutable; a change makes a new one.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "storage/index_info.h"
#include "storage/namespace.h"

namespace meerkat::storage {

// RFC 9562, version 4.
using Uuid = std::array<uint8_t, 16>;

struct CollectionInfo {
  uint32_t id = 0;
  Namespace ns;
  Uuid uuid{};
  // As given to the command `create`, without the name.
  Document options;
  // Those besides _id, in the order of their making.
  std::vector<IndexInfo> indexes;
  // Grows with every change of `indexes`; not stored.
  uint64_t indexes_version = 0;

  // The catalog's stored form, described in FORMAT.md.
  Document ToDocument() const;
  static StatusOr<CollectionInfo> FromDocument(uint32_t id,
                                               DocumentView stored);
};

}  // namespace meerkat::storage
