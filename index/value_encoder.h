// ValueEncoder: a value as part of an index key, texts by the index's
// collation.
//
// Without a collation it is a KeyEncoder. With one, ICU's sort keys stand in
// place of the texts, which cannot be read back from such a key.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>
#include <meerkat/value.h>

#include <memory>
#include <string>
#include <utility>

#include "index/index_spec.h"
#include "index/key_encoder.h"
#include "index/key_set.h"
#include "storage/bson/collator.h"

namespace meerkat::index {

// Immutable, thread-safe.
class ValueEncoder {
 public:
  // Errors: those of Collator::Make.
  static StatusOr<ValueEncoder> For(const IndexSpec& spec);

  // Texts are compared by their bytes when `collator` is null.
  explicit ValueEncoder(std::shared_ptr<const bson::Collator> collator)
      : collator_(std::move(collator)) {}

  // Appends to `key`, and to `bits` unless it is null.
  void Append(const Element& value, Direction direction, std::string& key,
              TypeBits* bits) const {
    if (collator_ != nullptr && bson::HoldsText(value)) {
      const Value sorted = collator_->SortKeyOf(value);
      KeyEncoder(key, bits).Append(sorted.element(), direction);
    } else {
      KeyEncoder(key, bits).Append(value, direction);
    }
  }

  // The same for the key that `keys` has begun.
  void Append(const Element& value, Direction direction, KeySet& keys) const {
    Append(value, direction, keys.bytes(), &keys.type_bits());
  }

 private:
  std::shared_ptr<const bson::Collator> collator_;
};

}  // namespace meerkat::index
