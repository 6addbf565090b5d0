// Documents stand in the order of their insertion, whatever their _ids are and
// whatever happens to others: random operations against a list that does the
// same without any thought of speed.
#include <meerkat/client.h>
#include <meerkat/json.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "storage/bson/compare.h"
#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/seed.h"
#include "tests/support/temp_directory.h"

namespace meerkat::testing {
namespace {

constexpr int kRounds = 150 * MEERKAT_TEST_EFFORT / 100;
constexpr int kSteps = 300;
constexpr int kStepsPerCheck = 40;

Document MakeDocument(const Value& id, int version) {
  return Document{{"_id", id}, {"v", version}};
}

// What the collection must be.
class Model {
 public:
  // False when the _id is there already.
  bool Insert(const Value& id, int version) {
    if (Find(id) != documents_.end()) return false;
    documents_.push_back(MakeDocument(id, version));
    return true;
  }
  // The stored _id keeps its type.
  bool Replace(const Value& id, int version) {
    const auto found = Find(id);
    if (found == documents_.end()) return false;
    *found = MakeDocument(Value((*found)["_id"]), version);
    return true;
  }
  bool Remove(const Value& id) {
    const auto found = Find(id);
    if (found == documents_.end()) return false;
    documents_.erase(found);
    return true;
  }
  void Clear() { documents_.clear(); }

  const std::vector<Document>& documents() const { return documents_; }

 private:
  std::vector<Document>::iterator Find(const Value& id) {
    return std::ranges::find_if(documents_, [&](const Document& document) {
      return bson::Compare(Value(document["_id"]), id) == 0;
    });
  }

  std::vector<Document> documents_;
};

// A collection and its model, and random steps that both take.
class Round {
 public:
  explicit Round(uint64_t seed)
      : random_(seed),
        in_memory_(OneIn(4)),
        ascending_share_(static_cast<int>(random_() % 11)) {
    Open();
  }

  void Step() {
    switch (random_() % 100) {
      case 0:
        return Clear();
      case 1:
        return Drop();
      case 2:
        return Reopen();
      case 3:
        return Crash();
      case 4:
        return client_->Trim();
      case 5:
        return RemoveFirst();
      default:
        return OneIn(8) ? InsertMany() : StepOnOneDocument();
    }
  }

  void Check() {
    Collection c = collection();
    StatusOr<Cursor> cursor = c.Find();
    REQUIRE(cursor.ok());
    std::vector<Document> found;
    while (cursor->Next()) found.push_back(cursor->Own());
    REQUIRE(cursor->status().ok());
    REQUIRE(ToText(found) == ToText(model_.documents()));
    REQUIRE(c.CountDocuments().value() ==
            static_cast<int64_t>(model_.documents().size()));
    if (client_->ListDatabaseNames()->empty()) return;
    REQUIRE(Complaints((*client_)["app"], "c").empty());
  }

 private:
  bool OneIn(uint64_t count) { return random_() % count == 0; }
  Collection collection() { return (*client_)["app"]["c"]; }

  void StepOnOneDocument() {
    const Value id = PickId();
    switch (random_() % 8) {
      case 0:
        return Replace(id);
      case 1:
        return Upsert(id);
      case 2:
      case 3:
        return Remove(id);
      default:
        return Insert(id);
    }
  }

  // Greater than all before, or one of a few that come again: numbers of two
  // types, and strings, which are greater than every number.
  Value PickId() {
    if (static_cast<int>(random_() % 10) < ascending_share_) {
      return OneIn(50) ? Value("z" + std::to_string(next_id_++))
                       : Value(next_id_++);
    }
    const int number = static_cast<int>(random_() % 120) - 20;
    switch (random_() % 4) {
      case 0:
        return Value(static_cast<double>(number));
      case 1:
        return Value("k" + std::to_string(number));
      default:
        return Value(number);
    }
  }

  void Insert(const Value& id) {
    if (OneIn(10)) return InsertWithoutId();
    const int version = ++version_;
    const bool is_new = model_.Insert(id, version);
    REQUIRE(CodeOf(collection().InsertOne(MakeDocument(id, version))) ==
            (is_new ? ErrorCode::kOk : ErrorCode::kDuplicateKey));
  }

  void InsertWithoutId() {
    const int version = ++version_;
    const auto inserted = collection().InsertOne(Document{{"v", version}});
    REQUIRE(inserted.ok());
    REQUIRE(model_.Insert(inserted->inserted_id, version));
  }

  void InsertMany() {
    const bool ordered = OneIn(2);
    std::vector<Document> documents;
    for (auto left = random_() % 60; left > 0; --left) {
      documents.push_back(MakeDocument(PickId(), ++version_));
    }
    int64_t inserted = 0;
    for (const Document& document : documents) {
      if (model_.Insert(Value(document["_id"]), document["v"].AsInt32())) {
        ++inserted;
      } else if (ordered) {
        break;
      }
    }
    const auto result =
        collection().InsertMany(documents, {.ordered = ordered});
    REQUIRE(result.ok());
    REQUIRE(result->inserted_count == inserted);
  }

  void Replace(const Value& id) {
    const int version = ++version_;
    const auto result = collection().ReplaceOne(Document{{"_id", id}},
                                                Document{{"v", version}});
    REQUIRE(result.ok());
    REQUIRE(result->matched_count == model_.Replace(id, version));
  }

  void Upsert(const Value& id) {
    const int version = ++version_;
    const auto result = collection().ReplaceOne(
        Document{{"_id", id}}, Document{{"v", version}}, {.upsert = true});
    REQUIRE(result.ok());
    const bool was_there = model_.Replace(id, version);
    if (!was_there) model_.Insert(id, version);
    REQUIRE(result->upserted_id.exists() == !was_there);
  }

  void Remove(const Value& id) {
    const auto result = collection().DeleteOne(Document{{"_id", id}});
    REQUIRE(result.ok());
    REQUIRE(result->deleted_count == model_.Remove(id));
  }

  void RemoveFirst() {
    const auto result = collection().DeleteOne({});
    REQUIRE(result.ok());
    const bool is_empty = model_.documents().empty();
    REQUIRE(result->deleted_count == !is_empty);
    if (!is_empty) model_.Remove(Value(model_.documents().front()["_id"]));
  }

  void Clear() {
    const auto result = collection().DeleteMany({});
    REQUIRE(result.ok());
    REQUIRE(result->deleted_count ==
            static_cast<int64_t>(model_.documents().size()));
    model_.Clear();
  }

  void Drop() {
    REQUIRE(collection().Drop().ok());
    model_.Clear();
  }

  void Open() {
    client_ = OpenClient(in_memory_ ? ":memory:" : files_.root() + "/db",
                         {.environment = {.file_system = &files_}});
  }

  void Reopen() {
    if (in_memory_) return;
    REQUIRE(client_->Close().ok());
    Open();
    Check();
  }

  // Goes on with what the end of the process leaves.
  void Crash() {
    if (in_memory_) return;
    files_.CutOff();
    client_->Close().IgnoreError();
    files_.RestorePower();
    Open();
    Check();
  }

  static std::string ToText(const std::vector<Document>& documents) {
    std::string text;
    for (const Document& document : documents) {
      text += ToJson(document, JsonMode::kCanonical) + "\n";
    }
    return text;
  }

  const TempDirectory directory_ = TempDirectory::InMemory();
  FaultFileSystem files_{directory_.path()};
  std::mt19937_64 random_;
  const bool in_memory_;
  // Of ten _ids so many are greater than all before.
  const int ascending_share_;
  std::optional<Client> client_;
  Model model_;
  int next_id_ = 1000;
  int version_ = 0;
};

}  // namespace

TEST_CASE("documents stand in the order of their insertion, whatever happens") {
  const uint64_t seed = SeedOfThisRun();
  for (int i = 0; i < kRounds; ++i) {
    INFO("round " << i);
    Round round(seed + static_cast<uint64_t>(i));
    for (int step = 1; step <= kSteps; ++step) {
      round.Step();
      if (step % kStepsPerCheck == 0) round.Check();
    }
    round.Check();
  }
}

}  // namespace meerkat::testing
