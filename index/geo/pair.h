// Pair: two coordinates, as places on the plane are written.
//
//   [x, y]    {lng: x, lat: y}
//
// The names say nothing, the order does.
// MongoDB manual, "Legacy Coordinate Pairs".
#pragma once

#include <meerkat/document.h>

#include <optional>

#include "index/geo/shape.h"

namespace meerkat::index::geo {

// The first two elements of an array or object; missing when there are fewer.
struct Pair {
  Element x;
  Element y;
  // Nothing comes behind them.
  bool is_all = true;

  bool has_numbers() const { return x.is_number() && y.is_number(); }
};

// Whether the value has elements: is an array or an object.
bool HasElements(const Element& value);

// Whether the value is to be read as a pair rather than as GeoJSON: an array,
// or an object that begins with a number.
bool IsPair(const Element& value);

Pair FirstTwo(DocumentView elements);

// Nothing when they are not two finite numbers.
std::optional<Point> ToPoint(const Pair& pair);

}  // namespace meerkat::index::geo
