#include "index/hashed_keys.h"

#include <fmt/format.h>

#include <string_view>

#include "index/big_endian.h"
#include "index/reached_at.h"
#include "storage/bson/hash.h"
#include "storage/status_macros.h"

namespace meerkat::index {
namespace {

// MongoDB gives this error no name.
constexpr ErrorCode kArrayInHashedIndex{16766};

}  // namespace

void AppendHash(const Element& value, const ValueEncoder& encoder,
                std::string& key) {
  const size_t start = key.size();
  encoder.Append(value, Direction::kAscending, key, nullptr);
  const uint64_t hash = bson::HashBytes(std::string_view(key).substr(start));
  key.resize(start);
  key.push_back(static_cast<char>(kHashByte));
  AppendBigEndian64(key, hash);
}

StatusOr<std::unique_ptr<const KeyGenerator>> HashedKeys::Make(
    const IndexSpec& spec) {
  MEERKAT_ASSIGN_OR_RETURN(ValueEncoder encoder, ValueEncoder::For(spec));
  return std::unique_ptr<const KeyGenerator>(
      new HashedKeys(spec.key.parts(), spec.sparse, std::move(encoder)));
}

Status HashedKeys::Generate(DocumentView document, KeySet& keys) const {
  keys.Clear(parts_.size());
  bool exists = !is_sparse_;
  for (const KeyPart& part : parts_) {
    const Element value = ReachedAt(document, part.path);
    if (value.type() == Type::kArray) {
      return MakeError(kArrayInHashedIndex,
                       fmt::format("hashed indexes do not support array "
                                   "values. Found array at path: {}",
                                   part.path.text()));
    }
    exists = exists || value.exists();
    if (part.kind == PartKind::kHashed) {
      AppendHash(value, encoder_, keys.bytes());
    } else {
      encoder_.Append(value, part.direction, keys);
    }
    MEERKAT_RETURN_IF_ERROR(keys.CheckSize());
  }
  if (exists) return keys.EndKey();
  keys.DropKey();
  return absl::OkStatus();
}

}  // namespace meerkat::index
