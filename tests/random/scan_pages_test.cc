// Scans of a collection that lies in memory as pages (storage/page_cache.h)
// show what is there at their moment, whatever is written before, after and
// meanwhile.
#include <meerkat/client.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/seed.h"
#include "tests/support/temp_directory.h"

namespace meerkat::testing {
namespace {

constexpr int kDocuments = 600;

struct Known {
  int32_t id;
  int32_t version;
  friend bool operator==(const Known&, const Known&) = default;
};

// Some dozen to a page.
Document DocumentOf(const Known& known) {
  const size_t size = 500 + static_cast<size_t>(std::abs(known.id) * 37 % 3000);
  return Document{{"_id", known.id},
                  {"version", known.version},
                  {"padding", std::string(size, 'x')}};
}

Known KnownOf(DocumentView document) {
  return {document["_id"].AsInt32(), document["version"].AsInt32()};
}

std::vector<Known> Rest(Cursor& cursor) {
  std::vector<Known> rest;
  while (cursor.Next()) rest.push_back(KnownOf(cursor.document()));
  REQUIRE(cursor.status().ok());
  return rest;
}

// A collection and what must be in it, in natural order.
class Copy {
 public:
  Copy(Collection collection, uint64_t seed)
      : collection_(std::move(collection)), random_(seed) {}

  void Change() {
    switch (Below(8)) {
      case 0:
        return Insert(++greatest_);
      case 1:
        return Insert(--least_);
      case 2:
        return Remove(Below(documents_.size()));
      default:
        return Replace(Below(documents_.size()));
    }
  }
  void Insert(int32_t id) {
    documents_.push_back({id, 0});
    REQUIRE(collection_.InsertOne(DocumentOf(documents_.back())).ok());
  }
  void Append() { Insert(++greatest_); }

  const std::vector<Known>& documents() const { return documents_; }
  size_t Below(size_t bound) { return random_() % std::max<size_t>(bound, 1); }

 private:
  void Remove(size_t place) {
    if (documents_.empty()) return;
    const auto known = documents_.begin() + static_cast<ptrdiff_t>(place);
    REQUIRE(
        collection_.DeleteOne(Document{{"_id", known->id}})->deleted_count ==
        1);
    documents_.erase(known);
  }
  void Replace(size_t place) {
    if (documents_.empty()) return;
    Known& known = documents_[place];
    ++known.version;
    REQUIRE(
        collection_.ReplaceOne(Document{{"_id", known.id}}, DocumentOf(known))
            .ok());
  }

  Collection collection_;
  std::mt19937_64 random_;
  std::vector<Known> documents_;
  int32_t greatest_ = 0;
  int32_t least_ = 0;
};

// A cursor that was opened a while ago, and what it has not shown yet.
struct Held {
  Cursor cursor;
  std::vector<Known> rest;
};

}  // namespace

TEST_CASE(
    "scans show the state of their moment, from pages or from the store") {
  const uint64_t seed = SeedOfThisRun();
  CAPTURE(seed);
  Client client = OpenClient();
  Collection collection = client["app"]["c"];
  Copy copy(collection, seed);
  for (int i = 0; i < kDocuments; ++i) copy.Append();

  std::vector<Held> held;
  for (int round = 0; round < 30 * MEERKAT_TEST_EFFORT / 10; ++round) {
    // Few changes let the next scan fill the gaps, many do not.
    const size_t changes = copy.Below(2) == 0 ? copy.Below(4) : copy.Below(20);
    for (size_t i = 0; i < changes; ++i) copy.Change();

    StatusOr<Cursor> cursor = collection.Find();
    REQUIRE(cursor.ok());
    if (copy.Below(3) == 0) {
      held.push_back({*std::move(cursor), copy.documents()});
    } else {
      CHECK(Rest(*cursor) == copy.documents());
    }
    // One that goes on, and perhaps ends.
    if (held.empty() || copy.Below(2) == 0) continue;
    const size_t which = copy.Below(held.size());
    Held& resumed = held[which];
    if (copy.Below(2) == 0) {
      const size_t count = copy.Below(resumed.rest.size());
      for (size_t i = 0; i < count; ++i) {
        REQUIRE(resumed.cursor.Next());
        REQUIRE(KnownOf(resumed.cursor.document()) == resumed.rest[i]);
      }
      resumed.rest.erase(resumed.rest.begin(),
                         resumed.rest.begin() + static_cast<ptrdiff_t>(count));
    } else {
      CHECK(Rest(resumed.cursor) == resumed.rest);
      std::swap(resumed, held.back());
      held.pop_back();
    }
  }
  for (Held& last : held) CHECK(Rest(last.cursor) == last.rest);
}

TEST_CASE("a scan among writers shows no version older than was committed") {
  constexpr int kThreads = 3;
  const uint64_t seed = SeedOfThisRun();
  CAPTURE(seed);
  Client client = OpenClient();
  Collection collection = client["app"]["c"];
  for (int32_t id = 0; id < kDocuments; ++id) {
    REQUIRE(collection.InsertOne(DocumentOf({id, 0})).ok());
  }

  std::array<std::atomic<int32_t>, kDocuments> committed = {};
  std::atomic<bool> done = false;
  std::atomic<int> failures = 0;
  std::vector<std::thread> threads;
  for (int number = 0; number < kThreads; ++number) {
    // Writes documents that no other writes, with pauses in which pages come
    // to be.
    threads.emplace_back([&, number, c = collection]() mutable {
      std::mt19937_64 random(seed + static_cast<uint64_t>(number));
      while (!done) {
        for (size_t i = random() % 5; i > 0; --i) {
          const auto id = static_cast<int32_t>(
              random() % (kDocuments / kThreads) * kThreads +
              static_cast<size_t>(number));
          const int32_t version = committed[static_cast<size_t>(id)] + 1;
          const auto replaced =
              c.ReplaceOne(Document{{"_id", id}}, DocumentOf({id, version}));
          if (!replaced.ok()) ++failures;
          committed[static_cast<size_t>(id)] = version;
        }
        std::this_thread::sleep_for(
            std::chrono::microseconds(random() % 20000));
      }
    });
  }
  for (int number = 0; number < kThreads; ++number) {
    threads.emplace_back([&, c = collection]() mutable {
      for (int scan = 0; scan < 50 * MEERKAT_TEST_EFFORT; ++scan) {
        std::vector<int32_t> least(committed.begin(), committed.end());
        StatusOr<Cursor> cursor = c.Find();
        int32_t next = 0;
        while (cursor.ok() && cursor->Next()) {
          const Known known = KnownOf(cursor->document());
          const bool is_right =
              known.id == next++ &&
              known.version >= least[static_cast<size_t>(known.id)];
          if (!is_right) ++failures;
        }
        if (next != kDocuments) ++failures;
      }
    });
  }
  for (size_t i = kThreads; i < threads.size(); ++i) threads[i].join();
  done = true;
  for (size_t i = 0; i < kThreads; ++i) threads[i].join();
  CHECK(failures == 0);
}

}  // namespace meerkat::testing
