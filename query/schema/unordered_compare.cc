#include "query/schema/unordered_compare.h"

#include <absl/container/inlined_vector.h>

#include <algorithm>
#include <cstddef>

#include "storage/bson/compare.h"

namespace meerkat::query::schema {

namespace {

constexpr size_t kFewFields = 16;
using Fields = absl::InlinedVector<Element, kFewFields>;

Fields SortedByName(DocumentView document) {
  Fields fields;
  for (const Element& field : document) fields.push_back(field);
  std::stable_sort(
      fields.begin(), fields.end(),
      [](const Element& a, const Element& b) { return a.name() < b.name(); });
  return fields;
}

int CompareDocuments(DocumentView a, DocumentView b) {
  const Fields of_a = SortedByName(a);
  const Fields of_b = SortedByName(b);
  for (size_t i = 0; i < of_a.size() && i < of_b.size(); ++i) {
    const int names = of_a[i].name().compare(of_b[i].name());
    if (names != 0) return names;
    const int values = CompareUnordered(of_a[i], of_b[i]);
    if (values != 0) return values;
  }
  if (of_a.size() == of_b.size()) return 0;
  return of_a.size() < of_b.size() ? -1 : 1;
}

int CompareArrays(DocumentView a, DocumentView b) {
  auto in_a = a.begin();
  auto in_b = b.begin();
  for (; in_a != a.end() && in_b != b.end(); ++in_a, ++in_b) {
    const int items = CompareUnordered(*in_a, *in_b);
    if (items != 0) return items;
  }
  return (in_a == a.end() ? 0 : 1) - (in_b == b.end() ? 0 : 1);
}

}  // namespace

int CompareUnordered(const Element& a, const Element& b) {
  if (a.type() == Type::kDocument && b.type() == Type::kDocument) {
    return CompareDocuments(a.AsDocument(), b.AsDocument());
  }
  if (a.type() == Type::kArray && b.type() == Type::kArray) {
    return CompareArrays(a.AsDocument(), b.AsDocument());
  }
  return bson::Compare(a, b);
}

}  // namespace meerkat::query::schema
