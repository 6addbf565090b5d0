// The values of an index key, for whoever shows them.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <string_view>

#include "index/index_spec.h"

namespace meerkat::index {

// {a: 1, "b.c": "x"}: the fields of an entry under the names of the pattern.
// What only stands for a value is shown as it is kept: cells of a 2d index as
// binary, a hash as a long. Of texts under a collation there are their sort
// keys, in hexadecimal, "0x2a30", as MongoDB's messages have them. A wildcard
// gives two fields, {$_path: "a.b", "a.b": 1}. Error 301
// DataCorruptionDetected.
StatusOr<Document> KeyValues(const IndexSpec& spec, std::string_view fields,
                             std::string_view type_bits);

}  // namespace meerkat::index
