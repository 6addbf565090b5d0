#include "index/value_encoder.h"

#include "storage/status_macros.h"

namespace meerkat::index {

StatusOr<ValueEncoder> ValueEncoder::For(const IndexSpec& spec) {
  if (!spec.has_collation()) return ValueEncoder(nullptr);
  MEERKAT_ASSIGN_OR_RETURN(std::shared_ptr<const bson::Collator> collator,
                           bson::Collator::Make(spec.collation, "collation"));
  return ValueEncoder(std::move(collator));
}

}  // namespace meerkat::index
