// Documents that expire by TTL indexes, with a clock and an executor that move
// only when told.
#include <meerkat/builder.h>
#include <meerkat/client.h>
#include <meerkat/json.h>

#include <atomic>
#include <chrono>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "engine/engine.h"
#include "engine/index_ddl.h"
#include "index/index_spec.h"
#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/fake_clock.h"
#include "tests/support/manual_executor.h"
#include "tests/support/temp_directory.h"
#include "tests/support/threads.h"

namespace meerkat {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::CodeOf;
using testing::Complaints;
using testing::OpenClient;
using testing::Run;

constexpr int64_t kNow = 1704067200000;
constexpr int64_t kFirst = std::numeric_limits<int64_t>::min();
constexpr int64_t kLast = std::numeric_limits<int64_t>::max();

// So many seconds before the clock of a new fixture.
Date Ago(int64_t secs) { return Date{kNow - secs * 1000}; }

// Database app of a database, whose time the test moves.
class Fixture {
 public:
  explicit Fixture(seconds interval = seconds(60)) : interval_(interval) {
    Open();
  }

  Client& client() { return *client_; }
  Database database() const { return (*client_)["app"]; }
  Collection operator[](const std::string& name) const {
    return database()[name];
  }
  testing::FakeClock& clock() { return clock_; }

  void Open(bool read_only = false) {
    client_.reset();
    client_ = OpenClient(
        path(), {.read_only = read_only,
                 .ttl_interval = interval_,
                 .environment = {.clock = &clock_, .executor = &executor_}});
  }
  std::string path() const { return directory_ / "db"; }

  // {createIndexes: name, indexes: [{key, name: "ttl", ...options}]}
  Document CreateIndex(const std::string& name, std::string_view fields) const {
    StatusOr<Document> command = ParseJson(
        R"({"createIndexes": ")" + name + R"(", "indexes": [{"name": "ttl", )" +
        std::string(fields) + "}]}");
    if (!command.ok()) FAIL(command.status());
    return Run(database(), *command);
  }
  void Insert(const std::string& name,
              const std::vector<Document>& documents) const {
    const auto inserted = (*this)[name].InsertMany(documents);
    REQUIRE(inserted.ok());
    REQUIRE(inserted->errors.empty());
  }
  // Both clocks go on, and what falls due runs.
  void Pass(seconds by) {
    clock_.Advance(by);
    executor_.Advance(by);
  }
  int64_t RunPass() {
    const StatusOr<int64_t> deleted = client_->RunTtlPass();
    if (!deleted.ok()) FAIL(deleted.status());
    return *deleted;
  }
  // The _ids that are there, numbers, in the order of insertion.
  std::string Ids(const std::string& name) const {
    std::string ids;
    StatusOr<Cursor> cursor = (*this)[name].Find();
    REQUIRE(cursor.ok());
    while (cursor->Next()) {
      if (!ids.empty()) ids += ' ';
      ids += std::to_string(cursor->document()["_id"].AsInt32());
    }
    CHECK(Complaints(database(), name).empty());
    return ids;
  }
  // Work that is scheduled after all that is due now has run.
  size_t Waiting() {
    executor_.Advance(milliseconds(0));
    return executor_.waiting();
  }

 private:
  const testing::TempDirectory directory_ = testing::TempDirectory::InMemory();
  const seconds interval_;
  testing::FakeClock clock_;
  testing::ManualExecutor executor_;
  std::optional<Client> client_;
};

TEST_CASE("documents expire so many seconds after their date") {
  for (const std::string key : {R"("key": {"at": 1})", R"("key": {"at": -1})",
                                R"("unique": true, "key": {"at": 1})"}) {
    CAPTURE(key);
    Fixture fixture;
    fixture.CreateIndex("c", key + R"(, "expireAfterSeconds": 100)");
    fixture.Insert("c", {Document{{"_id", 1}, {"at", Ago(101)}},
                         Document{{"_id", 2}, {"at", Ago(100)}},
                         Document{{"_id", 3}, {"at", Date{kNow - 99'999}}},
                         Document{{"_id", 4}, {"at", Ago(0)}},
                         Document{{"_id", 5}, {"at", Ago(-1000)}}});
    CHECK(fixture.RunPass() == 2);
    CHECK(fixture.Ids("c") == "3 4 5");
    fixture.clock().Advance(milliseconds(1));
    CHECK(fixture.RunPass() == 1);
    CHECK(fixture.Ids("c") == "4 5");
    fixture.clock().Advance(seconds(1099));
    CHECK(fixture.RunPass() == 1);
    CHECK(fixture.Ids("c") == "5");
    fixture.clock().Advance(seconds(1));
    CHECK(fixture.RunPass() == 1);
    CHECK(fixture.RunPass() == 0);
    CHECK(fixture.Ids("c").empty());
    CHECK(fixture.client().CountTtl().deleted_documents == 5);
    CHECK(fixture.client().CountTtl().passes == 5);
  }
}

TEST_CASE("what is no date does not expire") {
  for (const char* const key : {R"("key": {"at": 1})", R"("key": {"at": -1})",
                                R"("sparse": true, "key": {"at": 1})"}) {
    CAPTURE(key);
    Fixture fixture;
    fixture.CreateIndex("c", std::string(key) + R"(, "expireAfterSeconds": 0)");
    fixture.Insert("c",
                   {Document{{"_id", 1}}, Document{{"_id", 2}, {"at", nullptr}},
                    Document{{"_id", 3}, {"at", 5}},
                    Document{{"_id", 4}, {"at", "2000-01-01T00:00:00Z"}},
                    Document{{"_id", 5}, {"at", Document{{"at", Ago(5)}}}},
                    Document{{"_id", 6}, {"at", Timestamp{1, 1}}},
                    Document{{"_id", 7}, {"at", Array({})}},
                    Document{{"_id", 8}, {"at", Array{1, "x", nullptr}}},
                    Document{{"_id", 9}, {"at", Array{Array{Ago(5)}, 1}}},
                    Document{{"_id", 10}, {"at", true}},
                    Document{{"_id", 11}, {"at", Ago(5)}}});
    CHECK(fixture.RunPass() == 1);
    CHECK(fixture.Ids("c") == "1 2 3 4 5 6 7 8 9 10");
  }
}

TEST_CASE("an array expires by its oldest date") {
  for (const char* const key :
       {R"("key": {"at": 1})", R"("key": {"at": -1})"}) {
    CAPTURE(key);
    Fixture fixture;
    fixture.CreateIndex("c",
                        std::string(key) + R"(, "expireAfterSeconds": 10)");
    fixture.Insert("c", {Document{{"_id", 1}, {"at", Array{Ago(0), Ago(10)}}},
                         Document{{"_id", 2}, {"at", Array{Ago(9), Ago(0)}}},
                         Document{{"_id", 3}, {"at", Array{"x", Ago(50), 3}}},
                         Document{{"_id", 4}, {"at", Array{"x", Ago(5), 3}}}});
    CHECK(fixture.RunPass() == 2);
    CHECK(fixture.Ids("c") == "2 4");
  }
}

TEST_CASE("dates may lie below documents and arrays of them") {
  Fixture fixture;
  fixture.CreateIndex("c", R"("key": {"a.b": 1}, "expireAfterSeconds": 10)");
  const auto of = [](int64_t secs) { return Document{{"b", Ago(secs)}}; };
  fixture.Insert("c", {Document{{"_id", 1}, {"a", of(11)}},
                       Document{{"_id", 2}, {"a", of(1)}},
                       Document{{"_id", 3}, {"a", Array{of(1), of(11)}}},
                       Document{{"_id", 4}, {"a", Array{of(1), Ago(11)}}},
                       Document{{"_id", 5}, {"a.b", Ago(11)}}});
  CHECK(fixture.RunPass() == 2);
  CHECK(fixture.Ids("c") == "2 4 5");
}

TEST_CASE("a document with thousands of expired dates is deleted once") {
  Fixture fixture;
  fixture.CreateIndex("c", R"("key": {"at": 1}, "expireAfterSeconds": 0)");
  for (int id = 0; id < 3; ++id) {
    Builder document;
    document.Append("_id", id).OpenArray("at");
    for (int i = 0; i < 2500; ++i) document.AppendItem(Value(Ago(i)));
    document.Close();
    fixture.Insert("c", {std::move(document).Finish()});
  }
  CHECK(fixture.RunPass() == 3);
  CHECK(fixture.Ids("c").empty());
}

TEST_CASE("the ends of what dates and seconds can be") {
  for (const char* const key :
       {R"("key": {"at": 1})", R"("key": {"at": -1})"}) {
    for (const int64_t after : {int64_t{0}, int64_t{2147483647}}) {
      CAPTURE(key, after);
      Fixture fixture;
      fixture.CreateIndex("c", std::string(key) +
                                   R"(, "expireAfterSeconds": )" +
                                   std::to_string(after));
      fixture.Insert("c", {Document{{"_id", 1}, {"at", Date{kFirst}}},
                           Document{{"_id", 2}, {"at", Date{kFirst + 1}}},
                           Document{{"_id", 3}, {"at", Date{kLast}}}});
      fixture.clock().SetNow(Date{kFirst});
      CHECK(fixture.RunPass() == (after == 0 ? 1 : 0));
      fixture.clock().SetNow(Date{kFirst + 1});
      CHECK(fixture.RunPass() == (after == 0 ? 1 : 0));
      CHECK(fixture.client().CountTtl().lag.count() == 0);
      fixture.clock().SetNow(Date{kNow});
      CHECK(fixture.RunPass() == (after == 0 ? 0 : 2));
      if (after > 0) {
        CHECK(fixture.client().CountTtl().lag.count() ==
              kNow - after * 1000 - kFirst);
      }
      fixture.clock().SetNow(Date{kLast});
      CHECK(fixture.RunPass() == (after == 0 ? 1 : 0));
    }
  }
}

TEST_CASE("only documents that a partial index has expire") {
  Fixture fixture;
  fixture.CreateIndex("c", R"("key": {"at": 1}, "expireAfterSeconds": 10,
                              "partialFilterExpression": {"n": {"$gt": 2}})");
  fixture.Insert("c", {Document{{"_id", 1}, {"n", 1}, {"at", Ago(20)}},
                       Document{{"_id", 2}, {"n", 3}, {"at", Ago(20)}},
                       Document{{"_id", 3}, {"at", Ago(20)}}});
  CHECK(fixture.RunPass() == 1);
  CHECK(fixture.Ids("c") == "1 3");
  REQUIRE(
      fixture["c"]
          .ReplaceOne(Document{{"_id", 3}}, Document{{"n", 9}, {"at", Ago(20)}})
          .ok());
  CHECK(fixture.RunPass() == 1);
  CHECK(fixture.Ids("c") == "1");
}

TEST_CASE("documents that were there before the index expire too") {
  Fixture fixture;
  std::vector<Document> documents;
  // Descending, so that all but the first lie in the overflow run.
  for (int i = 1000; i > 0; --i) {
    documents.push_back(Document{{"_id", i}, {"at", Ago(i)}});
  }
  fixture.Insert("c", documents);
  CHECK(fixture.RunPass() == 0);
  fixture.CreateIndex("c", R"("key": {"at": 1}, "expireAfterSeconds": 4)");
  CHECK(fixture.RunPass() == 997);
  CHECK(fixture.Ids("c") == "3 2 1");
}

TEST_CASE("a document with another date now is kept") {
  Fixture fixture;
  fixture.CreateIndex("c", R"("key": {"at": 1}, "expireAfterSeconds": 10)");
  fixture.Insert("c", {Document{{"_id", 1}, {"at", Ago(5)}}});
  REQUIRE(fixture["c"]
              .ReplaceOne(Document{{"_id", 1}}, Document{{"at", Ago(0)}})
              .ok());
  fixture.clock().Advance(seconds(9));
  CHECK(fixture.RunPass() == 0);
  fixture.clock().Advance(seconds(1));
  CHECK(fixture.RunPass() == 1);
}

TEST_CASE("hidden indexes expire, other indexes do not") {
  Fixture fixture;
  fixture.CreateIndex(
      "hidden", R"("key": {"at": 1}, "expireAfterSeconds": 0, "hidden": true)");
  fixture.CreateIndex("other", R"("key": {"at": 1})");
  for (const char* const name : {"hidden", "other", "none"}) {
    fixture.Insert(name, {Document{{"_id", 1}, {"at", Ago(1)}}});
  }
  CHECK(fixture.RunPass() == 1);
  CHECK(fixture.Ids("hidden").empty());
  CHECK(fixture.Ids("other") == "1");
  CHECK(fixture.Ids("none") == "1");
}

TEST_CASE("a clock that is set back deletes nothing early") {
  Fixture fixture;
  fixture.CreateIndex("c", R"("key": {"at": 1}, "expireAfterSeconds": 10)");
  fixture.Insert("c", {Document{{"_id", 1}, {"at", Ago(0)}},
                       Document{{"_id", 2}, {"at", Ago(86'400)}}});
  fixture.clock().SetNow(Ago(86'400));
  fixture.Pass(seconds(5));
  CHECK(fixture.RunPass() == 0);
  // The executor goes by a clock of its own.
  for (int i = 0; i < 20; ++i) {
    fixture.clock().SetNow(
        Date{i % 2 == 0 ? kNow + 9'999 : Ago(90'000).millis});
    fixture.RunPass();
    CHECK(fixture.Ids("c") == "1");
  }
  fixture.clock().SetNow(Date{kNow + 10'000});
  CHECK(fixture.RunPass() == 1);
}

TEST_CASE("a pass comes every interval, while there is a TTL index") {
  Fixture fixture;
  fixture.Insert("c", {Document{{"_id", 0}}});
  fixture.CreateIndex("plain", R"("key": {"at": 1})");
  fixture.Pass(seconds(1));
  const size_t idle = fixture.Waiting();
  fixture.CreateIndex("c", R"("key": {"at": 1}, "expireAfterSeconds": 30)");
  fixture.CreateIndex("d", R"("key": {"at": 1}, "expireAfterSeconds": 30)");
  fixture.Insert("c", {Document{{"_id", 1}, {"at", fixture.clock().Now()}}});
  fixture.Insert("d", {Document{{"_id", 1}, {"at", fixture.clock().Now()}}});
  fixture.Pass(seconds(59));
  CHECK(fixture.Ids("c") == "0 1");
  fixture.Pass(seconds(1));
  CHECK(fixture.Ids("c") == "0");
  CHECK(fixture.Ids("d").empty());
  CHECK(fixture.client().CountTtl().passes == 1);
  CHECK(fixture.client().CountTtl().deleted_documents == 2);
  CHECK(fixture.client().CountTtl().lag == seconds(30));
  fixture.Pass(seconds(60));
  CHECK(fixture.client().CountTtl().passes == 2);
  CHECK(fixture.client().CountTtl().lag == seconds(0));

  Run(fixture.database(), Document{{"dropIndexes", "c"}, {"index", "ttl"}});
  fixture.Pass(seconds(60));
  CHECK(fixture.client().CountTtl().passes == 3);
  REQUIRE(fixture["d"].Drop().ok());
  fixture.Insert("c", {Document{{"_id", 2}, {"at", Ago(1000)}}});
  fixture.Pass(seconds(600));
  CHECK(fixture.client().CountTtl().passes == 4);
  CHECK(fixture.Ids("c") == "0 2");
  CHECK(fixture.Waiting() == idle);

  fixture.CreateIndex("c", R"("key": {"at": -1}, "expireAfterSeconds": 0)");
  fixture.Pass(seconds(60));
  CHECK(fixture.client().CountTtl().passes == 5);
  CHECK(fixture.Ids("c") == "0");
}

TEST_CASE("a pass of many batches lets other work come in between") {
  Fixture fixture;
  fixture.CreateIndex("c", R"("key": {"at": 1}, "expireAfterSeconds": 0)");
  std::vector<Document> documents;
  for (int i = 0; i < 1234; ++i) documents.push_back(Document{{"at", Ago(i)}});
  fixture.Insert("c", documents);
  fixture.Pass(seconds(60));
  CHECK(fixture.Ids("c").empty());
  CHECK(fixture.client().CountTtl().passes == 1);
  CHECK(fixture.client().CountTtl().deleted_documents == 1234);
}

TEST_CASE("the interval is the program's to choose") {
  Fixture often(seconds(1));
  often.CreateIndex("c", R"("key": {"at": 1}, "expireAfterSeconds": 0)");
  often.Pass(seconds(5));
  CHECK(often.client().CountTtl().passes == 5);
  CHECK(often.client().CountTtl().interval == seconds(1));

  Fixture never(seconds(0));
  never.CreateIndex("c", R"("key": {"at": 1}, "expireAfterSeconds": 0)");
  never.Insert("c", {Document{{"at", Ago(1)}}});
  never.Pass(seconds(86'400));
  CHECK(never.client().CountTtl().passes == 0);
  CHECK(never.RunPass() == 1);

  for (const seconds bad : {seconds(-1), seconds(2147483648), seconds::max()}) {
    CHECK(CodeOf(Client::Open(":memory:", {.ttl_interval = bad})) ==
          ErrorCode::kInvalidOptions);
  }
  CHECK(Client::Open(":memory:", {.ttl_interval = seconds(2147483647)}).ok());
}

TEST_CASE("collMod changes the time, and makes an index expire") {
  Fixture fixture;
  fixture.CreateIndex("c", R"("key": {"at": 1}, "expireAfterSeconds": 1000)");
  fixture.Insert("c", {Document{{"_id", 1}, {"at", Ago(500)}}});
  fixture.CreateIndex("d", R"("key": {"at": 1})");
  fixture.Insert("d", {Document{{"_id", 1}, {"at", Ago(500)}}});
  const auto modify = [&](const char* name, int after) {
    Run(fixture.database(),
        Document{{"collMod", name},
                 {"index",
                  Document{{"name", "ttl"}, {"expireAfterSeconds", after}}}});
  };
  CHECK(fixture.RunPass() == 0);
  modify("c", 501);
  CHECK(fixture.RunPass() == 0);
  modify("c", 500);
  CHECK(fixture.RunPass() == 1);
  modify("d", 500);
  CHECK(fixture.RunPass() == 1);
}

TEST_CASE("collMod of the only index that expires starts the passes") {
  Fixture fixture;
  fixture.CreateIndex("c", R"("key": {"at": 1})");
  fixture.Insert("c", {Document{{"_id", 1}, {"at", Ago(500)}}});
  fixture.Pass(seconds(600));
  Run(fixture.database(),
      Document{
          {"collMod", "c"},
          {"index", Document{{"name", "ttl"}, {"expireAfterSeconds", 1}}}});
  fixture.Pass(seconds(60));
  CHECK(fixture.Ids("c").empty());
}

TEST_CASE(
    "a renamed collection still expires, a new one of its name does not") {
  Fixture fixture;
  fixture.CreateIndex("c", R"("key": {"at": 1}, "expireAfterSeconds": 0)");
  fixture.Insert("c", {Document{{"_id", 1}, {"at", Ago(1)}}});
  REQUIRE(fixture["c"].Rename("d").ok());
  fixture.Insert("c", {Document{{"_id", 1}, {"at", Ago(1)}}});
  CHECK(fixture.RunPass() == 1);
  CHECK(fixture.Ids("d").empty());
  CHECK(fixture.Ids("c") == "1");
}

TEST_CASE("several TTL indexes of one collection each expire") {
  Fixture fixture;
  fixture.CreateIndex("c", R"("key": {"a": 1}, "expireAfterSeconds": 10)");
  Run(fixture.database(), *ParseJson(R"({"createIndexes": "c", "indexes": [
                       {"key": {"b": -1}, "name": "b",
                        "expireAfterSeconds": 20}]})"));
  fixture.Insert("c", {Document{{"_id", 1}, {"a", Ago(15)}, {"b", Ago(15)}},
                       Document{{"_id", 2}, {"a", Ago(5)}, {"b", Ago(25)}},
                       Document{{"_id", 3}, {"a", Ago(5)}, {"b", Ago(15)}}});
  CHECK(fixture.RunPass() == 2);
  CHECK(fixture.Ids("c") == "3");
  // By that of 25 seconds, which had 20.
  CHECK(fixture.client().CountTtl().lag == seconds(5));
}

TEST_CASE("passes begin at open, and never in a database that is read-only") {
  Fixture fixture;
  fixture.CreateIndex("c", R"("key": {"at": 1}, "expireAfterSeconds": 0)");
  fixture.Insert("c", {Document{{"_id", 1}, {"at", Ago(1)}}});
  REQUIRE(fixture.client().Close().ok());
  fixture.Open(true);
  fixture.Pass(seconds(600));
  CHECK(fixture.Ids("c") == "1");
  CHECK(CodeOf(fixture.client().RunTtlPass()) == ErrorCode::kIllegalOperation);
  CHECK(fixture.client().CountTtl().interval == seconds(0));
  fixture.Open();
  CHECK(fixture.Ids("c") == "1");
  fixture.Pass(seconds(60));
  CHECK(fixture.Ids("c").empty());
}

TEST_CASE("an index does not expire while it is being built") {
  Fixture fixture;
  fixture.Insert("c", {Document{{"_id", 1}, {"at", Ago(1)}},
                       Document{{"_id", 2}, {"at", Ago(2)}}});
  REQUIRE(fixture.client().Close().ok());
  const auto engine = engine::Engine::Open(
      fixture.path(), {.environment = {.clock = &fixture.clock()}});
  REQUIRE(engine.ok());
  const engine::Operation operation(**engine);
  std::vector<int64_t> meanwhile;
  const auto pass = [&](int64_t, int64_t) {
    meanwhile.push_back((*engine)->ttl_monitor().RunPass().value_or(-1));
  };
  const auto spec =
      index::IndexSpec::Parse(Document{{"key", Document{{"at", 1}}},
                                       {"name", "ttl"},
                                       {"expireAfterSeconds", 0}});
  REQUIRE(spec.ok());
  REQUIRE(engine::CreateIndexes(**engine, {"app", "c"}, {*spec},
                                {.deadline = {}, .progress = pass})
              .ok());
  REQUIRE_FALSE(meanwhile.empty());
  for (const int64_t deleted : meanwhile) CHECK(deleted == 0);
  CHECK((*engine)->ttl_monitor().RunPass().value_or(-1) == 2);
}

TEST_CASE("a closed database makes no passes") {
  Fixture fixture;
  fixture.CreateIndex("c", R"("key": {"at": 1}, "expireAfterSeconds": 0)");
  fixture.Insert("c", {Document{{"_id", 1}, {"at", Ago(1)}}});
  REQUIRE(fixture.client().Close().ok());
  CHECK(CodeOf(fixture.client().RunTtlPass()) ==
        ErrorCode::kShutdownInProgress);
  fixture.Pass(seconds(600));
  fixture.Open();
  CHECK(fixture.Ids("c") == "1");
}

// Threads at the same time. Documents that one pass has locked may be left by
// another; a pass alone then finds the rest.

TEST_CASE("two passes at once delete each document once") {
  Fixture fixture;
  fixture.CreateIndex("c", R"("key": {"at": 1}, "expireAfterSeconds": 0)");
  std::vector<Document> documents;
  for (int i = 0; i < 5000; ++i) documents.push_back(Document{{"at", Ago(i)}});
  fixture.Insert("c", documents);
  std::atomic<int64_t> deleted = 0;
  std::atomic<int> failures = 0;
  testing::RunThreads(2, [&](int) {
    const StatusOr<int64_t> own = fixture.client().RunTtlPass();
    own.ok() ? deleted += * own : failures += 1;
  });
  CHECK(failures == 0);
  deleted += fixture.RunPass();
  CHECK(deleted == 5000);
  CHECK(fixture.Ids("c").empty());
  CHECK(fixture.client().CountTtl().deleted_documents == 5000);
}

TEST_CASE("writers and passes at the same time: what has not expired stays") {
  Fixture fixture;
  fixture.CreateIndex("c", R"("key": {"at": 1}, "expireAfterSeconds": 0)");
  constexpr int kDocuments = 400;
  std::atomic<int> failures = 0;
  testing::RunThreads(4, [&](int thread) {
    Collection c = fixture["c"];
    for (int i = 0; i < kDocuments; ++i) {
      if (thread == 0) {
        if (i % 10 == 0) failures += !fixture.client().RunTtlPass().ok();
        continue;
      }
      // Even ones are moved from what has expired to what has not.
      const int id = thread * kDocuments + i;
      failures += !c.InsertOne(Document{{"_id", id}, {"at", Ago(id)}}).ok();
      if (id % 2 == 1) continue;
      failures += !c.ReplaceOne(Document{{"_id", id}},
                                Document{{"at", Ago(-1)}}, {.upsert = true})
                       .ok();
    }
  });
  CHECK(failures == 0);
  fixture.RunPass();
  CHECK(fixture["c"].CountDocuments().value() == 3 * kDocuments / 2);
  CHECK(Complaints(fixture.database(), "c").empty());
}

TEST_CASE("closing in the middle of a pass ends it") {
  Fixture fixture;
  fixture.CreateIndex("c", R"("key": {"at": 1}, "expireAfterSeconds": 0)");
  std::vector<Document> documents;
  for (int i = 0; i < 5000; ++i) documents.push_back(Document{{"at", Ago(i)}});
  fixture.Insert("c", documents);
  std::atomic<int64_t> told = -1;
  std::atomic<bool> closed = false;
  testing::RunThreads(2, [&](int thread) {
    if (thread == 0) {
      const StatusOr<int64_t> own = fixture.client().RunTtlPass();
      const bool was_cut = CodeOf(own) == ErrorCode::kShutdownInProgress;
      told = own.ok() ? *own : (was_cut ? 0 : 1);
    } else {
      while (told < 0 && fixture.client().CountTtl().deleted_documents == 0) {
        std::this_thread::yield();
      }
      closed = fixture.client().Close().ok();
    }
  });
  CHECK(closed);
  CHECK((told == 0 || told == 5000));
  const int64_t deleted = fixture.client().CountTtl().deleted_documents;
  fixture.Open();
  CHECK(fixture["c"].CountDocuments().value() == 5000 - deleted);
  CHECK(Complaints(fixture.database(), "c").empty());
  fixture.RunPass();
  CHECK(fixture["c"].CountDocuments().value() == 0);
}

TEST_CASE("closing while the executor makes a pass ends it") {
  const testing::TempDirectory directory = testing::TempDirectory::InMemory();
  testing::FakeClock clock;
  const ClientOptions options{.ttl_interval = seconds(1),
                              .environment = {.clock = &clock}};
  Client client = OpenClient(directory / "db", options);
  Collection c = client["app"]["c"];
  std::vector<Document> documents;
  for (int i = 0; i < 5000; ++i) documents.push_back(Document{{"at", Ago(i)}});
  REQUIRE(c.InsertMany(documents).ok());
  Run(client["app"], *ParseJson(R"({"createIndexes": "c", "indexes": [
      {"key": {"at": 1}, "name": "ttl", "expireAfterSeconds": 0}]})"));
  while (client.CountTtl().deleted_documents == 0) {
    std::this_thread::sleep_for(milliseconds(1));
  }
  CHECK(client.Close().ok());
  const int64_t deleted = client.CountTtl().deleted_documents;
  Client again = OpenClient(directory / "db", {.ttl_interval = seconds(0)});
  CHECK(again["app"]["c"].CountDocuments().value() == 5000 - deleted);
  CHECK(Complaints(again["app"], "c").empty());
}

}  // namespace
}  // namespace meerkat
