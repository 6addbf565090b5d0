#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string_view>

#include "query/geometry/distance.h"
#include "query/geometry/parse.h"
#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::query::geometry {

namespace {

Status BadPoint(std::string_view complaint, const Element& value) {
  return MakeError(ErrorCode::kBadValue,
                   fmt::format("{}, found {}", complaint, ToString(value)));
}

bool HasElements(const Element& value) {
  return value.type() == Type::kArray || value.type() == Type::kDocument;
}

// The first two elements. Missing when there are fewer.
struct Pair {
  Element x;
  Element y;
  bool is_all = true;
};

Pair FirstTwo(DocumentView elements) {
  Pair pair;
  auto element = elements.begin();
  if (element != elements.end()) pair.x = *element++;
  if (element != elements.end()) pair.y = *element++;
  pair.is_all = element == elements.end();
  return pair;
}

// Nothing when they are not two finite numbers.
std::optional<Point> ToPoint(const Pair& pair) {
  if (!pair.x.is_number() || !pair.y.is_number()) return std::nullopt;
  const Point point{bson::ToDouble(pair.x), bson::ToDouble(pair.y)};
  if (!std::isfinite(point.x) || !std::isfinite(point.y)) return std::nullopt;
  return point;
}

bool IsGeoJsonPoint(DocumentView document) {
  const Element type = document.Find("type");
  return type.type() == Type::kString && type.AsString() == "Point" &&
         document.Find("coordinates").type() == Type::kArray;
}

}  // namespace

StatusOr<Point> ParsePoint(const Element& value) {
  if (!HasElements(value)) {
    return BadPoint("Point must be an array or object", value);
  }
  const Pair pair = FirstTwo(value.AsDocument());
  if (!pair.x.is_number() || !pair.y.is_number()) {
    return BadPoint("Point must only contain numeric elements", value);
  }
  if (!pair.is_all) {
    return BadPoint("Point must only contain two numeric elements", value);
  }
  const std::optional<Point> point = ToPoint(pair);
  if (point.has_value()) return *point;
  return BadPoint("Point coordinates must be finite numbers", value);
}

StatusOr<Point> ParseLngLat(const Element& value) {
  MEERKAT_ASSIGN_OR_RETURN(const Point point, ParsePoint(value));
  if (IsOnSphere(point)) return point;
  return MakeError(
      ErrorCode::kBadValue,
      fmt::format("longitude/latitude is out of bounds, lng: {} lat: {}",
                  point.x, point.y));
}

StatusOr<Point> ParseGeoJsonPoint(const Element& value) {
  if (value.type() != Type::kDocument || !IsGeoJsonPoint(value.AsDocument())) {
    return BadPoint("$geometry must be a GeoJSON Point", value);
  }
  return ParseLngLat(value.AsDocument().Find("coordinates"));
}

std::optional<Point> StoredPoint(const Element& value) {
  if (!HasElements(value)) return std::nullopt;
  const DocumentView elements = value.AsDocument();
  if (value.type() == Type::kArray || !IsGeoJsonPoint(elements)) {
    return ToPoint(FirstTwo(elements));
  }
  const std::optional<Point> point =
      ToPoint(FirstTwo(elements.Find("coordinates").AsDocument()));
  return point.has_value() && IsOnSphere(*point) ? point : std::nullopt;
}

}  // namespace meerkat::query::geometry
