#include "index/btree_keys.h"

#include <absl/container/inlined_vector.h>
#include <fmt/format.h>

#include <cstddef>
#include <string_view>

#include "index/reached_at.h"
#include "storage/status_macros.h"

namespace meerkat::index {
namespace {

// MongoDB gives this error no name.
constexpr ErrorCode kAmbiguousFieldName{16746};

// How far a part of the index has come on its way through the document.
struct Place {
  // What it has reached. Where it stays: `is_final`.
  Element value;
  // The next component of the path.
  size_t component = 0;
  // The value is an item that the component before addressed by its position;
  // an array reached so counts as a whole.
  bool by_position = false;
  bool is_final = false;
};
// One for each part of the index.
using Places = absl::InlinedVector<Place, 4>;
using Indices = absl::InlinedVector<size_t, 4>;

Place FinalPlace(const Element& value) {
  return {.value = value, .is_final = true};
}

bool IsEmptyArray(const Element& value) {
  return value.type() == Type::kArray && value.AsDocument().empty();
}

// The item that a component of `path` addresses; missing when there is none.
Element ItemAt(DocumentView array, const bson::FieldPath& path,
               size_t component) {
  uint32_t position = 0;
  for (const Element& item : array) {
    if (path.IsPosition(component, position++)) return item;
  }
  return Element();
}

// What a walk may take: more than there are items in the largest document.
constexpr size_t kMaxSteps = size_t{1} << 24;
constexpr size_t kBytesOfStep = 16;

// Finds the keys of a document with arrays: one for each way to choose an item
// from every array on the way.
class ArrayWalk {
 public:
  ArrayWalk(const std::vector<KeyPart>& parts, bool is_sparse,
            const ValueEncoder& encoder, KeySet& keys)
      : parts_(parts), is_sparse_(is_sparse), encoder_(encoder), keys_(keys) {}

  Status Find(DocumentView document) {
    const Element root(Type::kDocument, {}, document.bytes());
    return Visit(Places(parts_.size(), Place{.value = root}));
  }

 private:
  // Goes on until all places are final or in front of the same array.
  Status Visit(Places places) {
    Element array;
    for (size_t i = 0; i < places.size(); ++i) {
      Advance(parts_[i].path, places[i]);
      if (places[i].is_final) continue;
      const Element& found = places[i].value;
      if (array.exists() && array.payload().data() != found.payload().data()) {
        return MakeError(ErrorCode::kCannotIndexParallelArrays,
                         fmt::format("cannot index parallel arrays [{}] [{}]",
                                     found.name(), array.name()));
      }
      array = found;
    }
    if (!array.exists()) return Add(places);
    return Unfold(places, array.AsDocument());
  }

  // Walks through documents, up to an array or the end.
  static void Advance(const bson::FieldPath& path, Place& place) {
    while (!place.is_final) {
      const bool at_end = place.component == path.size();
      if (at_end && place.by_position && !IsEmptyArray(place.value)) {
        place.is_final = true;
      } else if (place.value.type() == Type::kArray) {
        return;
      } else if (at_end) {
        place.is_final = true;
      } else if (place.value.type() == Type::kDocument) {
        place.value = place.value.AsDocument().Find(path[place.component++]);
        place.by_position = false;
      } else {
        place = FinalPlace(Element());
      }
    }
  }

  // All places that are not final stand in front of `array`.
  Status Unfold(const Places& places, DocumentView array) {
    Places fixed = places;
    Indices unfolding;
    Indices positions;
    for (size_t i = 0; i < places.size(); ++i) {
      if (places[i].is_final) continue;
      fixed[i] = AtPosition(i, places[i], array);
      if (fixed[i].is_final) {
        unfolding.push_back(i);
        keys_.AddArray(i, places[i].component - 1);
      } else {
        positions.push_back(i);
        Advance(parts_[i].path, fixed[i]);
      }
    }
    for (const Element& item : array) {
      MEERKAT_RETURN_IF_ERROR(Spend(item, !positions.empty()));
      MEERKAT_RETURN_IF_ERROR(CheckPositions(item, places, positions));
      if (unfolding.empty()) continue;
      Places inside = fixed;
      for (const size_t i : unfolding) inside[i] = Inside(i, item, places[i]);
      MEERKAT_RETURN_IF_ERROR(Visit(std::move(inside)));
    }
    if (array.empty() || unfolding.empty()) return Visit(std::move(fixed));
    return absl::OkStatus();
  }

  // Where part `i` goes when its path addresses an item of `array`. Otherwise a
  // final place: what it has when there are no items.
  Place AtPosition(size_t i, const Place& place, DocumentView array) const {
    const bson::FieldPath& path = parts_[i].path;
    if (place.component == path.size()) {
      return FinalPlace(Element(Type::kUndefined, {}, {}));
    }
    const Element item = ItemAt(array, path, place.component);
    if (!item.exists()) return FinalPlace(Element());
    return {
        .value = item, .component = place.component + 1, .by_position = true};
  }

  // Where part `i` goes with one item of the array.
  Place Inside(size_t i, const Element& item, const Place& place) const {
    if (place.component == parts_[i].path.size()) return FinalPlace(item);
    if (item.type() != Type::kDocument) return FinalPlace(Element());
    return {.value = item, .component = place.component};
  }

  // "0" must not mean the first item and a field of the items at once.
  Status CheckPositions(const Element& item, const Places& places,
                        const Indices& positions) const {
    if (item.type() != Type::kDocument) return absl::OkStatus();
    for (const size_t i : positions) {
      const bson::FieldPath& path = parts_[i].path;
      const std::string_view name = path[places[i].component];
      if (!item.AsDocument().Find(name).exists()) continue;
      return MakeError(kAmbiguousFieldName,
                       fmt::format("Ambiguous field name found in array: '{}' "
                                   "of index key '{}' is a position and a "
                                   "field of an item",
                                   name, path.text()));
    }
    return absl::OkStatus();
  }

  // Parts of which one addresses items and the other unfolds them may come to
  // the same items again and again: the walk must not go on for ever.
  Status Spend(const Element& item, bool is_searched) {
    steps_ += 1 + (is_searched ? item.payload().size() / kBytesOfStep : 0);
    return steps_ <= kMaxSteps ? absl::OkStatus() : KeySet::TooLarge();
  }

  Status Add(const Places& places) {
    bool exists = !is_sparse_;
    for (size_t i = 0; i < places.size(); ++i) {
      const Element& value = places[i].value;
      exists = exists || value.exists();
      encoder_.Append(value, parts_[i].direction, keys_);
      MEERKAT_RETURN_IF_ERROR(keys_.CheckSize());
    }
    if (exists) return keys_.EndKey();
    keys_.DropKey();
    return absl::OkStatus();
  }

  const std::vector<KeyPart>& parts_;
  const bool is_sparse_;
  const ValueEncoder& encoder_;
  KeySet& keys_;
  size_t steps_ = 0;
};

}  // namespace

StatusOr<std::unique_ptr<const KeyGenerator>> BtreeKeys::Make(
    const IndexSpec& spec) {
  MEERKAT_ASSIGN_OR_RETURN(ValueEncoder encoder, ValueEncoder::For(spec));
  return std::unique_ptr<const KeyGenerator>(
      new BtreeKeys(spec.key.parts(), spec.sparse, std::move(encoder)));
}

// The usual document has no array on the way, and one key.
Status BtreeKeys::Generate(DocumentView document, KeySet& keys) const {
  keys.Clear(parts_.size());
  bool exists = !is_sparse_;
  for (const KeyPart& part : parts_) {
    const Element value = ReachedAt(document, part.path);
    if (value.type() == Type::kArray) {
      keys.DropKey();
      MEERKAT_RETURN_IF_ERROR(
          ArrayWalk(parts_, is_sparse_, encoder_, keys).Find(document));
      keys.Finish();
      return absl::OkStatus();
    }
    exists = exists || value.exists();
    encoder_.Append(value, part.direction, keys);
    MEERKAT_RETURN_IF_ERROR(keys.CheckSize());
  }
  if (exists) return keys.EndKey();
  keys.DropKey();
  return absl::OkStatus();
}

}  // namespace meerkat::index
