// The property that matters most of an index: it holds what the documents of
// its collection have in it and nothing else, after whatever was done to the
// collection and to its indexes.
#include <meerkat/builder.h>
#include <meerkat/client.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/parsed_json.h"
#include "tests/support/random_values.h"
#include "tests/support/seed.h"
#include "tests/support/temp_directory.h"

namespace meerkat::testing {
namespace {

constexpr std::array<std::string_view, 15> kIndexes{
    R"({"key": {"a": 1}, "name": "a_1"})",
    R"({"key": {"a": -1}, "name": "a_-1"})",
    R"({"key": {"a": 1, "b": -1}, "name": "a_1_b_-1"})",
    R"({"key": {"a.b": 1}, "name": "a.b_1"})",
    R"({"key": {"a.b": 1, "a.c": -1, "b": 1}, "name": "three"})",
    R"({"key": {"a.0": 1}, "name": "a.0_1"})",
    R"({"key": {"u": 1}, "name": "u_1", "unique": true})",
    R"({"key": {"u": 1, "v": 1}, "name": "u_1_v_1", "unique": true})",
    R"({"key": {"v": 1}, "name": "v_1", "unique": true, "sparse": true})",
    R"({"key": {"b": 1}, "name": "b_1", "sparse": true})",
    R"({"key": {"c": 1}, "name": "partial",
        "partialFilterExpression": {"b": {"$gt": 3}}})",
    R"({"key": {"c": 1}, "name": "collated",
        "collation": {"locale": "en", "strength": 2}})",
    R"({"key": {"h": "hashed"}, "name": "h_hashed"})",
    R"({"key": {"place": "2d", "c": 1}, "name": "place_2d"})",
    R"({"key": {"$**": 1}, "name": "all", "wildcardProjection": {"a": 1}})",
};

// A document with the fields that the indexes are on.
Document RandomDocument(std::mt19937_64& random, RandomValues& values, int id) {
  const auto below = [&](uint64_t bound) { return random() % bound; };
  Builder builder;
  builder.Append("_id", id);
  for (const char* name : {"a", "b", "c"}) {
    if (below(4) != 0) builder.Append(name, values.Any(3));
  }
  // No arrays: of two in one key there is no entry.
  if (below(3) != 0) builder.Append("u", static_cast<int>(below(60)));
  if (below(3) != 0) builder.Append("v", static_cast<int>(below(60)));
  if (below(2) != 0) builder.Append("h", static_cast<int>(below(5)));
  if (below(2) != 0) {
    builder.OpenArray("place")
        .AppendItem(Value(static_cast<int>(below(361)) - 180))
        .AppendItem(Value(static_cast<double>(below(3600)) / 20))
        .Close();
  }
  return std::move(builder).Finish();
}

// What may go wrong with such documents.
bool IsExpected(ErrorCode code) {
  static constexpr ErrorCode kExpected[] = {
      ErrorCode::kOk,
      ErrorCode::kDuplicateKey,
      ErrorCode::kCannotIndexParallelArrays,
      ErrorCode::kIndexNotFound,
      ErrorCode::kIndexOptionsConflict,
      ErrorCode::kNamespaceNotFound,
      ErrorCode::kIndexBuildAborted,
      // A number that is both a position and a name; too many keys.
      ErrorCode{16746},
      ErrorCode::kCannotBuildIndexKeys,
  };
  return std::ranges::find(kExpected, code) != std::end(kExpected);
}

// Changes a collection and its indexes at random.
class Changer {
 public:
  Changer(Database database, uint64_t seed, int least_id, int ids)
      : database_(std::move(database)),
        collection_(database_["c"]),
        random_(seed),
        values_(seed),
        least_id_(least_id),
        ids_(ids) {}

  // The code that it ended with.
  ErrorCode Change() {
    const int id = least_id_ + static_cast<int>(random_() % ids_);
    switch (random_() % 8) {
      case 0:
      case 1:
      case 2:
        return CodeOf(
            collection_.InsertOne(RandomDocument(random_, values_, id)));
      case 3:
        return InsertSome();
      case 4:
      case 5:
        return CodeOf(collection_.ReplaceOne(
            Document{{"_id", id}}, RandomDocument(random_, values_, id)));
      case 6:
        return CodeOf(collection_.DeleteOne(Document{{"_id", id}}));
      default:
        return CodeOf(collection_.DeleteMany(
            Document{{"u", static_cast<int>(random_() % 60)}}));
    }
  }

  ErrorCode ChangeIndexes() {
    const Document spec = Parsed(kIndexes[random_() % kIndexes.size()]);
    if (random_() % 3 == 0) {
      return CodeOf(database_.RunCommand(
          Document{{"dropIndexes", "c"}, {"index", spec["name"].AsString()}}));
    }
    return CodeOf(database_.RunCommand(
        Document{{"createIndexes", "c"}, {"indexes", Array{spec}}}));
  }

 private:
  ErrorCode InsertSome() {
    std::vector<Document> documents;
    for (int i = 0; i < 20; ++i) {
      documents.push_back(RandomDocument(
          random_, values_, least_id_ + static_cast<int>(random_() % ids_)));
    }
    const auto inserted =
        collection_.InsertMany(documents, {.ordered = random_() % 2 == 0});
    if (!inserted.ok()) return CodeOf(inserted);
    for (const WriteError& error : inserted->errors) {
      if (!IsExpected(CodeOf(error.status))) return CodeOf(error.status);
    }
    return ErrorCode::kOk;
  }

  Database database_;
  Collection collection_;
  std::mt19937_64 random_;
  RandomValues values_;
  const int least_id_;
  const int ids_;
};

void CheckSound(Database database) {
  const Document found = Run(database, Document{{"validate", "c"}});
  INFO(ToJson(found));
  REQUIRE(found["valid"].AsBool());
}

}  // namespace

TEST_CASE("an index holds what its documents have in it") {
  const uint64_t seed = SeedOfThisRun();
  const TempDirectory temp = TempDirectory::InMemory();
  for (int round = 0; round < 20 * MEERKAT_TEST_EFFORT / 100 + 1; ++round) {
    const std::string path = temp / ("db" + std::to_string(round));
    std::optional<Client> client = OpenClient(path);
    (*client)["app"].CreateCollection("c").IgnoreError();
    for (int life = 0; life < 3; ++life) {
      Changer changer((*client)["app"],
                      seed + static_cast<uint64_t>(round * 10 + life), 0, 200);
      for (int i = 0; i < 300; ++i) {
        const ErrorCode code =
            i % 15 == 0 ? changer.ChangeIndexes() : changer.Change();
        INFO("code " << static_cast<int>(code));
        REQUIRE(IsExpected(code));
        if (i % 50 == 0) CheckSound((*client)["app"]);
      }
      CheckSound((*client)["app"]);
      REQUIRE(client->Close().ok());
      client = OpenClient(path);
      CheckSound((*client)["app"]);
    }
  }
}

TEST_CASE("indexes are built while others write") {
  const uint64_t seed = SeedOfThisRun();
  constexpr int kWriters = 3;
  Client client = OpenClient();
  client["app"].CreateCollection("c").IgnoreError();
  std::atomic<bool> done = false;
  std::atomic<int> unexpected = 0;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    // Every other one shares its ids with the one before.
    writers.emplace_back([&, writer] {
      Changer changer(client["app"], seed + static_cast<uint64_t>(writer),
                      writer / 2 * 10000, 2000);
      while (!done) {
        if (!IsExpected(changer.Change())) ++unexpected;
      }
    });
  }
  Changer changer(client["app"], seed + kWriters, 0, 1);
  for (int i = 0; i < 120 * MEERKAT_TEST_EFFORT / 100 + 20; ++i) {
    if (!IsExpected(changer.ChangeIndexes())) ++unexpected;
    if (i % 10 == 0) CheckSound(client["app"]);
  }
  done = true;
  for (std::thread& writer : writers) writer.join();
  CHECK(unexpected == 0);
  CheckSound(client["app"]);
}

}  // namespace meerkat::testing
