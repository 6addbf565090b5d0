#include "query/match/path_operators.h"

#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <string>

#include "query/geometry/near.h"
#include "query/geometry/parse.h"
#include "query/match/parse.h"
#include "storage/status_macros.h"

namespace meerkat::query {

namespace {

using bson::FieldPath;
using Children = std::vector<MatchNode>;

// Errors that MongoDB gives no name: which of the two came first.
constexpr ErrorCode kRegexAfterOptions{51074};
constexpr ErrorCode kOptionsAfterRegex{51075};

void AddPredicate(const FieldPath& path, Predicate predicate, Children& out) {
  out.emplace_back(AtPath{path, std::move(predicate)});
}

// The same error, naming the field.
Status AtField(const FieldPath& path, const Status& error) {
  return MakeError(ErrorCodeOf(error), fmt::format("at '{}': {}", path.text(),
                                                   ErrorMessageOf(error)));
}

// Adds the negation of all that stands in `children`.
void AddNot(Children children, Children& out) {
  if (children.size() > 1) {
    MatchNode all(And{std::move(children)});
    children = {};
    children.push_back(std::move(all));
  }
  out.emplace_back(Not{std::move(children)});
}

// Everything an operator's parser may look at.
struct Operand {
  const FieldPath& path;
  const Element& value;
  // The document the operator stands in.
  DocumentView operators;
};

// --- comparison --------------------------------------------------------------

template <Comparison kComparison>
Status ParseComparison(const Operand& operand, Children& out) {
  const Element& value = operand.value;
  if (value.type() == Type::kRegex) {
    return BadValue("{} at '{}' cannot take a regular expression, found {}",
                    value.name(), operand.path.text(), ToString(value));
  }
  if (value.type() == Type::kUndefined) {
    return BadValue("{} at '{}': cannot compare to undefined", value.name(),
                    operand.path.text());
  }
  AddPredicate(operand.path, Compare{kComparison, Value(value)}, out);
  return absl::OkStatus();
}

Status ParseEq(const Operand& operand, Children& out) {
  return ParseEquality(operand.path, operand.value, out);
}

Status ParseNe(const Operand& operand, Children& out) {
  if (operand.value.type() == Type::kRegex) {
    return BadValue("$ne at '{}' cannot take a regular expression, found {}",
                    operand.path.text(), ToString(operand.value));
  }
  Children equality;
  MEERKAT_RETURN_IF_ERROR(ParseEquality(operand.path, operand.value, equality));
  AddNot(std::move(equality), out);
  return absl::OkStatus();
}

Status ParseIn(const Operand& operand, Children& out) {
  const Element& list = operand.value;
  if (list.type() != Type::kArray) {
    return BadValue("{} at '{}' needs an array, found {}", list.name(),
                    operand.path.text(), ToString(list));
  }
  In in;
  for (const Element& item : list.AsDocument()) {
    if (item.type() == Type::kRegex) {
      const RegexView regex = item.AsRegex();
      StatusOr<Regex> compiled = Regex::Compile(regex.pattern, regex.options);
      if (!compiled.ok()) return AtField(operand.path, compiled.status());
      in.patterns.push_back(*std::move(compiled));
    } else if (IsOperatorDocument(item)) {
      return BadValue("cannot nest $ under {}, found {}", list.name(),
                      ToString(item));
    } else if (item.type() == Type::kUndefined) {
      return BadValue("{} at '{}': cannot compare to undefined", list.name(),
                      operand.path.text());
    } else {
      in.values.emplace_back(item);
    }
  }
  SortValues(in);
  AddPredicate(operand.path, std::move(in), out);
  return absl::OkStatus();
}

Status ParseNin(const Operand& operand, Children& out) {
  Children in;
  MEERKAT_RETURN_IF_ERROR(ParseIn(operand, in));
  AddNot(std::move(in), out);
  return absl::OkStatus();
}

Status ParseNot(const Operand& operand, Children& out) {
  const Element& value = operand.value;
  Children negated;
  if (value.type() == Type::kRegex) {
    MEERKAT_RETURN_IF_ERROR(ParseRegexValue(operand.path, value, negated));
  } else if (value.type() != Type::kDocument) {
    return BadValue("$not at '{}' needs a regex or a document, found {}",
                    operand.path.text(), ToString(value));
  } else if (value.AsDocument().empty()) {
    return BadValue("$not at '{}' cannot be empty", operand.path.text());
  } else {
    MEERKAT_RETURN_IF_ERROR(
        ParsePathOperators(operand.path, value.AsDocument(), negated));
  }
  AddNot(std::move(negated), out);
  return absl::OkStatus();
}

// --- element -----------------------------------------------------------------

// MongoDB's idea of true: anything but false, zero, null and undefined.
bool IsTrue(const Element& value) {
  switch (value.type()) {
    case Type::kBool:
      return value.AsBool();
    case Type::kNull:
    case Type::kUndefined:
    case Type::kMissing:
      return false;
    default:
      return !value.is_number() || bson::ToInt64Exact(value) != 0;
  }
}

Status ParseExists(const Operand& operand, Children& out) {
  Children exists;
  AddPredicate(operand.path, Exists(), exists);
  if (IsTrue(operand.value)) {
    out.push_back(std::move(exists.front()));
  } else {
    AddNot(std::move(exists), out);
  }
  return absl::OkStatus();
}

Status ParseType(const Operand& operand, Children& out) {
  MEERKAT_ASSIGN_OR_RETURN(const TypeSet types,
                           TypeSet::Parse(operand.value, operand.path.text()));
  AddPredicate(operand.path, HasType{types}, out);
  return absl::OkStatus();
}

// --- regular expressions -----------------------------------------------------

Status AddRegex(const FieldPath& path, std::string_view pattern,
                std::string_view options, Children& out) {
  StatusOr<Regex> regex = Regex::Compile(pattern, options);
  if (!regex.ok()) return AtField(path, regex.status());
  AddPredicate(path, MatchesRegex{*std::move(regex)}, out);
  return absl::OkStatus();
}

// The options of {$regex: /pattern/options, $options: given}, in either order.
StatusOr<std::string_view> OptionsOf(const Operand& operand,
                                     const RegexView& regex,
                                     const Element& given) {
  if (!given.exists()) return regex.options;
  const bool comes_first = given.name().data() < operand.value.name().data();
  // Empty ones in front do not count.
  if (comes_first && given.AsString().empty()) return regex.options;
  if (regex.options.empty()) return given.AsString();
  return MakeError(
      comes_first ? kRegexAfterOptions : kOptionsAfterRegex,
      fmt::format("options set in both $regex and $options at '{}'",
                  operand.path.text()));
}

Status ParseRegex(const Operand& operand, Children& out) {
  const Element& value = operand.value;
  const Element given = operand.operators.Find("$options");
  if (given.exists() && given.type() != Type::kString) {
    return BadValue("$options at '{}' has to be a string, found {}",
                    operand.path.text(), ToString(given));
  }
  RegexView regex;
  if (value.type() == Type::kRegex) {
    regex = value.AsRegex();
  } else if (value.type() == Type::kString) {
    regex.pattern = value.AsString();
  } else {
    return BadValue("$regex at '{}' has to be a string, found {}",
                    operand.path.text(), ToString(value));
  }
  MEERKAT_ASSIGN_OR_RETURN(const std::string_view options,
                           OptionsOf(operand, regex, given));
  return AddRegex(operand.path, regex.pattern, options, out);
}

// Read together with $regex.
Status ParseOptions(const Operand& operand, Children&) {
  if (operand.operators.Find("$regex").exists()) return absl::OkStatus();
  return BadValue("$options at '{}' needs a $regex", operand.path.text());
}

// --- numbers -----------------------------------------------------------------

// The integer a number is when its fraction is cut off.
StatusOr<int64_t> ModOperand(const Operand& operand, std::string_view role,
                             const Element& value) {
  if (!value.is_number()) {
    return BadValue("malformed mod at '{}', {} not a number: {}",
                    operand.path.text(), role, ToString(value));
  }
  const std::optional<int64_t> truncated = bson::ToInt64Truncated(value);
  if (truncated.has_value()) return *truncated;
  return BadValue("malformed mod at '{}', {} value is invalid: {}",
                  operand.path.text(), role, ToString(value));
}

Status ParseMod(const Operand& operand, Children& out) {
  const std::string_view path = operand.path.text();
  if (operand.value.type() != Type::kArray) {
    return BadValue("malformed mod at '{}', needs to be an array, found {}",
                    path, ToString(operand.value));
  }
  std::vector<Element> items;
  for (const Element& item : operand.value.AsDocument()) items.push_back(item);
  if (items.size() < 2) {
    return BadValue("malformed mod at '{}', not enough elements", path);
  }
  if (items.size() > 2) {
    return BadValue("malformed mod at '{}', too many elements", path);
  }
  Mod mod;
  MEERKAT_ASSIGN_OR_RETURN(mod.divisor,
                           ModOperand(operand, "divisor", items[0]));
  MEERKAT_ASSIGN_OR_RETURN(mod.remainder,
                           ModOperand(operand, "remainder", items[1]));
  if (mod.divisor == 0) {
    return BadValue("$mod at '{}': divisor cannot be 0", path);
  }
  AddPredicate(operand.path, mod, out);
  return absl::OkStatus();
}

template <BitTest kTest>
Status ParseBits(const Operand& operand, Children& out) {
  MEERKAT_ASSIGN_OR_RETURN(BitMask mask,
                           BitMask::Parse(operand.value, operand.path.text()));
  AddPredicate(operand.path, Bits{kTest, std::move(mask)}, out);
  return absl::OkStatus();
}

// --- arrays ------------------------------------------------------------------

Status ParseSize(const Operand& operand, Children& out) {
  const std::optional<int64_t> size = operand.value.is_number()
                                          ? bson::ToInt64Exact(operand.value)
                                          : std::nullopt;
  if (!size.has_value()) {
    return BadValue("$size at '{}' must be a whole number, found {}",
                    operand.path.text(), ToString(operand.value));
  }
  if (*size < 0) {
    return BadValue("$size at '{}' may not be negative, found {}",
                    operand.path.text(), *size);
  }
  if (*size > std::numeric_limits<int32_t>::max()) {
    return BadValue("$size at '{}' must fit into an int32, found {}",
                    operand.path.text(), *size);
  }
  AddPredicate(operand.path, HasSize{*size}, out);
  return absl::OkStatus();
}

// Whether it holds conditions on the item itself, {$gt: 1}, rather than on the
// item's fields.
bool IsAboutItem(DocumentView conditions) {
  return !conditions.empty() && !IsAboutDocument(conditions.begin()->name());
}

Status ParseElemMatch(const Operand& operand, Children& out) {
  if (operand.value.type() != Type::kDocument) {
    return BadValue("$elemMatch at '{}' needs an Object, found {}",
                    operand.path.text(), ToString(operand.value));
  }
  const DocumentView conditions = operand.value.AsDocument();
  Children parsed;
  if (IsAboutItem(conditions)) {
    MEERKAT_RETURN_IF_ERROR(
        ParsePathOperators(FieldPath::Split(""), conditions, parsed));
    AddPredicate(operand.path, ElemMatchValue{std::move(parsed)}, out);
    return absl::OkStatus();
  }
  MEERKAT_ASSIGN_OR_RETURN(MatchNode filter, ParseConditions(conditions));
  parsed.push_back(std::move(filter));
  AddPredicate(operand.path, ElemMatchDocument{std::move(parsed)}, out);
  return absl::OkStatus();
}

bool IsElemMatch(const Element& item) {
  return item.type() == Type::kDocument && !item.AsDocument().empty() &&
         item.AsDocument().begin()->name() == "$elemMatch";
}

Status ParseAllItem(const Operand& operand, const Element& item,
                    bool has_elem_match, Children& out) {
  if (has_elem_match != IsElemMatch(item)) {
    return BadValue("$all at '{}' takes values or $elemMatch, not both",
                    operand.path.text());
  }
  if (has_elem_match) {
    return ParsePathOperators(operand.path, item.AsDocument(), out);
  }
  if (item.type() == Type::kRegex) {
    return ParseRegexValue(operand.path, item, out);
  }
  if (IsOperatorDocument(item)) {
    return BadValue("no $ expressions in $all at '{}', found {}",
                    operand.path.text(), ToString(item));
  }
  return ParseEquality(operand.path, item, out);
}

Status ParseAll(const Operand& operand, Children& out) {
  if (operand.value.type() != Type::kArray) {
    return BadValue("$all at '{}' needs an array, found {}",
                    operand.path.text(), ToString(operand.value));
  }
  const DocumentView items = operand.value.AsDocument();
  if (items.empty()) {
    out.emplace_back(Constant{false});
    return absl::OkStatus();
  }
  const bool has_elem_match = IsElemMatch(*items.begin());
  for (const Element& item : items) {
    MEERKAT_RETURN_IF_ERROR(ParseAllItem(operand, item, has_elem_match, out));
  }
  return absl::OkStatus();
}

// --- places ------------------------------------------------------------------

// $geoWithin and $geoIntersects come without other operators.
Status CheckIsAlone(const Operand& operand) {
  const auto first = operand.operators.begin();
  const auto second = std::next(first);
  if (second == operand.operators.end()) return absl::OkStatus();
  const Element& other =
      first->name() == operand.value.name() ? *second : *first;
  return BadValue("{} at '{}' must be the only operator, found {}",
                  operand.value.name(), operand.path.text(), other.name());
}

Status ParseGeoWithin(const Operand& operand, Children& out) {
  MEERKAT_RETURN_IF_ERROR(CheckIsAlone(operand));
  StatusOr<geometry::Region> region = geometry::ParseWithin(operand.value);
  if (!region.ok()) return AtField(operand.path, region.status());
  AddPredicate(operand.path, IsInside{*std::move(region), Value(operand.value)},
               out);
  return absl::OkStatus();
}

Status ParseGeoIntersects(const Operand& operand, Children& out) {
  MEERKAT_RETURN_IF_ERROR(CheckIsAlone(operand));
  StatusOr<index::geo::SphereRegion> region =
      geometry::ParseIntersects(operand.value);
  if (!region.ok()) return AtField(operand.path, region.status());
  AddPredicate(operand.path,
               Intersects{*std::move(region), Value(operand.value)}, out);
  return absl::OkStatus();
}

bool IsNearOperator(std::string_view name) {
  // $geoNear is an old name of $near.
  return name == "$near" || name == "$nearSphere" || name == "$geoNear";
}

// ParsePathOperators reads those that come first, with all that follows.
Status RefuseLateNear(const Operand& operand, Children&) {
  return BadValue("{} at '{}' must come first among the operators",
                  operand.value.name(), operand.path.text());
}

// -----------------------------------------------------------------------------

struct PathOperator {
  std::string_view name;
  Status (*parse)(const Operand& operand, Children& out);
};

constexpr PathOperator kPathOperators[] = {
    {"$all", &ParseAll},
    {"$bitsAllClear", &ParseBits<BitTest::kAllClear>},
    {"$bitsAllSet", &ParseBits<BitTest::kAllSet>},
    {"$bitsAnyClear", &ParseBits<BitTest::kAnyClear>},
    {"$bitsAnySet", &ParseBits<BitTest::kAnySet>},
    {"$elemMatch", &ParseElemMatch},
    {"$eq", &ParseEq},
    {"$exists", &ParseExists},
    {"$geoIntersects", &ParseGeoIntersects},
    {"$geoNear", &RefuseLateNear},
    {"$geoWithin", &ParseGeoWithin},
    {"$gt", &ParseComparison<Comparison::kGt>},
    {"$gte", &ParseComparison<Comparison::kGte>},
    {"$in", &ParseIn},
    {"$lt", &ParseComparison<Comparison::kLt>},
    {"$lte", &ParseComparison<Comparison::kLte>},
    {"$mod", &ParseMod},
    {"$ne", &ParseNe},
    {"$near", &RefuseLateNear},
    {"$nearSphere", &RefuseLateNear},
    {"$nin", &ParseNin},
    {"$not", &ParseNot},
    {"$options", &ParseOptions},
    {"$regex", &ParseRegex},
    {"$size", &ParseSize},
    {"$type", &ParseType},
    {"$within", &ParseGeoWithin},
};

Status ParsePathOperator(const Operand& operand, Children& out) {
  const std::string_view name = operand.value.name();
  for (const PathOperator& row : kPathOperators) {
    if (row.name == name) return row.parse(operand, out);
  }
  return BadValue("unknown operator: {} at '{}'", name, operand.path.text());
}

}  // namespace

bool IsOperatorDocument(const Element& value) {
  if (value.type() != Type::kDocument || value.AsDocument().empty()) {
    return false;
  }
  const DocumentView document = value.AsDocument();
  const bool is_reference =
      document.Find("$ref").exists() && document.Find("$id").exists();
  return document.begin()->name().starts_with('$') && !is_reference;
}

Status ParseEquality(const FieldPath& path, const Element& value,
                     Children& out) {
  if (value.type() == Type::kUndefined) {
    return BadValue("'{}': cannot compare to undefined", path.text());
  }
  AddPredicate(path, Compare{Comparison::kEq, Value(value)}, out);
  return absl::OkStatus();
}

Status ParseRegexValue(const FieldPath& path, const Element& regex,
                       Children& out) {
  const RegexView view = regex.AsRegex();
  return AddRegex(path, view.pattern, view.options, out);
}

Status ParsePathOperators(const FieldPath& path, DocumentView operators,
                          Children& out) {
  if (!operators.empty() && IsNearOperator(operators.begin()->name())) {
    const StatusOr<geometry::Near> near = geometry::ParseNear(operators);
    if (!near.ok()) return AtField(path, near.status());
    AddPredicate(path, IsNear{*near, Document(operators)}, out);
    return absl::OkStatus();
  }
  for (const Element& value : operators) {
    MEERKAT_RETURN_IF_ERROR(ParsePathOperator({path, value, operators}, out));
  }
  return absl::OkStatus();
}

}  // namespace meerkat::query
