// Random expressions whose parts are known beforehand, against the same
// expressions with those parts in the document, where nothing can be computed
// before it is seen. What comes to a value must come to the same one; only
// errors may be told earlier. $and and $or are not among them: a constant that
// decides them hides the errors of what stands before it.
#include <meerkat/builder.h>
#include <meerkat/document.h>
#include <meerkat/json.h>
#include <meerkat/value.h>

#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "query/expression/expression.h"
#include "storage/bson/collator.h"
#include "tests/catch.hpp"
#include "tests/support/random_values.h"
#include "tests/support/seed.h"

namespace meerkat::testing {
namespace {

constexpr int kExpressions = 20000 / 100 * MEERKAT_TEST_EFFORT;

// With at least one operand, so that nothing but a value is known.
struct Operation {
  std::string_view name;
  uint64_t min;
  uint64_t max;
};
constexpr Operation kOperations[] = {
    {"$add", 1, 3},      {"$arrayElemAt", 2, 2},  {"$avg", 1, 3},
    {"$cmp", 2, 2},      {"$concat", 1, 4},       {"$cond", 3, 3},
    {"$eq", 2, 2},       {"$concatArrays", 1, 4}, {"$gt", 2, 2},
    {"$ifNull", 2, 4},   {"$in", 2, 2},           {"$isArray", 1, 1},
    {"$isNumber", 1, 1}, {"$max", 1, 3},          {"$min", 1, 3},
    {"$multiply", 1, 3}, {"$not", 1, 1},          {"$reverseArray", 1, 1},
    {"$round", 1, 2},    {"$size", 1, 1},         {"$stdDevPop", 1, 3},
    {"$subtract", 2, 2}, {"$sum", 1, 3},          {"$toBool", 1, 1},
    {"$toInt", 1, 1},    {"$toLower", 1, 1},      {"$toString", 1, 1},
    {"$type", 1, 1},
};

// An expression twice: with values in it, and with none.
struct Twins {
  Value known;
  Value stored;
};

class RandomExpressions {
 public:
  explicit RandomExpressions(uint64_t seed) : values_(seed) {}

  Twins Any(int depth) {
    if (depth == 0 || OneIn(4)) return Leaf();
    switch (Below(12)) {
      case 0:
        return Switch(depth - 1);
      case 1:
        return Convert(depth - 1);
      case 2:
        return Map(depth - 1);
      case 3:
        return Literal(depth - 1);
      default:
        return Call(depth - 1);
    }
  }

  // What the second twins look at.
  Document TakeDocument() {
    Builder builder;
    int number = 0;
    for (const Value& value : stored_) {
      builder.Append("f" + std::to_string(number++), value);
    }
    stored_.clear();
    return std::move(builder).Finish();
  }

  bool OneIn(uint64_t count) { return values_.numbers().OneIn(count); }

 private:
  uint64_t Below(uint64_t count) { return values_.numbers().Below(count); }

  // Mostly what operators take.
  Value SomeValue() {
    switch (Below(6)) {
      case 0:
        return values_.Any(2);
      case 1:
        return Value(values_.Text());
      case 2:
        return Value(Array{static_cast<int>(Below(3)), values_.Any(1)});
      case 3:
        return Value(nullptr);
      default:
        return Value(static_cast<int>(Below(4)));
    }
  }

  Twins Leaf() {
    const std::string path = "$f" + std::to_string(stored_.size());
    stored_.push_back(SomeValue());
    if (OneIn(4)) return {Value(path), Value(path)};
    return {Value(Document{{"$literal", stored_.back()}}), Value(path)};
  }

  static Twins Operator(std::string_view name, const Twins& operand) {
    return {Value(Document{{name, operand.known}}),
            Value(Document{{name, operand.stored}})};
  }

  static Twins List(const std::vector<Twins>& items) {
    std::vector<Value> known;
    std::vector<Value> stored;
    for (const Twins& item : items) {
      known.push_back(item.known);
      stored.push_back(item.stored);
    }
    return {Value(Array(known)), Value(Array(stored))};
  }

  Twins Call(int depth) {
    const Operation& operation = kOperations[Below(std::size(kOperations))];
    const uint64_t count =
        operation.min + Below(operation.max - operation.min + 1);
    std::vector<Twins> operands;
    for (uint64_t i = 0; i < count; ++i) operands.push_back(Any(depth));
    return Operator(operation.name, List(operands));
  }

  Twins Switch(int depth) {
    std::vector<Twins> branches;
    for (uint64_t i = 0; i < 1 + Below(3); ++i) {
      const Twins condition = Any(depth);
      const Twins then = Any(depth);
      branches.push_back(
          {Value(Document{{"case", condition.known}, {"then", then.known}}),
           Value(Document{{"case", condition.stored}, {"then", then.stored}})});
    }
    const Twins all = List(branches);
    const Twins otherwise = Any(depth);
    return Operator(
        "$switch",
        {Value(Document{{"branches", all.known}, {"default", otherwise.known}}),
         Value(Document{{"branches", all.stored},
                        {"default", otherwise.stored}})});
  }

  Twins Convert(int depth) {
    constexpr const char* kTypes[] = {"int", "bool", "string", "binData",
                                      "date"};
    const char* to = kTypes[Below(std::size(kTypes))];
    const Twins input = Any(depth);
    const Twins otherwise = Any(depth);
    return Operator("$convert",
                    {Value(Document{{"input", input.known},
                                    {"to", to},
                                    {"format", "auto"},
                                    {"onError", otherwise.known}}),
                     Value(Document{{"input", input.stored},
                                    {"to", to},
                                    {"format", "auto"},
                                    {"onError", otherwise.stored}})});
  }

  Twins Map(int depth) {
    const Twins input = Any(depth);
    const Twins beside = Any(depth);
    return Operator("$map",
                    {Value(Document{{"input", input.known},
                                    {"in", Array{"$$this", beside.known}}}),
                     Value(Document{{"input", input.stored},
                                    {"in", Array{"$$this", beside.stored}}})});
  }

  Twins Literal(int depth) {
    const Twins a = Any(depth);
    const Twins b = Any(depth);
    return {Value(Document{{"a", a.known}, {"b", Array{b.known, 1}}}),
            Value(Document{{"a", a.stored}, {"b", Array{b.stored, 1}}})};
  }

  RandomValues values_;
  std::vector<Value> stored_;
};

StatusOr<Value> Compute(const Value& text, DocumentView root,
                        const bson::Collator* collator) {
  const StatusOr<query::Expression> expression =
      query::ParseExpression(text.element(), query::VariableNames());
  if (!expression.ok()) return expression.status();
  query::EvaluationContext context(Date{}, nullptr);
  context.set_root(root);
  context.set_collator(collator);
  return query::Evaluate(*expression, context);
}

TEST_CASE("what is computed beforehand comes to the same") {
  const uint64_t seed = SeedOfThisRun();
  RandomExpressions random(seed);
  std::shared_ptr<const bson::Collator> english;
  if (bson::Collator::HasLocales()) {
    const auto made =
        bson::Collator::Make(Document{{"locale", "en"}, {"strength", 2}});
    REQUIRE(made.ok());
    english = *made;
  }
  int values = 0;
  int errors = 0;
  for (int i = 0; i < kExpressions; ++i) {
    const Twins twins = random.Any(4);
    const Document root = random.TakeDocument();
    const bson::Collator* collator = random.OneIn(2) ? english.get() : nullptr;
    const StatusOr<Value> known = Compute(twins.known, root, collator);
    const StatusOr<Value> stored = Compute(twins.stored, root, collator);
    if (!known.ok()) {
      ++errors;
      continue;
    }
    ++values;
    INFO("seed " << seed << ", expression " << i << ": "
                 << ToString(twins.known.element()) << " of " << ToString(root)
                 << ": " << stored.status());
    REQUIRE(stored.ok());
    CHECK(*known == *stored);
  }
  // There were enough of both.
  CHECK(values > kExpressions / 10);
  CHECK(errors > kExpressions / 10);
}

}  // namespace
}  // namespace meerkat::testing
