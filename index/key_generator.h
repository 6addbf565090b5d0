// KeyGenerator: which entries a document has in an index.
//
//   MEERKAT_ASSIGN_OR_RETURN(
//       const std::unique_ptr<const KeyGenerator> generator,
//       KeyGenerator::For(spec));
//   KeySet keys;                                       // used again and again
//   MEERKAT_RETURN_IF_ERROR(generator->Generate(document, keys));
//
// One file per kind of index says what the entries are: btree_keys.h,
// geo_keys.h (2d), hashed_keys.h, wildcard_keys.h. Whether a document is in a
// partial index at all is not asked here.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <memory>

#include "index/index_spec.h"
#include "index/key_set.h"

namespace meerkat::index {

// Immutable, thread-safe.
class KeyGenerator {
 public:
  // Errors: those of Collator::Make, as 161 IncompatibleCollationVersion for
  // an index of another ICU.
  static StatusOr<std::unique_ptr<const KeyGenerator>> For(
      const IndexSpec& spec);

  virtual ~KeyGenerator() = default;

  // Replaces `keys`; after an error it says nothing. Errors, of all kinds: 201
  // CannotBuildIndexKeys for entries beyond all measure (KeySet::kMaxKeys); and
  // those of the kind.
  virtual Status Generate(DocumentView document, KeySet& keys) const = 0;
};

}  // namespace meerkat::index
