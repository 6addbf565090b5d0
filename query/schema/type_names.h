// The names of types in `bsonType` and `type`.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>
#include <meerkat/types.h>

#include <vector>

namespace meerkat::query::schema {

// {bsonType: "int"}, {bsonType: ["number", "null"]}: the aliases of $type.
// `keyword` is the operand with its name.
//
// Errors: 14 TypeMismatch for what is neither string nor array of strings; 2
// BadValue for an unknown name; 9 FailedToParse for "integer", which is one of
// JSON Schema but none of BSON, for an empty array and for a name given twice.
StatusOr<std::vector<Type>> ParseBsonTypes(const Element& keyword);

// {type: "number"}: the types of JSON, array, boolean, null, number, object and
// string. Errors as above.
StatusOr<std::vector<Type>> ParseJsonTypes(const Element& keyword);

}  // namespace meerkat::query::schema
