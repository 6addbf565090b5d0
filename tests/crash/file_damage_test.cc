// Damage to any file of a database, and files that are missing: a clear error,
// or no harm at all, but never wrong data and never silent loss.
#include <meerkat/client.h>
#include <rocksdb/version.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/file_tree.h"
#include "tests/support/load/contents.h"
#include "tests/support/load/crash_image.h"
#include "tests/support/seed.h"
#include "tests/support/temp_directory.h"

namespace meerkat::testing {
namespace {

constexpr int kFlipsPerFile = 12;
constexpr size_t kLogs = 2;

// A database at rest, with what was done to it.
struct Database {
  CrashImage image;
  // Closed cleanly; otherwise as a kill left it: part of the data is in the
  // logs only, and of that what is after the marker may be lost.
  bool is_closed;

  const std::string& directory() const { return image.directory; }
  size_t promised() const {
    return is_closed ? image.events.size() : image.synced;
  }
};

Database MakeDatabase(const std::string& scratch, uint64_t seed,
                      bool is_closed) {
  CrashImage image = MakeCrashImage(scratch, seed, kLogs);
  if (is_closed) {
    auto client = Client::Open(image.directory);
    REQUIRE(client.ok());
    REQUIRE(client->Close().ok());
  }
  return {std::move(image), is_closed};
}

std::vector<std::string> FilesBelow(const std::string& directory) {
  std::vector<std::string> names;
  for (const auto& [path, bytes] : ReadTree(directory)) {
    bool is_in_use = path.ends_with("meerkat.lock") ||
                     path.ends_with("meerkat.log") || bytes.empty();
    if (!is_in_use) names.push_back(path.substr(directory.size() + 1));
  }
  return names;
}

// The errors that damage may show itself by.
bool IsClear(const Status& status) {
  ErrorCode code = ErrorCodeOf(status);
  return code == ErrorCode::kDataCorruptionDetected ||
         code == ErrorCode::kInvalidOptions ||
         code == ErrorCode::kFileOpenFailed;
}

// Whether every document found is one that was written.
bool WasWritten(const ThreadState& found, const Database& database) {
  std::set<uint64_t> numbers;
  for (const Event& event : database.image.events) {
    numbers.insert(event.operation.number);
  }
  for (const auto& [collection, documents] : found) {
    for (const auto& [key, version] : documents) {
      if (!numbers.contains(version.number)) return false;
    }
  }
  return true;
}

// Opens `copy` of the database and reads all: everything is right, or an error
// says why it is not. Returns whether opening was refused.
bool CheckRightOrRefused(const std::string& copy, const Database& database) {
  auto client = Client::Open(copy);
  INFO(client.status().ToString());
  if (!client.ok()) {
    CHECK(IsClear(client.status()));
    return true;
  }
  Contents contents = ReadContents(*client);
  INFO(Complaints(contents));
  for (const Status& error : contents.errors) CHECK(IsClear(error));
  CHECK(WasWritten(contents.states[kImageThread], database));
  if (!contents.errors.empty()) return false;
  CHECK(contents.faults.empty());
  auto survivors =
      FindSurvivors(Model(), database.image.events, database.promised(),
                    contents.states[kImageThread]);
  INFO(survivors.status().ToString());
  CHECK(survivors.ok());
  return false;
}

// RocksDB before version 8 does not notice that its oldest log is missing
// (README.md, "Limitations").
bool IsOverlooked([[maybe_unused]] const std::string& directory,
                  [[maybe_unused]] const std::string& missing) {
#if ROCKSDB_MAJOR < 8
  if (!missing.ends_with(".log")) return false;
  return std::ranges::none_of(FilesBelow(directory), [&](const auto& name) {
    return name.ends_with(".log") && name < missing;
  });
#else
  return false;
#endif
}

}  // namespace

TEST_CASE("a bit flipped in any file is an error or harmless") {
  uint64_t seed = SeedOfThisRun();
  std::mt19937_64 random(seed);
  bool is_closed = GENERATE(false, true);
  TempDirectory temp = TempDirectory::InMemory();
  Database database = MakeDatabase(temp.path(), seed, is_closed);
  std::string copy = temp / "copy";
  for (const std::string& name : FilesBelow(database.directory())) {
    for (int trial = 0; trial < kFlipsPerFile; ++trial) {
      CopyTree(database.directory(), copy);
      std::string path = copy + "/" + name;
      uint64_t offset = random() % std::filesystem::file_size(path);
      INFO("closed: " << is_closed << ", " << name << " at " << offset);
      FlipBit(path, offset, static_cast<int>(random() % 8));
      CheckRightOrRefused(copy, database);
    }
  }
}

TEST_CASE("a file cut short is an error or harmless") {
  uint64_t seed = SeedOfThisRun();
  std::mt19937_64 random(seed);
  TempDirectory temp = TempDirectory::InMemory();
  Database database = MakeDatabase(temp.path(), seed, /*is_closed=*/true);
  std::string copy = temp / "copy";
  for (const std::string& name : FilesBelow(database.directory())) {
    CopyTree(database.directory(), copy);
    std::string path = copy + "/" + name;
    uint64_t size = random() % std::filesystem::file_size(path);
    INFO(name << " cut to " << size);
    std::filesystem::resize_file(path, size);
    CheckRightOrRefused(copy, database);
  }
}

TEST_CASE("a database with a file missing is refused untouched, or complete") {
  uint64_t seed = SeedOfThisRun();
  bool is_closed = GENERATE(false, true);
  TempDirectory temp = TempDirectory::InMemory();
  Database database = MakeDatabase(temp.path(), seed, is_closed);
  std::string copy = temp / "copy";
  for (const std::string& name : FilesBelow(database.directory())) {
    CopyTree(database.directory(), copy);
    std::filesystem::remove(copy + "/" + name);
    auto before = ReadTree(copy + "/store");
    INFO("closed: " << is_closed << ", without " << name);
    if (IsOverlooked(copy, name)) continue;
    bool was_refused = CheckRightOrRefused(copy, database);
    if (was_refused) CHECK(ReadTree(copy + "/store") == before);
  }
}

}  // namespace meerkat::testing
