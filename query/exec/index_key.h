// The key by which an index leads to a document.
#pragma once

#include <meerkat/builder.h>
#include <meerkat/document.h>

namespace meerkat::query {

// Appends the fields of an index {_id: 1} with the document's values:
// {_id: 5}. A missing value is null, as in keys.
//
// REQUIRES: the document has one key in the index. That holds for _id, which
// is never an array; an index on arrays must keep the key it came by.
void AppendIndexKey(DocumentView index_key, DocumentView document,
                    Builder& key);

}  // namespace meerkat::query
