// What a collation may say, and how each of its options compares texts.
#include "storage/bson/collation.h"

#include <meerkat/builder.h>
#include <meerkat/json.h>

#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "storage/bson/collator.h"
#include "storage/bson/compare.h"
#include "storage/bson/hash.h"
#include "tests/catch.hpp"
#include "tests/support/icu.h"
#include "tests/support/parsed_json.h"
#include "tests/support/seed.h"

namespace meerkat::bson {
namespace {

using testing::LacksIcu;
using testing::Parsed;

std::shared_ptr<const Collator> Made(std::string_view json) {
  StatusOr<std::shared_ptr<const Collator>> made = Collator::Make(Parsed(json));
  INFO(json << ": " << made.status());
  REQUIRE(made.ok());
  return *std::move(made);
}

int Sign(int order) { return (order > 0) - (order < 0); }

// --- what is said ------------------------------------------------------------

struct Refusal {
  std::string_view json;
  int code;
  std::string_view message;
};

void CheckRefused(const Refusal& refusal) {
  const Status status = Collator::Make(Parsed(refusal.json)).status();
  INFO(refusal.json << ": " << status);
  CHECK(static_cast<int>(ErrorCodeOf(status)) == refusal.code);
  CHECK_THAT(ErrorMessageOf(status),
             Catch::Matchers::ContainsSubstring(std::string(refusal.message)));
}

TEST_CASE("a collation that says something wrong is refused") {
  constexpr Refusal kRefusals[] = {
      {R"({})", 40414, "'collation.locale' is missing"},
      {R"({"strength": 2})", 40414, "'collation.locale' is missing"},
      {R"({"locale": null})", 40414, "'collation.locale' is missing"},
      {R"({"locale": 5})", 14,
       "'collation.locale' is the wrong type 'int', expected type 'string'"},
      {R"({"locale": "en", "caseLevel": 1})", 14,
       "'collation.caseLevel' is the wrong type 'int', expected type 'bool'"},
      {R"({"locale": "en", "caseFirst": true})", 14, "expected type 'string'"},
      {R"({"locale": "en", "numericOrdering": "yes"})", 14, "type 'bool'"},
      {R"({"locale": "en", "normalization": 0})", 14, "type 'bool'"},
      {R"({"locale": "en", "backwards": 1})", 14,
       "'backwards' should be a boolean value, but found: int"},
      {R"({"locale": "en", "backwards": null})", 14, "but found: null"},
      {R"({"locale": "en", "strength": "2"})", 14,
       "'collation.strength' is the wrong type 'string'"},
      {R"({"locale": "en", "strength": 6})", 2, "actual value '6'"},
      {R"({"locale": "en", "strength": -1})", 2, "actual value '-1'"},
      {R"({"locale": "en", "strength": 0})", 2,
       "Enumeration value '0' for field 'collation.strength'"},
      {R"({"locale": "en", "strength": 0.9})", 2, "Enumeration value '0'"},
      {R"({"locale": "en", "strength": {"$numberDouble": "NaN"}})", 2,
       "Enumeration value '0'"},
      {R"({"locale": "en", "strength": 1e300})", 2, "must be <= 5"},
      {R"({"locale": "en", "strength": -1e300})", 2, "must be >= 0"},
      {R"({"locale": "en", "caseFirst": "Upper"})", 2,
       "Enumeration value 'Upper' for field 'collation.caseFirst'"},
      {R"({"locale": "en", "alternate": "shift"})", 2,
       "Enumeration value 'shift' for field 'collation.alternate'"},
      {R"({"locale": "en", "maxVariable": "symbol"})", 2,
       "Enumeration value 'symbol' for field 'collation.maxVariable'"},
      {R"({"locale": "en", "level": 1})", 40415,
       "'collation.level' is an unknown field"},
      {R"({"locale": ""})", 2, "cannot be the empty string"},
      {R"({"locale": "e\u0000n"})", 2, "cannot contain null byte"},
      {R"({"locale": "simple", "strength": 9})", 2, "actual value '9'"},
  };
  for (const Refusal& refusal : kRefusals) CheckRefused(refusal);
}

TEST_CASE("a field twice is refused, and messages name the document") {
  Builder twice;
  twice.Append("locale", "en").Append("locale", "de");
  const Status status =
      Collator::Make(std::move(twice).Finish(), "create.collation").status();
  CHECK(ErrorCodeOf(status) == ErrorCode::kDuplicateCommandField);
  CHECK(ErrorMessageOf(status) ==
        "BSON field 'create.collation.locale' is a duplicate field");
}

TEST_CASE("the locale simple is no collator") {
  CHECK(Made(R"({"locale": "simple"})") == nullptr);
  // What else is said counts for nothing, but has to be right.
  CHECK(Made(R"({"locale": "simple", "strength": 1, "caseFirst": "upper",
                 "backwards": true, "normalization": true})") == nullptr);
}

TEST_CASE("a build without ICU says so") {
  if (Collator::HasLocales()) return;
  CheckRefused({R"({"locale": "en"})", 2, "has no ICU"});
}

TEST_CASE("locales go by their exact names") {
  if (LacksIcu()) return;
  for (const char* locale :
       {"en", "en_US", "fr_CA", "de", "de_AT", "zh", "zh_Hant", "sr_Latn",
        "de@collation=phonebook", "de_AT@collation=phonebook",
        "es@collation=traditional", "zh@collation=stroke"}) {
    const auto collator = Collator::Make(Document{{"locale", locale}});
    INFO(locale << ": " << collator.status());
    REQUIRE(collator.ok());
    CHECK((*collator)->collation().locale == locale);
  }
  constexpr Refusal kRefusals[] = {
      {R"({"locale": "xx"})", 2,
       R"(Field 'locale' is invalid in: {"locale":"xx"})"},
      {R"({"locale": "EN"})", 2, "Did you mean 'en'?"},
      {R"({"locale": "en_us"})", 2, "Did you mean 'en_US'?"},
      {R"({"locale": "en-US"})", 2, "Did you mean 'en_US'?"},
      {R"({"locale": "en_GB"})", 2, "Did you mean 'en'?"},
      {R"({"locale": "root"})", 2, "Field 'locale' is invalid"},
      {R"({"locale": "de@collation=nope"})", 2, "Did you mean 'de'?"},
      {R"({"locale": "fr@collation=phonebook"})", 2, "Did you mean 'fr'?"},
      {R"({"locale": "de@collation=phonebook;colnumeric=yes"})", 2,
       "Did you mean 'de@collation=phonebook'?"},
      {R"({"locale": "en@currency=USD"})", 2, "Did you mean 'en'?"},
      {R"({"locale": "simple "})", 2, "Field 'locale' is invalid"},
  };
  for (const Refusal& refusal : kRefusals) CheckRefused(refusal);
  const auto endless =
      Collator::Make(Document{{"locale", std::string(100000, 'x')}});
  CHECK(ErrorCodeOf(endless.status()) == ErrorCode::kBadValue);
}

TEST_CASE("options that mean nothing beside each other are refused") {
  if (LacksIcu()) return;
  constexpr Refusal kRefusals[] = {
      {R"({"locale": "en", "strength": 1, "caseFirst": "upper"})", 2,
       "'caseFirst' is invalid unless"},
      {R"({"locale": "en", "strength": 2, "caseFirst": "lower"})", 2,
       "'caseFirst' is invalid unless"},
      {R"({"locale": "en", "strength": 1, "backwards": true})", 2,
       "'backwards' is invalid with 'strength' of 1"},
      {R"({"locale": "en", "version": "1.0"})", 161,
       "Requested collation version 1.0"},
  };
  for (const Refusal& refusal : kRefusals) CheckRefused(refusal);
  Made(R"({"locale": "en", "strength": 1, "caseFirst": "off"})");
  Made(R"({"locale": "en", "strength": 1, "caseFirst": "upper",
           "caseLevel": true})");
  // What a locale has by itself is no mistake.
  Made(R"({"locale": "da", "strength": 1})");
  Made(R"({"locale": "fr_CA", "strength": 1})");
}

TEST_CASE("a collation is shown with all its fields") {
  if (LacksIcu()) return;
  const std::string version = Made(R"({"locale": "en"})")->collation().version;
  CHECK(!version.empty());
  struct Row {
    std::string_view json;
    std::string_view whole;
  };
  constexpr Row kRows[] = {
      {R"({"locale": "en"})",
       R"({"locale": "en", "caseLevel": false, "caseFirst": "off",)"
       R"( "strength": 3, "numericOrdering": false,)"
       R"( "alternate": "non-ignorable", "maxVariable": "punct",)"
       R"( "normalization": false, "backwards": false})"},
      {R"({"backwards": true, "normalization": true, "maxVariable": "space",)"
       R"( "alternate": "shifted", "numericOrdering": true, "strength": 4,)"
       R"( "caseFirst": "lower", "caseLevel": true, "locale": "de"})",
       R"({"locale": "de", "caseLevel": true, "caseFirst": "lower",)"
       R"( "strength": 4, "numericOrdering": true,)"
       R"( "alternate": "shifted", "maxVariable": "space",)"
       R"( "normalization": true, "backwards": true})"},
      {R"({"locale": "en", "strength": 2.9, "caseLevel": null})",
       R"({"locale": "en", "caseLevel": false, "caseFirst": "off",)"
       R"( "strength": 2, "numericOrdering": false,)"
       R"( "alternate": "non-ignorable", "maxVariable": "punct",)"
       R"( "normalization": false, "backwards": false})"},
      // What the locale brings along.
      {R"({"locale": "fr_CA"})",
       R"({"locale": "fr_CA", "caseLevel": false, "caseFirst": "off",)"
       R"( "strength": 3, "numericOrdering": false,)"
       R"( "alternate": "non-ignorable", "maxVariable": "punct",)"
       R"( "normalization": false, "backwards": true})"},
      {R"({"locale": "da"})",
       R"({"locale": "da", "caseLevel": false, "caseFirst": "upper",)"
       R"( "strength": 3, "numericOrdering": false,)"
       R"( "alternate": "non-ignorable", "maxVariable": "punct",)"
       R"( "normalization": false, "backwards": false})"},
      {R"({"locale": "th"})",
       R"({"locale": "th", "caseLevel": false, "caseFirst": "off",)"
       R"( "strength": 3, "numericOrdering": false,)"
       R"( "alternate": "shifted", "maxVariable": "punct",)"
       R"( "normalization": true, "backwards": false})"},
      {R"({"locale": "fr_CA", "backwards": false, "strength": 5})",
       R"({"locale": "fr_CA", "caseLevel": false, "caseFirst": "off",)"
       R"( "strength": 5, "numericOrdering": false,)"
       R"( "alternate": "non-ignorable", "maxVariable": "punct",)"
       R"( "normalization": false, "backwards": false})"},
  };
  for (const Row& row : kRows) {
    Builder expected;
    expected.AppendAll(Parsed(row.whole)).Append("version", version);
    const Document shown = Made(row.json)->collation().ToBson();
    INFO(row.json);
    CHECK(ToJson(shown) == ToJson(std::move(expected).Finish()));
    // And can be said again.
    CHECK(Made(ToJson(shown))->collation() == Made(row.json)->collation());
  }
  CHECK(Made(R"({"locale": "en", "strength": 1})")->collation() !=
        Made(R"({"locale": "en"})")->collation());
}

// --- texts -------------------------------------------------------------------

struct Order {
  std::string_view collation;
  // Each below the next, but for those that `=` joins.
  std::string_view texts;
};

// Parts of "a<b=c" with what stands before each.
struct Ranked {
  std::string text;
  int rank;
};
std::vector<Ranked> RankedOf(std::string_view texts) {
  std::vector<Ranked> ranked = {{"", 0}};
  for (const char c : texts) {
    if (c == '<' || c == '=') {
      const int rank = ranked.back().rank;
      ranked.push_back({"", rank + (c == '<' ? 1 : 0)});
    } else {
      ranked.back().text += c;
    }
  }
  return ranked;
}

// Danish has capitals first, and Canadian French accents from the end.
TEST_CASE("a collation as it is shown is taken again") {
  if (LacksIcu()) return;
  for (const char* locale : {"en", "da", "fr_CA", "de@collation=phonebook"}) {
    for (int strength = 1; strength <= 5; ++strength) {
      const auto made =
          Collator::Make(Document{{"locale", locale}, {"strength", strength}});
      REQUIRE(made.ok());
      const Document shown = (*made)->collation().ToBson();
      const auto again = Collator::Make(shown);
      INFO(ToString(shown) << ": " << again.status());
      REQUIRE(again.ok());
      CHECK((*again)->collation() == (*made)->collation());
    }
  }
}

TEST_CASE("each option orders texts in its way") {
  if (LacksIcu()) return;
  constexpr Order kOrders[] = {
      // Strength: letters, accents, case.
      {R"({"locale": "en", "strength": 1})", "<a=A=á=Á<ab<b<cafe=Café"},
      {R"({"locale": "en", "strength": 2})", "a=A<á=Á<b=B<cafe=CAFE<café"},
      {R"({"locale": "en", "strength": 3})", "a<A<á<Á<b<B<cafe<Cafe<café"},
      {R"({"locale": "en"})", "_a<9<a<A<á<b<Z<z1"},
      {R"({"locale": "en", "strength": 5})", "a\x01<a\x02<b"},
      {R"({"locale": "en", "strength": 4})", "a\x01=a\x02<b"},
      // The ligature is two letters.
      {R"({"locale": "de", "strength": 1})", "Strasse=Straße=STRASSE"},
      // Case as a level of its own.
      {R"({"locale": "en", "strength": 1, "caseLevel": true})", "a=á<A=Á<b<B"},
      {R"({"locale": "en", "strength": 2, "caseLevel": true})", "a<A<á<Á<b"},
      {R"({"locale": "en", "caseFirst": "upper"})", "A<a<B<b"},
      {R"({"locale": "en", "caseFirst": "lower"})", "a<A<b<B"},
      {R"({"locale": "da"})", "A<a<B<b<z<æ<ø<å"},
      // Digits.
      {R"({"locale": "en"})", "a1<a10<a2<a9"},
      {R"({"locale": "en", "numericOrdering": true})",
       "a1<a2=a02<a9<a10<a11b<a100"},
      // Blanks and punctuation.
      {R"({"locale": "en"})", "a b<a-b<ab<abc"},
      {R"({"locale": "en", "alternate": "shifted"})",
       "a$b<a b=a-b=ab<abc=a.b.c"},
      {R"({"locale": "en", "alternate": "shifted", "strength": 4})",
       "a b<a-b<ab<abc"},
      {R"({"locale": "en", "alternate": "shifted", "maxVariable": "space"})",
       "a-b<a b=ab<abc"},
      // Accents from the end.
      {R"({"locale": "fr"})", "cote<coté<côte<côté"},
      {R"({"locale": "fr_CA"})", "cote<côte<coté<côté"},
      {R"({"locale": "fr", "backwards": true})", "cote<côte<coté<côté"},
      {R"({"locale": "fr_CA", "backwards": false})", "cote<coté<côte<côté"},
      // Languages.
      {R"({"locale": "de"})", "A<Ä<Ad<Af"},
      {R"({"locale": "de@collation=phonebook"})", "Ad<Ae<Ä<Af"},
      {R"({"locale": "sv"})", "a<z<å<ä<ö"},
      {R"({"locale": "es"})", "nz<ñ<o"},
      {R"({"locale": "en"})", "n<ñ<nz<o"},
  };
  for (const Order& order : kOrders) {
    const auto collator = Made(order.collation);
    const std::vector<Ranked> texts = RankedOf(order.texts);
    for (const Ranked& a : texts) {
      for (const Ranked& b : texts) {
        INFO(order.collation << " '" << a.text << "' '" << b.text << "'");
        CHECK(Sign(collator->Compare(a.text, b.text)) == Sign(a.rank - b.rank));
      }
    }
  }
}

TEST_CASE("normalization tells whether orders of marks are one") {
  if (LacksIcu()) return;
  // A dot below and a diaeresis, in both orders.
  constexpr std::string_view kOne = "o\xCC\xA3\xCC\x88";
  constexpr std::string_view kOther = "o\xCC\x88\xCC\xA3";
  CHECK(Made(R"({"locale": "en", "normalization": true})")
            ->Compare(kOne, kOther) == 0);
  CHECK(Made(R"({"locale": "en", "normalization": false})")
            ->Compare(kOne, kOther) != 0);
}

constexpr std::string_view kCollations[] = {
    R"({"locale": "en"})",
    R"({"locale": "en", "strength": 1})",
    R"({"locale": "en", "strength": 2, "caseLevel": true})",
    R"({"locale": "en", "strength": 4, "alternate": "shifted"})",
    R"({"locale": "de", "strength": 5, "normalization": true})",
    R"({"locale": "fr_CA", "numericOrdering": true})",
    R"({"locale": "da", "caseFirst": "lower"})",
    R"({"locale": "zh@collation=stroke"})",
};

constexpr std::string_view kPieces[] = {
    "a",         "A", "á", "Á", "b", "z", "ß",   "ss", " ",
    "-",         "_", "0", "9", "1", "æ", "中",  "文", "ö",
    "o\xCC\x88", "$", ".", "e", "é", "É", "\x01"};

std::string AnyText(std::mt19937_64& random) {
  std::string text;
  for (size_t i = random() % 6; i > 0; --i) {
    text += kPieces[random() % std::size(kPieces)];
  }
  // Beyond any buffer that is there as a rule.
  if (random() % 50 == 0) text.append(random() % 2000, 'x');
  if (random() % 50 == 0) text += '\0';
  return text;
}

TEST_CASE("sort keys compare as their texts do") {
  if (LacksIcu()) return;
  std::mt19937_64 random(testing::SeedOfThisRun());
  for (const std::string_view json : kCollations) {
    const auto collator = Made(json);
    int equal = 0;
    for (int i = 0; i < 3000; ++i) {
      const std::string a = AnyText(random);
      const std::string b = AnyText(random);
      std::string key_a = "before";
      std::string key_b = "before";
      collator->AppendSortKey(a, key_a);
      collator->AppendSortKey(b, key_b);
      const int order = Sign(collator->Compare(a, b));
      INFO(json << " '" << a << "' '" << b << "'");
      REQUIRE(Sign(key_a.compare(key_b)) == order);
      REQUIRE(Sign(collator->Compare(b, a)) == -order);
      const Value value_a(a);
      const Value value_b(b);
      const bool same = order == 0;
      REQUIRE(Equal(value_a, value_b, collator.get()) == same);
      if (same) {
        REQUIRE(Hash(value_a, collator.get()) == Hash(value_b, collator.get()));
        ++equal;
      }
    }
    CHECK(equal > 0);
  }
}

TEST_CASE("threads share a collator") {
  if (LacksIcu()) return;
  const auto collator = Made(R"({"locale": "en", "strength": 2})");
  std::string expected;
  collator->AppendSortKey("straße 12", expected);
  std::vector<int> right(4);
  std::vector<std::thread> threads;
  for (int& count : right) {
    threads.emplace_back([&collator, &expected, &count] {
      for (int i = 0; i < 1000; ++i) {
        std::string key;
        collator->AppendSortKey("Straße 12", key);
        count += collator->Compare("Ada", "aDA") == 0 && key == expected &&
                 collator->Compare("ada", "bob") < 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const int count : right) CHECK(count == 1000);
}

// --- values ------------------------------------------------------------------

TEST_CASE("a collation reaches texts in documents and arrays") {
  if (LacksIcu()) return;
  const auto collator = Made(R"({"locale": "en", "strength": 2})");
  struct Row {
    Value a;
    Value b;
    bool equal;
  };
  const Value scope_a = Value::CodeWithScope("f", Document{{"x", "a"}});
  const Value scope_b = Value::CodeWithScope("f", Document{{"x", "A"}});
  const Row rows[] = {
      {"a", "A", true},
      {"a", "b", false},
      {"a", Value::Symbol("A"), true},
      {Value::Symbol("a"), Value::Symbol("A"), true},
      {Document{{"x", "a"}}, Document{{"x", "A"}}, true},
      {Document{{"x", "a"}}, Document{{"X", "a"}}, false},
      {Array{"a", 1}, Array{"A", 1.0}, true},
      {Array{"a"}, Array{"a", "b"}, false},
      {Document{{"x", Array{Document{{"y", "é"}}, Value("Z")}}},
       Document{{"x", Array{Document{{"y", "É"}}, Value("z")}}}, true},
      {Value::Code("a"), Value::Code("A"), false},
      {Value::Regex("a", ""), Value::Regex("A", ""), false},
      {scope_a, scope_b, false},
      {1, 1.0, true},
      {nullptr, "a", false},
  };
  for (const Row& row : rows) {
    const std::string a = ToJson(row.a.element());
    const std::string b = ToJson(row.b.element());
    INFO(a << " " << b);
    CHECK((Compare(row.a, row.b, collator.get()) == 0) == row.equal);
    CHECK(Equal(row.a, row.b, collator.get()) == row.equal);
    CHECK(EqualTo{collator.get()}(row.b, row.a) == row.equal);
    if (row.equal) {
      CHECK(Hasher{collator.get()}(row.a) == Hasher{collator.get()}(row.b));
    }
    const Value key_a = collator->SortKeyOf(row.a.element());
    const Value key_b = collator->SortKeyOf(row.b.element());
    CHECK(Equal(key_a, key_b) == row.equal);
    CHECK(Sign(Compare(key_a, key_b)) ==
          Sign(Compare(row.a, row.b, collator.get())));
  }
}

TEST_CASE("ranks of types stay before any collation") {
  if (LacksIcu()) return;
  const auto collator = Made(R"({"locale": "en"})");
  const Value ordered[] = {Value::MinKey(), nullptr, 5,     "Z",
                           Document{},      Array{}, false, Value::MaxKey()};
  for (size_t i = 0; i + 1 < std::size(ordered); ++i) {
    CHECK(Less{collator.get()}(ordered[i], ordered[i + 1]));
  }
}

TEST_CASE("a value holds text or not") {
  CHECK(HoldsText(Value("").element()));
  CHECK(HoldsText(Value::Symbol("a").element()));
  CHECK(HoldsText(Value(Array{1, Document{{"a", "b"}}}).element()));
  CHECK(HoldsText(Value(Document{{"a", Array{Value("b")}}}).element()));
  CHECK_FALSE(HoldsText(Value(1).element()));
  CHECK_FALSE(HoldsText(Value::Code("a").element()));
  CHECK_FALSE(HoldsText(Value(Document{{"name", 1}}).element()));
  CHECK_FALSE(HoldsText(Value(Array{}).element()));
  CHECK_FALSE(HoldsText(Element()));
}

}  // namespace
}  // namespace meerkat::bson
