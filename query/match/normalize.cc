#include "query/match/normalize.h"

#include <meerkat/document.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "query/expression/evaluate.h"
#include "query/match/path_operators.h"
#include "query/match/print.h"
#include "storage/bson/compare.h"

namespace meerkat::query {

namespace {

using Children = std::vector<MatchNode>;

MatchNode AllDocuments() { return MatchNode(And{}); }
MatchNode NoDocuments() { return MatchNode(Constant{false}); }

bool IsNone(const MatchNode& node) {
  const auto* constant = std::get_if<Constant>(&node.kind);
  return constant != nullptr && !constant->value;
}

// REQUIRES: `node` is a normal form.
bool IsAll(const MatchNode& node) {
  const auto* all = std::get_if<And>(&node.kind);
  return all != nullptr && all->children.empty();
}

// --- lists in order, each once -----------------------------------------------

// Whether asking twice gives the same answer: what is random must not be taken
// for its double.
bool IsRepeatable(const MatchNode& root) {
  // Both look at whole documents, so that $elemMatch has neither.
  return !AnyNode(root, [](const MatchNode& node) {
    return std::holds_alternative<SampleRate>(node.kind) ||
           std::holds_alternative<IsTrue>(node.kind);
  });
}

// A node with what it is ordered by: how it is printed.
struct Printed {
  Document text;
  MatchNode node;

  Element first() const { return *text.begin(); }
  std::string_view operator_name() const {
    if (first().type() != Type::kDocument) return {};
    const DocumentView operators = first().AsDocument();
    return operators.empty() ? std::string_view() : operators.begin()->name();
  }
  // Whatever stands at no path begins with a dollar. So do the paths $ref, $id
  // and $db, which then stand among it.
  bool is_at_path() const { return !first().name().starts_with('$'); }
};

bool IsBefore(const Printed& a, const Printed& b) {
  if (a.is_at_path() != b.is_at_path()) return a.is_at_path();
  if (a.first().name() != b.first().name()) {
    return a.first().name() < b.first().name();
  }
  if (a.operator_name() != b.operator_name()) {
    return a.operator_name() < b.operator_name();
  }
  const int order = bson::Compare(a.text, b.text);
  // 1 and 1.0 say the same; which of them stays must not depend on the order
  // in which they were given.
  return order != 0 ? order < 0 : a.text.view().bytes() < b.text.view().bytes();
}

bool AreSame(const Printed& a, const Printed& b) {
  return bson::Equal(a.text, b.text) && IsRepeatable(a.node);
}

Children Sorted(Children nodes) {
  std::vector<Printed> printed;
  printed.reserve(nodes.size());
  for (MatchNode& node : nodes) {
    Document text = PrintFilter(node);
    printed.push_back({std::move(text), std::move(node)});
  }
  std::ranges::stable_sort(printed, IsBefore);
  printed.erase(std::unique(printed.begin(), printed.end(), AreSame),
                printed.end());
  Children sorted;
  sorted.reserve(printed.size());
  for (Printed& one : printed) sorted.push_back(std::move(one.node));
  return sorted;
}

// --- $in ---------------------------------------------------------------------

// What $in cannot list: a regular expression to be equal to, for there it is a
// pattern, and a document that reads like operators.
bool MayBeListed(const Compare& compare) {
  const Element operand = compare.operand.element();
  return compare.comparison == Comparison::kEq &&
         operand.type() != Type::kRegex && !IsOperatorDocument(operand);
}

bool IsBeforeRegex(const Regex& a, const Regex& b) {
  return std::tuple(a.pattern(), a.options()) <
         std::tuple(b.pattern(), b.options());
}

bool IsSameRegex(const Regex& a, const Regex& b) {
  return a.pattern() == b.pattern() && a.options() == b.options();
}

void SortList(In& in) {
  SortValues(in);
  std::ranges::sort(in.patterns, IsBeforeRegex);
  in.patterns.erase(
      std::unique(in.patterns.begin(), in.patterns.end(), IsSameRegex),
      in.patterns.end());
}

bool IsList(const AtPath& at_path) {
  const Predicate& predicate = at_path.predicate;
  const auto* compare = std::get_if<Compare>(&predicate);
  return std::holds_alternative<In>(predicate) ||
         std::holds_alternative<MatchesRegex>(predicate) ||
         (compare != nullptr && MayBeListed(*compare));
}

// Adds what the predicate lists; in one tree all compare by one collator.
// REQUIRES: IsList.
void AppendList(Predicate predicate, In& list) {
  if (auto* compare = std::get_if<Compare>(&predicate)) {
    list.values.push_back(std::move(compare->operand));
    list.collator = compare->collator;
  } else if (auto* matches = std::get_if<MatchesRegex>(&predicate)) {
    list.patterns.push_back(std::move(matches->regex));
  } else if (auto* in = std::get_if<In>(&predicate)) {
    std::ranges::move(in->values, std::back_inserter(list.values));
    std::ranges::move(in->patterns, std::back_inserter(list.patterns));
    list.collator = in->collator;
  }
}

// REQUIRES: the list is sorted and not empty.
Predicate FromList(In in) {
  if (in.values.size() == 1 && in.patterns.empty()) {
    return Compare{Comparison::kEq, std::move(in.values.front()),
                   std::move(in.collator)};
  }
  if (in.values.empty() && in.patterns.size() == 1) {
    return MatchesRegex{std::move(in.patterns.front())};
  }
  return in;
}

// Makes one of the alternatives that list values on one path.
// REQUIRES: they are sorted.
Children WithListsMerged(Children alternatives) {
  Children merged;
  In list;
  std::optional<bson::FieldPath> path;
  const auto end_list = [&] {
    if (!path.has_value()) return;
    SortList(list);
    merged.emplace_back(AtPath{*std::move(path), FromList(std::move(list))});
    list = In();
    path.reset();
  };
  for (MatchNode& node : alternatives) {
    auto* at_path = std::get_if<AtPath>(&node.kind);
    if (at_path == nullptr || !IsList(*at_path)) {
      merged.push_back(std::move(node));
      continue;
    }
    if (path != at_path->path) end_list();
    path = at_path->path;
    AppendList(std::move(at_path->predicate), list);
  }
  end_list();
  return Sorted(std::move(merged));
}

// --- predicates --------------------------------------------------------------

// Each says what is at the path, or nothing when no value satisfies it.

template <typename Kind>
std::optional<Predicate> NormalizePredicate(Kind kind) {
  return Predicate(std::move(kind));
}

std::optional<Predicate> NormalizePredicate(In in) {
  SortList(in);
  if (in.values.empty() && in.patterns.empty()) return std::nullopt;
  return FromList(std::move(in));
}

std::optional<Predicate> NormalizePredicate(ElemMatchDocument elem_match) {
  MatchNode& filter = elem_match.conditions.front();
  filter = Normalize(std::move(filter));
  if (IsNone(filter)) return std::nullopt;
  return Predicate(std::move(elem_match));
}

std::optional<Predicate> NormalizePredicate(ElemMatchValue elem_match) {
  MatchNode all = Normalize(MatchNode(And{std::move(elem_match.conditions)}));
  if (IsNone(all)) return std::nullopt;
  // Without any condition it would look for a document.
  if (IsAll(all)) all = MatchNode(Constant{true});
  ElemMatchValue normal;
  if (auto* several = std::get_if<And>(&all.kind)) {
    normal.conditions = std::move(several->children);
  } else {
    normal.conditions.push_back(std::move(all));
  }
  return Predicate(std::move(normal));
}

// --- nodes -------------------------------------------------------------------

MatchNode NormalizeKind(And all) {
  Children children;
  for (MatchNode& part : all.children) {
    MatchNode child = Normalize(std::move(part));
    if (IsNone(child)) return NoDocuments();
    if (auto* inner = std::get_if<And>(&child.kind)) {
      std::ranges::move(inner->children, std::back_inserter(children));
    } else {
      children.push_back(std::move(child));
    }
  }
  children = Sorted(std::move(children));
  if (children.size() == 1) return std::move(children.front());
  return MatchNode(And{std::move(children)});
}

MatchNode NormalizeKind(Or any) {
  Children children;
  for (MatchNode& part : any.children) {
    MatchNode child = Normalize(std::move(part));
    if (IsAll(child)) return AllDocuments();
    if (IsNone(child)) continue;
    if (auto* inner = std::get_if<Or>(&child.kind)) {
      std::ranges::move(inner->children, std::back_inserter(children));
    } else {
      children.push_back(std::move(child));
    }
  }
  children = WithListsMerged(Sorted(std::move(children)));
  if (children.empty()) return NoDocuments();
  if (children.size() == 1) return std::move(children.front());
  return MatchNode(Or{std::move(children)});
}

// REQUIRES: `node` is a normal form.
MatchNode Negated(MatchNode node) {
  if (IsAll(node)) return NoDocuments();
  if (IsNone(node)) return AllDocuments();
  if (auto* no = std::get_if<Not>(&node.kind)) {
    return std::move(no->child.front());
  }
  if (auto* any = std::get_if<Or>(&node.kind)) {
    return MatchNode(Nor{std::move(any->children)});
  }
  if (auto* none = std::get_if<Nor>(&node.kind)) {
    return MatchNode(Or{std::move(none->children)});
  }
  Not negation;
  negation.child.push_back(std::move(node));
  return MatchNode(std::move(negation));
}

MatchNode NormalizeKind(Nor none) {
  return Negated(NormalizeKind(Or{std::move(none.children)}));
}

MatchNode NormalizeKind(Not no) {
  return Negated(Normalize(std::move(no.child.front())));
}

MatchNode NormalizeKind(Constant constant) {
  return constant.value ? AllDocuments() : NoDocuments();
}

MatchNode NormalizeKind(SampleRate sample) {
  if (sample.rate <= 0) return NoDocuments();
  return sample.rate >= 1 ? AllDocuments() : MatchNode(sample);
}

MatchNode NormalizeKind(SatisfiesSchema rules) {
  return MatchNode(std::move(rules));
}

MatchNode NormalizeKind(IsTrue is_true) {
  const Value* constant = is_true.expression.constant();
  if (constant == nullptr) return MatchNode(std::move(is_true));
  return expression::IsTrue(constant->element()) ? AllDocuments()
                                                 : NoDocuments();
}

MatchNode NormalizeKind(AtPath at_path) {
  std::optional<Predicate> predicate = std::visit(
      [](auto&& kind) { return NormalizePredicate(std::move(kind)); },
      std::move(at_path.predicate));
  if (!predicate.has_value()) return NoDocuments();
  at_path.predicate = *std::move(predicate);
  return MatchNode(std::move(at_path));
}

}  // namespace

MatchNode Normalize(MatchNode root) {
  return std::visit([](auto&& kind) { return NormalizeKind(std::move(kind)); },
                    std::move(root.kind));
}

}  // namespace meerkat::query
