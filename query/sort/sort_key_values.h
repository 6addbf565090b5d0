// The values that a document sorts by: what {$meta: "sortKey"} shows.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>
#include <meerkat/value.h>

#include <memory>

#include "query/sort/sort_pattern.h"
#include "storage/bson/collator.h"

namespace meerkat::query {

// An array with a value for each key of the pattern. Errors: those of
// SortKeyGenerator::Generate. REQUIRES: the pattern is not $natural.
// Under a collator, which may be null, texts are still shown as they are.
StatusOr<Value> SortKeyValues(
    const SortPattern& pattern, DocumentView document,
    const std::shared_ptr<const bson::Collator>& collator);

}  // namespace meerkat::query
