// Damage is reported and never returned as data; what a crash leaves at the end
// of the log is not damage. Here through the whole engine, with several logs
// and all column families, each open with a cache of its own.
#include <meerkat/client.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/file_tree.h"
#include "tests/support/load/contents.h"
#include "tests/support/load/crash_image.h"
#include "tests/support/seed.h"
#include "tests/support/temp_directory.h"

namespace meerkat::testing {
namespace {

constexpr size_t kLogs = 3;
constexpr int kTrials = 100;
constexpr uint64_t kLogBlock = 32768;
// A block of the log whose rest is shorter than a record's header ends in
// padding that nothing depends on.
constexpr uint64_t kPadding = 6;
constexpr size_t kNoOffset = std::string::npos;

struct Position {
  std::string file;
  uint64_t offset;
};

// Any byte of the logs before the marker, padding excepted.
Position PickBeforeMarker(const CrashImage& image, std::mt19937_64& random) {
  uint64_t total = 0;
  for (const auto& [name, size] : image.log_sizes) total += size;
  while (true) {
    uint64_t at = random() % total;
    for (const auto& [name, size] : image.log_sizes) {
      bool is_padding = at % kLogBlock >= kLogBlock - kPadding;
      if (at < size && !is_padding) return {name, at};
      if (at < size) break;
      at -= size;
    }
  }
}

// The number that follows "offset " in a message.
size_t OffsetIn(const std::string& message) {
  const std::string word = "offset ";
  size_t at = message.find(word);
  return at == std::string::npos
             ? kNoOffset
             : std::strtoull(message.c_str() + at + word.size(), nullptr, 10);
}

std::string FileName(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

// What a crash leaves of the bytes at the end: they are cut off, zeros, or
// garbage, from any place on.
void DamageTail(const std::string& path, uint64_t safe,
                std::mt19937_64& random) {
  std::string bytes = ReadFile(path);
  uint64_t cut = safe + random() % (bytes.size() - safe + 1);
  uint64_t kind = random() % 3;
  if (kind == 0) bytes.resize(cut);
  for (uint64_t i = cut; i < bytes.size(); ++i) {
    bytes[i] = kind == 1 ? '\0' : static_cast<char>(random());
  }
  WriteFile(path, bytes);
}

// The image's contents are the state after some prefix that holds everything
// before the marker.
void CheckPrefix(const Client& client, const CrashImage& image) {
  Contents contents = ReadContents(client);
  CHECK(Complaints(contents) == "");
  auto survivors = FindSurvivors(Model(), image.events, image.synced,
                                 contents.states[kImageThread]);
  INFO(survivors.status().ToString());
  CHECK(survivors.ok());
}

}  // namespace

TEST_CASE(
    "a bit flipped in the log before the marker is refused, with file "
    "and offset") {
  uint64_t seed = SeedOfThisRun();
  std::mt19937_64 random(seed);
  TempDirectory temp = TempDirectory::InMemory();
  CrashImage image = MakeCrashImage(temp.path(), seed, kLogs);
  for (int trial = 0; trial < kTrials; ++trial) {
    Position flip = PickBeforeMarker(image, random);
    std::string path = image.directory + "/" + flip.file;
    INFO("trial " << trial << " " << flip.file << " at " << flip.offset);
    int bit = static_cast<int>(random() % 8);
    FlipBit(path, flip.offset, bit);
    auto before = ReadTree(image.directory + "/store");

    Status refused = Client::Open(image.directory).status();
    INFO(refused.ToString());
    CHECK(ErrorCodeOf(refused) == ErrorCode::kDataCorruptionDetected);
    std::string message = ErrorMessageOf(refused);
    CHECK(message.find(FileName(flip.file)) != std::string::npos);
    size_t offset = OffsetIn(message);
    CHECK(offset != kNoOffset);
    CHECK(offset <= flip.offset);
    CHECK(flip.offset - offset < kLogBlock);
    CHECK(ReadTree(image.directory + "/store") == before);

    FlipBit(path, flip.offset, bit);
  }
  auto client = Client::Open(image.directory);
  INFO("with all bits as they were: " << client.status().ToString());
  REQUIRE(client.ok());
  CheckPrefix(*client, image);
}

TEST_CASE(
    "a torn, zeroed or garbage tail after the marker opens with an exact "
    "prefix") {
  uint64_t seed = SeedOfThisRun();
  std::mt19937_64 random(seed);
  TempDirectory temp = TempDirectory::InMemory();
  CrashImage image = MakeCrashImage(temp.path(), seed, kLogs);
  const auto& [log, safe] = *image.log_sizes.rbegin();
  for (int trial = 0; trial < kTrials; ++trial) {
    INFO("trial " << trial);
    std::string copy = temp / "copy";
    CopyTree(image.directory, copy);
    DamageTail(copy + "/" + log, safe, random);
    auto client = Client::Open(copy);
    INFO(client.status().ToString());
    REQUIRE(client.ok());
    CheckPrefix(*client, image);
    REQUIRE(client->Close().ok());
  }
}

}  // namespace meerkat::testing
