#include "storage/bson/compare.h"

#include <cmath>

#include "storage/bson/collator.h"
#include "storage/bson/decimal.h"

namespace meerkat::bson {
namespace {

template <typename T>
int Order(const T& a, const T& b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

int OrderBytes(std::string_view a, std::string_view b) {
  const int order = a.compare(b);
  return Order(order, 0);
}

int OrderDoubles(double a, double b) {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a == b) return 0;
  return Order(!std::isnan(a), !std::isnan(b));
}

int OrderIntegerAndDouble(int64_t a, double b) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  if (b >= kTwoTo63) return -1;
  // NaN is below every integer as well.
  if (!(b >= -kTwoTo63)) return 1;
  const auto whole = static_cast<int64_t>(b);
  if (a != whole) return Order(a, whole);
  return OrderDoubles(static_cast<double>(whole), b);
}

bool IsInteger(Type type) {
  return type == Type::kInt32 || type == Type::kInt64;
}

int64_t Integer(const Element& e) {
  return e.type() == Type::kInt32 ? e.AsInt32() : e.AsInt64();
}

int OrderDecimalAndNumber(const Decimal128& a, const Element& b) {
  switch (b.type()) {
    case Type::kDecimal128:
      return decimal::Compare(a, b.AsDecimal128());
    case Type::kDouble:
      return decimal::CompareToDouble(a, b.AsDouble());
    default:
      return decimal::CompareToInt64(a, Integer(b));
  }
}

int OrderNumbers(const Element& a, const Element& b) {
  if (IsInteger(a.type()) && IsInteger(b.type())) {
    return Order(Integer(a), Integer(b));
  }
  if (a.type() == Type::kDecimal128) {
    return OrderDecimalAndNumber(a.AsDecimal128(), b);
  }
  if (b.type() == Type::kDecimal128) {
    return -OrderDecimalAndNumber(b.AsDecimal128(), a);
  }
  if (a.type() == b.type()) return OrderDoubles(a.AsDouble(), b.AsDouble());
  return IsInteger(a.type()) ? OrderIntegerAndDouble(Integer(a), b.AsDouble())
                             : -OrderIntegerAndDouble(Integer(b), a.AsDouble());
}

int OrderTexts(std::string_view a, std::string_view b,
               const Collator* collator) {
  return collator == nullptr ? OrderBytes(a, b) : collator->Compare(a, b);
}

// Depth is bounded by that of valid documents. Ranks are compared before names:
// {a: 1} is below {A: "x"}.
int OrderFields(DocumentView a, DocumentView b, bool with_names,
                const Collator* collator) {
  auto i = a.begin();
  auto j = b.begin();
  for (; i != a.end() && j != b.end(); ++i, ++j) {
    if (with_names) {
      const int ranks = Order(TypeRank(i->type()), TypeRank(j->type()));
      if (ranks != 0) return ranks;
      const int names = OrderBytes(i->name(), j->name());
      if (names != 0) return names;
    }
    const int values = Compare(*i, *j, collator);
    if (values != 0) return values;
  }
  return Order(i != a.end(), j != b.end());
}

// Length, then subtype and bytes.
int OrderBinaries(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return Order(a.size(), b.size());
  return OrderBytes(a.substr(sizeof(int32_t)), b.substr(sizeof(int32_t)));
}

int OrderRegexes(const RegexView& a, const RegexView& b) {
  const int patterns = OrderBytes(a.pattern, b.pattern);
  return patterns != 0 ? patterns : OrderBytes(a.options, b.options);
}

int OrderCodesWithScope(const CodeWithScopeView& a,
                        const CodeWithScopeView& b) {
  const int codes = OrderBytes(a.code, b.code);
  return codes != 0 ? codes : OrderFields(a.scope, b.scope, true, nullptr);
}

// Both are of one rank.
int OrderWithinRank(const Element& a, const Element& b,
                    const Collator* collator) {
  switch (a.type()) {
    case Type::kInt32:
    case Type::kInt64:
    case Type::kDouble:
    case Type::kDecimal128:
      return OrderNumbers(a, b);
    case Type::kString:
    case Type::kSymbol:
      return OrderTexts(a.AsString(), b.AsString(), collator);
    case Type::kCode:
      return OrderBytes(a.AsString(), b.AsString());
    case Type::kDocument:
      return OrderFields(a.AsDocument(), b.AsDocument(), true, collator);
    case Type::kArray:
      return OrderFields(a.AsDocument(), b.AsDocument(), false, collator);
    case Type::kBinary:
    case Type::kDbPointer:
      return OrderBinaries(a.payload(), b.payload());
    case Type::kObjectId:
    case Type::kBool:
      return OrderBytes(a.payload(), b.payload());
    case Type::kDate:
      return Order(a.AsDate(), b.AsDate());
    case Type::kTimestamp:
      return Order(a.AsTimestamp(), b.AsTimestamp());
    case Type::kRegex:
      return OrderRegexes(a.AsRegex(), b.AsRegex());
    case Type::kCodeWithScope:
      return OrderCodesWithScope(a.AsCodeWithScope(), b.AsCodeWithScope());
    case Type::kMissing:
    case Type::kUndefined:
    case Type::kNull:
    case Type::kMinKey:
    case Type::kMaxKey:
      return 0;
  }
  return 0;
}

constexpr std::array<int8_t, 256> MakeRanks() {
  std::array<int8_t, 256> ranks{};
  const auto set = [&ranks](Type type, int8_t rank) {
    ranks[static_cast<uint8_t>(type)] = rank;
  };
  set(Type::kMinKey, -1);
  set(Type::kMissing, 0);
  set(Type::kUndefined, 0);
  set(Type::kNull, 5);
  set(Type::kInt32, 10);
  set(Type::kInt64, 10);
  set(Type::kDouble, 10);
  set(Type::kDecimal128, 10);
  set(Type::kString, 15);
  set(Type::kSymbol, 15);
  set(Type::kDocument, 20);
  set(Type::kArray, 25);
  set(Type::kBinary, 30);
  set(Type::kObjectId, 35);
  set(Type::kBool, 40);
  set(Type::kDate, 45);
  set(Type::kTimestamp, 47);
  set(Type::kRegex, 50);
  set(Type::kDbPointer, 55);
  set(Type::kCode, 60);
  set(Type::kCodeWithScope, 65);
  set(Type::kMaxKey, 127);
  return ranks;
}
constexpr std::array<int8_t, 256> kRanks = MakeRanks();

}  // namespace

int TypeRank(Type type) { return kRanks[static_cast<uint8_t>(type)]; }

int Compare(const Element& a, const Element& b, const Collator* collator) {
  if (a.type() != b.type()) {
    const int ranks = Order(TypeRank(a.type()), TypeRank(b.type()));
    if (ranks != 0) return ranks;
  }
  return OrderWithinRank(a, b, collator);
}

int Compare(DocumentView a, DocumentView b, const Collator* collator) {
  return OrderFields(a, b, true, collator);
}

bool Equal(const Element& a, const Element& b, const Collator* collator) {
  if (a.type() == b.type() && a.payload() == b.payload()) return true;
  return Compare(a, b, collator) == 0;
}

bool Equal(DocumentView a, DocumentView b, const Collator* collator) {
  return a == b || Compare(a, b, collator) == 0;
}

}  // namespace meerkat::bson
