// Documents as tests write them: Parsed(R"({"a": [1, 2]})").
#pragma once

#include <meerkat/json.h>

#include <string_view>

#include "tests/catch.hpp"

namespace meerkat::testing {

// Fails the test when `json` is no Extended JSON. Any thread may ask: Catch2's
// macros, which are for one thread only, are left alone as long as it is well.
inline Document Parsed(std::string_view json) {
  const StatusOr<Document> document = ParseJson(json);
  if (!document.ok()) FAIL(json << ": " << document.status());
  return *document;
}

}  // namespace meerkat::testing
