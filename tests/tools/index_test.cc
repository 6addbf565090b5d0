// meerkat index create, list and drop.
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/run_program.h"
#include "tests/support/temp_directory.h"

namespace meerkat::testing {
namespace {

// A database with three things.
struct Fixture {
  Fixture() {
    REQUIRE(RunProgram({"import", "-", "--path", path, "--db", "test",
                        "--collection", "things"},
                       "{\"_id\": 1, \"n\": 1, \"kind\": \"a\"}\n"
                       "{\"_id\": 2, \"n\": 2, \"kind\": \"a\"}\n"
                       "{\"_id\": 3, \"n\": 3}\n")
                .exit_code == 0);
  }

  ProgramRun Index(std::vector<std::string> words,
                   const std::string& collection = "things") const {
    words.insert(words.begin(), "index");
    for (const std::string& word :
         {std::string("--path"), path, std::string("--db"), std::string("test"),
          std::string("--collection"), collection}) {
      words.push_back(word);
    }
    return RunProgram(words);
  }

  TempDirectory temp;
  std::string path = temp / "db";
};

constexpr const char* kIdOnly =
    "{\"v\":2,\"key\":{\"_id\":1},\"name\":\"_id_\"}\n";

}  // namespace

TEST_CASE_METHOD(Fixture, "index create makes an index and prints its name") {
  const ProgramRun made = Index({"create", "{\"n\": 1, \"kind\": -1}"});
  CHECK(made.exit_code == 0);
  CHECK(made.out == "n_1_kind_-1\n");
  // No progress where stderr is no terminal.
  CHECK(made.err.empty());
  CHECK(Index({"list", "--json"}).out ==
        kIdOnly + std::string("{\"v\":2,\"key\":{\"n\":1,\"kind\":-1},"
                              "\"name\":\"n_1_kind_-1\"}\n"));
  // Again it is there already.
  CHECK(Index({"create", "{\"n\": 1, \"kind\": -1}"}).out == "n_1_kind_-1\n");
}

TEST_CASE_METHOD(Fixture, "index create takes all options") {
  REQUIRE(Index({"create", "{\"n\": 1}", "--name", "mine", "--unique",
                 "--sparse", "--hidden", "--expire-after", "60"})
              .exit_code == 0);
  REQUIRE(
      Index({"create", "{\"kind\": 1}", "--partial", "{\"n\": 1}"}).exit_code ==
      0);
  REQUIRE(Index({"create", "{\"at\": \"2d\"}", "--bits", "20", "--min", "-10",
                 "--max", "10.5"})
              .exit_code == 0);
  REQUIRE(
      Index({"create", "{\"$**\": 1}", "--wildcard-projection", "{\"n\": 0}"})
          .exit_code == 0);
  CHECK(Index({"list"}).out ==
        "Index   Keys         Options\n"
        "_id_    {\"_id\":1}\n"
        "mine    {\"n\":1}      {\"unique\":true,\"sparse\":true,"
        "\"hidden\":true,\"expireAfterSeconds\":60}\n"
        "kind_1  {\"kind\":1}   {\"partialFilterExpression\":{\"n\":1}}\n"
        "at_2d   {\"at\":\"2d\"}  {\"bits\":20,\"min\":-10.0,\"max\":10.5}\n"
        "$**_1   {\"$**\":1}    {\"wildcardProjection\":{\"n\":0}}\n");
}

TEST_CASE_METHOD(Fixture, "index create names what is in the way") {
  const ProgramRun twice = Index({"create", "{\"kind\": 1}", "--unique"});
  CHECK(twice.exit_code == 4);
  CHECK(twice.out.empty());
  CHECK(twice.err ==
        "meerkat: E11000 duplicate key error collection: test.things index: "
        "kind_1 dup key: { kind: \"a\" } (DuplicateKey)\n");
  CHECK(Index({"list", "--json"}).out == kIdOnly);
  CHECK(Index({"create", "{\"n\": 0}"}).exit_code == 4);
  CHECK(Index({"create", "{\"n\": 1}", "--collation", "{\"locale\": \"zz\"}"})
            .exit_code == 4);
}

TEST_CASE_METHOD(Fixture, "index drop removes one, or all") {
  for (const char* keys : {"{\"a\": 1}", "{\"b\": 1}", "{\"c\": 1}"}) {
    REQUIRE(Index({"create", keys}).exit_code == 0);
  }
  const ProgramRun dropped = Index({"drop", "b_1"});
  CHECK(dropped.exit_code == 0);
  CHECK(dropped.out.empty());
  CHECK(Index({"drop", "b_1"}).exit_code == 4);
  CHECK(Index({"drop", "_id_"}).exit_code == 4);
  CHECK(Index({"drop", "--all"}).exit_code == 0);
  CHECK(Index({"list", "--json"}).out == kIdOnly);
}

TEST_CASE_METHOD(Fixture, "index refuses what it cannot read") {
  CHECK(Index({"create", "n"}).exit_code == 2);
  CHECK(Index({"create"}).exit_code == 2);
  CHECK(Index({"create", "{\"n\": 1}", "--partial", "n"}).exit_code == 2);
  CHECK(Index({"create", "{\"n\": 1}", "--bits", "many"}).exit_code == 2);
  CHECK(Index({"drop"}).exit_code == 2);
  CHECK(Index({"drop", "n_1", "--all"}).exit_code == 2);
  CHECK(Index({}).exit_code == 2);
  const ProgramRun unknown = RunProgram({"index", "rename"});
  CHECK(unknown.exit_code == 2);
  CHECK(unknown.err ==
        "meerkat: there is no command 'rename' (InvalidOptions)\n"
        "'meerkat index --help' shows how.\n");
  CHECK(RunProgram({"index", "create", "{}"})
            .err.find("'meerkat index create --help' shows how.") !=
        std::string::npos);
}

TEST_CASE_METHOD(Fixture, "index makes no database of a wrong path") {
  const std::string nowhere = temp / "nowhere";
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"create", "{\"n\": 1}"},
        {"list"},
        {"drop", "n_1"}}) {
    std::vector<std::string> line = {"index"};
    line.insert(line.end(), words.begin(), words.end());
    for (const std::string& word : std::vector<std::string>{
             "--path", nowhere, "--db", "test", "--collection", "things"}) {
      line.push_back(word);
    }
    CHECK(RunProgram(line).exit_code == 3);
  }
  CHECK(Index({"list"}, "others").exit_code == 4);
  CHECK(Index({"drop", "n_1"}, "others").exit_code == 4);
}

}  // namespace meerkat::testing
