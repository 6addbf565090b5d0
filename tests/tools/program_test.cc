// meerkat find, stats, validate and version, and what all commands share.
#include <meerkat/document.h>
#include <meerkat/json.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/file_tree.h"
#include "tests/support/icu.h"
#include "tests/support/run_program.h"
#include "tests/support/temp_directory.h"

namespace meerkat::testing {
namespace {

constexpr std::string_view kThings =
    "{\"_id\":3,\"n\":{\"$numberLong\":\"30\"}}\n"
    "{\"_id\":1}\n"
    "{\"_id\":\"two\"}\n";

// A database with kThings in test.things.
struct Fixture {
  Fixture() {
    REQUIRE(RunProgram({"import", "-", "--path", path, "--db", "test",
                        "--collection", "things"},
                       kThings)
                .exit_code == 0);
  }

  ProgramRun Find(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words = {"find", "--path",       path,    "--db",
                                      "test", "--collection", "things"};
    words.insert(words.end(), more.begin(), more.end());
    return RunProgram(words);
  }

  TempDirectory temp;
  std::string path = temp / "db";
};

bool Contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE_METHOD(Fixture, "find prints documents in the order of insertion") {
  const ProgramRun run = Find();
  CHECK(run.exit_code == 0);
  CHECK(run.out == "{\"_id\":3,\"n\":30}\n{\"_id\":1}\n{\"_id\":\"two\"}\n");
  CHECK(run.err.empty());
}

TEST_CASE_METHOD(Fixture, "find takes a filter") {
  CHECK(Find({"{\"_id\": \"two\"}"}).out == "{\"_id\":\"two\"}\n");
  CHECK(Find({"{\"_id\": 7}"}).out.empty());
  CHECK(Find({"{}"}).out == Find().out);
}

TEST_CASE_METHOD(Fixture, "find sorts, skips and limits") {
  CHECK(Find({"{\"n\": {\"$exists\": false}}", "--sort", "{\"_id\": 1}"}).out ==
        "{\"_id\":1}\n{\"_id\":\"two\"}\n");
  CHECK(Find({"--sort", "{\"_id\": -1}", "--skip", "1", "--limit", "1"}).out ==
        "{\"_id\":3,\"n\":30}\n");
  CHECK(Find({"--skip", "2"}).out == "{\"_id\":\"two\"}\n");
  CHECK(Find({"--skip", "-1"}).exit_code == 2);
  CHECK(Find({"--sort", "_id"}).exit_code == 2);
  const ProgramRun wrong = Find({"--sort", "{\"_id\": 0}"});
  CHECK(wrong.exit_code == 4);
  CHECK(wrong.out.empty());
}

TEST_CASE_METHOD(Fixture, "find takes a hint, by name or as JSON") {
  CHECK(Find({"--hint", "_id_"}).out ==
        "{\"_id\":1}\n{\"_id\":3,\"n\":30}\n{\"_id\":\"two\"}\n");
  CHECK(Find({"--hint", "{\"$natural\": -1}", "--limit", "1"}).out ==
        "{\"_id\":\"two\"}\n");
  CHECK(Find({"--hint", "n_1"}).exit_code == 4);
  CHECK(Find({"--hint", "{n"}).exit_code == 2);
}

TEST_CASE_METHOD(Fixture, "find compares by a collation") {
  CHECK(Find({"{\"_id\": \"TWO\"}"}).out.empty());
  if (LacksIcu()) return;
  CHECK(Find({"{\"_id\": \"TWO\"}", "--collation",
              "{\"locale\": \"en\", \"strength\": 2}"})
            .out == "{\"_id\":\"two\"}\n");
  CHECK(Find({"--collation", "{\"locale\": \"nowhere\"}"}).exit_code == 4);
  CHECK(Find({"--collation", "en"}).exit_code == 2);
}

TEST_CASE_METHOD(Fixture, "find shows what the projection asks for") {
  CHECK(Find({"{\"n\": 30}", "--projection", "{\"_id\": 0, \"n\": 1}"}).out ==
        "{\"n\":30}\n");
  CHECK(Find({"--limit", "1", "--projection", "{\"n\": 0}"}).out ==
        "{\"_id\":3}\n");
  CHECK(Find({"--projection", "n"}).exit_code == 2);
  CHECK(Find({"--projection", "{\"n\": 1, \"m\": 0}"}).exit_code == 4);
}

TEST_CASE_METHOD(Fixture, "find prints a table") {
  CHECK(Find({"--table"}).out ==
        "_id   n\n"
        "3    30\n"
        "1\n"
        "two\n");
  CHECK(Find({"{\"_id\": 9}", "--table"}).out.empty());
  CHECK(Find({"--table", "--pretty"}).exit_code == 2);
}

TEST_CASE_METHOD(Fixture, "find refuses a filter that is no JSON") {
  for (const std::string filter : {"{_id", "[]", "", "{} {}"}) {
    const ProgramRun run = Find({filter});
    CHECK(run.exit_code == 2);
    CHECK(run.err.starts_with("meerkat: the filter is not valid JSON: "));
    CHECK(run.out.empty());
  }
}

TEST_CASE_METHOD(Fixture, "find tells what the engine cannot do yet") {
  const ProgramRun run = Find({"{\"$text\": {\"$search\": \"a\"}}"});
  CHECK(run.exit_code == 4);
  CHECK(run.err.starts_with("meerkat: "));
  CHECK(run.out.empty());
}

TEST_CASE_METHOD(Fixture, "find stops at the limit") {
  CHECK(Find({"--limit", "1"}).out == "{\"_id\":3,\"n\":30}\n");
  CHECK(Find({"--limit", "0"}).out.empty());
  CHECK(Find({"--limit", "9"}).out == Find().out);
}

TEST_CASE_METHOD(Fixture, "find refuses what is no number of documents") {
  const std::string huge = "99999999999999999999";
  for (const std::string option : {"--limit", "--skip"}) {
    const auto refusal = [&](const std::string& count) {
      const ProgramRun run = Find({option, count});
      CHECK(run.exit_code == 2);
      CHECK(run.out.empty());
      return run.err.substr(0, run.err.find('\n'));
    };
    const std::string begin = "meerkat: " + option + ": ";
    CHECK(refusal("-1") == begin + "-1 is negative (InvalidOptions)");
    CHECK(refusal(huge) == begin + huge + " is too large (InvalidOptions)");
    CHECK(refusal("-" + huge) ==
          begin + "-" + huge + " is negative (InvalidOptions)");
    CHECK(refusal("many") == begin + "many is no number (InvalidOptions)");
    CHECK(refusal("1.5") == begin + "1.5 is no number (InvalidOptions)");
    CHECK(Find({option, "9223372036854775807"}).exit_code == 0);
  }
}

TEST_CASE_METHOD(Fixture, "no document gives orders to the terminal") {
  // Back one line, and from right to left.
  const std::string orders = "\u009b1A\u202e";
  REQUIRE(RunProgram({"import", "-", "--path", path, "--db", "test",
                      "--collection", "o" + orders},
                     "{\"_id\":1,\"" + orders + "\":\"" + orders + "\"}\n")
              .exit_code == 0);
  const auto find = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words = {
        "find", "--path",       path,         "--db",
        "test", "--collection", "o" + orders, "{\"_id\":1}"};
    words.insert(words.end(), more.begin(), more.end());
    return RunProgram(words).out;
  };
  const std::string escaped = "\\u009b1A\\u202e";
  CHECK(find({}) == "{\"_id\":1,\"" + escaped + "\":\"" + escaped + "\"}\n");
  for (const ProgramRun& run :
       {RunProgram({"stats", "--path", path}),
        RunProgram({"stats", "--path", path, "--json"}),
        RunProgram({"validate", "--path", path}),
        RunProgram({"validate", "--path", path, "--db", "x" + orders}),
        ProgramRun{0, find({"--table"}), ""},
        ProgramRun{0, find({"--pretty", "--canonical"}), ""}}) {
    CHECK(Contains(run.out + run.err, escaped));
    CHECK_FALSE(Contains(run.out + run.err, "\u009b"));
    CHECK_FALSE(Contains(run.out + run.err, "\u202e"));
  }
}

TEST_CASE_METHOD(Fixture, "find prints every type when asked") {
  CHECK(Find({"--canonical", "--limit", "1"}).out ==
        "{\"_id\":{\"$numberInt\":\"3\"},\"n\":{\"$numberLong\":\"30\"}}\n");
  CHECK(Find({"--pretty", "--limit", "1"}).out ==
        "{\n  \"_id\": 3,\n  \"n\": 30\n}\n");
}

TEST_CASE_METHOD(Fixture, "find of an unknown collection finds nothing") {
  const ProgramRun run = RunProgram(
      {"find", "--path", path, "--db", "test", "--collection", "nothing"});
  CHECK(run.exit_code == 0);
  CHECK(run.out.empty());
}

TEST_CASE_METHOD(Fixture, "find ends quietly when the reader leaves") {
  std::string many;
  for (int i = 0; i < 30'000; ++i) {
    many += "{\"_id\":" + std::to_string(i) + "}\n";
  }
  const std::string where = " --path " + path + " --db test --collection many";
  REQUIRE(RunProgram({"import", "-", "--path", path, "--db", "test",
                      "--collection", "many"},
                     many)
              .exit_code == 0);
  const ProgramRun run =
      RunShell("set -o pipefail; \"$MEERKAT\" find" + where + " | head -1");
  CHECK(run.exit_code == 0);
  CHECK(run.out == "{\"_id\":0}\n");
  CHECK(run.err.empty());
}

TEST_CASE_METHOD(Fixture, "results that cannot be written are an error") {
  const std::string find =
      "\"$MEERKAT\" find --path " + path + " --db test --collection things";
  const ProgramRun full = RunShell(find + " >/dev/full");
  CHECK(full.exit_code == 4);
  CHECK(Contains(full.err, "cannot write to standard output"));
  CHECK(RunShell(find + " >&-").exit_code == 4);
  for (const std::string help : {"--help", "find --help", "--version"}) {
    const ProgramRun run = RunShell("\"$MEERKAT\" " + help + " >/dev/full");
    CHECK(run.exit_code == 4);
    CHECK(Contains(run.err, "cannot write to standard output"));
  }
}

TEST_CASE_METHOD(Fixture, "reading changes nothing in the directory") {
  const auto snapshot = [&] {
    std::vector<std::string> files;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(path)) {
      files.push_back(
          entry.path().string() + " " +
          std::to_string(entry.is_directory() ? 0 : entry.file_size()) + " " +
          std::to_string(entry.last_write_time().time_since_epoch().count()));
    }
    std::sort(files.begin(), files.end());
    return files;
  };
  const auto before = snapshot();
  CHECK(Find().exit_code == 0);
  CHECK(RunProgram({"stats", "--path", path}).exit_code == 0);
  CHECK(RunProgram({"validate", "--path", path}).exit_code == 0);
  CHECK(snapshot() == before);
}

TEST_CASE_METHOD(Fixture, "stats shows collections and totals") {
  const ProgramRun run = RunProgram({"stats", "--path", path});
  CHECK(run.exit_code == 0);
  CHECK(run.out.starts_with("Database  Collection  Documents"));
  CHECK(Contains(run.out, "test      things              3"));
  CHECK(Contains(run.out, "1 database, 1 collection, 3 documents"));
}

TEST_CASE_METHOD(Fixture, "stats prints JSON when asked") {
  const ProgramRun run = RunProgram({"stats", "--path", path, "--json"});
  CHECK(run.exit_code == 0);
  const auto stats = ParseJson(run.out);
  REQUIRE(stats.ok());
  const Element collections = (*stats)["collections"];
  REQUIRE(collections.type() == Type::kArray);
  const DocumentView things = collections.AsDocument()["0"].AsDocument();
  CHECK(things["ns"].AsString() == "test.things");
  CHECK(ToJson(things["count"]) == "3");
}

TEST_CASE_METHOD(Fixture, "stats and validate tell a name that is not there") {
  for (const std::string command : {"stats", "validate"}) {
    const ProgramRun database =
        RunProgram({command, "--path", path, "--db", "no"});
    CHECK(database.exit_code == 4);
    CHECK(database.err ==
          "meerkat: there is no database 'no' (NamespaceNotFound)\n");
    const ProgramRun collection = RunProgram(
        {command, "--path", path, "--db", "test", "--collection", "no"});
    CHECK(collection.exit_code == 4);
    CHECK(collection.err ==
          "meerkat: there is no collection 'test.no' (NamespaceNotFound)\n");
    CHECK(RunProgram({command, "--path", path, "--collection", "things"})
              .exit_code == 2);
    CHECK(RunProgram({command, "--path", path, "--db", ""}).exit_code == 4);
  }
}

TEST_CASE_METHOD(Fixture, "validate finds a whole collection valid") {
  const ProgramRun run = RunProgram({"validate", "--path", path});
  CHECK(run.exit_code == 0);
  CHECK(run.out == "test.things: valid, 3 documents\n");
  REQUIRE(RunProgram({"import", "-", "--path", path, "--db", "test",
                      "--collection", "one"},
                     "{}")
              .exit_code == 0);
  CHECK(RunProgram({"validate", "--path", path}).out ==
        "test.one: valid, 1 document\ntest.things: valid, 3 documents\n");
}

TEST_CASE("validate names what a damaged block belongs to, and goes on") {
  const TempDirectory temp;
  const std::string path = temp / "db";
  const auto import = [&](const std::string& collection,
                          const std::string& text) {
    REQUIRE(RunProgram({"import", "-", "--path", path, "--db", "test",
                        "--collection", collection},
                       text)
                .exit_code == 0);
  };
  import("before", "{\"_id\":1}\n");
  // Large, so that the middle of the file is of this collection.
  std::mt19937_64 random(1);
  std::string large;
  for (int i = 0; i < 5000; ++i) {
    large += "{\"_id\":" + std::to_string(i) + ",\"x\":\"" +
             std::to_string(random()) + std::to_string(random()) + "\"}\n";
  }
  import("large", large);
  import("later", "{\"_id\":1}\n");

  std::string file;
  for (const auto& entry :
       std::filesystem::directory_iterator(path + "/store")) {
    if (entry.path().extension() != ".sst") continue;
    if (file.empty() || entry.file_size() > std::filesystem::file_size(file)) {
      file = entry.path();
    }
  }
  REQUIRE_FALSE(file.empty());
  FlipBit(file, std::filesystem::file_size(file) / 2, 3);

  const ProgramRun run = RunProgram({"validate", "--path", path});
  INFO(run.out << run.err);
  CHECK(run.exit_code == 1);
  CHECK(run.err.empty());
  CHECK(
      run.out.starts_with("test.before: valid, 1 document\n"
                          "test.large: DAMAGED, "));
  CHECK(run.out.ends_with("test.later: valid, 1 document\n"));
  CHECK(Contains(run.out, "error: the documents cannot be read to the end: "));
  CHECK(Contains(run.out, file));
  CHECK(Contains(run.out, " offset "));
}

TEST_CASE("reading makes no database") {
  const TempDirectory temp;
  for (const std::string command : {"stats", "validate"}) {
    CHECK(RunProgram({command, "--path", temp / "db"}).exit_code == 3);
  }
  const ProgramRun run = RunProgram(
      {"find", "--path", temp / "db", "--db", "a", "--collection", "b"});
  CHECK(run.exit_code == 3);
  CHECK(Contains(run.err, temp / "db"));
  CHECK_FALSE(std::filesystem::exists(temp / "db"));
}

TEST_CASE("a command line that is wrong is told and does nothing") {
  const std::vector<std::vector<std::string>> wrong = {
      {},
      {"nonsense"},
      {"find"},
      {"find", "--path", "x", "--db", "y"},
      {"stats", "--path", "x", "--nonsense"},
      {"stats", "--path", "x", "superfluous"},
      {"stats", "--path"},
      {"version", "superfluous"},
      {"import", "a.json", "--path", "x", "--db", "y", "--collection", "z",
       "--format", "xml"},
  };
  for (const auto& words : wrong) {
    const ProgramRun run = RunProgram(words);
    CHECK(run.exit_code == 2);
    CHECK(run.err.starts_with("meerkat: "));
    CHECK(Contains(run.err, "(InvalidOptions)\n"));
    CHECK(run.out.empty());
  }
}

TEST_CASE("a command that does not exist is named") {
  CHECK(RunProgram({"nonsense"}).err ==
        "meerkat: there is no command 'nonsense' (InvalidOptions)\n"
        "'meerkat --help' shows how.\n");
}

TEST_CASE("help and version go to standard output") {
  const ProgramRun help = RunProgram({"--help"});
  CHECK(help.exit_code == 0);
  CHECK(Contains(help.out, "Exit codes:"));
  CHECK(RunProgram({"import", "--help"}).exit_code == 0);

  const ProgramRun version = RunProgram({"version"});
  CHECK(version.exit_code == 0);
  CHECK(version.out.starts_with("meerkat 0."));
}

}  // namespace meerkat::testing
