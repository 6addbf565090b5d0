// What the catalog knows of a collection. Immutable; a change makes a new one.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <array>
#include <cstdint>
#include <string>

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

  // The catalog's stored form, described in FORMAT.md.
  Document ToDocument() const;
  static StatusOr<CollectionInfo> FromDocument(uint32_t id,
                                               DocumentView stored);
};

}  // namespace meerkat::storage
