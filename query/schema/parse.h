// From a schema document to Rules: one table of keywords.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <memory>
#include <vector>

#include "query/schema/rules.h"

namespace meerkat::query::schema {

// `depth` schemas stand around this one. Errors: those of Schema::Parse.
StatusOr<Rules> ParseRules(DocumentView schema, int depth);

// A keyword whose operand is one schema, or an array of them.
StatusOr<std::unique_ptr<const Rules>> ParseSchemaOperand(
    const Element& keyword, int depth);
StatusOr<std::vector<Rules>> ParseSchemaList(const Element& keyword, int depth);
// additionalItems and additionalProperties.
StatusOr<Additional> ParseAdditional(const Element& keyword, int depth);

}  // namespace meerkat::query::schema
