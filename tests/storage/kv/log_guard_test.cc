#include "storage/kv/log_guard.h"

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "storage/kv/log_scan.h"
#include "tests/storage/kv/store_testing.h"
#include "tests/support/temp_directory.h"

namespace meerkat::storage::kv {
namespace {

using testing::OpenStore;
using testing::Put;
using testing::StoreEnvironment;
using testing::TempDirectory;

std::shared_ptr<rocksdb::FileSystem> Files() {
  return rocksdb::Env::Default()->GetFileSystem();
}

// The newest log of the store in `directory`.
std::string NewestLog(const std::string& directory) {
  std::string newest = LogNames(directory, Files().get()).back();
  std::ifstream file(directory + "/" + newest, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(file)), {});
}

// Two logs, the second of which goes on where the first one ends, and the
// first without its last write.
struct Logs {
  std::string first, cut, second;
};

Logs MakeLogs() {
  TempDirectory temp;
  StoreEnvironment environment;
  const auto store = OpenStore(environment, temp / "db");
  const std::string directory = temp / "db/store";
  Logs logs;
  for (int i = 0; i < 20; ++i) {
    Put(*store, Keyspace::kRecords, std::to_string(i), std::string(5000, 'x'));
  }
  logs.cut = NewestLog(directory);
  Put(*store, Keyspace::kRecords, "last", "one");
  logs.first = NewestLog(directory);
  store->Trim();
  Put(*store, Keyspace::kRecords, "next", "log");
  logs.second = NewestLog(directory);
  return logs;
}

void Write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// What RocksDB sees of a file.
std::string ReadGuarded(const std::string& path) {
  const auto guard = NewLogGuard(Files());
  std::unique_ptr<rocksdb::FSSequentialFile> file;
  REQUIRE(guard->NewSequentialFile(path, {}, &file, nullptr).ok());
  std::string bytes, buffer(kLogBlockSize, '\0');
  rocksdb::Slice block;
  do {
    REQUIRE(file->Read(buffer.size(), {}, &block, buffer.data(), nullptr).ok());
    bytes.append(block.data(), block.size());
  } while (block.size() == buffer.size());
  return bytes;
}

TEST_CASE("the log guard shows whole logs as they are") {
  TempDirectory temp;
  const Logs logs = MakeLogs();
  Write(temp / "000004.log", logs.first);
  Write(temp / "000009.log", logs.second);
  CHECK(ReadGuarded(temp / "000004.log") == logs.first);
  CHECK(ReadGuarded(temp / "000009.log") == logs.second);
}

TEST_CASE("a log that lost its last write is broken when another follows") {
  TempDirectory temp;
  const Logs logs = MakeLogs();
  Write(temp / "000004.log", logs.cut);
  CHECK(ReadGuarded(temp / "000004.log") == logs.cut);
  Write(temp / "000009.log", logs.second);
  CHECK(ReadGuarded(temp / "000004.log") == logs.cut + '\xFF');
}

TEST_CASE("a log that lost everything is broken when another follows") {
  TempDirectory temp;
  const Logs logs = MakeLogs();
  Write(temp / "000004.log", "");
  CHECK(ReadGuarded(temp / "000004.log").empty());
  Write(temp / "000009.log", "");
  CHECK(ReadGuarded(temp / "000004.log").empty());
  Write(temp / "000009.log", logs.second);
  CHECK(ReadGuarded(temp / "000004.log") == "\xFF");
}

TEST_CASE("a log whose numbers come again in the next one is whole") {
  TempDirectory temp;
  const Logs logs = MakeLogs();
  Write(temp / "000004.log", logs.first);
  Write(temp / "000009.log", logs.first);
  CHECK(ReadGuarded(temp / "000004.log") == logs.first);
}

TEST_CASE("what follows the last readable record of a log is one byte") {
  TempDirectory temp;
  const Logs logs = MakeLogs();
  for (const std::string& tail :
       {std::string(1, '\0'), std::string(100000, '\0'),
        logs.first.substr(7)}) {
    Write(temp / "000004.log", logs.first + tail);
    CHECK(ReadGuarded(temp / "000004.log") == logs.first + '\xFF');
  }
}

TEST_CASE("a torn manifest ends at its last readable record") {
  TempDirectory temp;
  const Logs logs = MakeLogs();
  Write(temp / "MANIFEST-000005", logs.first + std::string(100, '\0'));
  CHECK(ReadGuarded(temp / "MANIFEST-000005") == logs.first);
}

TEST_CASE("a scan of a log tells the numbers of its writes") {
  TempDirectory temp;
  const Logs logs = MakeLogs();
  Write(temp / "000004.log", logs.first);
  Write(temp / "000009.log", logs.second);
  const auto first = ScanLog(temp / "000004.log", Files().get());
  const auto second = ScanLogStart(temp / "000009.log", Files().get());
  REQUIRE(first.ok());
  REQUIRE(second.ok());
  CHECK(first->end == logs.first.size());
  CHECK(*first->next == *first->first + 21);
  CHECK(second->first == first->next);
}

}  // namespace
}  // namespace meerkat::storage::kv
