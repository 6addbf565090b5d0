// meerkat import, as a user runs it.
#include <meerkat/document.h>
#include <meerkat/value.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/run_program.h"
#include "tests/support/temp_directory.h"

namespace meerkat::testing {
namespace {

// A database directory and files to import into its collection test.things.
struct Fixture {
  std::string File(const std::string& name, std::string_view text) const {
    std::ofstream(temp / name, std::ios::binary) << text;
    return temp / name;
  }

  ProgramRun Import(const std::string& file,
                    const std::vector<std::string>& more = {},
                    std::string_view input = {}) const {
    std::vector<std::string> words = {"import", file};
    words.insert(words.end(), collection.begin(), collection.end());
    words.insert(words.end(), more.begin(), more.end());
    return RunProgram(words, input);
  }

  // All documents, as `find` prints them.
  std::string Contents() const {
    std::vector<std::string> words = {"find"};
    words.insert(words.end(), collection.begin(), collection.end());
    return RunProgram(words).out;
  }

  TempDirectory temp;
  std::string path = temp / "db";
  std::vector<std::string> collection = {"--path", path,           "--db",
                                         "test",   "--collection", "things"};
};

bool Contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE_METHOD(Fixture, "import reads JSON lines") {
  const ProgramRun run =
      Import(File("a.ndjson", "{\"_id\":1}\n{\"_id\":2,\"n\":\"Zürich\"}\n"));
  CHECK(run.exit_code == 0);
  CHECK(run.out.starts_with("2 documents imported, 0 skipped, "));
  CHECK(run.err.empty());
  CHECK(Contents() == "{\"_id\":1}\n{\"_id\":2,\"n\":\"Zürich\"}\n");
}

TEST_CASE_METHOD(Fixture, "import reads a JSON array") {
  const ProgramRun run = Import(File("a.json", "[{\"_id\":1},\n{\"_id\":2}]"));
  CHECK(run.exit_code == 0);
  CHECK(Contents() == "{\"_id\":1}\n{\"_id\":2}\n");
}

TEST_CASE_METHOD(Fixture, "import reads a BSON dump") {
  const Document one{{"_id", 1}};
  const Document two{{"_id", int64_t{2}}};
  const ProgramRun run =
      Import(File("a.bson", std::string(one.view().bytes()) +
                                std::string(two.view().bytes())));
  CHECK(run.exit_code == 0);
  CHECK(Contents() == "{\"_id\":1}\n{\"_id\":2}\n");
}

TEST_CASE_METHOD(Fixture, "import reads standard input") {
  CHECK(Import("-", {}, "{\"_id\":1}\n").exit_code == 0);
  const Document two{{"_id", 2}};
  CHECK(Import("-", {"--format", "bson"}, two.view().bytes()).exit_code == 0);
  CHECK(Contents() == "{\"_id\":1}\n{\"_id\":2}\n");
}

TEST_CASE_METHOD(Fixture, "import tells bad lines and skips them") {
  const ProgramRun run = Import(
      File("a.jsonl", "{\"_id\":1}\nnonsense\n{\"_id\":3}\n{\"_id\":4\n"));
  CHECK(run.exit_code == 1);
  CHECK(run.out.starts_with("2 documents imported, 2 skipped, "));
  CHECK(run.err ==
        "meerkat: Invalid JSON at line 2, column 1: expected a document, "
        "which begins with '{' (FailedToParse)\n"
        "meerkat: Invalid JSON at line 5, column 1: expected ',' or '}' "
        "(FailedToParse)\n");
  CHECK(Contents() == "{\"_id\":1}\n{\"_id\":3}\n");
}

TEST_CASE_METHOD(Fixture, "import tells bad items of an array and skips them") {
  const ProgramRun run = Import(
      File("a.json",
           "[{\"_id\":1},\n{\"_id\":},\n{\"_id\":3},\n4,\n{\"_id\":5}]\n"));
  CHECK(run.exit_code == 1);
  CHECK(run.out.starts_with("3 documents imported, 2 skipped, "));
  CHECK(Contains(run.err, "meerkat: Invalid JSON at line 2, "));
  CHECK(Contains(run.err, "meerkat: Invalid JSON at line 4, "));
  CHECK(Contents() == "{\"_id\":1}\n{\"_id\":3}\n{\"_id\":5}\n");
}

TEST_CASE_METHOD(Fixture, "import ends where an array's item does not") {
  const ProgramRun run =
      Import(File("a.json", "[{\"_id\":1},\n{\"_id\":\"2},\n{\"_id\":3}]\n"));
  CHECK(run.exit_code == 4);
  CHECK(Contains(run.err, "line 2, column 12"));
  CHECK(Contents() == "{\"_id\":1}\n");
}

TEST_CASE_METHOD(Fixture, "import tells duplicates with their line") {
  const std::string file =
      File("a.json", "{\"_id\":1}\n{\"_id\":2}\n{\"_id\":1}\n{\"_id\":3}\n");
  const ProgramRun run = Import(file);
  CHECK(run.exit_code == 1);
  CHECK(run.out.starts_with("3 documents imported, 1 skipped, "));
  CHECK(run.err.starts_with("meerkat: line 3: "));
  CHECK(run.err.ends_with("(DuplicateKey)\n"));

  CHECK(Import(file).out.starts_with("0 documents imported, 4 skipped, "));
}

TEST_CASE_METHOD(Fixture, "import tells problems in the order of their lines") {
  const ProgramRun run =
      Import(File("a.json", "{\"_id\":1}\n{\"_id\":1}\nbad\n{\"_id\":1}\n"));
  const size_t second = run.err.find("line 2: ");
  const size_t third = run.err.find("line 3, ");
  const size_t fourth = run.err.find("line 4: ");
  CHECK(second < third);
  CHECK(third < fourth);
  CHECK(fourth != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "import can stop at the first problem") {
  const std::string bad_line =
      File("a.json", "{\"_id\":1}\nbad\n{\"_id\":2}\nbad\n");
  const ProgramRun run = Import(bad_line, {"--stop-on-error"});
  CHECK(run.exit_code == 4);
  CHECK(run.out.starts_with("1 document imported, 1 skipped, "));
  CHECK(Contains(run.err, "line 2, "));
  CHECK_FALSE(Contains(run.err, "line 4"));

  const std::string duplicate =
      File("b.json", "{\"_id\":3}\n{\"_id\":1}\n{\"_id\":4}\nbad\n");
  CHECK(Import(duplicate, {"--stop-on-error"}).exit_code == 4);
  CHECK(Contents() == "{\"_id\":1}\n{\"_id\":3}\n");
}

TEST_CASE_METHOD(Fixture, "import can drop the collection first") {
  CHECK(Import("-", {}, "{\"_id\":1}\n").exit_code == 0);
  CHECK(Import("-", {"--drop"}, "{\"_id\":2}\n").exit_code == 0);
  CHECK(Contents() == "{\"_id\":2}\n");
}

TEST_CASE_METHOD(Fixture, "import gives documents without an _id one") {
  CHECK(Import("-", {}, "{\"n\":1}\n").exit_code == 0);
  CHECK(Contents().starts_with("{\"_id\":{\"$oid\":\""));
}

TEST_CASE_METHOD(Fixture, "import goes on past documents that are too large") {
  const std::string large(17 << 20, 'x');
  const ProgramRun run =
      Import("-", {}, "{\"_id\":1,\"x\":\"" + large + "\"}\n{\"_id\":2}\n");
  CHECK(run.exit_code == 1);
  CHECK(Contains(run.err, "line 1, "));
  CHECK(Contains(run.err, "(BSONObjectTooLarge)"));
  CHECK(run.err.size() < 1000);
  CHECK(Contents() == "{\"_id\":2}\n");
}

TEST_CASE_METHOD(Fixture, "import of a cut BSON dump keeps what was whole") {
  const Document one{{"_id", 1}};
  const std::string bytes(one.view().bytes());
  const ProgramRun run =
      Import(File("a.bson", bytes + bytes.substr(0, bytes.size() - 3)));
  CHECK(run.exit_code == 4);
  CHECK(run.out.starts_with("1 document imported, 0 skipped, "));
  CHECK(Contains(run.err, "document 2 at byte 14 is cut short"));
  CHECK(Contents() == "{\"_id\":1}\n");
}

TEST_CASE_METHOD(Fixture, "a mistake in the file's name makes no database") {
  CHECK(Import(temp / "missing.json").exit_code == 4);
  CHECK(Import(temp.path(), {"--format", "json"}).exit_code == 4);
  CHECK(Import(File("a.txt", "{}")).exit_code == 2);
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE_METHOD(Fixture, "a name that no collection can have is told first") {
  const std::string file = File("a.json", "{\"_id\":1}");
  const std::vector<std::vector<std::string>> wrong = {
      {"--path", path, "--db", "a/b", "--collection", "things"},
      {"--path", path, "--db", "", "--collection", "things"},
      {"--path", path, "--db", "test", "--collection", "system.x"},
      {"--path", path, "--db", "test", "--collection", "a$b"},
      {"--path", path, "--db", "test", "--collection", ""}};
  for (const auto& names : wrong) {
    collection = names;
    // Names come before the file: nothing is read.
    for (const std::string& from : {file, temp / "missing.json"}) {
      const ProgramRun run = Import(from);
      CHECK(run.exit_code == 2);
      CHECK(Contains(run.err, "(InvalidNamespace)"));
      CHECK(run.out.empty());
    }
    CHECK_FALSE(std::filesystem::exists(path));
  }
}

TEST_CASE_METHOD(Fixture, "import of an empty file imports nothing") {
  const ProgramRun run = Import(File("a.json", ""));
  CHECK(run.exit_code == 0);
  CHECK(run.out.starts_with("0 documents imported, 0 skipped, "));
}

TEST_CASE_METHOD(Fixture, "import takes all the cities") {
  const std::string cities =
      std::string(MEERKAT_SOURCE_DIR) + "/tools/data/cities.ndjson";
  const ProgramRun run = Import(cities);
  CHECK(run.exit_code == 0);
  CHECK(run.out.starts_with("24323 documents imported, 0 skipped, "));
  CHECK(run.err.empty());
  std::ostringstream text;
  text << std::ifstream(cities, std::ios::binary).rdbuf();
  CHECK((Contents() == text.str()));
}

}  // namespace meerkat::testing
