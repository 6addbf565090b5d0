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
// With a Collator (collator.h) strings and symbols are ordered by that, also
// inside documents and arrays. Nothing else is: names, code and regular
// expressions stay as they are.
//
// How the operators use it (null and missing in queries, arrays in sorts) is
// theirs. MongoDB manual, "Comparison/Sort Order".
#pragma once

#include <meerkat/document.h>
#include <meerkat/value.h>

namespace meerkat::bson {

class Collator;

// The place of a type in the order; types of equal rank are compared by value.
int TypeRank(Type type);

// Negative, zero or positive as `a` is before, equal to or after `b`. Names of
// the elements themselves are not looked at. Without a collator texts are
// ordered by their bytes.
int Compare(const Element& a, const Element& b,
            const Collator* collator = nullptr);
int Compare(DocumentView a, DocumentView b, const Collator* collator = nullptr);
inline int Compare(const Document& a, const Document& b,
                   const Collator* collator = nullptr) {
  return Compare(a.view(), b.view(), collator);
}
inline int Compare(const Value& a, const Value& b,
                   const Collator* collator = nullptr) {
  return Compare(a.element(), b.element(), collator);
}

// Compare() == 0, and quicker to say yes to equal bytes.
bool Equal(const Element& a, const Element& b,
           const Collator* collator = nullptr);
bool Equal(DocumentView a, DocumentView b, const Collator* collator = nullptr);
inline bool Equal(const Document& a, const Document& b,
                  const Collator* collator = nullptr) {
  return Equal(a.view(), b.view(), collator);
}
inline bool Equal(const Value& a, const Value& b,
                  const Collator* collator = nullptr) {
  return Equal(a.element(), b.element(), collator);
}

// The order for containers, of Element, Value, DocumentView or Document. The
// collator, if any, outlives them.
struct Less {
  const Collator* collator = nullptr;

  template <typename T>
  bool operator()(const T& a, const T& b) const {
    return Compare(a, b, collator) < 0;
  }
};
struct EqualTo {
  const Collator* collator = nullptr;

  template <typename T>
  bool operator()(const T& a, const T& b) const {
    return Equal(a, b, collator);
  }
};

}  // namespace meerkat::bson
