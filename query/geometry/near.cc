#include "query/geometry/near.h"

#include <absl/status/status.h>
#include <fmt/format.h>
#include <meerkat/builder.h>
#include <meerkat/value.h>

#include <cstddef>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "index/geo/distance.h"
#include "index/geo/geojson.h"
#include "query/geometry/parse.h"
#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::query::geometry {

namespace geo = index::geo;

namespace {

// Errors that MongoDB gives no name.
constexpr ErrorCode kNegativeThirdNumber{18522};
constexpr ErrorCode kForeignOperator{34413};

// The codes of a distance that is no number, and of a negative one.
struct DistanceCodes {
  ErrorCode no_number;
  ErrorCode negative;
};

constexpr DistanceCodes kLeast{ErrorCode{16893}, ErrorCode{16894}};
constexpr DistanceCodes kMost{ErrorCode{16895}, ErrorCode{16896}};
constexpr DistanceCodes kLeastOfGeoJson{ErrorCode{16897}, ErrorCode{16898}};
constexpr DistanceCodes kMostOfGeoJson{ErrorCode{16899}, ErrorCode{16900}};

Status ReadDistance(const Element& value, const DistanceCodes& codes,
                    double& out) {
  if (!value.is_number()) {
    return MakeError(codes.no_number,
                     fmt::format("{} must be a number, found {}", value.name(),
                                 ToString(value)));
  }
  out = bson::ToDouble(value);
  if (out >= 0) return absl::OkStatus();
  return MakeError(codes.negative,
                   fmt::format("{} must be non-negative, found {}",
                               value.name(), ToString(value)));
}

// What may stand beside {$near: ...}.
Status ReadLegacyField(const Element& field, Near& near) {
  if (field.name() == "$minDistance") {
    return ReadDistance(field, kLeast, near.least);
  }
  if (field.name() == "$maxDistance") {
    return ReadDistance(field, kMost, near.most);
  }
  if (field.name() == "$uniqueDocs") return absl::OkStatus();
  return MakeError(
      kForeignOperator,
      fmt::format("invalid argument in geo near query: {}", field.name()));
}

bool HasGeometry(const Element& operand) {
  return operand.type() == Type::kDocument &&
         operand.AsDocument().Find("$geometry").exists();
}

// --- {$near: {$geometry: ..., $maxDistance: ...}} ----------------------------

Status ReadGeoJsonField(const Element& field, Near& near) {
  if (field.name() == "$geometry") {
    MEERKAT_ASSIGN_OR_RETURN(near.center, geo::ReadGeoJsonPoint(field));
    return absl::OkStatus();
  }
  if (field.name() == "$minDistance") {
    return ReadDistance(field, kLeastOfGeoJson, near.least);
  }
  if (field.name() == "$maxDistance") {
    return ReadDistance(field, kMostOfGeoJson, near.most);
  }
  return MakeError(
      ErrorCode::kBadValue,
      fmt::format("invalid argument in geo near query: {}", field.name()));
}

StatusOr<Near> ParseGeoJsonNear(DocumentView operators) {
  const Element operand = *operators.begin();
  for (const Element& other : operators) {
    if (other.name() == operand.name()) continue;
    Near beside;
    MEERKAT_RETURN_IF_ERROR(ReadLegacyField(other, beside));
    return MakeError(
        ErrorCode::kBadValue,
        fmt::format("{} with $geometry takes its distances inside, found {} "
                    "beside it",
                    operand.name(), other.name()));
  }
  Near near;
  near.measure = Measure::kMetres;
  for (const Element& field : operand.AsDocument()) {
    MEERKAT_RETURN_IF_ERROR(ReadGeoJsonField(field, near));
  }
  return near;
}

// --- {$near: [x, y], $maxDistance: ...} --------------------------------------

// [x, y, d] without its third number, which is the greatest distance.
StatusOr<Document> TakeThirdNumber(const Element& operand, Near& near) {
  const std::vector<Element> elements(operand.AsDocument().begin(),
                                      operand.AsDocument().end());
  Builder pair;
  for (size_t i = 0; i < elements.size(); ++i) {
    const bool is_distance =
        i == 2 && elements.size() == 3 && elements[i].is_number();
    if (!is_distance) {
      pair.Append(elements[i]);
      continue;
    }
    near.most = bson::ToDouble(elements[i]);
    if (near.most >= 0) continue;
    return MakeError(kNegativeThirdNumber,
                     fmt::format("max distance must be non-negative, found {}",
                                 ToString(elements[i])));
  }
  return std::move(pair).Finish();
}

Status ReadCenter(const Element& operand, Near& near) {
  const bool is_sphere = operand.name() == "$nearSphere";
  near.measure = is_sphere ? Measure::kRadians : Measure::kFlat;
  const auto parse = is_sphere ? &ParseLngLat : &ParsePoint;
  if (operand.type() != Type::kArray && operand.type() != Type::kDocument) {
    return parse(operand).status();
  }
  MEERKAT_ASSIGN_OR_RETURN(const Document pair, TakeThirdNumber(operand, near));
  const Element point(operand.type(), operand.name(), pair.view().bytes());
  MEERKAT_ASSIGN_OR_RETURN(near.center, parse(point));
  return absl::OkStatus();
}

}  // namespace

StatusOr<Near> ParseNear(DocumentView operators) {
  const Element operand = *operators.begin();
  if (HasGeometry(operand)) return ParseGeoJsonNear(operators);
  Near near;
  MEERKAT_RETURN_IF_ERROR(ReadCenter(operand, near));
  bool is_first = true;
  for (const Element& field : operators) {
    if (!is_first) MEERKAT_RETURN_IF_ERROR(ReadLegacyField(field, near));
    is_first = false;
  }
  return near;
}

double DistanceTo(const Near& near, const geo::Point& point) {
  if (near.measure == Measure::kFlat) return geo::Distance(near.center, point);
  if (!geo::IsOnSphere(point)) return std::numeric_limits<double>::quiet_NaN();
  const double angle = geo::Angle(near.center, point);
  return near.measure == Measure::kRadians ? angle : angle * geo::kEarthRadius;
}

bool IsWithinReach(const Near& near, const geo::Point& point) {
  const double distance = DistanceTo(near, point);
  return near.least <= distance && distance <= near.most;
}

}  // namespace meerkat::query::geometry
