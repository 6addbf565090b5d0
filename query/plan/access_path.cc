#include "query/plan/access_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "index/geo/cover.h"
#include "index/geo_keys.h"
#include "index/key_encoder.h"
#include "index/value_encoder.h"
#include "query/plan/place_conditions.h"
#include "storage/bson/compare.h"
#include "storage/status_macros.h"

namespace meerkat::query {

namespace {

using index::IndexKind;
using index::KeyRange;
using storage::ScanDirection;

// Errors that MongoDB gives no name.
constexpr ErrorCode kOutsideOfPlane{13027};
constexpr ErrorCode kBoundsWithoutHint{51173};
constexpr ErrorCode kBoundsOfNoKey{51174};
constexpr ErrorCode kMinNotBelowMax{51175};
constexpr ErrorCode kBoundsOfOtherFields{51176};

bool HasSameNames(DocumentView a, DocumentView b) {
  auto at = b.begin();
  for (const Element& field : a) {
    if (at == b.end() || field.name() != at->name()) return false;
    ++at;
  }
  return at == b.end();
}

ScanDirection ToScanDirection(index::Direction direction) {
  return direction == index::Direction::kAscending ? ScanDirection::kForward
                                                   : ScanDirection::kBackward;
}

bool HasBounds(const AccessRequest& request) {
  return !request.min.empty() || !request.max.empty();
}

// One document is wanted, and nothing says how to come by it. It is in natural
// order, too.
bool IsFreeLookUp(const AccessRequest& request) {
  return request.required_id != nullptr && request.hint.empty() &&
         !HasBounds(request);
}

bool IsSortedNaturally(const SortPattern& sort) {
  return sort.empty() || sort.natural().has_value();
}

// What a sort or a hint of $natural asks for; the sort has precedence.
std::optional<index::Direction> NaturalOrder(const AccessRequest& request) {
  return request.sort.natural().has_value() ? request.sort.natural()
                                            : request.hint.natural();
}

// --- bounds ------------------------------------------------------------------

// Whether the order of a value depends on a collation.
bool MayHoldText(const Element& value) {
  return value.type() == Type::kString || value.type() == Type::kSymbol ||
         value.type() == Type::kDocument || value.type() == Type::kArray;
}

// Whether texts are in the order of the query's collation in an index.
bool HasSameOrder(const AccessRequest& request, const IndexEntry& entry) {
  const DocumentView collation =
      entry.index == nullptr ? DocumentView() : entry.index->spec.collation;
  return collation == request.collation;
}

Status CheckBound(DocumentView bound, const IndexEntry& entry,
                  bool has_same_order) {
  if (bound.empty()) return absl::OkStatus();
  const bool has_order =
      has_same_order || std::ranges::none_of(bound, MayHoldText);
  const bool has_keys = entry.index == nullptr ||
                        entry.index->spec.key.kind() == IndexKind::kBtree;
  if (has_order && has_keys && HasSameNames(bound, entry.key)) {
    return absl::OkStatus();
  }
  return MakeError(
      kBoundsOfNoKey,
      fmt::format("The index chosen is not compatible with min/max: {} is no "
                  "key of the index {}",
                  ToString(bound), entry.name));
}

// {a: 1, b: 2} as the fields of an entry; empty for an empty bound.
StatusOr<std::string> EncodeBound(DocumentView bound, const IndexEntry& entry) {
  std::string key;
  if (bound.empty()) return key;
  if (entry.index == nullptr) return index::EncodeKey(*bound.begin());
  MEERKAT_ASSIGN_OR_RETURN(const index::ValueEncoder encoder,
                           index::ValueEncoder::For(entry.index->spec));
  auto part = entry.index->spec.key.parts().begin();
  for (const Element& value : bound) {
    encoder.Append(value, (part++)->direction, key, nullptr);
  }
  return key;
}

StatusOr<KeyRange> RangeOf(const AccessRequest& request,
                           const IndexEntry& entry) {
  for (const DocumentView bound : {request.min, request.max}) {
    MEERKAT_RETURN_IF_ERROR(
        CheckBound(bound, entry, HasSameOrder(request, entry)));
  }
  KeyRange range;
  MEERKAT_ASSIGN_OR_RETURN(range.begin, EncodeBound(request.min, entry));
  MEERKAT_ASSIGN_OR_RETURN(range.end, EncodeBound(request.max, entry));
  if (range.end.empty() || range.begin < range.end) return range;
  return MakeError(kMinNotBelowMax,
                   fmt::format("the value of min must be below that of max, "
                               "found {} and {}",
                               ToString(request.min), ToString(request.max)));
}

// --- ways --------------------------------------------------------------------

StatusOr<AccessPath> InNaturalOrder(const AccessRequest& request,
                                    index::Direction direction) {
  if (HasBounds(request)) {
    return MakeError(ErrorCode::kNoQueryExecutionPlans,
                     "min and max are incompatible with $natural");
  }
  return AccessPath{ScanCollection{ToScanDirection(direction)}, nullptr,
                    IsSortedNaturally(request.sort)};
}

// The direction in which _ids come sorted, if a sort asks for nothing else.
std::optional<index::Direction> DirectionOfIds(const AccessRequest& request) {
  const auto& keys = request.sort.keys();
  const bool is_by_id = keys.size() == 1 && keys.front().path.text() == "_id";
  if (!is_by_id || !request.collation.empty()) return std::nullopt;
  return keys.front().direction;
}

StatusOr<AccessPath> ThroughIdIndex(const AccessRequest& request,
                                    const IndexEntry& entry) {
  if (request.required_id != nullptr && !HasBounds(request)) {
    return AccessPath{LookUpId{*request.required_id}, &entry,
                      IsSortedNaturally(request.sort)};
  }
  MEERKAT_ASSIGN_OR_RETURN(KeyRange range, RangeOf(request, entry));
  ScanIdIndex scan;
  scan.range = {std::move(range.begin), std::move(range.end)};
  const auto direction = DirectionOfIds(request);
  if (direction.has_value()) scan.direction = ToScanDirection(*direction);
  const bool is_sorted = request.sort.empty() || direction.has_value();
  return AccessPath{std::move(scan), &entry, is_sorted};
}

// Whether each key of the sort goes along with the part of the index at its
// place, or each against it: then that is the direction to scan in.
std::optional<ScanDirection> DirectionOfSort(const SortPattern& sort,
                                             const index::Index& index) {
  const auto& parts = index.spec.key.parts();
  if (sort.keys().size() > parts.size()) return std::nullopt;
  std::optional<bool> is_along;
  for (size_t i = 0; i < sort.keys().size(); ++i) {
    const SortPattern::Key& key = sort.keys()[i];
    const bool is_same = key.direction == parts[i].direction;
    if (key.path.text() != parts[i].path.text() ||
        is_along.value_or(is_same) != is_same ||
        index.info.multikey->Components(i) != 0) {
      return std::nullopt;
    }
    is_along = is_same;
  }
  return is_along.value_or(true) ? ScanDirection::kForward
                                 : ScanDirection::kBackward;
}

StatusOr<AccessPath> ThroughBtree(const AccessRequest& request,
                                  const IndexEntry& entry) {
  MEERKAT_ASSIGN_OR_RETURN(KeyRange range, RangeOf(request, entry));
  const bool has_btree = entry.index->spec.key.kind() == IndexKind::kBtree;
  std::optional<ScanDirection> direction;
  if (has_btree && HasSameOrder(request, entry)) {
    direction = DirectionOfSort(request.sort, *entry.index);
  }
  return AccessPath{ScanIndex{{std::move(range)},
                              direction.value_or(ScanDirection::kForward)},
                    &entry, request.sort.empty() || direction.has_value()};
}

Status CannotScan(const IndexEntry& entry) {
  return MakeError(
      ErrorCode::kNoQueryExecutionPlans,
      fmt::format("error processing query: planner returned error: hint "
                  "provided does not correspond to an index that serves the "
                  "query: {} on {}",
                  entry.name, ToString(entry.key)));
}

// By the cells that a shape lies in.
StatusOr<AccessPath> ThroughCells(const AccessRequest& request,
                                  const IndexEntry& entry) {
  MEERKAT_RETURN_IF_ERROR(RangeOf(request, entry).status());
  const index::IndexSpec& spec = entry.index->spec;
  const AtPath* within =
      request.filter == nullptr
          ? nullptr
          : WithinCondition(*request.filter,
                            spec.key.parts().front().path.text());
  if (within == nullptr) return CannotScan(entry);
  ScanIndex scan;
  const auto& region = std::get<IsInside>(within->predicate).region;
  for (const index::geo::HashRange& cells :
       Cover(spec.plane, std::get<index::geo::Shape>(region))) {
    scan.ranges.push_back(index::RangeOfCells(cells.first, cells.last));
  }
  return AccessPath{std::move(scan), &entry, request.sort.empty()};
}

StatusOr<AccessPath> ThroughIndex(const AccessRequest& request,
                                  const IndexEntry& entry) {
  if (entry.index == nullptr) return ThroughIdIndex(request, entry);
  switch (entry.index->spec.key.kind()) {
    case IndexKind::kBtree:
    case IndexKind::kHashed:
      return ThroughBtree(request, entry);
    case IndexKind::k2d:
      return ThroughCells(request, entry);
    case IndexKind::kWildcard:
      break;
  }
  MEERKAT_RETURN_IF_ERROR(RangeOf(request, entry).status());
  return CannotScan(entry);
}

// --- $near -------------------------------------------------------------------

// Whether the index has all places that the condition may ask for, in an order
// of distances: metres are for indexes of GeoJSON.
bool ServesNear(const IndexEntry& entry, const AtPath& condition) {
  if (entry.index == nullptr) return false;
  const index::KeyPattern& key = entry.index->spec.key;
  const auto& near = std::get<IsNear>(condition.predicate).near;
  return key.kind() == IndexKind::k2d &&
         near.measure != geometry::Measure::kMetres &&
         key.parts().front().path.text() == condition.path.text();
}

// The hinted one, or the first that is not partial. Null when there is none.
StatusOr<const IndexEntry*> IndexForNear(const AccessRequest& request,
                                         std::span<const IndexEntry> indexes,
                                         const AtPath& condition) {
  if (!request.hint.empty()) {
    MEERKAT_ASSIGN_OR_RETURN(const IndexEntry* entry,
                             request.hint.FindIn(indexes));
    return ServesNear(*entry, condition) ? entry : nullptr;
  }
  const auto found =
      std::ranges::find_if(indexes, [&condition](const IndexEntry& entry) {
        return ServesNear(entry, condition) &&
               !entry.index->spec.partial_filter.has_value();
      });
  return found != indexes.end() ? &*found : nullptr;
}

StatusOr<AccessPath> ByDistance(const AccessRequest& request,
                                std::span<const IndexEntry> indexes,
                                const AtPath& condition) {
  if (NaturalOrder(request).has_value()) {
    return MakeError(ErrorCode::kBadValue,
                     "$near is not allowed beside $natural, in a sort or as a "
                     "hint");
  }
  MEERKAT_ASSIGN_OR_RETURN(const IndexEntry* entry,
                           IndexForNear(request, indexes, condition));
  if (entry == nullptr || HasBounds(request)) {
    return MakeError(
        ErrorCode::kNoQueryExecutionPlans,
        fmt::format("unable to find index for $geoNear query at '{}'",
                    condition.path.text()));
  }
  const geometry::Near& near = std::get<IsNear>(condition.predicate).near;
  const index::geo::Plane& plane = entry->index->spec.plane;
  if (!plane.Contains(near.center)) {
    return MakeError(
        kOutsideOfPlane,
        fmt::format("point not in interval of [ {}, {} ] at '{}': [ {}, {} ]",
                    plane.min, plane.max, condition.path.text(), near.center.x,
                    near.center.y));
  }
  return AccessPath{ScanNear{near}, entry, request.sort.empty()};
}

// REQUIRES: the first index is that on _id.
StatusOr<AccessPath> Unhinted(const AccessRequest& request,
                              std::span<const IndexEntry> indexes) {
  if (request.required_id != nullptr) {
    return ThroughIdIndex(request, indexes.front());
  }
  if (HasBounds(request)) {
    return MakeError(kBoundsWithoutHint,
                     "When using min()/max() a hint of which index to use must "
                     "be provided");
  }
  if (DirectionOfIds(request).has_value()) {
    return ThroughIdIndex(request, indexes.front());
  }
  return AccessPath{ScanCollection{}, nullptr, request.sort.empty()};
}

}  // namespace

Status CheckBounds(DocumentView min, DocumentView max) {
  if (min.empty() || max.empty() || HasSameNames(min, max)) {
    return absl::OkStatus();
  }
  return MakeError(kBoundsOfOtherFields,
                   fmt::format("min and max must have the same field names, "
                               "found {} and {}",
                               ToString(min), ToString(max)));
}

StatusOr<AccessPath> ChooseAccessPath(const AccessRequest& request,
                                      std::span<const IndexEntry> indexes) {
  const AtPath* near =
      request.filter == nullptr ? nullptr : NearCondition(*request.filter);
  if (near != nullptr) return ByDistance(request, indexes, *near);
  const auto natural = NaturalOrder(request);
  if (natural.has_value() && !IsFreeLookUp(request)) {
    return InNaturalOrder(request, *natural);
  }
  if (request.hint.empty()) return Unhinted(request, indexes);
  MEERKAT_ASSIGN_OR_RETURN(const IndexEntry* entry,
                           request.hint.FindIn(indexes));
  return ThroughIndex(request, *entry);
}

}  // namespace meerkat::query
