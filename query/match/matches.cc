#include "query/match/matches.h"

#include <algorithm>
#include <optional>
#include <variant>

#include "index/geo/stored_place.h"
#include "query/expression/evaluate.h"
#include "query/geometry/region.h"
#include "storage/bson/compare.h"
#include "storage/bson/field_path.h"
#include "storage/bson/number.h"

namespace meerkat::query {

namespace {

using bson::Reached;

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
// Clang deduces those of aggregates from version 17 on only.
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

// --- one value ---------------------------------------------------------------

bool Agrees(Comparison comparison, int order) {
  switch (comparison) {
    case Comparison::kEq:
      return order == 0;
    case Comparison::kLt:
      return order < 0;
    case Comparison::kLte:
      return order <= 0;
    case Comparison::kGt:
      return order > 0;
    case Comparison::kGte:
      return order >= 0;
  }
  return false;
}

bool AllowsEqual(Comparison comparison) {
  return comparison != Comparison::kLt && comparison != Comparison::kGt;
}

bool Holds(const Compare& compare, const Element& value, MatchContext&) {
  const Element operand = compare.operand.element();
  const Type bracket = operand.type();
  if (bracket == Type::kMinKey || bracket == Type::kMaxKey) {
    return Agrees(compare.comparison, bson::Compare(value, operand));
  }
  if (!value.exists()) {
    return bracket == Type::kNull && AllowsEqual(compare.comparison);
  }
  if (value.type() != bracket &&
      bson::TypeRank(value.type()) != bson::TypeRank(bracket)) {
    return false;
  }
  // NaN is the least number when sorting, but in a filter it is beside them.
  if (operand.is_number() && (bson::IsNaN(operand) || bson::IsNaN(value))) {
    return AllowsEqual(compare.comparison) && bson::IsNaN(operand) &&
           bson::IsNaN(value);
  }
  return Agrees(compare.comparison,
                bson::Compare(value, operand, compare.collator.get()));
}

bool IsText(const Element& value) {
  return value.type() == Type::kString || value.type() == Type::kSymbol;
}

bool MatchesPattern(const Regex& regex, const Element& value,
                    MatchContext& context) {
  if (IsText(value)) {
    StatusOr<bool> matches = regex.Matches(value.AsString(), context.interrupt);
    if (!matches.ok()) context.error = matches.status();
    return matches.ok() && *matches;
  }
  if (value.type() != Type::kRegex) return false;
  const RegexView stored = value.AsRegex();
  return stored.pattern == regex.pattern() && stored.options == regex.options();
}

bool Holds(const In& in, const Element& value, MatchContext& context) {
  // Null is listed: it equals missing, and nothing else that ranks with it.
  const Element sought = value.exists() ? value : Element(Type::kNull, {}, {});
  const bson::Collator* collator = in.collator.get();
  const auto found =
      std::lower_bound(in.values.begin(), in.values.end(), sought,
                       [collator](const Value& a, const Element& b) {
                         return bson::Compare(a.element(), b, collator) < 0;
                       });
  if (found != in.values.end() &&
      bson::Equal(found->element(), sought, collator)) {
    return true;
  }
  return std::any_of(in.patterns.begin(), in.patterns.end(),
                     [&](const Regex& pattern) {
                       return MatchesPattern(pattern, value, context);
                     });
}

bool Holds(const Exists&, const Element& value, MatchContext&) {
  return value.exists();
}

bool Holds(const HasType& has_type, const Element& value, MatchContext&) {
  return has_type.types.Contains(value.type());
}

bool Holds(const MatchesRegex& matches, const Element& value,
           MatchContext& context) {
  return MatchesPattern(matches.regex, value, context);
}

bool Holds(const Mod& mod, const Element& value, MatchContext&) {
  if (!value.is_number()) return false;
  const std::optional<int64_t> whole = bson::ToInt64Truncated(value);
  if (!whole.has_value()) return false;
  // The quotient of the least int64 and -1 is none.
  const int64_t rest = mod.divisor == -1 ? 0 : *whole % mod.divisor;
  return rest == mod.remainder;
}

bool Holds(const HasSize& has_size, const Element& value, MatchContext&) {
  if (value.type() != Type::kArray) return false;
  int64_t size = 0;
  for (auto it = value.AsDocument().begin(); it != value.AsDocument().end();
       ++it) {
    if (++size > has_size.size) return false;
  }
  return size == has_size.size;
}

bool Holds(const Bits& bits, const Element& value, MatchContext&) {
  switch (bits.test) {
    case BitTest::kAllSet:
      return bits.mask.AllSet(value);
    case BitTest::kAllClear:
      return bits.mask.AllClear(value);
    case BitTest::kAnySet:
      return bits.mask.AnySet(value);
    case BitTest::kAnyClear:
      return bits.mask.AnyClear(value);
  }
  return false;
}

// Counts the work that a shape of many positions is, before it is done.
bool StepOver(size_t positions, MatchContext& context) {
  constexpr size_t kPositionsPerStep = 16;
  for (size_t i = kPositionsPerStep; i <= positions; i += kPositionsPerStep) {
    if (!context.Step()) return false;
  }
  return true;
}

bool Holds(const IsInside& is_inside, const Element& value,
           MatchContext& context) {
  return StepOver(geometry::PositionsToTest(value, is_inside.region),
                  context) &&
         geometry::IsWithin(value, is_inside.region);
}

bool Holds(const Intersects& intersects, const Element& value,
           MatchContext& context) {
  return StepOver(geometry::MostPositions(value), context) &&
         geometry::Intersects(value, intersects.region);
}

bool Holds(const IsNear& is_near, const Element& value, MatchContext&) {
  const std::optional<index::geo::Point> place = index::geo::StoredPoint(value);
  return place.has_value() && geometry::IsWithinReach(is_near.near, *place);
}

// Calls `matches` for the items until it says true, and notes that item.
template <typename Matches>
bool AnyItem(const Element& array, MatchContext& context,
             const Matches& matches) {
  if (array.type() != Type::kArray) return false;
  for (const Element& item : array.AsDocument()) {
    if (!context.Step()) break;
    if (!matches(item)) continue;
    context.matched_item = item;
    return true;
  }
  return false;
}

bool Holds(const ElemMatchDocument& elem_match, const Element& value,
           MatchContext& context) {
  return AnyItem(value, context, [&](const Element& item) {
    // The names of an array's items are their positions.
    const bool has_fields =
        item.type() == Type::kDocument || item.type() == Type::kArray;
    return has_fields &&
           std::ranges::all_of(elem_match.conditions, [&](const auto& child) {
             return Evaluate(child, item.AsDocument(), context);
           });
  });
}

bool Holds(const ElemMatchValue& elem_match, const Element& value,
           MatchContext& context) {
  return AnyItem(value, context, [&](const Element& item) {
    return std::ranges::all_of(elem_match.conditions, [&](const auto& child) {
      return EvaluateItem(child, item, context);
    });
  });
}

bool HoldsFor(const Predicate& predicate, const Element& value,
              MatchContext& context) {
  return std::visit(
      [&](const auto& kind) { return Holds(kind, value, context); }, predicate);
}

// Whether the items of an array at the end of the path count too.
bool LooksAtItems(const Predicate& predicate) {
  return !std::holds_alternative<HasSize>(predicate) &&
         !std::holds_alternative<ElemMatchDocument>(predicate) &&
         !std::holds_alternative<ElemMatchValue>(predicate) &&
         !std::holds_alternative<Exists>(predicate);
}

// --- what a path reaches -----------------------------------------------------

bool HoldsForReached(const AtPath& at_path, const Reached& reached,
                     MatchContext& context) {
  if (!context.Step()) return false;
  const Predicate& predicate = at_path.predicate;
  if (reached.value.type() == Type::kArray && !reached.by_position &&
      LooksAtItems(predicate)) {
    for (const Element& item : reached.value.AsDocument()) {
      if (!context.Step()) return false;
      if (!HoldsFor(predicate, item, context)) continue;
      context.matched_item =
          reached.unfolded.exists() ? reached.unfolded : item;
      return true;
    }
  }
  if (!HoldsFor(predicate, reached.value, context)) return false;
  if (reached.unfolded.exists()) context.matched_item = reached.unfolded;
  return true;
}

// --- nodes -------------------------------------------------------------------

bool Holds(const IsTrue& is_true, DocumentView document,
           MatchContext& context) {
  context.evaluation->set_root(document);
  const StatusOr<Value> value =
      Evaluate(is_true.expression, *context.evaluation);
  if (!value.ok()) context.error = value.status();
  return value.ok() && expression::IsTrue(value->element());
}

// A tree of nodes over anything that can be asked whether an AtPath holds.
// `holds_for_document` is asked for what looks at a whole document.
template <typename HoldsAtPath, typename HoldsForDocument, typename Descend>
bool EvaluateNode(const MatchNode& node, MatchContext& context,
                  const HoldsAtPath& holds_at_path,
                  const HoldsForDocument& holds_for_document,
                  const Descend& descend) {
  return std::visit(
      Overloaded{
          [&](const And& all) {
            return std::ranges::all_of(all.children, descend);
          },
          [&](const Or& any) {
            return std::ranges::any_of(any.children, descend);
          },
          [&](const Nor& none) {
            return std::ranges::none_of(none.children, descend);
          },
          [&](const Not& no) { return !descend(no.child.front()); },
          [&](const Constant& constant) { return constant.value; },
          [&](const SampleRate& sample) {
            constexpr double kTwoTo53 = 9007199254740992.0;
            const auto drawn =
                static_cast<double>(context.random->Next() >> 11) / kTwoTo53;
            return drawn < sample.rate;
          },
          [&](const SatisfiesSchema& rules) {
            return holds_for_document(rules);
          },
          [&](const IsTrue& is_true) { return holds_for_document(is_true); },
          [&](const AtPath& at_path) { return holds_at_path(at_path); },
      },
      node.kind);
}

}  // namespace

bool Evaluate(const MatchNode& node, DocumentView document,
              MatchContext& context) {
  return EvaluateNode(
      node, context,
      [&](const AtPath& at_path) {
        return EvaluateFrom(at_path, document.Find(at_path.path[0]), context);
      },
      Overloaded{
          [&](const SatisfiesSchema& rules) {
            return rules.schema.Matches(document, context);
          },
          [&](const IsTrue& is_true) {
            return Holds(is_true, document, context);
          },
      },
      [&](const MatchNode& child) {
        return Evaluate(child, document, context);
      });
}

bool EvaluateItem(const MatchNode& node, const Element& item,
                  MatchContext& context) {
  return EvaluateNode(
      node, context,
      [&](const AtPath& at_path) {
        return HoldsFor(at_path.predicate, item, context);
      },
      // CheckWholeFilter lets none in.
      [](const auto&) { return false; },
      [&](const MatchNode& child) {
        return EvaluateItem(child, item, context);
      });
}

bool EvaluateFrom(const AtPath& at_path, const Element& first,
                  MatchContext& context) {
  // Up to the first array a path reaches one value.
  const bson::FieldPath& path = at_path.path;
  Element value = first;
  size_t next = 1;
  for (; next < path.size() && value.type() == Type::kDocument; ++next) {
    value = value.AsDocument().Find(path[next]);
  }
  if (next == path.size())
    return HoldsForReached(at_path, {value, {}}, context);
  if (value.type() != Type::kArray) {
    return HoldsForReached(at_path, {}, context);
  }
  return bson::ForEachValueFrom(
      first, at_path.path, [&](const Reached& reached) {
        return HoldsForReached(at_path, reached, context);
      });
}

}  // namespace meerkat::query
