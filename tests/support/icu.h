// What tests of collations begin with, since a build may lack ICU:
//
//   if (LacksIcu()) return;
#pragma once

#include "storage/bson/collator.h"
#include "tests/catch.hpp"

namespace meerkat::testing {

// Says so where it is true.
inline bool LacksIcu() {
  if (bson::Collator::HasLocales()) return false;
  WARN("passed over: this build has no ICU");
  return true;
}

}  // namespace meerkat::testing
