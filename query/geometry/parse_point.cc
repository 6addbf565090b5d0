#include <fmt/format.h>
#include <meerkat/value.h>

#include <optional>
#include <string_view>

#include "index/geo/distance.h"
#include "index/geo/pair.h"
#include "query/geometry/parse.h"
#include "storage/status_macros.h"

namespace meerkat::query::geometry {

namespace geo = index::geo;

namespace {

Status BadPoint(std::string_view complaint, const Element& value) {
  return MakeError(ErrorCode::kBadValue,
                   fmt::format("{}, found {}", complaint, ToString(value)));
}

}  // namespace

StatusOr<geo::Point> ParsePoint(const Element& value) {
  if (!geo::HasElements(value)) {
    return BadPoint("Point must be an array or object", value);
  }
  const geo::Pair pair = geo::FirstTwo(value.AsDocument());
  if (!pair.has_numbers()) {
    return BadPoint("Point must only contain numeric elements", value);
  }
  if (!pair.is_all) {
    return BadPoint("Point must only contain two numeric elements", value);
  }
  const std::optional<geo::Point> point = geo::ToPoint(pair);
  if (point.has_value()) return *point;
  return BadPoint("Point coordinates must be finite numbers", value);
}

StatusOr<geo::Point> ParseLngLat(const Element& value) {
  MEERKAT_ASSIGN_OR_RETURN(const geo::Point point, ParsePoint(value));
  if (geo::IsOnSphere(point)) return point;
  return MakeError(
      ErrorCode::kBadValue,
      fmt::format("longitude/latitude is out of bounds, lng: {} lat: {}",
                  point.x, point.y));
}

}  // namespace meerkat::query::geometry
