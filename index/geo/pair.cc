#include "index/geo/pair.h"

#include <cmath>

#include "storage/bson/number.h"

namespace meerkat::index::geo {

bool HasElements(const Element& value) {
  return value.type() == Type::kArray || value.type() == Type::kDocument;
}

bool IsPair(const Element& value) {
  if (value.type() == Type::kArray) return true;
  if (value.type() != Type::kDocument) return false;
  const DocumentView fields = value.AsDocument();
  return !fields.empty() && fields.begin()->is_number();
}

Pair FirstTwo(DocumentView elements) {
  Pair pair;
  auto element = elements.begin();
  if (element != elements.end()) pair.x = *element++;
  if (element != elements.end()) pair.y = *element++;
  pair.is_all = element == elements.end();
  return pair;
}

std::optional<Point> ToPoint(const Pair& pair) {
  if (!pair.has_numbers()) return std::nullopt;
  const Point point{bson::ToDouble(pair.x), bson::ToDouble(pair.y)};
  if (!std::isfinite(point.x) || !std::isfinite(point.y)) return std::nullopt;
  return point;
}

}  // namespace meerkat::index::geo
