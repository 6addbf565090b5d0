// Collections that come and go under the feet of those who use them.
#include <meerkat/client.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <random>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/seed.h"
#include "tests/support/temp_directory.h"
#include "tests/support/threads.h"

namespace meerkat {
namespace {

using testing::CodeOf;
using testing::Complaints;
using testing::OpenClient;
using testing::RunThreads;

constexpr int kThreads = 6;
constexpr int kSteps = 600 * MEERKAT_TEST_EFFORT / 100;
constexpr std::array<const char*, 3> kDatabases = {"a", "b", "c"};
constexpr std::array<const char*, 3> kCollections = {"x", "y", "z"};

// One random call on a random collection of a few.
ErrorCode Step(const Client& client, std::mt19937_64& random) {
  const auto pick = [&random](const auto& names) {
    return names[random() % names.size()];
  };
  Database database = client[pick(kDatabases)];
  Collection c = database[pick(kCollections)];
  const Document one{{"_id", static_cast<int>(random() % 5)}};
  switch (random() % 12) {
    case 0:
      return CodeOf(database.CreateCollection(c.name()));
    case 1:
      return CodeOf(c.Drop());
    case 2:
      return CodeOf(c.Rename(pick(kCollections), {.drop_target = true}));
    case 3:
      return random() % 4 == 0 ? CodeOf(database.Drop())
                               : CodeOf(database.ListCollectionNames());
    case 4:
      return CodeOf(c.ReplaceOne(one, Document{{"a", 1}}));
    case 5:
      return CodeOf(c.ReplaceOne(one, Document{{"a", 2}}, {.upsert = true}));
    case 6:
      return CodeOf(c.DeleteOne({}));
    case 7:
      return CodeOf(c.DeleteMany({}));
    case 8:
      return CodeOf(database.RunCommand(Document{{"find", c.name()}}));
    case 9:
      return CodeOf(c.CountDocuments(one));
    default:
      return CodeOf(c.InsertOne(one));
  }
}

bool IsExpected(ErrorCode code) {
  return code == ErrorCode::kOk || code == ErrorCode::kDuplicateKey ||
         code == ErrorCode::kNamespaceExists ||
         code == ErrorCode::kNamespaceNotFound ||
         // A rename to the same name.
         code == ErrorCode::kIllegalOperation;
}

void CheckAllSound(Client& client) {
  const auto databases = client.ListDatabaseNames();
  for (const std::string& database : *databases) {
    const auto collections = client[database].ListCollectionNames();
    for (const std::string& name : *collections) {
      Collection c = client[database][name];
      CHECK(Complaints(client[database], name).empty());
      CHECK(static_cast<int64_t>(testing::Contents(c).size()) ==
            c.CountDocuments().value());
    }
  }
}

}  // namespace

TEST_CASE("collections may be made, renamed and dropped while they are used") {
  const uint64_t seed = testing::SeedOfThisRun();
  const auto temp = testing::TempDirectory::InMemory();
  const bool in_memory = GENERATE(false, true);
  const std::string path = in_memory ? ":memory:" : temp / "db";
  Client client = OpenClient(path);
  std::atomic<int> unexpected = 0;
  RunThreads(kThreads, [&](int thread) {
    std::mt19937_64 random(seed + thread);
    for (int i = 0; i < kSteps; ++i) {
      const ErrorCode code = Step(client, random);
      if (!IsExpected(code)) unexpected = static_cast<int>(code);
    }
  });
  CHECK(unexpected == 0);
  CheckAllSound(client);
  if (in_memory) return;
  REQUIRE(client.Close().ok());
  Client again = OpenClient(path);
  CheckAllSound(again);
}

TEST_CASE("of threads that make one collection one makes it") {
  Client client = OpenClient();
  for (int round = 0; round < 50; ++round) {
    const std::string name = "c" + std::to_string(round);
    std::atomic<int> made = 0;
    std::atomic<int> unexpected = 0;
    RunThreads(kThreads, [&](int thread) {
      if (thread % 2 == 0) {
        const ErrorCode code = CodeOf(client["app"].CreateCollection(name));
        if (code == ErrorCode::kOk) ++made;
        if (!IsExpected(code)) ++unexpected;
      } else {
        const auto code = CodeOf(client["app"][name].InsertOne({}));
        if (code != ErrorCode::kOk) ++unexpected;
      }
    });
    CHECK(made <= 1);
    CHECK(unexpected == 0);
    CHECK(client["app"][name].CountDocuments().value() == kThreads / 2);
  }
  CHECK(client["app"].ListCollectionNames()->size() == 50);
}

// A statement that found its document in a collection that came after the one
// it had looked up would try forever.
TEST_CASE("writes end when their collection is dropped and made again") {
  constexpr int kTurns = 5000 * MEERKAT_TEST_EFFORT / 100;
  Client client = OpenClient();
  const Document one{{"_id", 1}};
  std::atomic<bool> is_done = false;
  std::atomic<int> failed = 0;
  RunThreads(4, [&](int thread) {
    Collection c = client["app"]["c"];
    const auto expect_ok = [&failed](const auto& result) {
      if (!result.ok()) ++failed;
    };
    for (int i = 0; thread == 0 && i < kTurns; ++i) {
      c.Drop().IgnoreError();
      // Another thread may be quicker.
      c.InsertOne(one).IgnoreError();
    }
    if (thread == 0) is_done = true;
    while (!is_done) {
      if (thread == 1) expect_ok(c.ReplaceOne(one, Document{{"a", 1}}));
      if (thread == 2) expect_ok(c.DeleteOne(one));
      if (thread == 3) {
        expect_ok(c.ReplaceOne(one, Document{{"a", 2}}, {.upsert = true}));
      }
    }
  });
  CHECK(failed == 0);
}

TEST_CASE("making and dropping a collection again and again stays cheap") {
  constexpr int kTimes = 500;
  const auto temp = testing::TempDirectory::InMemory();
  Client client = OpenClient(temp / "db");
  for (int i = 0; i < kTimes; ++i) {
    Collection c = client["app"]["c"];
    REQUIRE(c.InsertOne(Document{{"_id", i}}).ok());
    REQUIRE(c.CountDocuments().value() == 1);
    REQUIRE(c.Drop().ok());
  }
  CHECK(client.ListDatabaseNames()->empty());
}

}  // namespace meerkat
