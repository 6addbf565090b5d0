// Schema: what {$jsonSchema: ...} asks of a document.
//
//   MEERKAT_ASSIGN_OR_RETURN(Schema schema, Schema::Parse(operand));
//   {required: ["name"],
//    properties: {name: {bsonType: "string", minLength: 1},
//                 year: {minimum: 1815, maximum: 1852}}}
//
// Draft 4 of JSON Schema with BSON's types (`bsonType`). A keyword that is
// about one kind of value says nothing of others: {minimum: 5} holds for "x".
// Nothing unfolds arrays: {type: "number"} does not hold for [1]. Names of
// fields are taken as they are, so a dot in one is no path.
// MongoDB manual, "$jsonSchema"; json-schema.org, "draft 4".
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <memory>

#include "query/expression/work.h"

namespace meerkat::query {

namespace schema {
struct Rules;
}

// Immutable, so threads may share it. Copies share the rules.
class Schema {
 public:
  // The result owns what it needs. Errors name the keyword and its operand:
  //   9 FailedToParse   unknown keywords and those that MongoDB leaves out
  //                     ($ref, $schema, default, definitions, format, id),
  //                     a keyword twice, `type` beside `bsonType`, the type
  //                     "integer", numbers and arrays beyond their limits
  //   14 TypeMismatch   an operand of the wrong type
  //   2 BadValue        an unknown type, allOf and its kin without schemas,
  //                     more than kMaxNestingDepth schemas inside one another,
  //                     a name in patternProperties that is no regular
  //                     expression
  //   51091             a `pattern` that is no regular expression
  static StatusOr<Schema> Parse(DocumentView schema);

  // Whether `document` keeps all rules. False with work.error set when that
  // could not be found out: 51156 for a regular expression of too many steps.
  bool Matches(DocumentView document, Work& work) const;

 private:
  explicit Schema(std::shared_ptr<const schema::Rules> rules);

  std::shared_ptr<const schema::Rules> rules_;
};

}  // namespace meerkat::query
