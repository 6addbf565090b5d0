#include "index/key_generator.h"

#include "index/btree_keys.h"
#include "index/geo_keys.h"
#include "index/hashed_keys.h"
#include "index/wildcard_keys.h"

namespace meerkat::index {
namespace {

struct Kind {
  IndexKind kind;
  StatusOr<std::unique_ptr<const KeyGenerator>> (*make)(const IndexSpec& spec);
};

constexpr Kind kKinds[] = {
    {IndexKind::kBtree, &BtreeKeys::Make},
    {IndexKind::k2d, &GeoKeys::Make},
    {IndexKind::kHashed, &HashedKeys::Make},
    {IndexKind::kWildcard, &WildcardKeys::Make},
};

}  // namespace

StatusOr<std::unique_ptr<const KeyGenerator>> KeyGenerator::For(
    const IndexSpec& spec) {
  for (const Kind& row : kKinds) {
    if (row.kind == spec.key.kind()) return row.make(spec);
  }
  return MakeError(ErrorCode::kInternalError, "an index of no known kind");
}

}  // namespace meerkat::index
