// Filters mean what the manual says: random filters over random documents,
// read in three ways that must agree.
#include <meerkat/builder.h>
#include <meerkat/client.h>
#include <meerkat/json.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "query/match/matcher.h"
#include "query/match/matches.h"
#include "query/match/normalize.h"
#include "query/match/parse.h"
#include "query/match/print.h"
#include "storage/bson/compare.h"
#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/fake_random.h"
#include "tests/support/match_reference.h"
#include "tests/support/random_filters.h"
#include "tests/support/seed.h"

namespace meerkat::testing {
namespace {

constexpr int kPairs = 20000 / 100 * MEERKAT_TEST_EFFORT;
constexpr int kFinds = 1000 / 100 * MEERKAT_TEST_EFFORT;
constexpr int kDocuments = 400;

std::string Text(DocumentView document) {
  return ToJson(document, JsonMode::kCanonical);
}

// Matcher's answer, which Evaluate must share.
bool Matches(const query::Matcher& matcher, DocumentView document,
             RandomSource& random) {
  query::MatchContext context;
  context.random = &random;
  const bool matches = matcher.Matches(document, context);
  const bool evaluated = query::Evaluate(matcher.root(), document, context);
  REQUIRE(context.error.ok());
  REQUIRE(matches == evaluated);
  return matches;
}

query::Matcher MatcherOf(DocumentView filter) {
  StatusOr<query::MatchNode> node = query::ParseFilter(filter);
  INFO(node.status());
  REQUIRE(node.ok());
  return query::Matcher(*std::move(node));
}

// --- sorts, the naive way ----------------------------------------------------

// The value that `document` sorts by under one key of a sort.
Value SortValue(DocumentView document, const Element& key) {
  const std::vector<Element> values =
      ReferenceSortValues(document, std::string(key.name()));
  const bool is_ascending = key.AsInt32() > 0;
  return Value(is_ascending ? *std::ranges::min_element(values, bson::Less())
                            : *std::ranges::max_element(values, bson::Less()));
}

bool IsBefore(const Document& a, const Document& b, DocumentView sort) {
  for (const Element& key : sort) {
    const int order = bson::Compare(SortValue(a, key), SortValue(b, key));
    if (order != 0) return key.AsInt32() > 0 ? order < 0 : order > 0;
  }
  return false;
}

// --- finds -------------------------------------------------------------------

std::vector<Document> NumberedDocuments(RandomFilters& random) {
  std::vector<Document> documents;
  for (int i = 0; i < kDocuments; ++i) {
    Builder document;
    document.Append("_id", i);
    document.AppendAll(random.AnyDocument());
    documents.push_back(std::move(document).Finish());
  }
  return documents;
}

std::vector<std::string> ExpectedOf(const std::vector<Document>& documents,
                                    DocumentView filter,
                                    const FindOptions& options) {
  std::vector<Document> matching;
  for (const Document& document : documents) {
    if (ReferenceMatches(filter, document)) matching.push_back(document);
  }
  std::ranges::stable_sort(matching, [&](const Document& a, const Document& b) {
    return IsBefore(a, b, options.sort);
  });
  std::vector<std::string> expected;
  for (const Document& document : matching) expected.push_back(Text(document));
  const auto skipped = std::min<size_t>(options.skip, expected.size());
  expected.erase(expected.begin(),
                 expected.begin() + static_cast<ptrdiff_t>(skipped));
  const auto limit = static_cast<size_t>(options.limit);
  if (limit > 0 && limit < expected.size()) expected.resize(limit);
  return expected;
}

std::vector<std::string> FoundBy(Collection& collection, DocumentView filter,
                                 const FindOptions& options) {
  StatusOr<Cursor> cursor = collection.Find(filter, options);
  INFO(cursor.status());
  REQUIRE(cursor.ok());
  std::vector<std::string> found;
  while (cursor->Next()) found.push_back(Text(cursor->document()));
  REQUIRE(cursor->status().ok());
  return found;
}

FindOptions AnyOptions(RandomFilters& random) {
  FindOptions options;
  if (!random.OneIn(4)) options.sort = random.AnySort();
  if (random.OneIn(2)) options.skip = static_cast<int64_t>(random.Below(20));
  if (random.OneIn(2)) options.limit = static_cast<int64_t>(random.Below(50));
  return options;
}

}  // namespace

TEST_CASE("random filters match what the manual says") {
  RandomFilters random(SeedOfThisRun());
  FakeRandom rates;
  int matching = 0;
  for (int pair = 0; pair < kPairs; ++pair) {
    const Document document = random.AnyDocument();
    const Document filter = random.AnyFilter(document);
    INFO("filter: " << Text(filter) << "\ndocument: " << Text(document));
    const bool matches = Matches(MatcherOf(filter), document, rates);
    const bool expected = ReferenceMatches(filter, document);
    REQUIRE(matches == expected);
    matching += matches;
  }
  INFO(matching << " of " << kPairs << " match");
  CHECK(matching * 10 > kPairs);
  CHECK(matching * 10 < kPairs * 9);
}

TEST_CASE("a filter printed and read again means the same") {
  RandomFilters random(SeedOfThisRun());
  FakeRandom rates;
  for (int pair = 0; pair < kPairs; ++pair) {
    const Document document = random.AnyDocument();
    const Document filter = random.AnyFilter(document);
    const query::Matcher matcher = MatcherOf(filter);
    const Document printed = query::PrintFilter(matcher.root());
    INFO("filter: " << Text(filter) << "\nprinted: " << Text(printed)
                    << "\ndocument: " << Text(document));
    const query::Matcher again = MatcherOf(printed);
    REQUIRE(query::PrintFilter(again.root()) == printed);
    REQUIRE(Matches(again, document, rates) ==
            Matches(matcher, document, rates));
  }
}

TEST_CASE("the normal form of a filter means the same") {
  RandomFilters random(SeedOfThisRun());
  FakeRandom rates;
  int changed = 0;
  for (int pair = 0; pair < kPairs; ++pair) {
    const Document document = random.AnyDocument();
    const Document filter = random.AnyFilter(document, /*depth=*/3);
    const query::Matcher matcher = MatcherOf(filter);
    const query::Matcher normal(query::Normalize(matcher.root()));
    const Document printed = query::PrintFilter(normal.root());
    INFO("filter: " << Text(filter) << "\nnormal form: " << Text(printed)
                    << "\ndocument: " << Text(document));
    REQUIRE(Matches(normal, document, rates) ==
            Matches(matcher, document, rates));
    // It is its own, also when it was read.
    REQUIRE(query::PrintFilter(query::Normalize(normal.root())) == printed);
    const query::Matcher again = MatcherOf(printed);
    REQUIRE(query::PrintFilter(query::Normalize(again.root())) == printed);
    changed += query::PrintFilter(matcher.root()) != printed;
  }
  INFO(changed << " of " << kPairs << " changed");
  CHECK(changed * 10 > kPairs);
}

TEST_CASE("the order of conditions does not change the normal form") {
  RandomFilters random(SeedOfThisRun());
  for (int pair = 0; pair < kPairs; ++pair) {
    const Document document = random.AnyDocument();
    const Document parts[] = {random.AnyFilter(document),
                              random.AnyFilter(document),
                              random.AnyFilter(document)};
    for (const char* name : {"$and", "$or", "$nor"}) {
      Builder forward;
      forward.OpenArray(name).AppendItem(parts[0]).AppendItem(parts[1]);
      forward.AppendItem(parts[2]).Close();
      Builder backward;
      backward.OpenArray(name).AppendItem(parts[2]).AppendItem(parts[1]);
      backward.AppendItem(parts[0]).AppendItem(parts[1]).Close();
      const Document filter = std::move(forward).Finish();
      const Document other = std::move(backward).Finish();
      INFO("filter: " << Text(filter) << "\nother: " << Text(other));
      REQUIRE(query::PrintFilter(query::Normalize(MatcherOf(filter).root())) ==
              query::PrintFilter(query::Normalize(MatcherOf(other).root())));
    }
  }
}

TEST_CASE("random finds return what the manual says") {
  RandomFilters random(SeedOfThisRun());
  Client client = OpenClient();
  Collection collection = client["app"]["c"];
  const std::vector<Document> documents = NumberedDocuments(random);
  REQUIRE(collection.InsertMany(documents)->inserted_count == kDocuments);

  size_t found_in_all = 0;
  for (int i = 0; i < kFinds; ++i) {
    const Document filter =
        random.AnyFilter(documents[random.Below(kDocuments)]);
    const FindOptions options = AnyOptions(random);
    INFO("filter: " << Text(filter) << "\nsort: " << Text(options.sort)
                    << "\nskip: " << options.skip
                    << "\nlimit: " << options.limit);
    const std::vector<std::string> found = FoundBy(collection, filter, options);
    REQUIRE(found == ExpectedOf(documents, filter, options));
    found_in_all += found.size();
  }
  CHECK(found_in_all > kFinds);
}

}  // namespace meerkat::testing
