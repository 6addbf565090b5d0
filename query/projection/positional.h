// The positional operator: {"a.b.$": 1} leaves one item of an array.
#pragma once

#include <meerkat/builder.h>
#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <optional>

#include "storage/bson/field_path.h"

namespace meerkat::query::projection {

// Appends the fields of `document` to `out`, the first array on `path` with
// its item at `position` only. The document has been projected before, so an
// item may be gone. A document without an array on the path stays as it is.
// Errors, only where there is an array: 51246 no position, 51247 no such item.
Status AppendPositioned(DocumentView document, const bson::FieldPath& path,
                        std::optional<uint32_t> position, Builder& out);

}  // namespace meerkat::query::projection
