#include "storage/kv/marker.h"

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <fstream>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/temp_directory.h"

namespace meerkat::storage::kv {
namespace {

using testing::TempDirectory;

rocksdb::FileSystem* Files() {
  return rocksdb::Env::Default()->GetFileSystem().get();
}

DurableState ReadMarker(const std::string& path) {
  const StatusOr<DurableState> state = Marker::Read(path, Files());
  REQUIRE(state.ok());
  return *state;
}

// Raises a marker that is at `from`, and closes it.
void Advance(const std::string& path, uint64_t from, uint64_t to) {
  auto marker = Marker::Open(path, {.sequence = from}, Files());
  REQUIRE(marker.ok());
  REQUIRE((*marker)->Advance(to).ok());
  REQUIRE((*marker)->Sync().ok());
}

void Overwrite(const std::string& path, std::streamoff at, char byte) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(at);
  file.put(byte);
  REQUIRE(file.good());
}

TEST_CASE("a marker that was never written tells nothing") {
  TempDirectory temp;
  CHECK(ReadMarker(temp / "marker").sequence == 0);
  Advance(temp / "marker", 0, 0);
  CHECK(ReadMarker(temp / "marker").sequence == 0);
}

TEST_CASE("a marker rises and never falls") {
  TempDirectory temp;
  auto marker = Marker::Open(temp / "marker", {}, Files());
  REQUIRE(marker.ok());
  for (const uint64_t sequence : {5u, 9u, 7u, 12u, 3u}) {
    REQUIRE((*marker)->Advance(sequence).ok());
  }
  CHECK(ReadMarker(temp / "marker").sequence == 12);
}

TEST_CASE("a marker goes on where an earlier run left it") {
  TempDirectory temp;
  Advance(temp / "marker", 0, 100);
  Advance(temp / "marker", 100, 50);
  CHECK(ReadMarker(temp / "marker").sequence == 100);
  Advance(temp / "marker", 100, 200);
  CHECK(ReadMarker(temp / "marker").sequence == 200);
}

TEST_CASE("a marker tells how much of which manifest is durable") {
  TempDirectory temp;
  auto marker = Marker::Open(temp / "marker", {.sequence = 3}, Files());
  REQUIRE((*marker)->AdvanceManifest(4, 100).ok());
  REQUIRE((*marker)->AdvanceManifest(4, 50).ok());
  CHECK(ReadMarker(temp / "marker") == DurableState{3, 4, 100});
  REQUIRE((*marker)->AdvanceManifest(9, 20).ok());
  REQUIRE((*marker)->AdvanceManifest(4, 500).ok());
  REQUIRE((*marker)->Advance(8).ok());
  CHECK(ReadMarker(temp / "marker") == DurableState{8, 9, 20});
}

TEST_CASE("a damaged slot leaves the number of the other one") {
  TempDirectory temp;
  {
    auto marker = Marker::Open(temp / "marker", {}, Files());
    REQUIRE((*marker)->Advance(1).ok());
    REQUIRE((*marker)->Advance(2).ok());
  }
  for (int at = 40; at < 80; ++at) {
    TempDirectory copies;
    std::ofstream(copies / "marker", std::ios::binary)
        << std::ifstream(temp / "marker", std::ios::binary).rdbuf();
    Overwrite(copies / "marker", at, '\x55');
    CHECK(ReadMarker(copies / "marker").sequence == 1);
  }
}

TEST_CASE("a marker file cut short tells what is left of it") {
  TempDirectory temp;
  Advance(temp / "marker", 0, 7);
  for (int size = 0; size < 40; ++size) {
    REQUIRE(::truncate((temp / "marker").c_str(), size) == 0);
    CHECK(ReadMarker(temp / "marker").sequence == 0);
    if (size + 1 < 40) Advance(temp / "marker", 0, 7);
  }
}

}  // namespace
}  // namespace meerkat::storage::kv
