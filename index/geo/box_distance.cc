#include "index/geo/box_distance.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace meerkat::index::geo {
namespace {

// A part of a length, more than the roundings on the way to a distance.
constexpr double kSlack = 1e-12;
// Of cosines, and of angles that are not small.
constexpr double kCosineSlack = 1e-14;
constexpr double kAngleSlack = 1e-9;

double ToRadians(double degrees) { return degrees * std::numbers::pi / 180; }

// How far a coordinate is from an interval.
double Gap(double value, double least, double greatest) {
  return std::max({least - value, value - greatest, 0.0});
}

// How far apart two longitudes are, in degrees: at most 180.
double BetweenLongitudes(double a, double b) {
  const double difference = std::abs(a - b);
  return std::min(difference, std::abs(360 - difference));
}

// The same for a longitude and all from `least` to `greatest`.
double GapOfLongitude(double value, double least, double greatest) {
  for (const double same : {value - 360, value, value + 360}) {
    if (least <= same && same <= greatest) return 0;
  }
  return std::min(BetweenLongitudes(value, least),
                  BetweenLongitudes(value, greatest));
}

}  // namespace

double LeastDistance(const Point& center, const Box& box) {
  return std::hypot(Gap(center.x, box.least.x, box.greatest.x),
                    Gap(center.y, box.least.y, box.greatest.y)) *
         (1 - kSlack);
}

double GreatestDistance(const Point& center, const Box& box) {
  return std::hypot(
             std::max(center.x - box.least.x, box.greatest.x - center.x),
             std::max(center.y - box.least.y, box.greatest.y - center.y)) *
         (1 + kSlack);
}

std::optional<Box> OnSphere(const Box& box) {
  const Box clipped{
      {std::max(box.least.x, -180.0), std::max(box.least.y, -90.0)},
      {std::min(box.greatest.x, 180.0), std::min(box.greatest.y, 90.0)}};
  const bool is_empty = clipped.least.x > clipped.greatest.x ||
                        clipped.least.y > clipped.greatest.y;
  return is_empty ? std::nullopt : std::optional(clipped);
}

// On each parallel it is the place with the nearest longitude; along its
// meridian the cosine is a wave A sin(latitude) + B cos(latitude).
double GreatestCosine(const Point& center, const Box& box) {
  const double gap =
      ToRadians(GapOfLongitude(center.x, box.least.x, box.greatest.x));
  const double latitude = ToRadians(center.y);
  const double a = std::sin(latitude);
  const double b = std::cos(latitude) * std::cos(gap);
  const double south = ToRadians(box.least.y);
  const double north = ToRadians(box.greatest.y);
  const double crest = std::atan2(a, b);
  if (south <= crest && crest <= north) return std::hypot(a, b);
  return std::max(a * std::sin(south) + b * std::cos(south),
                  a * std::sin(north) + b * std::cos(north));
}

// The place on the other side of the sphere.
Point Antipode(const Point& place) {
  return {place.x > 0 ? place.x - 180 : place.x + 180, -place.y};
}

double LeastAngle(const Point& center, const Box& box) {
  const double cosine = GreatestCosine(center, box) + kCosineSlack;
  return std::acos(std::clamp(cosine, -1.0, 1.0)) * (1 - kSlack);
}

double GreatestAngle(const Point& center, const Box& box) {
  return std::numbers::pi - LeastAngle(Antipode(center), box) + kAngleSlack;
}

}  // namespace meerkat::index::geo
