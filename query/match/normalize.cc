#include "query/match/normalize.h"

#include <meerkat/builder.h>
#include <meerkat/document.h>
#include <meerkat/value.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "query/expression/evaluate.h"
#include "query/expression/inspect.h"
#include "query/match/path_operators.h"
#include "query/match/print.h"
#include "storage/bson/compare.h"

namespace meerkat::query {

namespace {

// A normal form and how it is printed, by which lists are ordered. The text is
// put together from those of the parts, so that however deep a part stands it
// is printed once; but for a list that is negated inside $elemMatch.
struct Normal {
  MatchNode node;
  Document text;

  explicit Normal(MatchNode of)
      : node(std::move(of)), text(PrintFilter(node)) {}
  Normal(MatchNode of, Document printed)
      : node(std::move(of)), text(std::move(printed)) {}

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

using Normals = std::vector<Normal>;

Normal AllDocuments() { return Normal(MatchNode(And{})); }
Normal NoDocuments() { return Normal(MatchNode(Constant{false})); }

bool IsNone(const Normal& normal) {
  const auto* constant = std::get_if<Constant>(&normal.node.kind);
  return constant != nullptr && !constant->value;
}

bool IsAll(const Normal& normal) {
  const auto* all = std::get_if<And>(&normal.node.kind);
  return all != nullptr && all->children.empty();
}

// --- texts from the texts of parts -------------------------------------------

// {$and: [...]}
Document TextOfList(std::string_view name, const Normals& parts) {
  Builder text;
  text.OpenArray(name);
  for (const Normal& part : parts) text.AppendItem(part.text);
  text.Close();
  return std::move(text).Finish();
}

// {$or: [...]} of {$nor: [...]}
Document Renamed(const Document& text, std::string_view name) {
  Builder renamed;
  renamed.AppendAs(name, *text.begin());
  return std::move(renamed).Finish();
}

bool IsAtPath(const MatchNode& node) {
  return std::holds_alternative<AtPath>(node.kind);
}

// {a: {$not: {$gt: 1}}} of {a: {$gt: 1}}, and {$nor: [...]} of all else
Document TextOfNot(const Normal& part) {
  Builder text;
  if (IsAtPath(part.node)) {
    text.OpenDocument(part.first().name()).AppendAs("$not", part.first());
  } else {
    text.OpenArray("$nor").AppendItem(part.text);
  }
  text.Close();
  return std::move(text).Finish();
}

// The reverse. REQUIRES: `text` is that of a Not whose child is `child`.
Document TextInNot(const MatchNode& child, const Document& text) {
  const Element first = *text.begin();
  const Element inner = *first.AsDocument().begin();
  return IsAtPath(child) ? Document{{first.name(), Value(inner)}}
                         : Document(inner.AsDocument());
}

// {a: {$elemMatch: <filter>}}
Document TextOfElemMatch(const bson::FieldPath& path, DocumentView filter) {
  Builder text;
  text.OpenDocument(path.text()).Append("$elemMatch", filter).Close();
  return std::move(text).Finish();
}

// Whether a condition on an item reads among others as it does at a path.
bool ReadsAsAtPath(const MatchNode& condition) {
  if (const auto* no = std::get_if<Not>(&condition.kind)) {
    return IsAtPath(no->child.front());
  }
  const auto* at_path = std::get_if<AtPath>(&condition.kind);
  return at_path != nullptr &&
         !std::holds_alternative<MatchesRegex>(at_path->predicate) &&
         !std::holds_alternative<IsInside>(at_path->predicate) &&
         !std::holds_alternative<Intersects>(at_path->predicate);
}

// {$gt: 1, $lt: 5} of conditions on an item
Document TextOfItem(const Normals& conditions) {
  Builder text;
  for (const Normal& condition : conditions) {
    if (ReadsAsAtPath(condition.node)) {
      text.AppendAll(condition.first().AsDocument());
    } else {
      PrintItemCondition(condition.node, conditions.size() == 1, text);
    }
  }
  return std::move(text).Finish();
}

// --- lists in order, each once -----------------------------------------------

// Whether asking twice gives the same answer: what is random must not be taken
// for its double.
bool IsRepeatable(const MatchNode& root) {
  // Both look at whole documents, so that $elemMatch has neither.
  return !AnyNode(root, [](const MatchNode& node) {
    const auto* expr = std::get_if<IsTrue>(&node.kind);
    return std::holds_alternative<SampleRate>(node.kind) ||
           (expr != nullptr && !query::IsRepeatable(expr->expression));
  });
}

bool HasExpression(const MatchNode& root) {
  return AnyNode(root, [](const MatchNode& node) {
    return std::holds_alternative<IsTrue>(node.kind);
  });
}

bool IsBefore(const Normal& a, const Normal& b) {
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

bool AreSame(const Normal& a, const Normal& b) {
  if (!IsRepeatable(a.node)) return false;
  // A filter does not tell 1 from 1.0, but an expression may: {$type: 1}.
  return HasExpression(a.node) ? a.text.view().bytes() == b.text.view().bytes()
                               : bson::Equal(a.text, b.text);
}

void Sort(Normals& list) {
  std::ranges::stable_sort(list, IsBefore);
  list.erase(std::unique(list.begin(), list.end(), AreSame), list.end());
}

// Adds the parts of a list, whose text is `list`, each with its own.
void TakeApart(std::vector<MatchNode> parts, const Document& list,
               Normals& out) {
  if (parts.empty()) return;
  auto text = list.begin()->AsDocument().begin();
  for (MatchNode& part : parts) {
    out.emplace_back(std::move(part), Document(text->AsDocument()));
    ++text;
  }
}

std::vector<MatchNode> NodesOf(Normals list) {
  std::vector<MatchNode> nodes;
  nodes.reserve(list.size());
  for (Normal& one : list) nodes.push_back(std::move(one.node));
  return nodes;
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
Normals WithListsMerged(Normals alternatives) {
  Normals merged;
  In list;
  std::optional<bson::FieldPath> path;
  const auto end_list = [&] {
    if (!path.has_value()) return;
    SortList(list);
    merged.emplace_back(
        MatchNode(AtPath{*std::move(path), FromList(std::move(list))}));
    list = In();
    path.reset();
  };
  for (Normal& one : alternatives) {
    auto* at_path = std::get_if<AtPath>(&one.node.kind);
    if (at_path == nullptr || !IsList(*at_path)) {
      merged.push_back(std::move(one));
      continue;
    }
    if (path != at_path->path) end_list();
    path = at_path->path;
    AppendList(std::move(at_path->predicate), list);
  }
  end_list();
  Sort(merged);
  return merged;
}

Normal NormalOf(MatchNode node);

// --- predicates --------------------------------------------------------------

// Each says what is at the path; nothing is when no value satisfies it.

template <typename Kind>
Normal NormalizeAtPath(bson::FieldPath path, Kind kind) {
  return Normal(MatchNode(AtPath{std::move(path), std::move(kind)}));
}

Normal NormalizeAtPath(bson::FieldPath path, In in) {
  SortList(in);
  if (in.values.empty() && in.patterns.empty()) return NoDocuments();
  return Normal(MatchNode(AtPath{std::move(path), FromList(std::move(in))}));
}

Normal NormalizeAtPath(bson::FieldPath path, ElemMatchDocument elem_match) {
  Normal filter = NormalOf(std::move(elem_match.conditions.front()));
  if (IsNone(filter)) return NoDocuments();
  Document text = TextOfElemMatch(path, filter.text);
  elem_match.conditions.front() = std::move(filter.node);
  return Normal(MatchNode(AtPath{std::move(path), std::move(elem_match)}),
                std::move(text));
}

Normal NormalizeAtPath(bson::FieldPath path, ElemMatchValue elem_match) {
  Normal all = NormalOf(MatchNode(And{std::move(elem_match.conditions)}));
  if (IsNone(all)) return NoDocuments();
  // Without any condition it would look for a document.
  if (IsAll(all)) all = Normal(MatchNode(Constant{true}));
  Normals conditions;
  if (auto* several = std::get_if<And>(&all.node.kind)) {
    TakeApart(std::move(several->children), all.text, conditions);
  } else {
    conditions.push_back(std::move(all));
  }
  Document text = TextOfElemMatch(path, TextOfItem(conditions));
  elem_match.conditions = NodesOf(std::move(conditions));
  return Normal(MatchNode(AtPath{std::move(path), std::move(elem_match)}),
                std::move(text));
}

// --- nodes -------------------------------------------------------------------

Normal NormalizeKind(And all) {
  Normals children;
  for (MatchNode& part : all.children) {
    Normal child = NormalOf(std::move(part));
    if (IsNone(child)) return NoDocuments();
    if (auto* inner = std::get_if<And>(&child.node.kind)) {
      TakeApart(std::move(inner->children), child.text, children);
    } else {
      children.push_back(std::move(child));
    }
  }
  Sort(children);
  if (children.empty()) return AllDocuments();
  if (children.size() == 1) return std::move(children.front());
  Document text = TextOfList("$and", children);
  return Normal(MatchNode(And{NodesOf(std::move(children))}), std::move(text));
}

Normal NormalizeKind(Or any) {
  Normals children;
  for (MatchNode& part : any.children) {
    Normal child = NormalOf(std::move(part));
    if (IsAll(child)) return AllDocuments();
    if (IsNone(child)) continue;
    if (auto* inner = std::get_if<Or>(&child.node.kind)) {
      TakeApart(std::move(inner->children), child.text, children);
    } else {
      children.push_back(std::move(child));
    }
  }
  Sort(children);
  children = WithListsMerged(std::move(children));
  if (children.empty()) return NoDocuments();
  if (children.size() == 1) return std::move(children.front());
  Document text = TextOfList("$or", children);
  return Normal(MatchNode(Or{NodesOf(std::move(children))}), std::move(text));
}

Normal Negated(Normal normal) {
  if (IsAll(normal)) return NoDocuments();
  if (IsNone(normal)) return AllDocuments();
  if (auto* no = std::get_if<Not>(&normal.node.kind)) {
    MatchNode child = std::move(no->child.front());
    Document text = TextInNot(child, normal.text);
    return Normal(std::move(child), std::move(text));
  }
  if (auto* any = std::get_if<Or>(&normal.node.kind)) {
    return Normal(MatchNode(Nor{std::move(any->children)}),
                  Renamed(normal.text, "$nor"));
  }
  if (auto* none = std::get_if<Nor>(&normal.node.kind)) {
    return Normal(MatchNode(Or{std::move(none->children)}),
                  Renamed(normal.text, "$or"));
  }
  Document text = TextOfNot(normal);
  Not negation;
  negation.child.push_back(std::move(normal.node));
  return Normal(MatchNode(std::move(negation)), std::move(text));
}

Normal NormalizeKind(Nor none) {
  return Negated(NormalizeKind(Or{std::move(none.children)}));
}

Normal NormalizeKind(Not no) {
  return Negated(NormalOf(std::move(no.child.front())));
}

Normal NormalizeKind(Constant constant) {
  return constant.value ? AllDocuments() : NoDocuments();
}

Normal NormalizeKind(SampleRate sample) {
  if (sample.rate <= 0) return NoDocuments();
  return sample.rate >= 1 ? AllDocuments() : Normal(MatchNode(sample));
}

Normal NormalizeKind(SatisfiesSchema rules) {
  return Normal(MatchNode(std::move(rules)));
}

Normal NormalizeKind(IsTrue is_true) {
  const Value* constant = is_true.expression.constant();
  if (constant == nullptr) return Normal(MatchNode(std::move(is_true)));
  return expression::IsTrue(constant->element()) ? AllDocuments()
                                                 : NoDocuments();
}

Normal NormalizeKind(AtPath at_path) {
  return std::visit(
      [&](auto&& kind) {
        return NormalizeAtPath(std::move(at_path.path), std::move(kind));
      },
      std::move(at_path.predicate));
}

Normal NormalOf(MatchNode node) {
  return std::visit([](auto&& kind) { return NormalizeKind(std::move(kind)); },
                    std::move(node.kind));
}

}  // namespace

MatchNode Normalize(MatchNode root) { return NormalOf(std::move(root)).node; }

}  // namespace meerkat::query
