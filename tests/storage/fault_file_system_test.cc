// The simulated disk must lose what a real one could, and nothing else: every
// promise about durability is proved with it.
#include "tests/support/fault_file_system.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/temp_directory.h"

namespace meerkat::testing {
namespace {

using OpenMode = FileSystem::OpenMode;

constexpr uint64_t kSeeds = 200;

std::unique_ptr<WritableFile> OpenFile(FaultFileSystem& files,
                                       const std::string& path,
                                       OpenMode mode = OpenMode::kKeep) {
  auto file = files.OpenWritable(path, mode);
  REQUIRE(file.ok());
  return *std::move(file);
}

// Writes a file of its own and closes it, synced or not.
void WriteFile(FaultFileSystem& files, const std::string& path,
               std::string_view data, bool synced) {
  auto file = OpenFile(files, path, OpenMode::kTruncate);
  REQUIRE(file->Append(data).ok());
  if (synced) REQUIRE(file->Sync().ok());
  REQUIRE(file->Close().ok());
}

std::string Content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

bool Exists(const std::string& path) { return std::filesystem::exists(path); }

// Power goes and comes back.
void CyclePower(FaultFileSystem& files, uint64_t seed) {
  files.LosePower(seed);
  files.RestorePower();
}

// A fresh disk for each seed, with `prepare` done, the power lost, and then
// what `observe` returns. The set of all that was seen.
template <typename Prepare, typename Observe>
std::set<std::string> Outcomes(Prepare prepare, Observe observe) {
  std::set<std::string> seen;
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    TempDirectory temp;
    FaultFileSystem files(temp.path());
    prepare(files);
    CyclePower(files, seed);
    seen.insert(observe(files));
  }
  return seen;
}

}  // namespace

TEST_CASE("what was synced survives a loss of power, file and name") {
  auto seen = Outcomes(
      [](FaultFileSystem& files) {
        WriteFile(files, files.root() + "/a", "synced", true);
        REQUIRE(files.SyncDirectory(files.root()).ok());
      },
      [](FaultFileSystem& files) { return Content(files.root() + "/a"); });
  CHECK(seen == std::set<std::string>{"synced"});
}

TEST_CASE("an unsynced tail is kept, cut, zeroed or garbage; the rest stays") {
  bool kept = false, dropped = false, cut = false, zeroed = false;
  bool garbage = false;
  auto seen = Outcomes(
      [](FaultFileSystem& files) {
        auto file = OpenFile(files, files.root() + "/a");
        REQUIRE(file->Append("safe").ok());
        REQUIRE(file->Sync().ok());
        REQUIRE(files.SyncDirectory(files.root()).ok());
        REQUIRE(file->Append("lostlost").ok());
      },
      [](FaultFileSystem& files) { return Content(files.root() + "/a"); });
  for (const std::string& content : seen) {
    CHECK(content.starts_with("safe"));
    std::string tail = content.substr(4);
    bool is_prefix = std::string("lostlost").starts_with(tail);
    if (tail == "lostlost") {
      kept = true;
    } else if (tail.empty()) {
      dropped = true;
    } else if (is_prefix) {
      cut = true;
    } else if (tail.back() == '\0') {
      zeroed = true;
    } else {
      garbage = true;
    }
  }
  CHECK(kept);
  CHECK(dropped);
  CHECK(cut);
  CHECK(zeroed);
  CHECK(garbage);
}

TEST_CASE("overwritten bytes come back whole, the last ones first") {
  auto seen = Outcomes(
      [](FaultFileSystem& files) {
        auto file = OpenFile(files, files.root() + "/marker");
        REQUIRE(file->WriteAt(0, "0000").ok());
        REQUIRE(file->Sync().ok());
        REQUIRE(files.SyncDirectory(files.root()).ok());
        REQUIRE(file->WriteAt(0, "1111").ok());
        REQUIRE(file->WriteAt(0, "2222").ok());
      },
      [](FaultFileSystem& files) { return Content(files.root() + "/marker"); });
  CHECK(seen == std::set<std::string>{"0000", "1111", "2222"});
}

TEST_CASE("an unsynced truncation may be lost, and what followed it too") {
  auto seen = Outcomes(
      [](FaultFileSystem& files) {
        WriteFile(files, files.root() + "/a", "old", true);
        REQUIRE(files.SyncDirectory(files.root()).ok());
        WriteFile(files, files.root() + "/a", "", false);
      },
      [](FaultFileSystem& files) { return Content(files.root() + "/a"); });
  CHECK(seen == std::set<std::string>{"old", ""});
}

TEST_CASE("a new name may be lost until its directory is synced") {
  auto observe = [](FaultFileSystem& files) {
    return std::string(Exists(files.root() + "/a") ? "there" : "gone");
  };
  auto prepare = [](FaultFileSystem& files) {
    WriteFile(files, files.root() + "/a", "synced", true);
  };
  CHECK(Outcomes(prepare, observe) == std::set<std::string>{"there", "gone"});
}

TEST_CASE("a removed name may come back, with its data") {
  auto seen = Outcomes(
      [](FaultFileSystem& files) {
        WriteFile(files, files.root() + "/a", "data", true);
        REQUIRE(files.SyncDirectory(files.root()).ok());
        REQUIRE(files.Remove(files.root() + "/a").ok());
        REQUIRE_FALSE(Exists(files.root() + "/a"));
      },
      [](FaultFileSystem& files) { return Content(files.root() + "/a"); });
  CHECK(seen == std::set<std::string>{"data", ""});
}

TEST_CASE("a rename is done or undone, never half") {
  auto seen = Outcomes(
      [](FaultFileSystem& files) {
        std::string current = files.root() + "/CURRENT";
        WriteFile(files, current, "old", true);
        WriteFile(files, current + ".tmp", "new", true);
        REQUIRE(files.SyncDirectory(files.root()).ok());
        REQUIRE(files.Rename(current + ".tmp", current).ok());
      },
      [](FaultFileSystem& files) {
        return Content(files.root() + "/CURRENT") + "," +
               Content(files.root() + "/CURRENT.tmp");
      });
  CHECK(seen == std::set<std::string>{"old,new", "new,"});
}

TEST_CASE("a change of a name does not outlive an earlier one that is lost") {
  auto seen = Outcomes(
      [](FaultFileSystem& files) {
        WriteFile(files, files.root() + "/a", "data", true);
        REQUIRE(files.Rename(files.root() + "/a", files.root() + "/b").ok());
      },
      [](FaultFileSystem& files) {
        return Content(files.root() + "/a") + "," +
               Content(files.root() + "/b");
      });
  CHECK(seen == std::set<std::string>{",", "data,", ",data"});
}

TEST_CASE("a lost directory takes along what was synced in it") {
  auto seen = Outcomes(
      [](FaultFileSystem& files) {
        std::string directory = files.root() + "/db";
        REQUIRE(files.CreateDirectory(directory).ok());
        WriteFile(files, directory + "/a", "synced", true);
        REQUIRE(files.SyncDirectory(directory).ok());
      },
      [](FaultFileSystem& files) { return Content(files.root() + "/db/a"); });
  CHECK(seen == std::set<std::string>{"synced", ""});
}

TEST_CASE("without power every call fails and changes nothing") {
  TempDirectory temp;
  FaultFileSystem files(temp.path());
  std::string path = files.root() + "/a";
  auto file = OpenFile(files, path);
  REQUIRE(file->Append("1").ok());
  REQUIRE(file->Sync().ok());
  REQUIRE(files.SyncDirectory(files.root()).ok());
  files.LosePower(1);
  CHECK_FALSE(file->Append("2").ok());
  CHECK_FALSE(file->Sync().ok());
  CHECK_FALSE(files.Rename(path, path + "2").ok());
  CHECK_FALSE(files.Remove(path).ok());
  CHECK_FALSE(files.OpenReadable(path).ok());
  files.RestorePower();
  INFO("a file opened before the power went stays unusable");
  CHECK_FALSE(file->Append("2").ok());
  CHECK(Content(path) == "1");
}

TEST_CASE("a process that is cut off leaves what it wrote") {
  TempDirectory temp;
  FaultFileSystem files(temp.path());
  auto file = OpenFile(files, files.root() + "/a");
  REQUIRE(file->Append("unsynced").ok());
  files.CutOff();
  CHECK_FALSE(file->Append("more").ok());
  files.RestorePower();
  CHECK(Content(files.root() + "/a") == "unsynced");
}

TEST_CASE("the same seed loses the same") {
  auto lose = [](uint64_t seed) {
    TempDirectory temp;
    FaultFileSystem files(temp.path());
    WriteFile(files, files.root() + "/a", std::string(1000, 'x'), false);
    WriteFile(files, files.root() + "/b", std::string(1000, 'y'), false);
    CyclePower(files, seed);
    return Content(files.root() + "/a") + Content(files.root() + "/b");
  };
  for (uint64_t seed = 1; seed <= 20; ++seed) CHECK(lose(seed) == lose(seed));
}

TEST_CASE("power can be lost again and again") {
  TempDirectory temp;
  FaultFileSystem files(temp.path());
  std::string expected;
  auto first = OpenFile(files, files.root() + "/log");
  REQUIRE(first->Sync().ok());
  REQUIRE(files.SyncDirectory(files.root()).ok());
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    auto file = OpenFile(files, files.root() + "/log");
    REQUIRE(file->Truncate(expected.size()).ok());
    REQUIRE(file->Append("safe").ok());
    REQUIRE(file->Sync().ok());
    expected += "safe";
    REQUIRE(file->Append("maybe").ok());
    CyclePower(files, seed);
    CHECK(Content(files.root() + "/log").starts_with(expected));
  }
}

TEST_CASE("a file the process made by itself is found and survives") {
  TempDirectory temp;
  FaultFileSystem files(temp.path());
  std::ofstream(files.root() + "/lock") << "1234";
  REQUIRE(files.OpenReadable(files.root() + "/lock").ok());
  CyclePower(files, 1);
  CHECK(Content(files.root() + "/lock") == "1234");
}

TEST_CASE("the n-th call fails, once or from then on") {
  TempDirectory temp;
  FaultFileSystem files(temp.path());
  auto file = OpenFile(files, files.root() + "/a");
  files.FailCall(2);
  CHECK(file->Append("1").ok());
  Status failed = file->Sync();
  CHECK(ErrorCodeOf(failed) == ErrorCode::kOperationFailed);
  CHECK(files.failed_calls() == std::vector<std::string>{"sync a"});
  CHECK(file->Append("2").ok());

  files.FailCall(1, FaultFileSystem::Failing::kFromThenOn);
  CHECK_FALSE(file->Sync().ok());
  CHECK_FALSE(files.Stat(files.root() + "/a").ok());
  files.StopFailing();
  CHECK(file->Sync().ok());
}

TEST_CASE("a failed write leaves its first half") {
  TempDirectory temp;
  FaultFileSystem files(temp.path());
  auto file = OpenFile(files, files.root() + "/a");
  files.FailCall(1);
  CHECK_FALSE(file->Append("12345678").ok());
  CHECK(Content(files.root() + "/a") == "1234");
}

TEST_CASE("what a failed sync should have saved is not saved by the next one") {
  auto seen = Outcomes(
      [](FaultFileSystem& files) {
        auto file = OpenFile(files, files.root() + "/a");
        REQUIRE(files.SyncDirectory(files.root()).ok());
        REQUIRE(file->Append("lost").ok());
        files.FailCall(1);
        REQUIRE_FALSE(file->Sync().ok());
        REQUIRE(file->Append("safe").ok());
        REQUIRE(file->Sync().ok());
      },
      [](FaultFileSystem& files) { return Content(files.root() + "/a"); });
  CHECK(seen == std::set<std::string>{std::string(4, '\0') + "safe"});
}

TEST_CASE("a full disk takes what fits and says 14031") {
  TempDirectory temp;
  FaultFileSystem files(temp.path());
  auto file = OpenFile(files, files.root() + "/a");
  files.SetFull(6);
  CHECK(files.FreeSpace(files.root()).value() == 6);
  CHECK(file->Append("1234").ok());
  Status full = file->Append("5678");
  CHECK(ErrorCodeOf(full) == ErrorCode::kOutOfDiskSpace);
  CHECK(Content(files.root() + "/a") == "123456");
  INFO("overwriting needs no room");
  CHECK(file->WriteAt(0, "abcd").ok());

  REQUIRE(files.Remove(files.root() + "/a").ok());
  CHECK(files.FreeSpace(files.root()).value() == 6);
  files.SetFull(FaultFileSystem::kUnlimited);
  CHECK(file->Append(std::string(1000, 'x')).ok());
}

TEST_CASE("a disk that ignores syncs loses what was synced") {
  auto seen = Outcomes(
      [](FaultFileSystem& files) {
        files.IgnoreSyncs(true);
        WriteFile(files, files.root() + "/a", "synced", true);
        REQUIRE(files.SyncDirectory(files.root()).ok());
      },
      [](FaultFileSystem& files) {
        return std::string(Content(files.root() + "/a") == "synced" ? "there"
                                                                    : "lost");
      });
  CHECK(seen == std::set<std::string>{"there", "lost"});
}

TEST_CASE("errors have the codes of file_system.h") {
  TempDirectory temp;
  FaultFileSystem files(temp.path());
  std::string missing = files.root() + "/missing";
  CHECK(ErrorCodeOf(files.OpenReadable(missing).status()) ==
        ErrorCode::kFileOpenFailed);
  CHECK(ErrorCodeOf(files.Stat(missing).status()) ==
        ErrorCode::kFileOpenFailed);
  CHECK(ErrorCodeOf(files.Remove(missing)) == ErrorCode::kFileOpenFailed);
  REQUIRE(files.CreateDirectory(files.root() + "/d").ok());
  CHECK(ErrorCodeOf(files.OpenWritable(files.root() + "/d", OpenMode::kKeep)
                        .status()) == ErrorCode::kFileOpenFailed);
  CHECK(files.Stat(files.root() + "/d")->is_directory);
  CHECK(files.List(files.root()).value() == std::vector<std::string>{"d"});
}

}  // namespace meerkat::testing
