// Scans of indexes whose entries are put by hand, also such as no document has.
#include "query/exec/index_scan.h"

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "index/geo_keys.h"
#include "index/key_encoder.h"
#include "query/exec/near_scan.h"
#include "storage/caches.h"
#include "tests/catch.hpp"
#include "tests/storage/kv/store_testing.h"
#include "tests/support/parsed_json.h"

namespace meerkat::query {
namespace {

using index::EntryForm;
using index::StoredEntry;
using storage::ScanDirection;
using storage::kv::Keyspace;
using testing::Parsed;

constexpr uint32_t kIndex = 7;

std::shared_ptr<index::Index> NewIndex(std::string_view spec_text) {
  const Document spec = Parsed(spec_text);
  index::IndexSpec parsed = *index::IndexSpec::Parse(spec);
  const size_t parts = parsed.key.parts().size();
  return std::make_shared<index::Index>(index::Index{
      {.id = kIndex,
       .spec = spec,
       .multikey = std::make_shared<storage::MultikeyPaths>(parts)},
      std::move(parsed)});
}

// A store with one index and a few documents {_id: 1} ...
class Fixture {
 public:
  explicit Fixture(std::string_view spec)
      : index_(NewIndex(spec)),
        store_(testing::OpenStore(environment_, "")),
        caches_{storage::DocumentCache(size_t{1} << 20),
                storage::PageCache(store_.get(), size_t{1} << 20)},
        records_(std::make_shared<storage::RecordStore>(store_.get(), &caches_,
                                                        1)) {}

  index::Index& index() { return *index_; }

  // The locator of the document.
  std::string Insert(const Document& document) {
    const std::string id_key = index::EncodeKey(document["_id"]);
    storage::kv::Transaction transaction(store_.get(), &locks_);
    const auto inserted = records_->Insert(transaction, id_key, document);
    REQUIRE(inserted.ok());
    std::string locator;
    storage::AppendLocator(locator, inserted->locator);
    REQUIRE(transaction.Commit(storage::kv::Durability::kProcess).ok());
    return locator;
  }

  void PutEntry(const std::string& fields, const std::string& locator) {
    const StoredEntry entry{fields, locator, ""};
    std::string key;
    std::string value;
    AppendEntryKey(key, index_->form(), entry);
    AppendEntryValue(value, index_->form(), entry);
    Put(key, value);
  }
  // As it is, but for the index's prefix.
  void Put(const std::string& key, const std::string& value) {
    storage::kv::WriteBatch batch = store_->NewBatch();
    batch.Put(Keyspace::kIndex, index::EntryPrefix(kIndex) + key, value);
    batch.Put(Keyspace::kIndex, index::EntryPrefix(kIndex - 1) + key, "");
    batch.Put(Keyspace::kIndex, index::EntryPrefix(kIndex + 1) + key, "");
    REQUIRE(store_->Write(batch, storage::kv::Durability::kProcess).ok());
  }

  // "1 {a: 5}, 2 {a: 6}", the _ids and keys, and the code of an error.
  std::string Scan(IndexScanOptions options) {
    options.shows_keys = true;
    const storage::kv::Snapshot snapshot = store_->TakeSnapshot();
    ExecutionContext context = NewContext();
    IndexScan scan(&context, Reader(snapshot), std::move(options));
    return RowsOf(scan, context);
  }
  std::string Near(const geometry::Near& near) {
    const storage::kv::Snapshot snapshot = store_->TakeSnapshot();
    ExecutionContext context = NewContext();
    NearScan scan(&context, Reader(snapshot), near, /*shows_keys=*/false);
    return RowsOf(scan, context);
  }

 private:
  EntryReader Reader(const storage::kv::Snapshot& snapshot) {
    return {*store_, snapshot, records_, index_};
  }
  ExecutionContext NewContext() {
    return {&Clock::Real(), &RandomSource::Real(), &closing_, {}};
  }

  static std::string RowsOf(Stage& stage, const ExecutionContext& context) {
    std::string text;
    Row row;
    Step step = stage.Next(row);
    for (; step == Step::kRow; step = stage.Next(row)) {
      text += ToString(Value(row.document["_id"]));
      if (!row.index_key.empty()) text += ToString(row.index_key);
      text += " ";
    }
    if (step == Step::kDone) return text;
    return text +
           std::to_string(static_cast<int>(ErrorCodeOf(context.error())));
  }

  const std::shared_ptr<index::Index> index_;
  testing::StoreEnvironment environment_;
  const std::unique_ptr<storage::kv::Store> store_;
  storage::kv::LockTable locks_;
  storage::Caches caches_;
  const std::shared_ptr<storage::RecordStore> records_;
  const std::atomic<bool> closing_ = false;
};

std::string Key(int value) { return index::EncodeKey(Value(value).element()); }

constexpr std::string_view kOnA = R"({"key": {"a": 1}, "name": "a"})";
constexpr std::string_view kUniqueOnA =
    R"({"key": {"a": 1}, "name": "a", "unique": true})";

}  // namespace

TEST_CASE("an index is scanned by ranges, both ways") {
  const bool is_unique = GENERATE(false, true);
  Fixture fixture(is_unique ? kUniqueOnA : kOnA);
  for (int i = 1; i <= 5; ++i) {
    fixture.PutEntry(Key(i), fixture.Insert(Document{{"_id", 10 - i}}));
  }
  CHECK(fixture.Scan({.ranges = {{}}}) ==
        R"(9{"a":1} 8{"a":2} 7{"a":3} 6{"a":4} 5{"a":5} )");
  CHECK(fixture.Scan({.ranges = {{Key(2), Key(4)}}}) ==
        R"(8{"a":2} 7{"a":3} )");
  CHECK(fixture.Scan({.ranges = {{Key(4), ""}, {"", Key(2)}},
                      .direction = ScanDirection::kBackward}) ==
        R"(5{"a":5} 6{"a":4} 9{"a":1} )");
  CHECK(fixture.Scan({.ranges = {}}).empty());
  CHECK(fixture.Scan({.ranges = {{Key(6), ""}}}).empty());
}

TEST_CASE("a document of a multikey index comes once") {
  Fixture fixture(kOnA);
  const std::string locator = fixture.Insert(Document{{"_id", 1}});
  fixture.PutEntry(Key(1), locator);
  fixture.PutEntry(Key(2), fixture.Insert(Document{{"_id", 2}}));
  fixture.PutEntry(Key(3), locator);
  fixture.index().info.multikey->Add(0, 1);
  CHECK(fixture.Scan({.ranges = {{}}}) == R"(1{"a":1} 2{"a":2} )");
  CHECK(fixture.Scan({.ranges = {{}}, .direction = ScanDirection::kBackward}) ==
        R"(1{"a":3} 2{"a":2} )");
}

TEST_CASE("an entry that leads to no document, or is none, is an error") {
  Fixture fixture(kOnA);
  fixture.PutEntry(Key(1), fixture.Insert(Document{{"_id", 1}}));
  SECTION("no document") {
    std::string locator;
    const std::string id_key = Key(2);
    storage::AppendLocator(locator, {2, storage::Run::kMain, id_key});
    fixture.PutEntry(Key(2), locator);
  }
  SECTION("no value") { fixture.Put(Key(2), ""); }
  SECTION("a locator longer than the key") { fixture.Put(Key(2), "\x70"); }
  SECTION("no locator") { fixture.PutEntry(Key(2), "\xFF\xFF"); }
  SECTION("no fields") {
    fixture.PutEntry("\x3C", fixture.Insert(Document{{"_id", 2}}));
  }
  CHECK(fixture.Scan({.ranges = {{}}}) == R"(1{"a":1} 301)");
}

TEST_CASE("a 2d index with what is no cell is an error for $near") {
  Fixture fixture(R"({"key": {"a": "2d"}, "name": "a"})");
  std::string fields;
  index::AppendCell(
      index::geo::Cell::Of(fixture.index().spec.plane, {5, 5}).hash(), fields);
  const std::string locator =
      fixture.Insert(Document{{"_id", 1}, {"a", Array{5, 5}}});
  fixture.PutEntry(fields, locator);
  CHECK(fixture.Near({.center = {4, 5}}) == "1 ");
  CHECK(fixture.Near({.center = {4, 5}, .most = 0.5}).empty());
  fixture.PutEntry(fields.substr(0, 4), locator);
  CHECK(fixture.Near({.center = {4, 5}}) == "301");
}

}  // namespace meerkat::query
