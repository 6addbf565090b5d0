// Projections as the options of a find in C++.
#include <meerkat/client.h>

#include <string>
#include <vector>

#include "tests/support/client_testing.h"

namespace meerkat {
namespace {

using testing::CodeOf;
using testing::Drain;
using testing::OpenClient;

Collection MakePeople(Client& client) {
  Collection people = client["app"]["people"];
  for (int i = 3; i > 0; --i) {
    REQUIRE(people
                .InsertOne(Document{{"_id", i},
                                    {"n", 10 * i},
                                    {"tags", Array{"x", std::to_string(i)}}})
                .ok());
  }
  return people;
}

}  // namespace

TEST_CASE("a find shows what its projection names") {
  Client client = OpenClient();
  Collection people = MakePeople(client);
  auto cursor = people.Find({}, {.projection = Document{{"n", 1}}});
  REQUIRE(cursor.ok());
  CHECK(Drain(*cursor) == std::vector<std::string>{R"({"_id":3,"n":30})",
                                                   R"({"_id":2,"n":20})",
                                                   R"({"_id":1,"n":10})"});
}

TEST_CASE("a projection comes after sort, skip and limit") {
  Client client = OpenClient();
  Collection people = MakePeople(client);
  auto cursor =
      people.Find({}, {.projection = Document{{"_id", 0}, {"twice", "$tags"}},
                       .sort = Document{{"n", 1}},
                       .skip = 1,
                       .limit = 1});
  REQUIRE(cursor.ok());
  CHECK(Drain(*cursor) == std::vector<std::string>{R"({"twice":["x","2"]})"});
}

TEST_CASE("FindOne projects, by _id too") {
  Client client = OpenClient();
  Collection people = MakePeople(client);
  const auto found =
      people.FindOne(Document{{"_id", 2}}, {.projection = Document{{"n", 0}}});
  REQUIRE(found.ok());
  CHECK(ToString(**found) == R"({"_id":2,"tags":["x","2"]})");
  const auto matched = people.FindOne(Document{{"_id", 2}, {"tags", "2"}},
                                      {.projection = Document{{"tags.$", 1}}});
  REQUIRE(matched.ok());
  CHECK(ToString(**matched) == R"({"_id":2,"tags":["2"]})");
}

TEST_CASE("a projection that is wrong is an error of the find") {
  Client client = OpenClient();
  Collection people = MakePeople(client);
  CHECK(CodeOf(people.Find({}, {.projection = Document{{"a", 1}, {"b", 0}}})) ==
        ErrorCode{31254});
  CHECK(CodeOf(people.FindOne(Document{{"_id", 1}},
                              {.projection = Document{{"tags.$", 1}}})) ==
        ErrorCode{51246});
}

TEST_CASE("a sample is matched again for the positional operator") {
  Client client = OpenClient();
  Collection people = MakePeople(client);
  const Document filter{{"$sampleRate", 0.5}, {"tags", "x"}};
  for (int i = 0; i < 50; ++i) {
    auto cursor = people.Find(
        filter, {.projection = Document{{"_id", 0}, {"tags.$", 1}}});
    REQUIRE(cursor.ok());
    for (const std::string& document : Drain(*cursor)) {
      CHECK(document == R"({"tags":["x"]})");
    }
  }
}

TEST_CASE("what a projection computes is no larger than a document may be") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  const std::string text(6 << 20, 'x');
  REQUIRE(c.InsertOne(Document{{"_id", 1}, {"t", text}}).ok());
  const auto twice =
      c.FindOne({}, {.projection = Document{{"a", "$t"}, {"b", "$t"}}});
  CHECK(twice.ok());
  const auto thrice = c.FindOne(
      {}, {.projection = Document{{"a", "$t"}, {"b", "$t"}, {"c", "$t"}}});
  CHECK(CodeOf(thrice) == ErrorCode::kBSONObjectTooLarge);
}

}  // namespace meerkat
