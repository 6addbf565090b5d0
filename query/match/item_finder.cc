#include "query/match/item_finder.h"

#include <algorithm>
#include <charconv>
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

int RankOf(const ElemMatchDocument&) { return 0; }
int RankOf(const ElemMatchValue&) { return 1; }
int RankOf(const HasSize&) { return 2; }
int RankOf(const Compare& compare) {
  switch (compare.comparison) {
    case Comparison::kEq:
      return 3;
    case Comparison::kLte:
      return 4;
    case Comparison::kLt:
      return 5;
    case Comparison::kGt:
      return 6;
    case Comparison::kGte:
      return 7;
  }
  return 7;
}
int RankOf(const MatchesRegex&) { return 8; }
int RankOf(const Mod&) { return 9; }
int RankOf(const Exists&) { return 10; }
int RankOf(const In&) { return 11; }
int RankOf(const Bits& bits) {
  switch (bits.test) {
    case BitTest::kAllSet:
      return 12;
    case BitTest::kAllClear:
      return 13;
    case BitTest::kAnySet:
      return 14;
    case BitTest::kAnyClear:
      return 15;
  }
  return 15;
}
int RankOf(const HasType&) { return 16; }
int RankOf(const IsInside&) { return 17; }
int RankOf(const Intersects&) { return 17; }
int RankOf(const IsNear&) { return 18; }

int RankOf(const Predicate& predicate) {
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
