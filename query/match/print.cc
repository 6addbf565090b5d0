#include "query/match/print.h"

#include <meerkat/builder.h>
#include <meerkat/types.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace meerkat::query {

namespace {

using Children = std::vector<MatchNode>;

// An int32 where the number is one, as a user would write it.
Value WholeNumber(int64_t number) {
  const bool is_int32 = number >= std::numeric_limits<int32_t>::min() &&
                        number <= std::numeric_limits<int32_t>::max();
  return is_int32 ? Value(static_cast<int32_t>(number)) : Value(number);
}

// The node that a chain of $and with one child comes to.
const MatchNode& Unwrapped(const MatchNode& node) {
  const auto* all = std::get_if<And>(&node.kind);
  if (all == nullptr || all->children.size() != 1) return node;
  return Unwrapped(all->children.front());
}

// --- predicates: {$gt: 1} ----------------------------------------------------

void PrintPredicate(const Compare& compare, Builder& out) {
  constexpr std::string_view kNames[] = {"$eq", "$lt", "$lte", "$gt", "$gte"};
  out.Append(kNames[static_cast<size_t>(compare.comparison)], compare.operand);
}

Value PatternOf(const Regex& regex) {
  return Value::Regex(regex.pattern(), regex.options());
}

void PrintPredicate(const In& in, Builder& out) {
  out.OpenArray("$in");
  for (const Value& value : in.values) out.AppendItem(value);
  for (const Regex& regex : in.patterns) out.AppendItem(PatternOf(regex));
  out.Close();
}

void PrintPredicate(const Exists&, Builder& out) {
  out.Append("$exists", true);
}

// Those that have numbers, in the order of these.
constexpr Type kTypes[] = {
    Type::kMinKey,    Type::kDouble,    Type::kString,    Type::kDocument,
    Type::kArray,     Type::kBinary,    Type::kUndefined, Type::kObjectId,
    Type::kBool,      Type::kDate,      Type::kNull,      Type::kRegex,
    Type::kDbPointer, Type::kCode,      Type::kSymbol,    Type::kCodeWithScope,
    Type::kInt32,     Type::kTimestamp, Type::kInt64,     Type::kDecimal128,
    Type::kMaxKey};

void PrintPredicate(const HasType& has_type, Builder& out) {
  TypeSet numbers;
  numbers.AddNumbers();
  const bool has_numbers = std::ranges::all_of(kTypes, [&](const Type type) {
    return !numbers.Contains(type) || has_type.types.Contains(type);
  });
  out.OpenArray("$type");
  if (has_numbers) out.AppendItem("number");
  for (const Type type : kTypes) {
    const bool is_said = has_numbers && numbers.Contains(type);
    if (is_said || !has_type.types.Contains(type)) continue;
    out.AppendItem(static_cast<int>(static_cast<int8_t>(type)));
  }
  out.Close();
}

void PrintPredicate(const MatchesRegex& matches, Builder& out) {
  out.Append("$regex", matches.regex.pattern());
  const std::string_view options = matches.regex.options();
  if (!options.empty()) out.Append("$options", options);
}

void PrintPredicate(const Mod& mod, Builder& out) {
  out.OpenArray("$mod");
  out.AppendItem(WholeNumber(mod.divisor));
  out.AppendItem(WholeNumber(mod.remainder)).Close();
}

void PrintPredicate(const HasSize& has_size, Builder& out) {
  out.Append("$size", WholeNumber(has_size.size));
}

// Whether positions say it well: they are few, or so far apart that the bytes
// between them would take more room than numbers do.
bool IsForPositions(const BitMask& mask) {
  constexpr size_t kFew = 64;
  constexpr size_t kBytesOfItem = 8;
  const size_t count = mask.count();
  return count <= kFew || count * kBytesOfItem < mask.byte_count();
}

void PrintPredicate(const Bits& bits, Builder& out) {
  constexpr std::string_view kNames[] = {"$bitsAllSet", "$bitsAllClear",
                                         "$bitsAnySet", "$bitsAnyClear"};
  const std::string_view name = kNames[static_cast<size_t>(bits.test)];
  if (!IsForPositions(bits.mask)) {
    out.Append(name, Value::Binary(0, bits.mask.bytes()));
    return;
  }
  out.OpenArray(name);
  for (const uint32_t position : bits.mask.positions()) {
    out.AppendItem(WholeNumber(position));
  }
  out.Close();
}

void PrintPredicate(const IsInside& is_inside, Builder& out) {
  out.Append("$geoWithin", is_inside.source);
}

void PrintPredicate(const Intersects& intersects, Builder& out) {
  out.Append("$geoIntersects", intersects.source);
}

void PrintPredicate(const IsNear& is_near, Builder& out) {
  out.AppendAll(is_near.source);
}

void PrintPredicate(const ElemMatchDocument& elem_match, Builder& out) {
  out.Append("$elemMatch", PrintFilter(elem_match.conditions.front()));
}

void PrintItems(const Children& conditions, Builder& out);

void PrintPredicate(const ElemMatchValue& elem_match, Builder& out) {
  out.OpenDocument("$elemMatch");
  PrintItems(elem_match.conditions, out);
  out.Close();
}

void Print(const Predicate& predicate, Builder& out) {
  std::visit([&](const auto& kind) { PrintPredicate(kind, out); }, predicate);
}

// --- conditions of an item, side by side: {$gt: 1, $not: {$mod: [2, 0]}} -----

void PrintItem(const MatchNode& node, bool is_alone, Builder& out);

// Next to other operators no $options say whose they are, and places want to
// stand alone.
void PrintItemPredicate(const Predicate& predicate, bool is_alone,
                        Builder& out) {
  if (is_alone) return Print(predicate, out);
  if (const auto* matches = std::get_if<MatchesRegex>(&predicate)) {
    out.Append("$regex", PatternOf(matches->regex));
  } else if (std::holds_alternative<IsInside>(predicate) ||
             std::holds_alternative<Intersects>(predicate)) {
    out.OpenDocument("$not").OpenDocument("$not");
    Print(predicate, out);
    out.Close().Close();
  } else {
    Print(predicate, out);
  }
}

// {$all: []} holds for nothing.
void PrintItemConstant(bool value, Builder& out) {
  if (value) out.OpenDocument("$not");
  out.OpenArray("$all").Close();
  if (value) out.Close();
}

void PrintItems(const Children& conditions, Builder& out) {
  for (const MatchNode& condition : conditions) {
    PrintItem(condition, conditions.size() == 1, out);
  }
}

void PrintItemKind(const AtPath& at_path, bool is_alone, Builder& out) {
  PrintItemPredicate(at_path.predicate, is_alone, out);
}

void PrintItemKind(const And& all, bool is_alone, Builder& out) {
  for (const MatchNode& child : all.children) {
    PrintItem(child, is_alone && all.children.size() == 1, out);
  }
}

void PrintItemKind(const Not& no, bool, Builder& out) {
  out.OpenDocument("$not");
  PrintItems(no.child, out);
  out.Close();
}

void PrintItemKind(const Constant& constant, bool, Builder& out) {
  PrintItemConstant(constant.value, out);
}

// These look at whole documents: $elemMatch of an item has none.
void PrintItemKind(const Or&, bool, Builder&) {}
void PrintItemKind(const Nor&, bool, Builder&) {}
void PrintItemKind(const SampleRate&, bool, Builder&) {}
void PrintItemKind(const SatisfiesSchema&, bool, Builder&) {}
void PrintItemKind(const IsTrue&, bool, Builder&) {}

void PrintItem(const MatchNode& node, bool is_alone, Builder& out) {
  std::visit([&](const auto& kind) { PrintItemKind(kind, is_alone, out); },
             node.kind);
}

// --- nodes: {a: {$gt: 1}} ----------------------------------------------------

void PrintNode(const MatchNode& node, Builder& out);

void PrintList(std::string_view name, const Children& children, Builder& out) {
  out.OpenArray(name);
  for (const MatchNode& child : children) {
    out.OpenDocumentItem();
    PrintNode(child, out);
    out.Close();
  }
  out.Close();
}

// What is at a path below a chain of negations; null for all else.
const AtPath* AtPathBelow(const MatchNode& node) {
  const MatchNode& inner = Unwrapped(node);
  if (const auto* no = std::get_if<Not>(&inner.kind)) {
    return AtPathBelow(no->child.front());
  }
  return std::get_if<AtPath>(&inner.kind);
}

// {$not: {$gt: 1}}. REQUIRES: AtPathBelow(node).
void PrintNegations(const MatchNode& node, Builder& out) {
  const MatchNode& inner = Unwrapped(node);
  const auto* no = std::get_if<Not>(&inner.kind);
  if (no == nullptr) return Print(std::get<AtPath>(inner.kind).predicate, out);
  out.OpenDocument("$not");
  PrintNegations(no->child.front(), out);
  out.Close();
}

void PrintKind(const And& all, Builder& out) {
  if (all.children.size() == 1) return PrintNode(all.children.front(), out);
  if (!all.children.empty()) PrintList("$and", all.children, out);
}

void PrintKind(const Or& any, Builder& out) {
  PrintList("$or", any.children, out);
}

void PrintKind(const Nor& none, Builder& out) {
  PrintList("$nor", none.children, out);
}

void PrintKind(const Not& no, Builder& out) {
  const AtPath* at_path = AtPathBelow(no.child.front());
  if (at_path == nullptr) return PrintList("$nor", no.child, out);
  out.OpenDocument(at_path->path.text()).OpenDocument("$not");
  PrintNegations(no.child.front(), out);
  out.Close().Close();
}

void PrintKind(const Constant& constant, Builder& out) {
  out.Append(constant.value ? "$alwaysTrue" : "$alwaysFalse", 1);
}

void PrintKind(const SampleRate& sample, Builder& out) {
  out.Append("$sampleRate", sample.rate);
}

void PrintKind(const SatisfiesSchema& rules, Builder& out) {
  out.Append("$jsonSchema", rules.source);
}

void PrintKind(const IsTrue& is_true, Builder& out) {
  out.Append("$expr", is_true.source);
}

void PrintKind(const AtPath& at_path, Builder& out) {
  out.OpenDocument(at_path.path.text());
  Print(at_path.predicate, out);
  out.Close();
}

void PrintNode(const MatchNode& node, Builder& out) {
  std::visit([&](const auto& kind) { PrintKind(kind, out); }, node.kind);
}

}  // namespace

void PrintItemCondition(const MatchNode& condition, bool is_alone,
                        Builder& out) {
  PrintItem(condition, is_alone, out);
}

Document PrintFilter(const MatchNode& root) {
  Builder out;
  PrintNode(root, out);
  return std::move(out).Finish();
}

}  // namespace meerkat::query
