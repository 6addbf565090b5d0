// $near and $nearSphere against the distances of all documents, of points
// anywhere and where it is difficult: on the borders of cells, at the poles, on
// the date line, many in one place.
#include "query/geometry/near.h"

#include <meerkat/builder.h>
#include <meerkat/client.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/seed.h"

namespace meerkat::testing {
namespace {

using index::geo::Point;

constexpr int kRounds = 20;
constexpr int kQueries = 1000 * MEERKAT_TEST_EFFORT / 100;
constexpr int kDocuments = 250;

class NearTest {
 public:
  NearTest(uint64_t seed, int round)
      : random_(seed), database_(client_["app"]) {
    static constexpr int kBits[] = {26, 32, 10, 4, 1};
    is_on_plane_ = round % 4 == 3;
    Builder spec;
    spec.Append("key", Document{{"loc", "2d"}})
        .Append("name", "loc")
        .Append("bits", kBits[round % 5]);
    if (is_on_plane_) spec.Append("min", -500).Append("max", 500.5);
    Run(database_, Document{{"createIndexes", "c"},
                            {"indexes", Array{std::move(spec).Finish()}}});
    for (int id = 0; id < kDocuments; ++id) Insert(id);
  }

  void Check() {
    const Document operators = AnyNear();
    INFO(ToString(operators));
    const query::geometry::Near near = *query::geometry::ParseNear(operators);
    std::vector<double> expected = Distances(near);
    const int64_t limit = random_() % 4 == 0 ? 0 : 1 + random_() % 20;
    if (limit != 0 && expected.size() > static_cast<size_t>(limit)) {
      expected.resize(limit);
    }
    CHECK(Found(near, operators, limit) == expected);
  }

 private:
  double Uniform(double least, double greatest) {
    return std::uniform_real_distribution<double>(least, greatest)(random_);
  }

  Point AnyPoint() {
    switch (random_() % 6) {
      case 0:  // borders of cells
        return {static_cast<double>(random_() % 17) * 22.5 - 180,
                static_cast<double>(random_() % 9) * 22.5 - 90};
      case 1:  // near the date line
        return {(random_() % 2 == 0 ? 180 : -180) * Uniform(0.999, 1),
                Uniform(-90, 90)};
      case 2:  // near the poles
        return {Uniform(-180, 180),
                (random_() % 2 == 0 ? 90 : -90) * Uniform(0.9999, 1)};
      case 3:  // close together
        return {13 + Uniform(0, 1e-7), 52 + Uniform(0, 1e-7)};
      case 4:  // in the same place
        return {8.5, 47.25};
      default:
        if (is_on_plane_) return {Uniform(-500, 500), Uniform(-500, 500)};
        return {Uniform(-180, 180), Uniform(-90, 90)};
    }
  }

  static Value PairOf(const Point& point) {
    return Value(Array{point.x, point.y});
  }

  void Insert(int id) {
    Builder document;
    document.Append("_id", id);
    std::vector<Point>& points = points_.emplace_back();
    const int count = random_() % 5 == 0 ? static_cast<int>(random_() % 4) : 1;
    for (int i = 0; i < count; ++i) points.push_back(AnyPoint());
    if (count == 1) {
      document.Append("loc", PairOf(points.front()));
    } else {
      document.OpenArray("loc");
      for (const Point& point : points) document.AppendItem(PairOf(point));
      document.Close();
    }
    const auto inserted =
        database_["c"].InsertOne(std::move(document).Finish());
    if (!inserted.ok()) FAIL(inserted.status());
  }

  Document AnyNear() {
    const bool is_sphere = random_() % 2 == 0;
    Point center = AnyPoint();
    if (is_sphere) {
      center.x = std::clamp(center.x, -180.0, 180.0);
      center.y = std::clamp(center.y, -90.0, 90.0);
    }
    const double far = is_sphere ? 3.2 : 400;
    Builder operators;
    operators.Append(is_sphere ? "$nearSphere" : "$near", PairOf(center));
    if (random_() % 2 == 0) {
      operators.Append("$maxDistance", AnyDistance(far));
    }
    if (random_() % 3 == 0) {
      operators.Append("$minDistance", AnyDistance(far));
    }
    return std::move(operators).Finish();
  }

  double AnyDistance(double far) {
    switch (random_() % 4) {
      case 0:
        return 0;
      case 1:
        return Uniform(0, 1e-8);
      case 2:
        return Uniform(0, far / 20);
      default:
        return Uniform(0, far);
    }
  }

  // Of the nearest point within reach.
  std::optional<double> DistanceOf(const query::geometry::Near& near,
                                   size_t id) const {
    std::optional<double> nearest;
    for (const Point& point : points_[id]) {
      if (!query::geometry::IsWithinReach(near, point)) continue;
      const double distance = query::geometry::DistanceTo(near, point);
      if (!nearest.has_value() || distance < *nearest) nearest = distance;
    }
    return nearest;
  }

  std::vector<double> Distances(const query::geometry::Near& near) const {
    std::vector<double> distances;
    for (size_t id = 0; id < points_.size(); ++id) {
      const std::optional<double> distance = DistanceOf(near, id);
      if (distance.has_value()) distances.push_back(*distance);
    }
    std::ranges::sort(distances);
    return distances;
  }

  // The distances of what a find gives, each document once.
  std::vector<double> Found(const query::geometry::Near& near,
                            const Document& operators, int64_t limit) {
    StatusOr<Cursor> cursor =
        database_["c"].Find(Document{{"loc", operators}}, {.limit = limit});
    if (!cursor.ok()) FAIL(cursor.status());
    std::vector<double> distances;
    std::vector<bool> met(points_.size());
    while (cursor->Next()) {
      const auto id = static_cast<size_t>(cursor->document()["_id"].AsInt32());
      CHECK_FALSE(met[id]);
      met[id] = true;
      distances.push_back(DistanceOf(near, id).value_or(-1));
    }
    if (!cursor->status().ok()) FAIL(cursor->status());
    return distances;
  }

  std::mt19937_64 random_;
  bool is_on_plane_ = false;
  Client client_ = OpenClient();
  Database database_;
  std::vector<std::vector<Point>> points_;
};

}  // namespace

TEST_CASE("$near gives all documents within reach in order of distance") {
  const uint64_t seed = SeedOfThisRun();
  for (int round = 0; round < kRounds; ++round) {
    NearTest test(seed + static_cast<uint64_t>(round), round);
    for (int i = 0; i < kQueries; ++i) test.Check();
  }
}

}  // namespace meerkat::testing
