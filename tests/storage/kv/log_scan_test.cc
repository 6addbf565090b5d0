#include "storage/kv/log_scan.h"

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/storage/kv/store_testing.h"
#include "tests/support/temp_directory.h"

namespace meerkat::storage::kv {
namespace {

using testing::OpenStore;
using testing::Put;
using testing::StoreEnvironment;
using testing::TempDirectory;

rocksdb::FileSystem* Files() {
  return rocksdb::Env::Default()->GetFileSystem().get();
}

// The bytes of a log with records of many sizes, over several blocks.
std::string MakeLog() {
  TempDirectory temp;
  StoreEnvironment environment;
  const auto store = OpenStore(environment, temp / "db");
  for (int i = 0; i < 200; ++i) {
    Put(*store, Keyspace::kRecords, std::to_string(i),
        std::string(static_cast<size_t>(i) * 7, 'x'));
  }
  for (const auto& entry :
       std::filesystem::directory_iterator(temp / "db/store")) {
    if (entry.path().extension() != ".log") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::string log((std::istreambuf_iterator<char>(file)), {});
    if (!log.empty()) return log;
  }
  FAIL("the store has no log");
  return "";
}

std::optional<LogDamage> Scan(const TempDirectory& temp,
                              const std::string& log) {
  std::ofstream(temp / "000004.log", std::ios::binary) << log;
  return FindLogDamage(temp.path(), Files());
}

TEST_CASE("a healthy log has no damage") {
  TempDirectory temp;
  const std::string log = MakeLog();
  REQUIRE(log.size() > 100000);
  CHECK(Scan(temp, log) == std::nullopt);
  CHECK(TotalLogSize(temp.path(), Files()) == log.size());
}

TEST_CASE("a flipped bit is found at the record that holds it") {
  TempDirectory temp;
  const std::string log = MakeLog();
  for (size_t at = 0; at < log.size(); at += log.size() / 50) {
    std::string damaged = log;
    damaged[at] ^= 0x10;
    const std::optional<LogDamage> damage = Scan(temp, damaged);
    CAPTURE(at);
    // The last bytes of a block are padding that nobody reads.
    if (!damage.has_value()) {
      CHECK(32768 - at % 32768 < 7);
      continue;
    }
    CHECK(damage->file == temp / "000004.log");
    CHECK(damage->offset <= at);
    CHECK(at - damage->offset < 1500);
  }
}

TEST_CASE("a log that was cut short is damaged at its last record") {
  TempDirectory temp;
  const std::string log = MakeLog();
  const std::string cut = log.substr(0, log.size() - 3);
  const std::optional<LogDamage> damage = Scan(temp, cut);
  REQUIRE(damage.has_value());
  CHECK(damage->offset < cut.size());
}

TEST_CASE("the damage in the oldest log is told") {
  TempDirectory temp;
  const std::string log = MakeLog();
  std::ofstream(temp / "000010.log", std::ios::binary) << "garbage";
  const std::optional<LogDamage> damage = Scan(temp, log);
  REQUIRE(damage.has_value());
  CHECK(damage->file == temp / "000010.log");
  std::ofstream(temp / "000009.log", std::ios::binary) << "garbage";
  CHECK(FindLogDamage(temp.path(), Files())->file == temp / "000009.log");
}

}  // namespace
}  // namespace meerkat::storage::kv
