#include "query/match/item_finder.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>
#include <variant>

#include "query/match/matches.h"
#include "query/match/normalize.h"

namespace meerkat::query {

namespace {

// --- the order of operators --------------------------------------------------

// How MongoDB orders conditions on one path, as its explain shows them.
enum class Rank : uint8_t {
  kElemMatchDocument,
  kElemMatchValue,
  kSize,
  kEq,
  kLte,
  kLt,
  kGt,
  kGte,
  kRegex,
  kMod,
  kExists,
  kIn,
  kBitsAllSet,
  kBitsAllClear,
  kBitsAnySet,
  kBitsAnyClear,
  kType,
  kGeo,
  kNear,
};

Rank RankOf(const ElemMatchDocument&) { return Rank::kElemMatchDocument; }
Rank RankOf(const ElemMatchValue&) { return Rank::kElemMatchValue; }
Rank RankOf(const HasSize&) { return Rank::kSize; }
Rank RankOf(const Compare& compare) {
  switch (compare.comparison) {
    case Comparison::kEq:
      return Rank::kEq;
    case Comparison::kLte:
      return Rank::kLte;
    case Comparison::kLt:
      return Rank::kLt;
    case Comparison::kGt:
      return Rank::kGt;
    case Comparison::kGte:
      return Rank::kGte;
  }
  return Rank::kGte;
}
Rank RankOf(const MatchesRegex&) { return Rank::kRegex; }
Rank RankOf(const Mod&) { return Rank::kMod; }
Rank RankOf(const Exists&) { return Rank::kExists; }
Rank RankOf(const In&) { return Rank::kIn; }
Rank RankOf(const Bits& bits) {
  switch (bits.test) {
    case BitTest::kAllSet:
      return Rank::kBitsAllSet;
    case BitTest::kAllClear:
      return Rank::kBitsAllClear;
    case BitTest::kAnySet:
      return Rank::kBitsAnySet;
    case BitTest::kAnyClear:
      return Rank::kBitsAnyClear;
  }
  return Rank::kBitsAnyClear;
}
Rank RankOf(const HasType&) { return Rank::kType; }
Rank RankOf(const IsInside&) { return Rank::kGeo; }
Rank RankOf(const Intersects&) { return Rank::kGeo; }
Rank RankOf(const IsNear&) { return Rank::kNear; }

Rank RankOf(const Predicate& predicate) {
  return std::visit([](const auto& kind) { return RankOf(kind); }, predicate);
}

bool IsBefore(const AtPath& a, const AtPath& b) {
  return std::tuple(RankOf(a.predicate), a.path.text()) <
         std::tuple(RankOf(b.predicate), b.path.text());
}

// --- what must hold ----------------------------------------------------------

// Takes lists apart before their parts are normalized, which would sort them.
void Collect(const MatchNode& node, std::vector<AtPath>& out) {
  if (const auto* all = std::get_if<And>(&node.kind)) {
    for (const MatchNode& child : all->children) Collect(child, out);
    return;
  }
  MatchNode normal = Normalize(node);
  if (std::holds_alternative<And>(normal.kind)) return Collect(normal, out);
  if (auto* at_path = std::get_if<AtPath>(&normal.kind)) {
    out.push_back(std::move(*at_path));
  }
}

// The position of an item of an array: its name.
std::optional<uint32_t> PositionOf(const Element& item) {
  const std::string_view name = item.name();
  uint32_t position = 0;
  const auto parsed =
      std::from_chars(name.data(), name.data() + name.size(), position);
  if (parsed.ec != std::errc()) return std::nullopt;
  return position;
}

}  // namespace

ItemFinder::ItemFinder(const MatchNode& root) {
  Collect(root, conditions_);
  std::ranges::stable_sort(conditions_, IsBefore);
}

std::optional<uint32_t> ItemFinder::Find(DocumentView document,
                                         MatchContext& context) const {
  context.matched_item = Element();
  for (const AtPath& condition : conditions_) {
    EvaluateFrom(condition, document.Find(condition.path[0]), context);
  }
  if (!context.error.ok() || !context.matched_item.exists()) {
    return std::nullopt;
  }
  return PositionOf(context.matched_item);
}

}  // namespace meerkat::query
