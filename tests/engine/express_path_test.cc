#include "engine/express_path.h"

#include <fmt/format.h>
#include <meerkat/client.h>
#include <meerkat/json.h>

#include <optional>
#include <string>

#include "tests/catch.hpp"

namespace meerkat::engine {
namespace {

// The _id as text; empty when the request has to be planned.
std::string Express(const FindRequest& request) {
  const Element id = ExpressId(request);
  return id.exists() ? ToString(id) : "";
}

std::string Express(const std::string& filter) {
  const Document parsed = *ParseJson(filter);
  return Express(FindRequest{.filter = parsed});
}

TEST_CASE("a filter that is one plain _id takes the express path") {
  CHECK(Express(R"({"_id": 7})") == "7");
  CHECK(Express(R"({"_id": "seven"})") == "\"seven\"");
  CHECK(Express(R"({"_id": {"$oid": "0123456789abcdef01234567"}})") != "");
}

TEST_CASE("any other filter is planned") {
  CHECK(Express("{}") == "");
  CHECK(Express(R"({"a": 7})") == "");
  CHECK(Express(R"({"_id": 7, "a": 1})") == "");
  CHECK(Express(R"({"_id": 7, "_id": 8})") == "");
  CHECK(Express(R"({"_id": null})") == "");
  CHECK(Express(R"({"_id": {"$gt": 7}})") == "");
  CHECK(Express(R"({"_id": {"a": 7}})") == "");
  CHECK(Express(R"({"_id": [7]})") == "");
  CHECK(Express(R"({"_id": {"$regularExpression":
                            {"pattern": "s", "options": ""}}})") == "");
}

TEST_CASE("a request that asks for more than the document is planned") {
  const Document filter{{"_id", 7}};
  const Document some{{"a", 1}};
  const Value hint("_id_");
  const auto planned = [&](auto change) {
    FindRequest request{.filter = filter};
    change(request);
    return Express(request) == "";
  };
  CHECK_FALSE(planned([](FindRequest&) {}));
  CHECK_FALSE(planned([](FindRequest& request) { request.limit = 5; }));
  CHECK(planned([&](FindRequest& request) { request.sort = some; }));
  CHECK(planned([&](FindRequest& request) { request.projection = some; }));
  CHECK(planned([&](FindRequest& request) { request.let = some; }));
  CHECK(planned([&](FindRequest& request) { request.collation = some; }));
  CHECK(planned([&](FindRequest& request) { request.hint = hint.element(); }));
  CHECK(planned([&](FindRequest& request) { request.min = some; }));
  CHECK(planned([&](FindRequest& request) { request.max = some; }));
  CHECK(planned([](FindRequest& request) { request.skip = 1; }));
  CHECK(planned([](FindRequest& request) { request.return_key = true; }));
  CHECK(planned([](FindRequest& request) { request.show_record_id = true; }));
}

TEST_CASE("the express path finds what the plan finds") {
  Client client = *Client::Open(":memory:");
  Collection c = client["app"]["c"];
  for (const char* id :
       {"1", "2.5", "\"1\"", "true", "{\"$numberDecimal\": \"3\"}",
        "{\"$numberLong\": \"4\"}", "{\"$numberDouble\": \"NaN\"}",
        "{\"$numberDouble\": \"-0.0\"}",
        "{\"$date\": \"2026-01-01T00:00:00Z\"}", "{\"$symbol\": \"s\"}", "null",
        "{\"a\": 1}"}) {
    INFO(id);
    REQUIRE(c.InsertOne(*ParseJson(fmt::format(R"({{"_id": {}}})", id))).ok());
  }
  for (const char* id :
       {"1", "{\"$numberDecimal\": \"1.0\"}", "2.5", "\"1\"", "true", "false",
        "3", "4.0", "{\"$numberDouble\": \"NaN\"}",
        "{\"$numberDecimal\": \"NaN\"}", "0", "\"s\"",
        "{\"$date\": \"2026-01-01T00:00:00Z\"}", "5"}) {
    INFO(id);
    const auto express = c.FindOne(fmt::format(R"({{"_id": {}}})", id));
    const auto planned =
        c.FindOne(fmt::format(R"({{"$and": [{{"_id": {}}}]}})", id));
    REQUIRE(express.ok());
    REQUIRE(planned.ok());
    CHECK(*express == *planned);
  }
}

TEST_CASE("the express path deletes what the plan deletes") {
  Client client = *Client::Open(":memory:");
  Collection express = client["app"]["express"];
  Collection planned = client["app"]["planned"];
  for (const char* id : {"1", "2.5", "\"1\"", "{\"$numberLong\": \"4\"}"}) {
    for (Collection c : {express, planned}) {
      const auto document = fmt::format(R"({{"_id": {}}})", id);
      REQUIRE(c.InsertOne(*ParseJson(document)).ok());
    }
  }
  for (const char* id :
       {"1.0", "3", "\"1\"", "{\"$numberDecimal\": \"4.0\"}", "\"1\"", "1"}) {
    INFO(id);
    const auto by_id = fmt::format(R"({{"_id": {}}})", id);
    const auto both = fmt::format(R"({{"$and": [{}]}})", by_id);
    const auto one = express.DeleteOne(by_id);
    const auto other = planned.DeleteMany(both);
    REQUIRE(one.ok());
    REQUIRE(other.ok());
    CHECK(one->deleted_count == other->deleted_count);
    CHECK(*express.EstimatedDocumentCount() ==
          *planned.EstimatedDocumentCount());
  }
  CHECK(express.DeleteMany(R"({"_id": 2.5})")->deleted_count == 1);
  CHECK(*express.EstimatedDocumentCount() == 0);
}

TEST_CASE("a delete by _id checks the name of its collection") {
  Client client = *Client::Open(":memory:");
  CHECK(client["app"]["none"].DeleteOne(R"({"_id": 1})")->deleted_count == 0);
  CHECK(
      ErrorCodeOf(client["app"]["$none"].DeleteOne(R"({"_id": 1})").status()) ==
      ErrorCode::kInvalidNamespace);
}

}  // namespace
}  // namespace meerkat::engine
