#include "tests/support/random_filters.h"

#include <iterator>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/bson/number.h"

namespace meerkat::testing {
namespace {

constexpr std::string_view kPatterns[] = {"a",  "^a",  "b$", "^ab$", "^a.",
                                          ".b", "a.b", "^$", "B",    ""};

Value DecimalOf(std::string_view text) {
  return Value(*Decimal128::FromString(text));
}

// Those that operators treat in different ways, and zeros with signs.
const std::vector<Value>& Doubles() {
  static const std::vector<Value> doubles = {
      0.0,  -0.0, 1.0,    1.5,
      -1.5, 2.0,  1e300,  std::numeric_limits<double>::infinity(),
      -1.0, 1e-9, 9.3e18, std::numeric_limits<double>::quiet_NaN()};
  return doubles;
}

const std::vector<Value>& Decimals() {
  static const std::vector<Value> decimals = {
      DecimalOf("1"),   DecimalOf("1.0"),      DecimalOf("1.5"),
      DecimalOf("-0"),  DecimalOf("-1.5"),     DecimalOf("NaN"),
      DecimalOf("0.1"), DecimalOf("Infinity"), DecimalOf("1E+40")};
  return decimals;
}

ObjectId IdOf(uint8_t last) {
  ObjectId id;
  id.bytes.back() = last;
  return id;
}

// One of each type that has no more than a few values of interest.
const std::vector<Value>& RareScalars() {
  using namespace std::string_view_literals;
  static const std::vector<Value> scalars = {
      Value::MinKey(),
      Value::MaxKey(),
      Value::Undefined(),
      Value::Symbol("a"),
      Value::Symbol("ab"),
      Value::Regex("^a", ""),
      Value::Regex("B", "i"),
      Value::Binary(0, ""),
      Value::Binary(0, "\x05"),
      Value::Binary(2, "\x05"),
      Value::Binary(3, "\xFF\x01\x00"sv),
      Value(IdOf(1)),
      Value(IdOf(2)),
      Value(Date{0}),
      Value(Date{1}),
      Value(Timestamp{0, 1}),
      Value(Timestamp{1, 0}),
      Value::DbPointer("a", IdOf(1)),
      Value::Code("a"),
      Value::CodeWithScope("a", Document{{"a", 1}}),
  };
  return scalars;
}

// The least integer, its like as a double, and beyond.
const std::vector<Value>& WideIntegers() {
  static const std::vector<Value> integers = {
      std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max(),
      -9223372036854775808.0, std::numeric_limits<int32_t>::max()};
  return integers;
}

bool IsOneOf(Type type, std::initializer_list<Type> types) {
  for (const Type other : types) {
    if (type == other) return true;
  }
  return false;
}

}  // namespace

// --- documents ---------------------------------------------------------------

std::string RandomFilters::AnyName() {
  constexpr const char* kNames[] = {"a", "a", "a", "b", "b", "c", "0", "1"};
  return kNames[Below(std::size(kNames))];
}

Value RandomFilters::Number() {
  const auto small = static_cast<int>(Below(6)) - 1;
  switch (Below(8)) {
    case 0:
      return static_cast<int64_t>(small);
    case 1:
      return static_cast<double>(small);
    case 2:
      return Doubles()[Below(Doubles().size())];
    case 3:
      return Decimals()[Below(Decimals().size())];
    case 4:
      return OneIn(3) ? WideIntegers()[Below(WideIntegers().size())]
                      : Value(small);
    default:
      return small;
  }
}

Value RandomFilters::Scalar() {
  constexpr const char* kTexts[] = {"", "a", "ab", "aab", "b", "B", "Ab"};
  switch (Below(10)) {
    case 0:
      return nullptr;
    case 1:
      return OneIn(2);
    case 2:
    case 3:
      return kTexts[Below(std::size(kTexts))];
    case 4:
      return RareScalars()[Below(RareScalars().size())];
    default:
      return Number();
  }
}

Value RandomFilters::AnyValue(int depth) {
  if (depth > 0 && OneIn(4)) return Fields(depth - 1);
  if (depth > 0 && OneIn(3)) return Items(depth - 1);
  return Scalar();
}

Document RandomFilters::Fields(int depth) {
  Builder fields;
  std::string used;
  for (uint64_t count = Below(4); count > 0; --count) {
    const std::string name = AnyName();
    if (used.find(name) != std::string::npos) continue;
    used += name;
    fields.Append(name, AnyValue(depth));
  }
  return std::move(fields).Finish();
}

Value RandomFilters::Items(int depth) {
  Builder items;
  for (uint64_t count = Below(4); count > 0; --count) {
    items.AppendItem(AnyValue(depth));
  }
  return Value::ArrayOf(std::move(items).Finish());
}

Document RandomFilters::AnyDocument() {
  constexpr int kDepth = 3;
  Builder document;
  for (const char* name : {"a", "b", "c"}) {
    if (!OneIn(4)) document.Append(name, AnyValue(kDepth));
  }
  return std::move(document).Finish();
}

// --- paths -------------------------------------------------------------------

std::string RandomFilters::AnyPath() {
  std::string path = AnyName();
  while (OneIn(2)) path += "." + AnyName();
  return path;
}

// From a document to one of its fields, or from an array to an item, by its
// position or, when it is a document, through it.
bool RandomFilters::GoOn(Spot& spot) {
  if (!IsOneOf(spot.value.type(), {Type::kDocument, Type::kArray})) {
    return false;
  }
  std::vector<Element> inside;
  for (const Element& value : spot.value.AsDocument()) inside.push_back(value);
  if (inside.empty()) return false;
  const Element next = inside[Below(inside.size())];
  if (spot.value.type() == Type::kArray && next.type() == Type::kDocument &&
      OneIn(2)) {
    spot.value = next;
    return GoOn(spot);
  }
  if (!spot.path.empty()) spot.path += ".";
  spot.path += next.name();
  spot.value = next;
  return true;
}

RandomFilters::Spot RandomFilters::AnySpot(DocumentView document) {
  Spot spot{.path = "",
            .value = Element(Type::kDocument, {}, document.bytes())};
  if (OneIn(8) || !GoOn(spot)) return {.path = AnyPath(), .value = Element()};
  while (!OneIn(3) && GoOn(spot)) {
  }
  return spot;
}

Document RandomFilters::AnySort() {
  constexpr const char* kPaths[] = {"a",   "b",   "c",     "a.a",  "a.b",
                                    "b.a", "c.b", "a.b.c", "a.a.b"};
  Builder sort;
  sort.Append(kPaths[Below(std::size(kPaths))], OneIn(2) ? 1 : -1);
  if (OneIn(3)) sort.Append("_id", OneIn(2) ? 1 : -1);
  return std::move(sort).Finish();
}

// --- operands ----------------------------------------------------------------

// The same value, the same number in another type, an item of the array, or
// something else.
Value RandomFilters::Near(const Element& value) {
  if (OneIn(5)) return AnyValue(2);
  if (value.is_number() && OneIn(3)) {
    return OneIn(2) ? Value(bson::ToDouble(value))
                    : Value(bson::ToDecimal(value));
  }
  if (value.type() == Type::kArray && OneIn(2)) {
    Spot item{.path = "", .value = value};
    if (GoOn(item)) return Value(item.value);
  }
  return value.exists() ? Value(value) : Value(nullptr);
}

// What $eq takes: anything but undefined.
Value RandomFilters::Operand(const Element& near) {
  Value value = Near(near);
  return value.type() == Type::kUndefined ? Value(nullptr) : value;
}

// What $gt and $ne take: no regular expression either.
Value RandomFilters::Comparable(const Element& near) {
  Value value = Operand(near);
  return value.type() == Type::kRegex ? Value("a") : value;
}

Value RandomFilters::List(const Element& near) {
  Builder list;
  for (uint64_t count = Below(4); count > 0; --count) {
    list.AppendItem(Operand(near));
  }
  return Value::ArrayOf(std::move(list).Finish());
}

Value RandomFilters::AllList(const Element& near, int depth) {
  if (depth == 0 || !OneIn(4)) return List(near);
  Builder list;
  for (uint64_t count = Below(2) + 1; count > 0; --count) {
    list.AppendItem(
        Document{{"$elemMatch", Value(ElemMatch(near, depth - 1))}});
  }
  return Value::ArrayOf(std::move(list).Finish());
}

Value RandomFilters::TypeOperand(const Element& near) {
  const Value other = AnyValue(1);
  const Type type = near.exists() && OneIn(2) ? near.type() : other.type();
  const Value alias =
      OneIn(5) ? Value("number") : Value(std::string(TypeName(type)));
  const Value number = static_cast<double>(static_cast<int8_t>(type));
  switch (Below(3)) {
    case 0:
      return alias;
    case 1:
      return number;
    default:
      return Array{alias, number, "array"};
  }
}

Value RandomFilters::ModOperand() {
  const Value divisors[] = {1, 2, -2, -1, 3.9, DecimalOf("2.5"), int64_t{4}};
  const Value remainders[] = {0, 0, 1, -1, 1.9, DecimalOf("1.0")};
  return Array{divisors[Below(std::size(divisors))],
               remainders[Below(std::size(remainders))]};
}

Value RandomFilters::SizeOperand(const Element& near) {
  int count = 0;
  if (near.type() == Type::kArray) {
    count = static_cast<int>(
        std::distance(near.AsDocument().begin(), near.AsDocument().end()));
  }
  if (OneIn(3)) count = static_cast<int>(Below(4));
  return OneIn(2) ? Value(count) : Value(static_cast<double>(count));
}

Value RandomFilters::BitsOperand() {
  using namespace std::string_view_literals;
  const Value masks[] = {0,
                         1,
                         5.0,
                         int64_t{1} << 40,
                         std::numeric_limits<int64_t>::max(),
                         DecimalOf("2"),
                         Array{},
                         Array{0, 2},
                         Array{1.0, 63, int64_t{70}},
                         Array{200, 1},
                         Value::Binary(0, ""),
                         Value::Binary(0, "\x01\x01"),
                         Value::Binary(2, "\x04"),
                         Value::Binary(5, "\x01\0\0\0\0\0\0\0\x80"sv)};
  return masks[Below(std::size(masks))];
}

// --- filters -----------------------------------------------------------------

Document RandomFilters::RegexOperators() {
  const std::string_view pattern = kPatterns[Below(std::size(kPatterns))];
  const char* options = OneIn(2) ? "i" : "";
  switch (Below(3)) {
    case 0:
      return Document{{"$regex", pattern}};
    case 1:
      return Document{{"$regex", Value::Regex(pattern, options)}};
    default:
      return Document{{"$regex", pattern}, {"$options", options}};
  }
}

Document RandomFilters::ElemMatch(const Element& near, int depth) {
  Spot item{.path = "", .value = near};
  if (near.type() != Type::kArray || !GoOn(item)) item.value = Element();
  const bool has_fields = item.value.type() == Type::kDocument;
  if (has_fields ? OneIn(4) : !OneIn(4)) return Operators(item.value, depth);
  const bool was_in_items = std::exchange(in_items_, true);
  Document filter =
      AnyFilter(has_fields ? item.value.AsDocument() : DocumentView(), depth);
  in_items_ = was_in_items;
  return filter;
}

void RandomFilters::AppendOperator(Builder& operators, const Element& near,
                                   int depth) {
  constexpr const char* kOrders[] = {"$gt", "$gte", "$lt", "$lte"};
  constexpr const char* kBits[] = {"$bitsAllClear", "$bitsAllSet",
                                   "$bitsAnyClear", "$bitsAnySet"};
  switch (Below(depth > 0 ? 16 : 12)) {
    case 0:
      operators.Append("$eq", Operand(near));
      return;
    case 1:
      operators.Append("$ne", Comparable(near));
      return;
    case 2:
      operators.Append("$in", List(near));
      return;
    case 3:
      operators.Append("$nin", List(near));
      return;
    case 4:
      operators.Append("$exists", Scalar());
      return;
    case 5:
      operators.Append("$type", TypeOperand(near));
      return;
    case 6:
      operators.Append("$mod", ModOperand());
      return;
    case 7:
      operators.Append("$size", SizeOperand(near));
      return;
    case 8:
      operators.Append(kBits[Below(std::size(kBits))], BitsOperand());
      return;
    case 12:
      operators.Append("$all", AllList(near, depth - 1));
      return;
    case 13:
    case 14:
      operators.Append("$elemMatch", ElemMatch(near, depth - 1));
      return;
    case 15:
      operators.Append("$not", OneIn(5) ? Value::Regex("^a", "")
                                        : Value(Operators(near, depth - 1)));
      return;
    default:
      operators.Append(kOrders[Below(std::size(kOrders))], Comparable(near));
  }
}

Document RandomFilters::Operators(const Element& near, int depth) {
  if (OneIn(12)) return RegexOperators();
  Builder operators;
  AppendOperator(operators, near, depth);
  if (OneIn(4)) AppendOperator(operators, near, depth);
  return std::move(operators).Finish();
}

void RandomFilters::AppendField(Builder& filter, DocumentView document,
                                int depth) {
  const Spot spot = AnySpot(document);
  if (OneIn(4)) {
    filter.Append(spot.path, Operand(spot.value));
  } else {
    filter.Append(spot.path, Operators(spot.value, depth));
  }
}

void RandomFilters::AppendLogical(Builder& filter, DocumentView document,
                                  int depth) {
  constexpr const char* kNames[] = {"$and", "$or", "$nor"};
  switch (Below(12)) {
    case 0:
      filter.Append("$comment", Scalar());
      return;
    case 1:
      filter.Append(OneIn(4) ? "$alwaysFalse" : "$alwaysTrue", 1);
      return;
    case 2:
      // It is about whole documents.
      if (in_items_) break;
      filter.Append("$sampleRate", OneIn(4) ? 0 : 1);
      return;
    default:
      break;
  }
  Builder list;
  for (uint64_t count = Below(3) + 1; count > 0; --count) {
    list.AppendItem(AnyFilter(document, depth - 1));
  }
  filter.Append(kNames[Below(std::size(kNames))],
                Value::ArrayOf(std::move(list).Finish()));
}

Document RandomFilters::AnyFilter(DocumentView document, int depth) {
  Builder filter;
  const uint64_t count = OneIn(20) ? 0 : OneIn(4) ? 2 : 1;
  for (uint64_t i = 0; i < count; ++i) {
    if (depth > 0 && OneIn(6)) {
      AppendLogical(filter, document, depth);
    } else {
      AppendField(filter, document, depth);
    }
  }
  return std::move(filter).Finish();
}

}  // namespace meerkat::testing
