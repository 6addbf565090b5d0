// Many writers and one unique index.
#include <meerkat/client.h>

#include <atomic>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/threads.h"

namespace meerkat {
namespace {

using testing::CodeOf;
using testing::Complaints;
using testing::OpenClient;
using testing::Run;
using testing::RunThreads;

constexpr int kThreads = 64;

void CreateUnique(Database database, const Document& key,
                  std::string_view name) {
  const Document index{{"key", key}, {"name", name}, {"unique", true}};
  Run(database, Document{{"createIndexes", "c"}, {"indexes", Array{index}}});
}

}  // namespace

TEST_CASE("of writers that insert one unique key exactly one wins") {
  constexpr int kKeys = 50;
  Client client = OpenClient();
  Database app = client["app"];
  CreateUnique(app, Document{{"a", 1}}, "a_1");
  std::vector<std::atomic<int>> winners(kKeys);
  std::atomic<int> unexpected = 0;
  RunThreads(kThreads, [&](int thread) {
    for (int key = 0; key < kKeys; ++key) {
      const auto inserted = app["c"].InsertOne(
          Document{{"_id", key * kThreads + thread}, {"a", key}});
      if (inserted.ok()) {
        ++winners[static_cast<size_t>(key)];
      } else if (CodeOf(inserted) != ErrorCode::kDuplicateKey) {
        ++unexpected;
      }
    }
  });
  CHECK(unexpected == 0);
  for (const std::atomic<int>& won : winners) CHECK(won == 1);
  CHECK(app["c"].CountDocuments().value() == kKeys);
  CHECK(Complaints(app, "c").empty());
}

TEST_CASE(
    "writers of batches with keys of two unique indexes all come to an "
    "end") {
  constexpr int kRounds = 20;
  Client client = OpenClient();
  Database app = client["app"];
  CreateUnique(app, Document{{"a", 1}}, "a_1");
  CreateUnique(app, Document{{"b", -1}}, "b_-1");
  std::atomic<int> unexpected = 0;
  RunThreads(8, [&](int thread) {
    for (int round = 0; round < kRounds; ++round) {
      std::vector<Document> documents;
      for (int i = 0; i < 10; ++i) {
        // Each thread goes through the keys another way.
        const int key = thread % 2 == 0 ? i : 9 - i;
        documents.push_back(Document{{"_id", (round * 8 + thread) * 10 + i},
                                     {"a", round * 10 + key},
                                     {"b", round * 10 + (key * 7) % 10}});
      }
      const auto inserted =
          app["c"].InsertMany(documents, {.ordered = thread % 3 == 0});
      if (!inserted.ok()) ++unexpected;
      for (const WriteError& error : inserted->errors) {
        if (CodeOf(error.status) != ErrorCode::kDuplicateKey) ++unexpected;
      }
    }
  });
  CHECK(unexpected == 0);
  CHECK(app["c"].CountDocuments().value() == kRounds * 10);
  CHECK(Complaints(app, "c").empty());
}

TEST_CASE("writers that exchange unique keys leave each with one document") {
  constexpr int kKeys = 8;
  Client client = OpenClient();
  Database app = client["app"];
  CreateUnique(app, Document{{"a", 1}}, "a_1");
  for (int id = 0; id < kKeys; ++id) {
    REQUIRE(app["c"].InsertOne(Document{{"_id", id}, {"a", id}}).ok());
  }
  std::atomic<int> unexpected = 0;
  RunThreads(8, [&](int thread) {
    for (int i = 0; i < 300; ++i) {
      const int id = (thread + i) % kKeys;
      const auto replaced = app["c"].ReplaceOne(
          Document{{"_id", id}}, Document{{"a", (i * 7 + thread) % 12}});
      if (!replaced.ok() && CodeOf(replaced) != ErrorCode::kDuplicateKey) {
        ++unexpected;
      }
    }
  });
  CHECK(unexpected == 0);
  CHECK(app["c"].CountDocuments().value() == kKeys);
  CHECK(Complaints(app, "c").empty());
}

TEST_CASE("a unique index is not built over documents with one key") {
  Client client = OpenClient();
  Database app = client["app"];
  for (int id = 0; id < 100; ++id) {
    REQUIRE(app["c"].InsertOne(Document{{"_id", id}, {"a", id % 99}}).ok());
  }
  const Document index{
      {"key", Document{{"a", 1}}}, {"name", "a_1"}, {"unique", true}};
  const auto created = app.RunCommand(
      Document{{"createIndexes", "c"}, {"indexes", Array{index}}});
  CHECK(CodeOf(created) == ErrorCode::kDuplicateKey);
  CHECK(ToJson(ErrorDetailsOf(created.status())["keyValue"].AsDocument()) ==
        R"({"a":0})");
  const Document list = Run(app, Document{{"listIndexes", "c"}});
  CHECK(list["cursor"].AsDocument()["firstBatch"].AsDocument()["1"].exists() ==
        false);
  REQUIRE(app["c"].DeleteOne(Document{{"_id", 99}}).ok());
  CreateUnique(app, Document{{"a", 1}}, "a_1");
  CHECK(CodeOf(app["c"].InsertOne(Document{{"a", 5}})) ==
        ErrorCode::kDuplicateKey);
  CHECK(Complaints(app, "c").empty());
}

}  // namespace meerkat
