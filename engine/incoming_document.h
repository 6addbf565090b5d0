// A document on its way in: checked, and given what the server adds.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <string>

#include "engine/engine.h"

namespace meerkat::engine {

// A document that may be stored, its _id first.
struct IncomingDocument {
  // Set when the document had to be rebuilt; otherwise view shows the caller's.
  Document owned;
  DocumentView view;
  Element id;
  // The encoded _id.
  std::string id_key;
};

// Checks a document to be inserted. A missing _id becomes a new ObjectId, an
// empty top-level Timestamp the current one, and _id moves to the front.
// Errors: 22 InvalidBSON, 10334 BSONObjectTooLarge, 53 InvalidIdField (array,
// regex, undefined), 52 DollarPrefixedFieldName inside _id, 2 BadValue for two
// fields _id. MongoDB manual, "insert (database command)".
StatusOr<IncomingDocument> PrepareInsert(Engine& engine, DocumentView document);

// Checks a document that replaces the one with `id`, which it may repeat or
// leave out. Errors: 66 ImmutableField for another _id, 17419 when it grows too
// large, those of an _id. REQUIRES: CheckReplacement has passed it.
StatusOr<IncomingDocument> PrepareReplacement(Engine& engine,
                                              DocumentView replacement,
                                              const Element& id);

// What is wrong whatever it replaces. Errors: 22 InvalidBSON, 10334
// BSONObjectTooLarge, 9 FailedToParse for update operators, 52
// DollarPrefixedFieldName for a field like one.
Status CheckReplacement(DocumentView replacement);

}  // namespace meerkat::engine
