#include "query/plan/access_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "index/key_encoder.h"
#include "storage/bson/compare.h"
#include "storage/status_macros.h"

namespace meerkat::query {

namespace {

using storage::IdRange;
using storage::ScanDirection;

// Errors that MongoDB gives no name.
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

Status CheckBound(DocumentView bound, const IndexEntry& entry,
                  bool compares_bytes) {
  if (bound.empty()) return absl::OkStatus();
  const bool has_order =
      compares_bytes || std::ranges::none_of(bound, MayHoldText);
  if (has_order && HasSameNames(bound, entry.key)) return absl::OkStatus();
  return MakeError(
      kBoundsOfNoKey,
      fmt::format("The index chosen is not compatible with min/max: {} is no "
                  "key of the index {}",
                  ToString(bound), entry.name));
}

// Of the index on _id.
StatusOr<IdRange> RangeOf(const AccessRequest& request,
                          const IndexEntry& entry) {
  for (const DocumentView bound : {request.min, request.max}) {
    MEERKAT_RETURN_IF_ERROR(CheckBound(bound, entry, request.compares_bytes));
  }
  IdRange range;
  if (!request.min.empty())
    range.lower = index::EncodeKey(*request.min.begin());
  if (!request.max.empty())
    range.upper = index::EncodeKey(*request.max.begin());
  if (range.upper.empty() || range.lower < range.upper) return range;
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
  if (!is_by_id || !request.compares_bytes) return std::nullopt;
  return keys.front().direction;
}

StatusOr<AccessPath> ThroughIdIndex(const AccessRequest& request,
                                    const IndexEntry& entry) {
  if (request.required_id != nullptr && !HasBounds(request)) {
    return AccessPath{LookUpId{*request.required_id}, &entry,
                      IsSortedNaturally(request.sort)};
  }
  ScanIdIndex scan;
  MEERKAT_ASSIGN_OR_RETURN(scan.range, RangeOf(request, entry));
  const auto direction = DirectionOfIds(request);
  if (direction.has_value()) scan.direction = ToScanDirection(*direction);
  const bool is_sorted = request.sort.empty() || direction.has_value();
  return AccessPath{std::move(scan), &entry, is_sorted};
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
  const auto natural = NaturalOrder(request);
  if (natural.has_value() && !IsFreeLookUp(request)) {
    return InNaturalOrder(request, *natural);
  }
  if (request.hint.empty()) return Unhinted(request, indexes);
  MEERKAT_ASSIGN_OR_RETURN(const IndexEntry* entry,
                           request.hint.FindIn(indexes));
  return ThroughIdIndex(request, *entry);
}

}  // namespace meerkat::query
