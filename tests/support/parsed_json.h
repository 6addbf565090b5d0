// Documents as tests write them: Parsed(R"({"a": [1, 2]})").
#pragma once

#include <meerkat/json.h>

#include <string_view>

#include "tests/catch.hpp"

namespace meerkat::testing {

// Fails the test when `json` is no Extended JSON.
inline Document Parsed(std::string_view json) {
  const StatusOr<Document> document = ParseJson(json);
  INFO(json << ": " << document.status());
  REQUIRE(document.ok());
  return *document;
}

}  // namespace meerkat::testing
