// What is told of a damaged database: the file, the offset where it is known,
// that nothing was changed, and nothing twice.
#include <meerkat/client.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/file_tree.h"
#include "tests/support/temp_directory.h"

namespace meerkat::testing {
namespace {

namespace fs = std::filesystem;

// A database whose last write is in the log only: a copy of an open one, whose
// documents up to there are in files.
void MakeDatabase(const std::string& scratch, const std::string& path) {
  auto client = Client::Open(scratch);
  REQUIRE(client.ok());
  Collection collection = (*client)["app"]["c"];
  REQUIRE(collection.InsertOne(Document{{"_id", 1}}).ok());
  REQUIRE(client->Close().ok());
  client = Client::Open(scratch);
  REQUIRE(client.ok());
  collection = (*client)["app"]["c"];
  REQUIRE(collection.InsertOne(Document{{"_id", 2}}).ok());
  REQUIRE(client->Sync().ok());
  CopyTree(scratch, path);
}

// The last file of the store whose name has `part` in it.
std::string FindFile(const std::string& path, const std::string& part) {
  std::string found;
  for (const auto& entry : fs::directory_iterator(path + "/store")) {
    if (entry.path().string().find(part) == std::string::npos) continue;
    found = std::max(found, entry.path().string());
  }
  REQUIRE_FALSE(found.empty());
  return found;
}

size_t CountOf(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos;
       at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

// The error of opening `path`, which must be one of damage in `file`.
std::string DamageOf(const std::string& path, const std::string& file,
                     bool read_only) {
  const auto before = ReadTree(path + "/store");
  const Status refused = Client::Open(path, {.read_only = read_only}).status();
  const std::string message = ErrorMessageOf(refused);
  INFO(refused.ToString());
  CHECK(ErrorCodeOf(refused) == ErrorCode::kDataCorruptionDetected);
  CHECK(message.find(file) != std::string::npos);
  CHECK(CountOf(message, "the database was left untouched") == 1);
  CHECK(CountOf(message, "storage:") <= 1);
  CHECK(CountOf(message, "Corruption:") <= 1);
  CHECK(ReadTree(path + "/store") == before);
  return message;
}

bool Has(const std::string& text, const std::string& part) {
  INFO(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("an emptied file and a missing one are told apart") {
  TempDirectory temp;
  const std::string path = temp / "db";
  MakeDatabase(temp / "scratch", path);
  const bool read_only = GENERATE(false, true);
  SECTION("the log") {
    const std::string log = FindFile(path, ".log");
    fs::resize_file(log, 0);
    CHECK(Has(DamageOf(path, log, read_only), "is empty"));
    fs::remove(log);
    CHECK(Has(DamageOf(path, path + "/store", read_only), "is missing"));
  }
  SECTION("CURRENT") {
    const std::string current = path + "/store/CURRENT";
    fs::resize_file(current, 0);
    CHECK(Has(DamageOf(path, current, read_only), "is damaged"));
    fs::remove(current);
    CHECK(Has(DamageOf(path, current, read_only), "is missing"));
  }
  SECTION("the manifest") {
    const std::string manifest = FindFile(path, "MANIFEST-");
    fs::resize_file(manifest, 0);
    CHECK(Has(DamageOf(path, manifest, read_only), "at offset 0"));
    fs::remove(manifest);
    CHECK(Has(DamageOf(path, manifest, read_only), "is missing"));
  }
}

TEST_CASE("a missing data file is named") {
  TempDirectory temp;
  const std::string path = temp / "db";
  MakeDatabase(temp / "scratch", path);
  const std::string data = FindFile(path, ".sst");
  fs::remove(data);
  // RocksDB 7 looks for 000014.ldb too, and names that.
  DamageOf(path, fs::path(data).stem().string() + ".", GENERATE(false, true));
}

TEST_CASE("a log that ends too early between two records is named") {
  TempDirectory temp;
  const std::string path = temp / "db";
  {
    auto client = Client::Open(path);
    REQUIRE(client.ok());
    Collection collection = (*client)["app"]["c"];
    REQUIRE(collection.InsertOne(Document{{"_id", 1}}).ok());
    REQUIRE(client->Sync().ok());
    const std::string log = FindFile(path, ".log");
    const auto size = fs::file_size(log);
    REQUIRE(collection.InsertOne(Document{{"_id", 2}}).ok());
    REQUIRE(client->Sync().ok());
    CopyTree(path, temp / "copy");
    fs::resize_file(FindFile(temp / "copy", ".log"), size);
  }
  const std::string log = FindFile(temp / "copy", ".log");
  CHECK(Has(DamageOf(temp / "copy", log, false),
            "at offset " + std::to_string(fs::file_size(log))));
}

}  // namespace meerkat::testing
