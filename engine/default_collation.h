// The collation that belongs to a collection: operations and indexes that name
// none have it. MongoDB manual, "Collation", "create".
//
// It says how texts are compared in filters, sorts and indexes. The _ids are an
// exception: two that are equal by the collation alone are two.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <optional>

#include "engine/engine.h"
#include "storage/catalog.h"
#include "storage/namespace.h"

namespace meerkat::engine {

// What `create` keeps of {collation: `asked`}: {collation: {...}}, complete as
// Collation::ToBson has it, or {} for {locale: "simple"}. Errors: those of
// Collator::Make.
StatusOr<Document> CollationOptions(DocumentView asked);

bool HasDefaultCollation(const std::optional<storage::CatalogEntry>& entry);

// Empty: texts compare by their bytes, or there is no collection. It is taken
// with any version of ICU.
Document DefaultCollation(const std::optional<storage::CatalogEntry>& entry);
Document DefaultCollation(Engine& engine, const storage::Namespace& ns);

// What an operation compares with: `asked`, or else that of the collection.
// REQUIRES: an Operation is held.
Document CollationFor(Engine& engine, const storage::Namespace& ns,
                      DocumentView asked);

// The specification of an index, with the collation of its collection when it
// names none. That on the _id has none.
Document WithDefaultCollation(DocumentView spec, const Document& collation);

}  // namespace meerkat::engine
