#include "index/geo/cover.h"

#include <algorithm>
#include <deque>
#include <utility>
#include <variant>

#include "index/geo/box_relation.h"

namespace meerkat::index::geo {
namespace {

// So many cells for each range: neighbours become one.
constexpr size_t kCellsOfRange = 8;

// Polygons of more edges are covered by the box around them: the work for each
// cell is for each edge near it.
constexpr size_t kMaxEdges = 4096;

// A cell that may hold points of the shape, and what is known of it.
struct Candidate {
  Cell cell;
  Relation relation = Relation::kMixed;
  // Of a polygon, those near the cell.
  Edges edges;
};

// Relates cells to the shape, from a cell to those inside of it.
class Relating {
 public:
  Relating(const Plane& plane, const Shape& shape)
      : plane_(plane), shape_(shape) {}

  Candidate Root() const {
    const auto* const polygon = std::get_if<Polygon>(&shape_);
    return Relate(Cell(), polygon == nullptr ? Edges() : AllEdges(*polygon));
  }

  // `edges` are those near the cell around.
  Candidate Relate(const Cell& cell, const Edges& edges) const {
    const Box box = cell.BoxIn(plane_);
    return std::visit(
        [&](const auto& kind) { return RelateTo(kind, cell, box, edges); },
        shape_);
  }

 private:
  template <typename Kind>
  static Candidate RelateTo(const Kind& shape, const Cell& cell, const Box& box,
                            const Edges&) {
    return {cell, geo::Relate(shape, box), {}};
  }
  static Candidate RelateTo(const Polygon& shape, const Cell& cell,
                            const Box& box, const Edges& edges) {
    Edges near = EdgesNear(shape, edges, box);
    const Relation relation = geo::Relate(shape, near, box);
    return {cell, relation, std::move(near)};
  }

  const Plane& plane_;
  const Shape& shape_;
};

// Cuts cells into four, the largest first, until there are enough of them.
std::vector<Cell> FindCells(const Plane& plane, const Shape& shape,
                            size_t max_cells) {
  const Relating relating(plane, shape);
  std::vector<Cell> done;
  std::deque<Candidate> mixed;
  const auto add = [&](Candidate candidate) {
    if (candidate.relation == Relation::kApart) return;
    const bool is_done = candidate.relation == Relation::kInside ||
                         candidate.cell.level() == plane.bits;
    if (is_done) {
      done.push_back(candidate.cell);
    } else {
      mixed.push_back(std::move(candidate));
    }
  };
  add(relating.Root());
  while (!mixed.empty() && done.size() + mixed.size() < max_cells) {
    const Candidate next = std::move(mixed.front());
    mixed.pop_front();
    for (int i = 0; i < 4; ++i) {
      add(relating.Relate(next.cell.Child(i), next.edges));
    }
  }
  for (const Candidate& candidate : mixed) done.push_back(candidate.cell);
  return done;
}

std::vector<HashRange> ToRanges(const std::vector<Cell>& cells) {
  std::vector<HashRange> ranges;
  for (const Cell& cell : cells) {
    ranges.push_back({cell.hash(), cell.last_hash()});
  }
  std::ranges::sort(ranges, {}, &HashRange::first);
  return ranges;
}

// Joins ranges with gaps of at most `max_gap` between them.
std::vector<HashRange> Join(const std::vector<HashRange>& ranges,
                            uint64_t max_gap) {
  std::vector<HashRange> joined;
  for (const HashRange& range : ranges) {
    if (joined.empty() || range.first - joined.back().last - 1 > max_gap) {
      joined.push_back(range);
    } else {
      joined.back().last = range.last;
    }
  }
  return joined;
}

// The least gap to join over that leaves `max_ranges`.
uint64_t GapToJoin(const std::vector<HashRange>& ranges, size_t max_ranges) {
  if (ranges.size() <= max_ranges) return 0;
  std::vector<uint64_t> gaps;
  for (size_t i = 1; i < ranges.size(); ++i) {
    gaps.push_back(ranges[i].first - ranges[i - 1].last - 1);
  }
  const auto nth = gaps.begin() +
                   static_cast<std::ptrdiff_t>(ranges.size() - max_ranges - 1);
  std::ranges::nth_element(gaps, nth);
  return *nth;
}

Box BoxAround(const Polygon& polygon) {
  Box box{polygon.points.front(), polygon.points.front()};
  for (const Point& point : polygon.points) {
    box.least.x = std::min(box.least.x, point.x);
    box.least.y = std::min(box.least.y, point.y);
    box.greatest.x = std::max(box.greatest.x, point.x);
    box.greatest.y = std::max(box.greatest.y, point.y);
  }
  return box;
}

// What to cover in place of a shape.
Shape Simplified(const Shape& shape) {
  const auto* const polygon = std::get_if<Polygon>(&shape);
  if (polygon == nullptr || polygon->points.size() <= kMaxEdges) return shape;
  return BoxAround(*polygon);
}

}  // namespace

std::vector<HashRange> Cover(const Plane& plane, const Shape& shape,
                             size_t max_ranges) {
  const std::vector<Cell> cells =
      FindCells(plane, Simplified(shape), max_ranges * kCellsOfRange);
  const std::vector<HashRange> ranges = Join(ToRanges(cells), 0);
  return Join(ranges, GapToJoin(ranges, max_ranges));
}

std::vector<HashRange> Without(const std::vector<HashRange>& ranges,
                               const std::vector<HashRange>& others) {
  std::vector<HashRange> left;
  auto other = others.begin();
  for (HashRange range : ranges) {
    while (other != others.end() && other->last < range.first) ++other;
    bool is_gone = false;
    for (auto cut = other; cut != others.end() && cut->first <= range.last;
         ++cut) {
      if (cut->first > range.first) {
        left.push_back({range.first, cut->first - 1});
      }
      is_gone = cut->last >= range.last;
      if (is_gone) break;
      range.first = cut->last + 1;
    }
    if (!is_gone) left.push_back(range);
  }
  return left;
}

}  // namespace meerkat::index::geo
