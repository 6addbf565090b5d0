// What tests of geometry on the sphere begin with, since a build may lack S2:
//
//   if (LacksSphere()) return;
#pragma once

#include "index/geo/sphere.h"
#include "tests/catch.hpp"

namespace meerkat::testing {

// Says so where it is true.
inline bool LacksSphere() {
  if (index::geo::HasSphere()) return false;
  WARN("passed over: this build has no S2");
  return true;
}

}  // namespace meerkat::testing
