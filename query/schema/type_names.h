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
// BadValue for an unknown name; 9 FailedToParse for an empty array or a name
// given twice.
StatusOr<std::vector<Type>> ParseBsonTypes(const Element& keyword);

// {type: "number"}: the types of JSON, array, boolean, null, number, object and
// string. Errors as above, and 9 FailedToParse for "integer", which MongoDB
// leaves out because numbers of BSON have a type each.
StatusOr<std::vector<Type>> ParseJsonTypes(const Element& keyword);

}  // namespace meerkat::query::schema
