#include "query/sort/sort_key.h"

#include <absl/container/inlined_vector.h>
#include <fmt/format.h>

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/status_macros.h"

namespace meerkat::query {
namespace {

// MongoDB gives this error no name.
constexpr ErrorCode kAmbiguousFieldName{16746};

// How far a key of the pattern has come on its way through the document.
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
// One for each key of the pattern.
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

// Finds the least of all the keys that a document with arrays has: one for
// each way to choose an item from every array on the way.
class LeastKey {
 public:
  LeastKey(const SortPattern& pattern,
           const SortKeyGenerator::ValueEncoder& encoder, std::string& least)
      : keys_(pattern.keys()), encoder_(encoder), least_(least) {}

  Status Find(DocumentView document) {
    const Element root(Type::kDocument, {}, document.bytes());
    return Visit(Places(keys_.size(), Place{.value = root}));
  }

 private:
  // Goes on until all places are final or in front of the same array.
  Status Visit(Places places) {
    Element array;
    for (size_t i = 0; i < places.size(); ++i) {
      Advance(keys_[i].path, places[i]);
      if (places[i].is_final) continue;
      const Element& found = places[i].value;
      if (array.exists() && array.payload().data() != found.payload().data()) {
        return MakeError(ErrorCode::kBadValue,
                         fmt::format("cannot sort with keys that are parallel "
                                     "arrays: '{}' and '{}'",
                                     array.name(), found.name()));
      }
      array = found;
    }
    if (!array.exists()) {
      Offer(places);
      return absl::OkStatus();
    }
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
      (fixed[i].is_final ? unfolding : positions).push_back(i);
    }
    for (const Element& item : array) {
      MEERKAT_RETURN_IF_ERROR(CheckPositions(item, places, positions));
      if (unfolding.empty()) continue;
      Places inside = fixed;
      for (const size_t i : unfolding) inside[i] = Inside(i, item, places[i]);
      MEERKAT_RETURN_IF_ERROR(Visit(std::move(inside)));
    }
    if (array.empty() || unfolding.empty()) return Visit(std::move(fixed));
    return absl::OkStatus();
  }

  // Where key `i` goes when its path addresses an item of `array`. Otherwise a
  // final place: what it sorts by when there are no items.
  Place AtPosition(size_t i, const Place& place, DocumentView array) const {
    const bson::FieldPath& path = keys_[i].path;
    if (place.component == path.size()) {
      return FinalPlace(Element(Type::kUndefined, {}, {}));
    }
    const Element item = ItemAt(array, path, place.component);
    if (!item.exists()) return FinalPlace(Element());
    return {
        .value = item, .component = place.component + 1, .by_position = true};
  }

  // Where key `i` goes with one item of the array.
  Place Inside(size_t i, const Element& item, const Place& place) const {
    if (place.component == keys_[i].path.size()) return FinalPlace(item);
    if (item.type() != Type::kDocument) return FinalPlace(Element());
    return {.value = item, .component = place.component};
  }

  // "0" must not mean the first item and a field of the items at once.
  Status CheckPositions(const Element& item, const Places& places,
                        const Indices& positions) const {
    if (item.type() != Type::kDocument) return absl::OkStatus();
    for (const size_t i : positions) {
      const bson::FieldPath& path = keys_[i].path;
      const std::string_view name = path[places[i].component];
      if (!item.AsDocument().Find(name).exists()) continue;
      return MakeError(kAmbiguousFieldName,
                       fmt::format("Ambiguous field name found in array: '{}' "
                                   "of sort key '{}' is a position and a field "
                                   "of an item",
                                   name, path.text()));
    }
    return absl::OkStatus();
  }

  void Offer(const Places& places) {
    candidate_.clear();
    for (size_t i = 0; i < places.size(); ++i) {
      encoder_(candidate_, places[i].value, keys_[i].direction);
    }
    if (!has_least_ || candidate_ < least_) least_.swap(candidate_);
    has_least_ = true;
  }

  const std::vector<SortPattern::Key>& keys_;
  const SortKeyGenerator::ValueEncoder& encoder_;
  std::string& least_;
  bool has_least_ = false;
  std::string candidate_;
};

// What `path` reaches through documents; an array that is in the way.
Element ReachedAt(DocumentView document, const bson::FieldPath& path) {
  Element value = document.Find(path[0]);
  for (size_t i = 1; i < path.size(); ++i) {
    if (value.type() == Type::kArray) return value;
    if (value.type() != Type::kDocument) return Element();
    value = value.AsDocument().Find(path[i]);
  }
  return value;
}

}  // namespace

SortKeyGenerator::ValueEncoder SortKeyGenerator::EncoderFor(
    std::shared_ptr<const bson::Collator> collator) {
  if (collator == nullptr) return &EncodeSimple;
  return [collator = std::move(collator)](std::string& key,
                                          const Element& value,
                                          index::Direction direction) {
    if (bson::HoldsText(value)) {
      index::AppendKey(key, collator->SortKeyOf(value).element(), direction);
    } else {
      index::AppendKey(key, value, direction);
    }
  };
}

Status SortKeyGenerator::Generate(DocumentView document,
                                  std::string& key) const {
  key.clear();
  for (const SortPattern::Key& part : pattern_.keys()) {
    const Element value = ReachedAt(document, part.path);
    if (value.type() == Type::kArray) {
      return LeastKey(pattern_, encoder_, key).Find(document);
    }
    encoder_(key, value, part.direction);
  }
  return absl::OkStatus();
}

}  // namespace meerkat::query
