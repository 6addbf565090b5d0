#include "index/wildcard_keys.h"

#include <absl/container/inlined_vector.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "index/key_text.h"
#include "index/reached_at.h"
#include "storage/status_macros.h"

namespace meerkat::index {
namespace {

// The values of the parts; that of the wildcard is not used.
using Values = absl::InlinedVector<Element, 4>;

Element OfType(Type type) { return Element(type, {}, {}); }

// A string value, made of the text itself.
void AppendPath(std::string_view path, KeySet& keys) {
  keys.bytes().push_back(static_cast<char>(kStringByte));
  AppendEscaped(keys.bytes(), path);
  keys.bytes().push_back('\0');
  keys.type_bits().AppendDefault();
}

// Walks through all of a document that is in the index.
class LeafWalk {
 public:
  using Place = WildcardProjection::Place;

  LeafWalk(const std::vector<KeyPart>& parts, const Values& values,
           size_t wildcard, const ValueEncoder& encoder, KeySet& keys)
      : parts_(parts),
        values_(values),
        wildcard_(wildcard),
        encoder_(encoder),
        keys_(keys) {}

  Status Fields(DocumentView document, const Place& place) {
    const size_t size = path_.size();
    for (const Element& field : document) {
      const Place inside = place.Field(field.name());
      if (inside.is_out()) continue;
      if (size > 0) path_ += '.';
      path_ += field.name();
      MEERKAT_RETURN_IF_ERROR(Enter(field, inside));
      path_.resize(size);
    }
    return absl::OkStatus();
  }

  // The entry of a document that has nothing below the wildcard.
  Status NoLeaf() {
    return Add([this] {
      const Element none = OfType(Type::kMinKey);
      encoder_.Append(none, Direction::kAscending, keys_);
      return none;
    });
  }

 private:
  Status Enter(const Element& value, const Place& place) {
    if (value.type() == Type::kArray) {
      keys_.AddArray(wildcard_, 0);
      if (value.AsDocument().empty())
        return Leaf(OfType(Type::kUndefined), place);
      return Items(value.AsDocument(), place);
    }
    return Item(value, place);
  }

  Status Items(DocumentView array, const Place& place) {
    for (const Element& item : array) {
      MEERKAT_RETURN_IF_ERROR(Item(item, place));
    }
    return absl::OkStatus();
  }

  // Arrays directly in arrays are leaves.
  Status Item(const Element& item, const Place& place) {
    if (item.type() == Type::kDocument && !item.AsDocument().empty()) {
      return Fields(item.AsDocument(), place);
    }
    return Leaf(item, place);
  }

  Status Leaf(const Element& value, const Place& place) {
    if (!place.is_in()) return absl::OkStatus();
    return Add([this, &value] {
      AppendPath(path_, keys_);
      return value;
    });
  }

  // `append_path` appends the path and returns the value.
  template <typename AppendPathFunction>
  Status Add(const AppendPathFunction& append_path) {
    for (size_t i = 0; i < parts_.size(); ++i) {
      const Element value = i == wildcard_ ? append_path() : values_[i];
      MEERKAT_RETURN_IF_ERROR(keys_.CheckSize());
      encoder_.Append(value, parts_[i].direction, keys_);
      MEERKAT_RETURN_IF_ERROR(keys_.CheckSize());
    }
    return keys_.EndKey();
  }

  const std::vector<KeyPart>& parts_;
  const Values& values_;
  const size_t wildcard_;
  const ValueEncoder& encoder_;
  KeySet& keys_;
  std::string path_;
};

StatusOr<WildcardProjection> ProjectionOf(const IndexSpec& spec,
                                          const KeyPart& wildcard) {
  if (spec.wildcard_projection.empty()) {
    return WildcardProjection::Below(wildcard.path.text());
  }
  return WildcardProjection::Parse(spec.wildcard_projection);
}

}  // namespace

StatusOr<std::unique_ptr<const KeyGenerator>> WildcardKeys::Make(
    const IndexSpec& spec) {
  MEERKAT_ASSIGN_OR_RETURN(ValueEncoder encoder, ValueEncoder::For(spec));
  const std::vector<KeyPart>& parts = spec.key.parts();
  const auto wildcard =
      std::ranges::find(parts, PartKind::kWildcard, &KeyPart::kind);
  MEERKAT_ASSIGN_OR_RETURN(WildcardProjection projection,
                           ProjectionOf(spec, *wildcard));
  return std::unique_ptr<const KeyGenerator>(
      new WildcardKeys(parts, static_cast<size_t>(wildcard - parts.begin()),
                       std::move(projection), std::move(encoder)));
}

Status WildcardKeys::Generate(DocumentView document, KeySet& keys) const {
  keys.Clear(parts_.size());
  Values values(parts_.size());
  bool exists = false;
  for (size_t i = 0; i < parts_.size(); ++i) {
    if (i == wildcard_) continue;
    values[i] = ReachedAt(document, parts_[i].path);
    if (values[i].type() == Type::kArray) {
      return MakeError(
          ErrorCode::kCannotIndexParallelArrays,
          fmt::format("the field '{}' beside a wildcard cannot have an array",
                      parts_[i].path.text()));
    }
    exists = exists || values[i].exists();
  }
  LeafWalk walk(parts_, values, wildcard_, encoder_, keys);
  MEERKAT_RETURN_IF_ERROR(walk.Fields(document, projection_.Root()));
  if (keys.empty() && exists) return walk.NoLeaf();
  keys.Finish();
  return absl::OkStatus();
}

}  // namespace meerkat::index
