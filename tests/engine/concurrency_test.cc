// Threads that hammer one collection. Whatever they do at the same time, the
// end is exact: what each was told happened is what is there.
#include <meerkat/client.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <numeric>
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
using testing::TempDirectory;

constexpr int kThreads = 8;
// Fewer where the program is slow.
constexpr int kRounds = std::max(1, 10 * MEERKAT_TEST_EFFORT / 100);

// Database app of a new database, on a directory or in memory.
class Fixture {
 public:
  explicit Fixture(bool in_memory)
      : client_(OpenClient(in_memory ? ":memory:" : directory_ / "db")) {}
  Database database() const { return client_["app"]; }
  Collection collection() const { return database()["c"]; }

  // A collection holds `count` documents, however they are counted, and is
  // sound.
  void CheckCount(int64_t count) const {
    Collection c = collection();
    CHECK(c.CountDocuments().value() == count);
    CHECK(static_cast<int64_t>(testing::Contents(c).size()) == count);
    CHECK(Complaints(database(), "c").empty());
  }

 private:
  const TempDirectory directory_ = TempDirectory::InMemory();
  Client client_;
};

std::vector<int> Ascending(int count) {
  std::vector<int> numbers(static_cast<size_t>(count));
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

std::vector<int> Shuffled(int count, uint64_t seed) {
  std::vector<int> numbers = Ascending(count);
  std::ranges::shuffle(numbers, std::mt19937_64(seed));
  return numbers;
}

// What threads saw that they should not.
class Failures {
 public:
  // Whether `code` is one of those expected.
  bool Expect(ErrorCode code, std::initializer_list<ErrorCode> expected) {
    if (std::ranges::count(expected, code) > 0) return true;
    last_ = static_cast<int>(code);
    return false;
  }
  // The last code that was not expected; 0 when all were.
  int last() const { return last_; }

 private:
  std::atomic<int> last_ = 0;
};

// By _id: inserts less deletes that were acknowledged, which is how many such
// documents must be there.
constexpr int kSharedIds = 20;
using Balance = std::array<std::atomic<int64_t>, kSharedIds>;

// Inserts, deletes, replaces or upserts one of a few documents.
ErrorCode ChangeAnyDocument(Collection c, std::mt19937_64& random,
                            Balance& balance) {
  const int id = static_cast<int>(random() % kSharedIds);
  std::atomic<int64_t>& of_this_id = balance[static_cast<size_t>(id)];
  const Document filter{{"_id", id}};
  const Document replacement{{"n", static_cast<int64_t>(random())}};
  switch (random() % 4) {
    case 0: {
      const ErrorCode code = CodeOf(c.InsertOne(filter));
      if (code == ErrorCode::kOk) ++of_this_id;
      return code;
    }
    case 1: {
      const auto deleted = c.DeleteOne(filter);
      if (deleted.ok()) of_this_id -= deleted->deleted_count;
      return CodeOf(deleted);
    }
    case 2: {
      const auto upserted = c.ReplaceOne(filter, replacement, {.upsert = true});
      if (upserted.ok() && upserted->upserted_id.exists()) ++of_this_id;
      return CodeOf(upserted);
    }
    default:
      return CodeOf(c.ReplaceOne(filter, replacement));
  }
}

}  // namespace

TEST_CASE("of threads that insert the same _ids each is won by one") {
  constexpr int kIds = 2000;
  const uint64_t seed = testing::SeedOfThisRun();
  Fixture fixture(GENERATE(false, true));
  const bool ascending = GENERATE(false, true);
  std::vector<std::atomic<int>> winners(kIds);
  std::atomic<int> losses = 0;
  Failures failures;
  RunThreads(kThreads, [&](int thread) {
    Collection c = fixture.collection();
    for (const int id :
         ascending ? Ascending(kIds) : Shuffled(kIds, seed + thread)) {
      const auto inserted = c.InsertOne(Document{{"_id", id}, {"by", thread}});
      if (inserted.ok()) {
        winners[id] += thread + 1;
      } else if (failures.Expect(CodeOf(inserted),
                                 {ErrorCode::kDuplicateKey})) {
        ++losses;
      }
    }
  });
  CHECK(failures.last() == 0);
  CHECK(losses == (kThreads - 1) * kIds);
  fixture.CheckCount(kIds);
  StatusOr<Cursor> cursor = fixture.collection().Find();
  int wrong = 0;
  for (DocumentView document : *cursor) {
    // Two winners would have added up.
    const int winner = winners[document["_id"].AsInt32()];
    if (winner != document["by"].AsInt32() + 1) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("threads that insert _ids of their own in ascending order") {
  constexpr int kEach = 1000;
  Fixture fixture(GENERATE(false, true));
  Failures failures;
  std::atomic<int> next_id = 0;
  RunThreads(kThreads, [&](int thread) {
    Collection c = fixture.collection();
    for (int i = 0; i < kEach; ++i) {
      const Document document{{"_id", next_id++}, {"t", thread}, {"n", i}};
      failures.Expect(CodeOf(c.InsertOne(document)), {ErrorCode::kOk});
    }
  });
  CHECK(failures.last() == 0);
  fixture.CheckCount(kThreads * kEach);
  // What one thread inserted stands in the order in which it did.
  std::array<int, kThreads> last;
  last.fill(-1);
  int out_of_order = 0;
  StatusOr<Cursor> cursor = fixture.collection().Find();
  for (DocumentView document : *cursor) {
    int& before = last[document["t"].AsInt32()];
    const int number = document["n"].AsInt32();
    if (number != before + 1) ++out_of_order;
    before = number;
  }
  CHECK(out_of_order == 0);
}

TEST_CASE("batches that overlap insert each _id once") {
  constexpr int kIds = 3000;
  const uint64_t seed = testing::SeedOfThisRun();
  Fixture fixture(/*in_memory=*/true);
  std::atomic<int64_t> inserted = 0;
  std::atomic<int64_t> refused = 0;
  Failures failures;
  RunThreads(kThreads, [&](int thread) {
    std::vector<Document> documents;
    for (const int id : Shuffled(kIds, seed + thread)) {
      documents.push_back(Document{{"_id", id}, {"by", thread}});
    }
    if (thread % 2 == 0) {
      std::ranges::sort(documents, {}, [](const Document& document) {
        return document["_id"].AsInt32();
      });
    }
    const auto result =
        fixture.collection().InsertMany(documents, {.ordered = false});
    if (!failures.Expect(CodeOf(result), {ErrorCode::kOk})) return;
    inserted += result->inserted_count;
    refused += static_cast<int64_t>(result->errors.size());
    for (const WriteError& error : result->errors) {
      failures.Expect(CodeOf(error.status), {ErrorCode::kDuplicateKey});
    }
  });
  CHECK(failures.last() == 0);
  CHECK(inserted == kIds);
  CHECK(refused == (kThreads - 1) * kIds);
  fixture.CheckCount(kIds);
}

TEST_CASE("inserts, replaces and deletes of the same documents add up") {
  constexpr int kEach = 1500;
  const uint64_t seed = testing::SeedOfThisRun();
  Fixture fixture(GENERATE(false, true));
  Balance balance{};
  Failures failures;
  RunThreads(kThreads, [&](int thread) {
    std::mt19937_64 random(seed + static_cast<uint64_t>(thread));
    for (int i = 0; i < kEach; ++i) {
      failures.Expect(ChangeAnyDocument(fixture.collection(), random, balance),
                      {ErrorCode::kOk, ErrorCode::kDuplicateKey});
    }
  });
  CHECK(failures.last() == 0);
  int total = 0;
  for (int id = 0; id < kSharedIds; ++id) {
    CHECK(fixture.collection().CountDocuments(Document{{"_id", id}}).value() ==
          balance[static_cast<size_t>(id)]);
    total += balance[static_cast<size_t>(id)];
  }
  fixture.CheckCount(total);
}

TEST_CASE("of threads that upsert one document one inserts it") {
  Fixture fixture(/*in_memory=*/true);
  for (int round = 0; round < kRounds * 10; ++round) {
    const Document filter{{"_id", round}};
    std::atomic<int> inserted = 0;
    std::atomic<int> matched = 0;
    RunThreads(kThreads, [&](int thread) {
      const auto result = fixture.collection().ReplaceOne(
          filter, Document{{"by", thread}}, {.upsert = true});
      if (!result.ok()) return;
      if (result->upserted_id.exists()) ++inserted;
      matched += static_cast<int>(result->matched_count);
    });
    CHECK(inserted == 1);
    CHECK(matched == kThreads - 1);
  }
  fixture.CheckCount(kRounds * 10);
}

TEST_CASE("threads that delete any document share them out") {
  constexpr int kDocuments = 300;
  Fixture fixture(/*in_memory=*/true);
  Collection c = fixture.collection();
  for (int i = 0; i < kDocuments; ++i) {
    REQUIRE(c.InsertOne(Document{{"_id", i % 2 == 0 ? i : -i}}).ok());
  }
  std::atomic<int> deleted = 0;
  RunThreads(kThreads, [&](int) {
    while (true) {
      const auto result = fixture.collection().DeleteOne({});
      if (!result.ok() || result->deleted_count == 0) return;
      ++deleted;
    }
  });
  CHECK(deleted == kDocuments);
  fixture.CheckCount(0);
}

TEST_CASE("a reader finds every document that stays, once") {
  constexpr int kStaying = 500;
  Fixture fixture(GENERATE(false, true));
  Collection c = fixture.collection();
  for (int i = 0; i < kStaying; ++i) {
    REQUIRE(c.InsertOne(Document{{"_id", i}, {"stays", true}}).ok());
  }
  std::atomic<bool> is_done = false;
  std::atomic<int> wrong = 0;
  RunThreads(kThreads, [&](int thread) {
    Collection mine = fixture.collection();
    if (thread % 2 == 0) {
      for (int i = 0; i < 500; ++i) {
        const Document passing{{"_id", 1000 * (thread + 1) + i % 50}};
        mine.InsertOne(passing).IgnoreError();
        mine.ReplaceOne(Document{{"_id", i}},
                        Document{{"stays", true}, {"n", i}})
            .IgnoreError();
        if (i % 3 == 0) mine.DeleteOne(passing).IgnoreError();
      }
      is_done = true;
      return;
    }
    do {
      int next = 0;
      StatusOr<Cursor> cursor = mine.Find();
      for (DocumentView document : *cursor) {
        if (!document["stays"].exists()) continue;
        if (document["_id"].AsInt32() != next++) ++wrong;
      }
      if (next != kStaying) ++wrong;
    } while (!is_done);
  });
  CHECK(wrong == 0);
  CHECK(Complaints(fixture.database(), "c").empty());
}

}  // namespace meerkat
