// Cell: a square of a plane, by the bits of its geohash.
//
// Each level cuts every cell into four, first along x and then along y; the
// bits that say which half make the hash, from the highest one down:
//
//        01 | 11         level 1; the cell 10 has at level 2 the children
//       ----+----        1000, 1001, 1010, 1011, in the same places
//        00 | 10
//
// So the cells inside of a cell are those whose hashes begin with its bits, and
// they are neighbours in the order of hashes. A 2d index keeps the hash of the
// cell of each point at the level of its `bits`. MongoDB manual, "2d Index
// Internals".
#pragma once

#include <cstdint>

#include "index/geo/shape.h"

namespace meerkat::index::geo {

inline constexpr int kMaxBits = 32;

// The plane that a 2d index divides: both axes from `min` to `max`, the ends
// included, in 2^bits steps. REQUIRES: 1 <= bits <= kMaxBits; min < max, and
// their difference is finite.
struct Plane {
  int bits = 26;
  double min = -180;
  double max = 180;

  // False for what is not finite.
  bool Contains(const Point& point) const {
    return min <= point.x && point.x <= max && min <= point.y && point.y <= max;
  }

  friend bool operator==(const Plane&, const Plane&) = default;
};

// A value. `level` is 0 for the whole plane, at most kMaxBits.
class Cell {
 public:
  // The whole plane.
  Cell() = default;
  // Column and row among the 2^level of the level, from the least coordinates.
  Cell(uint32_t x, uint32_t y, int level);
  // The one that holds the point, at the level `plane.bits`. What is on the
  // edge of two cells is in the one with the greater coordinates, but for
  // plane.max, which is in the last one. REQUIRES: plane.Contains(point).
  static Cell Of(const Plane& plane, const Point& point);
  // The one with this hash, whose bits below the level do not count.
  static Cell OfHash(uint64_t hash, int level);

  int level() const { return level_; }
  // Two bits for each level, from the highest bit down; all others are 0.
  uint64_t hash() const { return hash_; }
  // The greatest hash of a cell inside of this one.
  uint64_t last_hash() const { return hash_ | IdleBits(); }
  uint32_t x() const;
  uint32_t y() const;

  // REQUIRES: level() > 0.
  Cell Parent() const;
  // `i` from 0 to 3, in the order of hashes. REQUIRES: level() < kMaxBits.
  Cell Child(int i) const;
  // The cell so many columns and rows away; this one when there is none.
  Cell Neighbour(int columns, int rows) const;
  // Whether `other` is this cell or inside of it.
  bool Contains(const Cell& other) const {
    return other.level_ >= level_ && (other.hash_ & ~IdleBits()) == hash_;
  }

  // All points that can be in the cell; a little more than the square, by what
  // roundings may do.
  Box BoxIn(const Plane& plane) const;

  friend bool operator==(const Cell&, const Cell&) = default;

 private:
  uint64_t IdleBits() const {
    return level_ == kMaxBits ? 0 : ~uint64_t{0} >> (2 * level_);
  }

  uint64_t hash_ = 0;
  int level_ = 0;
};

}  // namespace meerkat::index::geo
