// A full disk: writes fail with 14031, reads go on, nothing that was
// acknowledged is lost, and when there is room again writing goes on by itself
// within 10 s. Where RocksDB met the full disk itself it may, now and then,
// have to be opened again (storage/kv/store.cc, TryToResume).
#include <meerkat/client.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <thread>

#include "tests/catch.hpp"
#include "tests/support/fault_file_system.h"
#include "tests/support/seed.h"
#include "tests/support/temp_directory.h"

namespace meerkat::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr int kToldRounds = 20;
constexpr int kHiddenRounds = 5;
constexpr size_t kMemoryBudget = size_t{8} << 20;
// A database that is told how little room is left stops while there is some.
constexpr uint64_t kMostToldRoom = uint64_t{24} << 20;
constexpr uint64_t kMostHiddenRoom = uint64_t{6} << 20;
constexpr seconds kResumeWithin{10};

using Room = FaultFileSystem::Room;

int Rounds(Room room) {
  return room == Room::kTold ? kToldRounds : kHiddenRounds;
}

uint64_t PickRoom(Room room, std::mt19937_64& random) {
  return random() % (room == Room::kTold ? kMostToldRoom : kMostHiddenRoom);
}

Document MakeDocument(int64_t id) {
  std::string pad(static_cast<size_t>(id * 7919 % 9000),
                  static_cast<char>('a' + id % 26));
  return Document{{"_id", id}, {"pad", pad}};
}

// A database on a disk that fills up. Documents 0, 1, 2 ... are inserted.
class FullDisk {
 public:
  FullDisk(uint64_t bytes_left, Room room) {
    client_ = *Open();
    REQUIRE(InsertNext().ok());
    files_.SetFull(bytes_left, room);
  }

  FaultFileSystem& files() { return files_; }
  Client& client() { return *client_; }
  int64_t acknowledged() const { return acknowledged_; }

  Status InsertNext() {
    Status status = documents().InsertOne(MakeDocument(acknowledged_)).status();
    if (status.ok()) ++acknowledged_;
    return status;
  }

  // The first error of an insert.
  Status Fill() {
    while (true) {
      Status status = InsertNext();
      if (!status.ok()) return status;
    }
  }

  // Everything acknowledged is there, from `first` on, with the right bytes,
  // and nothing that failed.
  void CheckDocuments(int64_t first = 0) {
    auto cursor = documents().Find();
    REQUIRE(cursor.ok());
    int64_t next = first;
    while (cursor->Next()) {
      REQUIRE(cursor->document() == MakeDocument(next).view());
      ++next;
    }
    INFO(cursor->status().ToString());
    REQUIRE(cursor->status().ok());
    CHECK(next == acknowledged_);
    CHECK(documents().EstimatedDocumentCount().value() ==
          acknowledged_ - first);
  }

  // Whether an insert succeeds soon.
  bool Resumes() {
    auto start = steady_clock::now();
    while (steady_clock::now() - start < kResumeWithin) {
      if (InsertNext().ok()) return true;
      std::this_thread::sleep_for(milliseconds(20));
    }
    return false;
  }

  void Reopen() {
    (void)client_->Close();
    auto reopened = Open();
    INFO(reopened.status().ToString());
    REQUIRE(reopened.ok());
    client_ = *reopened;
  }

  Collection documents() { return (*client_)["app"]["documents"]; }

 private:
  StatusOr<Client> Open() {
    return Client::Open(files_.root() + "/db",
                        {.memory_budget = kMemoryBudget,
                         .environment = {.file_system = &files_}});
  }

  TempDirectory temp_ = TempDirectory::InMemory();
  FaultFileSystem files_{temp_.path()};
  std::optional<Client> client_;
  int64_t acknowledged_ = 0;
};

}  // namespace

TEST_CASE(
    "a full disk fails writes with 14031, keeps reading, and goes on when "
    "there is room") {
  Room room = GENERATE(Room::kTold, Room::kHidden);
  std::mt19937_64 random(SeedOfThisRun());
  int resumed = 0;
  for (int round = 0; round < Rounds(room); ++round) {
    uint64_t bytes_left = PickRoom(room, random);
    INFO("round " << round << ", room for " << bytes_left
                  << " bytes, told: " << (room == Room::kTold));
    FullDisk disk(bytes_left, room);
    Status full = disk.Fill();
    INFO(full.ToString());
    CHECK(ErrorCodeOf(full) == ErrorCode::kOutOfDiskSpace);
    // For a while, so that what runs in the background meets the full disk.
    for (int i = 0; i < 3; ++i) {
      Status again = disk.InsertNext();
      INFO(again.ToString());
      // What is written out meanwhile may make room.
      CHECK((again.ok() || ErrorCodeOf(again) == ErrorCode::kOutOfDiskSpace));
      std::this_thread::sleep_for(milliseconds(60));
    }
    disk.CheckDocuments();

    disk.files().SetFull(FaultFileSystem::kUnlimited);
    if (disk.Resumes()) {
      ++resumed;
    } else {
      disk.CheckDocuments();
      disk.Reopen();
    }
    for (int i = 0; i < 100; ++i) CHECK(disk.InsertNext().ok());
    disk.CheckDocuments();
    disk.Reopen();
    disk.CheckDocuments();
  }
  CHECK(resumed > Rounds(room) / 2);
}

TEST_CASE("a database that is closed on a full disk opens again complete") {
  Room room = GENERATE(Room::kTold, Room::kHidden);
  std::mt19937_64 random(SeedOfThisRun());
  for (int round = 0; round < Rounds(room); ++round) {
    uint64_t bytes_left = PickRoom(room, random);
    INFO("round " << round << ", room for " << bytes_left
                  << " bytes, told: " << (room == Room::kTold));
    FullDisk disk(bytes_left, room);
    CHECK(ErrorCodeOf(disk.Fill()) == ErrorCode::kOutOfDiskSpace);
    (void)disk.client().Close();
    disk.files().SetFull(FaultFileSystem::kUnlimited);
    disk.Reopen();
    disk.CheckDocuments();
    CHECK(disk.InsertNext().ok());
  }
}

TEST_CASE("on a full disk deleting works, and so does opening again") {
  FullDisk disk(kMostToldRoom, Room::kTold);
  REQUIRE(ErrorCodeOf(disk.Fill()) == ErrorCode::kOutOfDiskSpace);
  for (int64_t id = 0; id < 100; ++id) {
    Status status = disk.documents().DeleteOne(Document{{"_id", id}}).status();
    INFO(status.ToString());
    REQUIRE(status.ok());
  }
  disk.CheckDocuments(/*first=*/100);
  disk.Reopen();
  disk.CheckDocuments(/*first=*/100);
  CHECK(disk.documents().DeleteMany(Document()).ok());
  CHECK(disk.documents().CountDocuments().value() == 0);
}

TEST_CASE("opening on a full disk is an error, and works when there is room") {
  for (uint64_t room = 0; room < 4096; room += 100) {
    TempDirectory temp = TempDirectory::InMemory();
    FaultFileSystem files(temp.path());
    ClientOptions options{.environment = {.file_system = &files}};
    files.SetFull(room);
    auto client = Client::Open(files.root() + "/db", options);
    INFO("room for " << room << " bytes: " << client.status().ToString());
    if (client.ok()) {
      (void)client->Close();
    } else {
      CHECK(ErrorCodeOf(client.status()) == ErrorCode::kOutOfDiskSpace);
    }
    files.SetFull(FaultFileSystem::kUnlimited);
    client = Client::Open(files.root() + "/db", options);
    INFO(client.status().ToString());
    REQUIRE(client.ok());
    CHECK((*client)["app"]["documents"].InsertOne(MakeDocument(1)).ok());
  }
}

}  // namespace meerkat::testing
