// Collection::Distinct. The values of each kind of document are told in
// tests/scripts/distinct.txt.
#include <meerkat/client.h>

#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"

namespace meerkat {
namespace {

using testing::CodeOf;
using testing::OpenClient;

// Of `size` bytes, all different.
void InsertLarge(Collection c, int count, size_t size) {
  for (int i = 0; i < count; ++i) {
    std::string text = std::to_string(i) + ":";
    text.resize(size, 'x');
    REQUIRE(c.InsertOne(Document{{"_id", i}, {"text", text}}).ok());
  }
}

}  // namespace

TEST_CASE("distinct values come in BSON's order") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  for (int i = 0; i < 100; ++i) {
    REQUIRE(c.InsertOne(Document{{"_id", i}, {"n", (100 - i) / 10}}).ok());
  }
  const auto all = c.Distinct("n");
  REQUIRE(all.ok());
  CHECK(*all == std::vector<Value>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  const auto some = c.Distinct("n", Document{{"n", Document{{"$lt", 2}}}});
  REQUIRE(some.ok());
  CHECK(*some == std::vector<Value>{0, 1});
}

TEST_CASE("distinct fails when the values take more than 16 MB") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  InsertLarge(c, 15, 1 << 20);
  CHECK(c.Distinct("text").value().size() == 15);
  InsertLarge(client["app"]["more"], 17, 1 << 20);
  const auto values = client["app"]["more"].Distinct("text");
  CHECK(CodeOf(values) == ErrorCode::kDistinctTooBig);
  // Equal values count once.
  for (int i = 15; i < 40; ++i) {
    REQUIRE(c.InsertOne(Document{{"_id", i}, {"text", "same"}}).ok());
  }
  CHECK(c.Distinct("text").value().size() == 16);
}

TEST_CASE("distinct refuses what is no filter") {
  Client client = OpenClient();
  const auto values = client["app"]["c"].Distinct("a", Document{{"$no", 1}});
  CHECK(CodeOf(values) == ErrorCode::kBadValue);
}

}  // namespace meerkat
