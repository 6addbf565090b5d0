// An IndexModel of a program as the specification that createIndexes would
// send.
#pragma once

#include <meerkat/document.h>
#include <meerkat/index_model.h>
#include <meerkat/status.h>

#include <span>
#include <vector>

#include "index/index_spec.h"

namespace meerkat::engine {

// {key: {city: 1}, name: "city_1", unique: true}: options that say nothing are
// left out. Errors: those of KeyPattern::Parse for keys without a name.
StatusOr<Document> SpecDocument(const IndexModel& model);

// `collation` is that of the collection, for those that name none. Errors: 2
// BadValue for none, those of IndexSpec::Parse.
StatusOr<std::vector<index::IndexSpec>> SpecsOf(
    std::span<const IndexModel> models, const Document& collation);

}  // namespace meerkat::engine
