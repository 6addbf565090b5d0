#include "storage/document_cache.h"

#include <meerkat/value.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.hpp"

namespace meerkat::storage {
namespace {

constexpr uint64_t kLatest = DocumentCache::kLatest;
constexpr size_t kMiB = size_t{1} << 20;

Document Numbered(int32_t n) { return Document{{"n", n}}; }

void Fill(DocumentCache& cache, std::string_view key, int32_t n,
          uint64_t known_from = 1) {
  cache.Fill(key, cache.BeginFill(key), Numbered(n), known_from);
}

TEST_CASE("a filled document is found, another is not") {
  DocumentCache cache(kMiB);
  Fill(cache, "a", 1);
  CHECK(cache.Find("a", kLatest) == Numbered(1));
  CHECK(cache.Find("b", kLatest) == std::nullopt);
}

TEST_CASE("a snapshot is not served what is newer") {
  DocumentCache cache(kMiB);
  Fill(cache, "a", 1, 10);
  CHECK(cache.Find("a", 9) == std::nullopt);
  CHECK(cache.Find("a", 10) == Numbered(1));
}

TEST_CASE("a write takes the old version away before its commit") {
  DocumentCache cache(kMiB);
  Fill(cache, "a", 1);
  cache.BeginWrite("a");
  CHECK(cache.Find("a", kLatest) == std::nullopt);
  SECTION("and brings the new one after it") {
    cache.EndWrite("a", Numbered(2), 5);
    CHECK(cache.Find("a", kLatest) == Numbered(2));
    CHECK(cache.Find("a", 4) == std::nullopt);
  }
  SECTION("and nothing where it was removed") {
    cache.EndWrite("a", std::nullopt, 5);
    CHECK(cache.Find("a", kLatest) == std::nullopt);
  }
}

TEST_CASE("a reader does not fill in what a write has overtaken") {
  DocumentCache cache(kMiB);
  const DocumentCache::Ticket before = cache.BeginFill("a");
  cache.BeginWrite("a");
  const DocumentCache::Ticket during = cache.BeginFill("a");
  cache.Fill("a", before, Numbered(1), 1);
  CHECK(cache.Find("a", kLatest) == std::nullopt);
  cache.Fill("a", during, Numbered(1), 1);
  CHECK(cache.Find("a", kLatest) == std::nullopt);
  cache.EndWrite("a", std::nullopt, 5);
  cache.Fill("a", before, Numbered(1), 1);
  cache.Fill("a", during, Numbered(1), 1);
  CHECK(cache.Find("a", kLatest) == std::nullopt);
}

TEST_CASE("the cache stays within its capacity and keeps what is used") {
  DocumentCache cache(kMiB);
  Fill(cache, "hot", 1);
  for (int i = 0; i < 50000; ++i) {
    Fill(cache, "key" + std::to_string(i), i);
    REQUIRE(cache.Find("hot", kLatest) == Numbered(1));
  }
  CHECK(cache.MemoryUsage() <= kMiB);
  CHECK(cache.MemoryUsage() > kMiB / 2);
}

TEST_CASE("a document that is too large for its share is not kept") {
  DocumentCache cache(kMiB);
  Fill(cache, "small", 1);
  const Document large{{"text", std::string(kMiB / 2, 'x')}};
  cache.Fill("large", cache.BeginFill("large"), large, 1);
  CHECK(cache.Find("large", kLatest) == std::nullopt);
  CHECK(cache.Find("small", kLatest) == Numbered(1));
}

TEST_CASE("a cleared cache is empty and works on") {
  DocumentCache cache(kMiB);
  Fill(cache, "a", 1);
  cache.Clear();
  CHECK(cache.MemoryUsage() == 0);
  CHECK(cache.Find("a", kLatest) == std::nullopt);
  Fill(cache, "a", 2);
  CHECK(cache.Find("a", kLatest) == Numbered(2));
}

TEST_CASE("no reader finds a version older than one it has seen") {
  DocumentCache cache(kMiB);
  std::atomic<int32_t> stored = 0;  // stands for the store
  std::atomic<bool> done = false;
  std::atomic<int> failures = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      int32_t seen = 0;
      while (!done) {
        int32_t n;
        if (const auto cached = cache.Find("a", kLatest)) {
          n = (*cached)["n"].AsInt32();
        } else {
          const DocumentCache::Ticket ticket = cache.BeginFill("a");
          n = stored;
          cache.Fill("a", ticket, Numbered(n), 1);
        }
        if (n < seen) ++failures;
        seen = n;
      }
    });
  }
  for (int32_t n = 1; n <= 20000; ++n) {
    cache.BeginWrite("a");
    stored = n;
    cache.EndWrite("a", n % 2 == 0 ? std::optional(Numbered(n)) : std::nullopt,
                   1);
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
  CHECK(failures == 0);
}

}  // namespace
}  // namespace meerkat::storage
