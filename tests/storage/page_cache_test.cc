#include "storage/page_cache.h"

#include <memory>
#include <string>
#include <utility>

#include "tests/catch.hpp"
#include "tests/storage/kv/store_testing.h"

namespace meerkat::storage {
namespace {

using testing::OpenStore;
using testing::StoreEnvironment;

constexpr size_t kMiB = size_t{1} << 20;

std::shared_ptr<const Page> MakePage(std::string start, std::string end,
                                     uint64_t known_from = 1,
                                     size_t size = 10) {
  auto page = std::make_shared<Page>();
  page->start = std::move(start);
  page->end = std::move(end);
  page->known_from = known_from;
  page->Append("k", std::string(size, 'v'));
  return page;
}

class Fixture {
 public:
  explicit Fixture(size_t capacity = kMiB)
      : store_(OpenStore(environment_, "")), cache(store_.get(), capacity) {}

  // Puts a page in that nobody disputes.
  static bool Fill(CollectionPages& pages, std::shared_ptr<const Page> page) {
    return pages.Fill(pages.BeginFill().value(), std::move(page));
  }

 private:
  StoreEnvironment environment_;
  std::unique_ptr<kv::Store> store_;

 public:
  PageCache cache;
};

}  // namespace

TEST_CASE("a page's records are what was appended") {
  Page page;
  page.records.reserve(64);
  page.Append("a", "first");
  page.Append("", std::string("\0second", 7));
  const char* at = page.records.data();
  PageRecord record = PageRecord::At(at);
  CHECK(record.key == "a");
  CHECK(record.value == "first");
  record = PageRecord::At(record.end());
  CHECK(record.key.empty());
  CHECK(record.value == std::string("\0second", 7));
  CHECK(record.end() == at + page.records.size());
  CHECK(page.HasRoomFor("", std::string(20, 'x')));
  CHECK_FALSE(page.HasRoomFor("", std::string(100, 'x')));
  CHECK(Page().HasRoomFor("", std::string(100, 'x')));
}

TEST_CASE("a place in a run has a page or is before one") {
  Fixture fixture;
  CollectionPages pages(&fixture.cache);
  CHECK(pages.empty());
  CHECK(Fixture::Fill(pages, MakePage("c", "f", 5)));
  CHECK(Fixture::Fill(pages, MakePage("f", "", 7)));
  CHECK_FALSE(pages.empty());

  CHECK(pages.Look("", 9).next_start == "c");
  CHECK(pages.Look("c", 9).page->end == "f");
  CHECK(pages.Look("d", 9).next_start == "f");
  CHECK(pages.Look("f", 9).page->end.empty());
  CHECK(pages.Look("g", 9).page == nullptr);
  CHECK_FALSE(pages.Look("g", 9).next_start.has_value());

  // For those who see an older state the newer pages are not there.
  CHECK_FALSE(pages.Look("", 4).next_start.has_value());
  CHECK(pages.Look("c", 5).page != nullptr);
  CHECK(pages.Look("f", 6).page == nullptr);
}

TEST_CASE("pages that overlap others are not taken") {
  Fixture fixture;
  CollectionPages pages(&fixture.cache);
  REQUIRE(Fixture::Fill(pages, MakePage("c", "f")));
  const size_t used = fixture.cache.MemoryUsage();
  for (const auto& [start, end] :
       {std::pair("c", "f"), std::pair("", "d"), std::pair("d", "e"),
        std::pair("e", ""), std::pair("", ""), std::pair("b", "g")}) {
    CHECK_FALSE(Fixture::Fill(pages, MakePage(start, end)));
  }
  CHECK(fixture.cache.MemoryUsage() == used);
  CHECK(Fixture::Fill(pages, MakePage("", "c")));
  CHECK(Fixture::Fill(pages, MakePage("f", "")));
}

TEST_CASE("a write drops the pages that its keys fall into") {
  Fixture fixture;
  CollectionPages pages(&fixture.cache);
  for (const auto& [start, end] : {std::pair("", "c"), std::pair("c", "f"),
                                   std::pair("f", "j"), std::pair("m", "")}) {
    REQUIRE(Fixture::Fill(pages, MakePage(start, end)));
  }
  const auto has = [&](std::string_view start) {
    return pages.Look(start, 9).page != nullptr;
  };
  SECTION("one key, in the middle and at both ends") {
    pages.Drop("c", "c");
    CHECK((has("") && !has("c") && has("f") && has("m")));
    pages.Drop("a", "a");
    CHECK_FALSE(has(""));
    pages.Drop("z", "z");
    CHECK((has("f") && !has("m")));
  }
  SECTION("one key, where there is no page") {
    pages.Drop("k", "k");
    CHECK((has("") && has("c") && has("f") && has("m")));
  }
  SECTION("a range") {
    pages.Drop("d", "f");
    CHECK((has("") && !has("c") && !has("f") && has("m")));
    pages.Drop("a", "z");
    CHECK(pages.empty());
    CHECK(fixture.cache.MemoryUsage() == 0);
  }
}

TEST_CASE("no page is filled over a write") {
  Fixture fixture;
  CollectionPages pages(&fixture.cache);
  const auto before = pages.BeginFill();
  REQUIRE(before.has_value());
  pages.BeginWrite();
  CHECK_FALSE(pages.BeginFill().has_value());
  CHECK_FALSE(pages.Fill(*before, MakePage("", "")));
  pages.EndWrite();
  CHECK_FALSE(pages.Fill(*before, MakePage("", "")));
  CHECK(Fixture::Fill(pages, MakePage("", "")));

  // Two writers: it is over when both have ended.
  pages.BeginWrite();
  pages.BeginWrite();
  pages.EndWrite();
  CHECK_FALSE(pages.BeginFill().has_value());
  pages.EndWrite();
  CHECK(pages.BeginFill().has_value());
}

TEST_CASE("what was scanned once, fits and is rarely written is worth a page") {
  Fixture fixture;
  CollectionPages pages(&fixture.cache);
  CHECK_FALSE(pages.IsWorthFilling(1000, 100'000));
  pages.NoteScan();
  CHECK(pages.IsWorthFilling(1000, 100'000));
  CHECK_FALSE(pages.IsWorthFilling(0, 0));
  CHECK_FALSE(pages.IsWorthFilling(1000, kMiB));

  const auto write = [&](int times) {
    for (int i = 0; i < times; ++i) {
      pages.BeginWrite();
      pages.EndWrite();
    }
  };
  write(15);
  CHECK(pages.IsWorthFilling(1000, 100'000));
  write(1);
  CHECK_FALSE(pages.IsWorthFilling(1000, 100'000));
  pages.NoteScan();
  CHECK(pages.IsWorthFilling(1000, 100'000));
}

TEST_CASE("a collection makes room for one that was scanned later") {
  Fixture fixture(10'000);
  CollectionPages first(&fixture.cache);
  CollectionPages second(&fixture.cache);
  CollectionPages third(&fixture.cache);
  first.NoteScan();
  second.NoteScan();
  third.NoteScan();
  REQUIRE(Fixture::Fill(second, MakePage("", "", 1, 4000)));
  REQUIRE(Fixture::Fill(first, MakePage("", "", 1, 4000)));
  // Nor has it room when the others were scanned later.
  CHECK_FALSE(Fixture::Fill(first, MakePage("x", "", 1, 4000)));

  CHECK(Fixture::Fill(third, MakePage("", "", 1, 4000)));
  CHECK(first.empty());
  CHECK_FALSE(second.empty());
  CHECK(fixture.cache.MemoryUsage() <= fixture.cache.capacity());
  CHECK_FALSE(Fixture::Fill(third, MakePage("x", "", 1, 40'000)));
}

TEST_CASE("pages go when they are cleared, dropped or their collection ends") {
  Fixture fixture;
  auto one = std::make_unique<CollectionPages>(&fixture.cache);
  CollectionPages other(&fixture.cache);
  REQUIRE(Fixture::Fill(*one, MakePage("", "")));
  REQUIRE(Fixture::Fill(other, MakePage("", "")));
  const size_t both = fixture.cache.MemoryUsage();
  const auto held = one->Look("", 9).page;

  SECTION("cleared") {
    fixture.cache.Clear();
    CHECK((one->empty() && other.empty()));
    CHECK(fixture.cache.MemoryUsage() == 0);
  }
  SECTION("dropped") {
    const auto ticket = one->BeginFill();
    one->DropAll();
    CHECK(one->empty());
    CHECK(fixture.cache.MemoryUsage() == both / 2);
    CHECK_FALSE(one->Fill(*ticket, MakePage("", "")));
  }
  SECTION("ended") {
    one.reset();
    CHECK(fixture.cache.MemoryUsage() == both / 2);
  }
  // Who reads one keeps it.
  CHECK(PageRecord::At(held->records.data()).key == "k");
}

}  // namespace meerkat::storage
