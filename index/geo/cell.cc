#include "index/geo/cell.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace meerkat::index::geo {
namespace {

constexpr double kSteps = 4294967296.0;  // 2^32

// Which step of 2^32 a coordinate is in. Never falls where the coordinate
// rises, since none of the roundings does.
uint32_t StepOf(const Plane& plane, double coordinate) {
  const double part = (coordinate - plane.min) / (plane.max - plane.min);
  const double step = std::floor(part * kSteps);
  return step < kSteps ? static_cast<uint32_t>(step)
                       : std::numeric_limits<uint32_t>::max();
}

// Puts a 0 before each bit: abc becomes 0a0b0c.
uint64_t Spread(uint32_t bits) {
  uint64_t spread = bits;
  spread = (spread | spread << 16) & 0x0000FFFF0000FFFF;
  spread = (spread | spread << 8) & 0x00FF00FF00FF00FF;
  spread = (spread | spread << 4) & 0x0F0F0F0F0F0F0F0F;
  spread = (spread | spread << 2) & 0x3333333333333333;
  return (spread | spread << 1) & 0x5555555555555555;
}

// The way back: keeps every second bit.
uint32_t Gather(uint64_t bits) {
  bits &= 0x5555555555555555;
  bits = (bits | bits >> 1) & 0x3333333333333333;
  bits = (bits | bits >> 2) & 0x0F0F0F0F0F0F0F0F;
  bits = (bits | bits >> 4) & 0x00FF00FF00FF00FF;
  bits = (bits | bits >> 8) & 0x0000FFFF0000FFFF;
  return static_cast<uint32_t>(bits | bits >> 16);
}

// `x` and `y` as the highest bits of 32.
uint64_t Interleave(uint32_t x, uint32_t y) {
  return Spread(x) << 1 | Spread(y);
}

// The highest `level` bits of a step, and the way back.
uint32_t ToLevel(uint32_t step, int level) {
  return level == 0 ? 0 : step >> (kMaxBits - level);
}
uint32_t FromLevel(uint32_t column, int level) {
  return level == 0 ? 0 : column << (kMaxBits - level);
}

struct Interval {
  double least;
  double greatest;
};

// The coordinates of a column or row.
Interval IntervalOf(const Plane& plane, uint32_t column, int level) {
  const double extent = plane.max - plane.min;
  const double edge = std::ldexp(extent, -level);
  // More than StepOf and the sums below may be wrong by.
  const double slack =
      std::ldexp(extent, -49) +
      std::ldexp(std::max(std::abs(plane.min), std::abs(plane.max)), -50) +
      std::numeric_limits<double>::denorm_min();
  const double least = plane.min + column * edge;
  return {least - slack, least + edge + slack};
}

uint32_t Moved(uint32_t column, int by, int level, bool& is_there) {
  const int64_t moved = int64_t{column} + by;
  is_there = is_there && moved >= 0 && moved < int64_t{1} << level;
  return static_cast<uint32_t>(moved);
}

}  // namespace

Cell::Cell(uint32_t x, uint32_t y, int level)
    : hash_(Interleave(FromLevel(x, level), FromLevel(y, level))),
      level_(level) {}

Cell Cell::Of(const Plane& plane, const Point& point) {
  return Cell(ToLevel(StepOf(plane, point.x), plane.bits),
              ToLevel(StepOf(plane, point.y), plane.bits), plane.bits);
}

Cell Cell::OfHash(uint64_t hash, int level) {
  Cell cell;
  cell.level_ = level;
  cell.hash_ = hash & ~cell.IdleBits();
  return cell;
}

uint32_t Cell::x() const { return ToLevel(Gather(hash_ >> 1), level_); }
uint32_t Cell::y() const { return ToLevel(Gather(hash_), level_); }

Cell Cell::Parent() const { return Cell(x() >> 1, y() >> 1, level_ - 1); }

Cell Cell::Child(int i) const {
  Cell child = *this;
  child.level_ = level_ + 1;
  child.hash_ |= static_cast<uint64_t>(i) << (64 - 2 * child.level_);
  return child;
}

Cell Cell::Neighbour(int columns, int rows) const {
  bool is_there = true;
  const uint32_t column = Moved(x(), columns, level_, is_there);
  const uint32_t row = Moved(y(), rows, level_, is_there);
  return is_there ? Cell(column, row, level_) : *this;
}

Box Cell::BoxIn(const Plane& plane) const {
  const Interval columns = IntervalOf(plane, x(), level_);
  const Interval rows = IntervalOf(plane, y(), level_);
  return {{columns.least, rows.least}, {columns.greatest, rows.greatest}};
}

}  // namespace meerkat::index::geo
