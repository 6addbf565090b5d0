// A collation is what sort keys say: a filter under it matches a document
// exactly when the filter whose texts are replaced by their sort keys matches
// the document with its own replaced, by bytes.
#include <absl/strings/ascii.h>
#include <meerkat/builder.h>
#include <meerkat/client.h>
#include <meerkat/json.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "query/match/matcher.h"
#include "query/match/matches.h"
#include "query/match/parse.h"
#include "storage/bson/collator.h"
#include "storage/bson/compare.h"
#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/fake_random.h"
#include "tests/support/icu.h"
#include "tests/support/match_reference.h"
#include "tests/support/random_filters.h"
#include "tests/support/seed.h"

namespace meerkat::testing {
namespace {

constexpr int kPairs = 10000 / 100 * MEERKAT_TEST_EFFORT;
constexpr int kFinds = 500 / 100 * MEERKAT_TEST_EFFORT;
constexpr int kDocuments = 200;

// Under the first, texts differ by their letters only.
constexpr std::string_view kCollations[] = {
    R"({"locale": "en", "strength": 1})",
    R"({"locale": "en"})",
    R"({"locale": "de", "caseFirst": "upper"})",
};

using SharedCollator = std::shared_ptr<const bson::Collator>;

SharedCollator Made(std::string_view json) {
  return bson::Collator::Make(*ParseJson(json)).value();
}

// Whether a text in it is read, not compared.
bool ReadsTexts(const Element& part) {
  if (part.type() == Type::kRegex) return true;
  for (const char* name : {"$regex", "$options", "$type"}) {
    if (part.name() == name) return true;
  }
  return (part.type() == Type::kDocument || part.type() == Type::kArray) &&
         std::ranges::any_of(part.AsDocument(), ReadsTexts);
}

Document KeysOf(DocumentView document, const bson::Collator& collator) {
  const Value keys = collator.SortKeyOf(Value(document).element());
  return Document(keys.element().AsDocument());
}

bool Expected(DocumentView filter, DocumentView document,
              const bson::Collator& collator) {
  return ReferenceMatches(KeysOf(filter, collator), KeysOf(document, collator));
}

bool Matches(DocumentView filter, DocumentView document,
             const SharedCollator& collator) {
  FakeRandom random;
  query::MatchContext context;
  context.random = &random;
  const query::Matcher matcher(query::ParseFilter(filter).value(), collator);
  const bool matches = matcher.Matches(document, context);
  REQUIRE(query::Evaluate(matcher.root(), document, context) == matches);
  REQUIRE(context.error.ok());
  return matches;
}

void AppendInCapitals(DocumentView fields, Builder& out) {
  for (const Element& field : fields) {
    if (field.type() == Type::kString) {
      std::string text(field.AsString());
      absl::AsciiStrToUpper(&text);
      out.Append(field.name(), text);
    } else if (field.type() == Type::kDocument) {
      AppendInCapitals(field.AsDocument(), out.OpenDocument(field.name()));
      out.Close();
    } else if (field.type() == Type::kArray) {
      AppendInCapitals(field.AsDocument(), out.OpenArray(field.name()));
      out.Close();
    } else {
      out.Append(field);
    }
  }
}

// Texts of the document are in it, as they are or in capitals.
Document AnyComparingFilter(RandomFilters& random, DocumentView document) {
  while (true) {
    Document filter = random.AnyFilter(document);
    if (std::ranges::any_of(filter.view(), ReadsTexts)) continue;
    if (random.OneIn(2)) return filter;
    Builder capitals;
    AppendInCapitals(filter, capitals);
    return std::move(capitals).Finish();
  }
}

// --- finds -------------------------------------------------------------------

// What `document` sorts by: the least or the greatest of its values.
Value SortValue(DocumentView document, const Element& key,
                const bson::Collator* collator) {
  const std::vector<Element> values =
      ReferenceSortValues(document, std::string(key.name()));
  const bson::Less less{collator};
  return Value(key.AsInt32() > 0 ? *std::ranges::min_element(values, less)
                                 : *std::ranges::max_element(values, less));
}

bool IsBefore(const Document& a, const Document& b, DocumentView sort,
              const bson::Collator* collator) {
  for (const Element& key : sort) {
    const int order = bson::Compare(SortValue(a, key, collator),
                                    SortValue(b, key, collator), collator);
    if (order != 0) return (order < 0) == (key.AsInt32() > 0);
  }
  return false;
}

std::vector<std::string> ExpectedOf(const std::vector<Document>& documents,
                                    DocumentView filter, DocumentView sort,
                                    const bson::Collator& collator) {
  std::vector<Document> matching;
  for (const Document& document : documents) {
    if (Expected(filter, document, collator)) matching.push_back(document);
  }
  std::ranges::stable_sort(matching, [&](const Document& a, const Document& b) {
    return IsBefore(a, b, sort, &collator);
  });
  std::vector<std::string> expected;
  for (const Document& document : matching) {
    expected.push_back(ToJson(document));
  }
  return expected;
}

// Their _ids are numbers and texts, in any case.
std::vector<Document> AnyDocuments(RandomFilters& random) {
  std::vector<Document> documents;
  for (int i = 0; i < kDocuments; ++i) {
    Builder document;
    const std::string name = (i % 2 == 0 ? "n" : "N") + std::to_string(i / 2);
    document.Append("_id", i % 3 == 0 ? Value(i) : Value(name));
    document.AppendAll(random.AnyDocument());
    documents.push_back(std::move(document).Finish());
  }
  return documents;
}

// Of one _id, now and then.
Document AnyFindFilter(RandomFilters& random,
                       const std::vector<Document>& documents) {
  if (random.OneIn(4)) {
    const std::string name =
        (random.OneIn(2) ? "n" : "N") + std::to_string(random.Below(100));
    return Document{{"_id", name}};
  }
  return AnyComparingFilter(random, documents[random.Below(kDocuments)]);
}

}  // namespace

TEST_CASE("random filters under a collation match by sort keys") {
  if (LacksIcu()) return;
  RandomFilters random(SeedOfThisRun());
  // From the answer by bytes.
  int differing = 0;
  for (const std::string_view json : kCollations) {
    const SharedCollator collator = Made(json);
    int matching = 0;
    for (int i = 0; i < kPairs; ++i) {
      const Document document = random.AnyDocument();
      const Document filter = AnyComparingFilter(random, document);
      INFO(json << "\nfilter: " << ToJson(filter, JsonMode::kCanonical)
                << "\ndocument: " << ToJson(document, JsonMode::kCanonical));
      const bool matches = Matches(filter, document, collator);
      REQUIRE(matches == Expected(filter, document, *collator));
      matching += matches;
      differing += matches != Matches(filter, document, nullptr);
    }
    INFO(json << ": " << matching << " match");
    CHECK(matching * 50 > kPairs);
  }
  INFO(differing << " differ");
  CHECK(differing > 0);
}

TEST_CASE("random finds under a collation return what sort keys say") {
  if (LacksIcu()) return;
  RandomFilters random(SeedOfThisRun());
  Client client = OpenClient();
  Collection collection = client["app"]["c"];
  const std::vector<Document> documents = AnyDocuments(random);
  REQUIRE(collection.InsertMany(documents)->inserted_count == kDocuments);
  size_t found_in_all = 0;
  for (int i = 0; i < kFinds; ++i) {
    const std::string_view json = kCollations[random.Below(3)];
    const Document filter = AnyFindFilter(random, documents);
    FindOptions options{.collation = *ParseJson(json)};
    if (!random.OneIn(4)) options.sort = random.AnySort();
    if (random.OneIn(3)) options.hint = "_id_";
    if (options.sort.empty()) options.hint = Value();
    INFO(json << "\nfilter: " << ToJson(filter, JsonMode::kCanonical)
              << "\nsort: " << ToJson(options.sort));
    StatusOr<Cursor> cursor = collection.Find(filter, options);
    REQUIRE(cursor.ok());
    std::vector<std::string> found = Drain(*cursor);
    std::vector<std::string> expected =
        ExpectedOf(documents, filter, options.sort, *Made(json));
    // Through an index, what sorts equal comes in another order.
    if (options.hint.exists()) {
      std::ranges::sort(found);
      std::ranges::sort(expected);
    }
    REQUIRE(found == expected);
    found_in_all += found.size();
  }
  CHECK(found_in_all > kFinds);
}

}  // namespace meerkat::testing
