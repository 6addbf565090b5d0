// The one order of values: sorting, grouping, matching and index keys all
// agree with it.
//
// Values are ordered by rank of their type first, then inside the rank:
//
//   MinKey < missing = undefined < null < numbers < strings and symbols
//     < documents < arrays < binary < ObjectId < bool < date < timestamp
//     < regex < DBPointer < code < code with scope < MaxKey
//
// - int32, int64, double and decimal128 are one line of exact mathematical
//   values: 2^53 + 1 as an int64 is above 2^53 as a double, and decimal 0.1 is
//   below double 0.1, which is a little more. All NaN are one value below
//   -Infinity, and -0.0 equals 0.
// - Strings are ordered by their bytes; one that ends first is smaller.
// - Documents field by field: rank of the value, then name, then value. Arrays
//   the same without names. What ends first is smaller.
// - Binary by the length that BSON stores (subtype 2 counts its inner length),
//   then subtype, then bytes.
//
// How the operators use it (null and missing in queries, arrays in sorts) is
// theirs. MongoDB manual, "Comparison/Sort Order".
#pragma once

#include <meerkat/document.h>
#include <meerkat/value.h>

namespace meerkat::bson {

// The place of a type in the order; types of equal rank are compared by value.
int TypeRank(Type type);

// Negative, zero or positive as `a` is before, equal to or after `b`. Names of
// the elements themselves are not looked at.
int Compare(const Element& a, const Element& b);
int Compare(DocumentView a, DocumentView b);
inline int Compare(const Document& a, const Document& b) {
  return Compare(a.view(), b.view());
}
inline int Compare(const Value& a, const Value& b) {
  return Compare(a.element(), b.element());
}

// Compare() == 0, and quicker to say yes to equal bytes.
bool Equal(const Element& a, const Element& b);
bool Equal(DocumentView a, DocumentView b);
inline bool Equal(const Document& a, const Document& b) {
  return Equal(a.view(), b.view());
}
inline bool Equal(const Value& a, const Value& b) {
  return Equal(a.element(), b.element());
}

// The order for containers, of Element, Value, DocumentView or Document.
struct Less {
  template <typename T>
  bool operator()(const T& a, const T& b) const {
    return Compare(a, b) < 0;
  }
};
struct EqualTo {
  template <typename T>
  bool operator()(const T& a, const T& b) const {
    return Equal(a, b);
  }
};

}  // namespace meerkat::bson
