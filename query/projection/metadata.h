// Metadata: what a query knows of a document beside its fields, {$meta: ...}.
//
// MongoDB manual, "$meta".
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <string_view>

namespace meerkat::query::projection {

enum class Metadata : uint8_t {
  // The values that the document sorts by, an array.
  kSortKey,
  // The key of the index that led to it; missing when none did.
  kIndexKey,
  // The number of the document's record, an int64.
  kRecordId,
};

// Of {path: {$meta: operand}}. Errors, naming both: 17307 no string, 17308 an
// unknown word, 40218 what only other queries know (textScore).
StatusOr<Metadata> ParseMetadata(std::string_view path, const Element& operand);

}  // namespace meerkat::query::projection
