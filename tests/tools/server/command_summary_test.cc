#include "tools/server/command_summary.h"

#include <meerkat/json.h>

#include <string>

#include "tests/catch.hpp"
#include "tests/support/parsed_json.h"

namespace meerkat::server {
namespace {

std::string Summary(std::string_view json, const SummaryOptions& options) {
  return ToJson(SummaryOf(testing::Parsed(json), options));
}

}  // namespace

TEST_CASE("a summary without values has the shape of the command") {
  CHECK(Summary(R"({"find": "people", "filter": {"name": "Ada",
                    "born": {"$in": [1815, 1816]}}, "limit": 5,
                    "comment": "mine", "$db": "app"})",
                {.with_values = false}) ==
        R"({"find":"people","filter":{"name":"###",)"
        R"("born":{"$in":["###","###"]}},"limit":5,"comment":"###",)"
        R"("$db":"app"})");
}

TEST_CASE("a summary shows no secret") {
  const std::string shown = Summary(
      R"({"createUser": "ada", "pwd": "secret", "roles": ["root"]})", {});
  CHECK(shown == R"({"createUser":"ada","pwd":"xxx","roles":["root"]})");
}

TEST_CASE("a summary is short") {
  std::string documents;
  for (int i = 0; i < 1000; ++i) {
    documents += R"({"_id": )" + std::to_string(i) + "},";
  }
  documents.pop_back();
  const std::string shown = Summary(
      R"({"insert": "c", "documents": [)" + documents + "]}", {.size = 200});
  CHECK(shown.size() < 400);
  CHECK(shown.ends_with(R"("truncated":true})"));
  CHECK(Summary(R"({"find": "c", "filter": {"x": ")" + std::string(5000, 'x') +
                    R"("}})",
                {}) == R"({"find":"c","filter":{"x":"..."}})");
}

}  // namespace meerkat::server
