// Expressions themselves: paths, variables, literals and how they are refused;
// $literal, $let, comparison, boolean and conditional operators.
#include "query/expression/expression.h"

#include <meerkat/builder.h>

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "storage/bson/collator.h"
#include "tests/query/expression_testing.h"

namespace meerkat::query {
namespace {

using testing::CheckRows;
using testing::Row;

constexpr std::string_view kDocument =
    "{'a': 1, 'b': {'c': 2, 'd': [1, 2]}, 'e': [{'f': 1}, {'f': [2, 3]}, 7, "
    "{'g': 1}, [{'f': 9}]], 'n': null, 's': 'text', 'zero': [], "
    "'deep': [{'x': [{'y': 1}, {'y': 2}]}, {'x': {'y': 3}}]}";

TEST_CASE("an expression's field path maps over arrays and enters documents") {
  constexpr Row kRows[] = {
      {"'$a'", "1"},
      {"'$b.c'", "2"},
      {"'$b.d'", "[1, 2]"},
      {"'$b.d.0'", "[]"},
      {"'$nothing'", "missing"},
      {"'$a.b'", "missing"},
      {"'$b.nothing.more'", "missing"},
      {"'$e.f'", "[1, [2, 3]]"},
      {"'$e.nothing'", "[]"},
      {"'$zero.f'", "[]"},
      {"'$deep.x.y'", "[[1, 2], 3]"},
      {"'$n'", "null"},
      {"'$n.a'", "missing"},
      {"'$'", "error 16872"},
      {"'$a.'", "error 40353"},
      {"'$a..b'", "error 15998"},
      {"'$.a'", "error 15998"},
      {"'$a.$b'", "error 16410"},
      {"'no dollar'", "'no dollar'"},
      {"''", "''"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("an expression's variables are the system's and those in scope") {
  constexpr Row kRows[] = {
      {"'$$ROOT.a'", "1"},
      {"'$$CURRENT.a'", "1"},
      {"'$$ROOT'", "{'a': 1}"},
      {"'$$REMOVE'", "missing"},
      {"'$$REMOVE.a'", "missing"},
      {"'$$NOW'", "{'$date': '2024-02-29T12:34:56.789Z'}"},
      {"'$$NOW.a'", "missing"},
      {"'$$USER_ROLES'", "[]"},
      {"'$$CLUSTER_TIME'", "error 10071200"},
      {"'$$nobody'", "error 17276"},
      {"'$$NOBODY'", "error 17276"},
      {"'$$'", "error 9"},
      {"'$$.a'", "error 9"},
      {"'$$_a'", "error 9"},
      {"'$$1'", "error 9"},
      {"'$$a-b'", "error 9"},
      {"'$$ROOT.'", "error 40353"},
      {"'$$ROOT..a'", "error 15998"},
      {"{'$let': {'vars': {'CURRENT': '$b'}, 'in': '$c'}}", "missing"},
      {"{'$let': {'vars': {'CURRENT': {'c': 5}}, 'in': ['$c', '$$CURRENT.c', "
       "'$$ROOT.a']}}",
       "[5, 5, 1]"},
  };
  CheckRows(kRows, "{'a': 1}");
}

TEST_CASE("documents and arrays of expressions are built field by field") {
  constexpr Row kRows[] = {
      {"{}", "{}"},
      {"[]", "[]"},
      {"{'x': '$a', 'y': '$nothing', 'z': ['$nothing', '$a']}",
       "{'x': 1, 'z': [null, 1]}"},
      {"{'x': {'$literal': '$a'}, 'y': 2}", "{'x': '$a', 'y': 2}"},
      {"[1, [2, '$a']]", "[1, [2, 1]]"},
      {"{'x': 1, 'x': 2}", "error 16406"},
      {"{'x': 1, '$add': [1]}", "error 16410"},
      {"{'x.y': 1}", "error 16412"},
      {"{'': 1}", "error 15998"},
      {"{'$add': [1], 'x': 1}", "error 15983"},
      {"{'$nonsense': 1}", "error 168"},
      {"{'$': 1}", "error 168"},
      {"{'$meta': 'textScore'}", "error 238"},
      {"{'$function': {}}", "error 238"},
      {"{'x': {'$nonsense': 1}}", "error 168"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("a wrong number of arguments is refused when parsed") {
  constexpr Row kRows[] = {
      {"{'$eq': [1]}", "error 16020"},
      {"{'$eq': 1}", "error 16020"},
      {"{'$not': [1, 2]}", "error 16020"},
      {"{'$abs': []}", "error 16020"},
      {"{'$cond': [1, 2]}", "error 16020"},
      {"{'$slice': [[1]]}", "error 28667"},
      {"{'$round': [1, 2, 3]}", "error 28667"},
      {"{'$ifNull': ['$a']}", "error 1257300"},
      {"{'$setEquals': [[1]]}", "error 17045"},
  };
  CheckRows(kRows);
}

TEST_CASE("$literal is not looked into, $let binds for one expression") {
  constexpr Row kRows[] = {
      {"{'$literal': {'$add': [1, '$a']}}", "{'$add': [1, '$a']}"},
      {"{'$const': '$a'}", "'$a'"},
      {"{'$let': {'vars': {'x': 2, 'y': '$a'}, 'in': {'$add': ['$$x', "
       "'$$y']}}}",
       "3"},
      {"{'$let': {'vars': {'x': '$b'}, 'in': '$$x.c'}}", "2"},
      {"{'$let': {'vars': {}, 'in': 5}}", "5"},
      {"{'$let': {'vars': {'x': '$nothing'}, 'in': '$$x'}}", "missing"},
      {"{'$let': {'vars': {'x': 1}, 'in': {'$let': {'vars': {'x': 2, 'y': "
       "'$$x'}, 'in': ['$$x', '$$y']}}}}",
       "[2, 1]"},
      {"[{'$let': {'vars': {'x': 'one long string for the heap, I say'}, 'in': "
       "'$$x'}}, {'$let': {'vars': {'x': 'two long strings for the heap, I "
       "say'}, 'in': '$$x'}}]",
       "['one long string for the heap, I say', 'two long strings for the "
       "heap, I say']"},
      {"{'$let': {'vars': {'x': 1, 'y': '$$x'}, 'in': 1}}", "error 17276"},
      {"{'$let': 1}", "error 16874"},
      {"{'$let': {'vars': {}, 'in': 1, 'more': 1}}", "error 16875"},
      {"{'$let': {'in': 1}}", "error 16876"},
      {"{'$let': {'vars': {}}}", "error 16877"},
      {"{'$let': {'vars': 1, 'in': 1}}", "error 10065"},
      {"{'$let': {'vars': [1], 'in': 1}}", "error 9"},
      {"{'$let': {'vars': null, 'in': 1}}", "error 10065"},
      {"{'$let': {'vars': {'X': 1}, 'in': 1}}", "error 9"},
      {"{'$let': {'vars': {'ROOT': 1}, 'in': 1}}", "error 9"},
      {"{'$let': {'vars': {'': 1}, 'in': 1}}", "error 9"},
      {"{'$let': {'vars': {'a b': 1}, 'in': 1}}", "error 9"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("comparison operators see the one order of all types") {
  constexpr Row kRows[] = {
      {"{'$cmp': [1, 2]}", "-1"},
      {"{'$cmp': ['b', 'a']}", "1"},
      {"{'$cmp': [1, 1.0]}", "0"},
      {"{'$cmp': [1, 'a']}", "-1"},
      {"{'$cmp': ['$nothing', null]}", "-1"},
      {"{'$eq': ['$nothing', null]}", "false"},
      {"{'$eq': ['$nothing', '$neither']}", "true"},
      {"{'$eq': [1, D'1.00']}", "true"},
      {"{'$eq': [[1, 2], [1, 2]]}", "true"},
      {"{'$eq': [{'x': 1, 'y': 2}, {'y': 2, 'x': 1}]}", "false"},
      {"{'$ne': [1, 2]}", "true"},
      {"{'$ne': [5L, 5]}", "false"},
      {"{'$gt': ['a', 5]}", "true"},
      {"{'$gt': [5, 5]}", "false"},
      {"{'$gte': [5, 5L]}", "true"},
      {"{'$gte': [4, 5]}", "false"},
      {"{'$lt': [null, 0]}", "true"},
      {"{'$lt': [5, 5]}", "false"},
      {"{'$lte': [5, 5]}", "true"},
      {"{'$lte': [[], {}]}", "false"},
      {"{'$eq': [{'$numberDouble': 'NaN'}, {'$numberDouble': 'NaN'}]}", "true"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("truth: 0, null and missing are false, all else is true") {
  constexpr Row kRows[] = {
      {"{'$and': []}", "true"},
      {"{'$and': [1, 'x', []]}", "true"},
      {"{'$and': [1, 0]}", "false"},
      {"{'$and': '$a'}", "true"},
      {"{'$and': [false, {'$divide': [1, '$zero']}]}", "false"},
      {"{'$and': [true, {'$divide': [1, 0]}]}", "error 2"},
      {"{'$and': [{'$divide': [1, '$zero']}, 0]}", "false"},
      {"{'$and': [{'$divide': [1, 0]}, '$nothing']}", "error 2"},
      {"{'$and': [{'$nosuch': 1}, false]}", "error 168"},
      {"{'$or': []}", "false"},
      {"{'$or': [0, null, '$nothing']}", "false"},
      {"{'$or': [0, '']}", "true"},
      {"{'$or': [true, {'$divide': [1, '$zero']}]}", "true"},
      {"{'$or': [{'$divide': [1, '$zero']}, true]}", "true"},
      {"{'$or': [{'$divide': [1, 0]}, '$a']}", "error 2"},
      {"{'$or': [{'$divide': [1, 0]}, 0]}", "error 2"},
      {"{'$not': [[]]}", "false"},
      {"{'$not': ['$nothing']}", "true"},
      {"{'$not': [0L]}", "true"},
      {"{'$not': [-0.0]}", "true"},
      {"{'$not': [D'0E+5']}", "true"},
      {"{'$not': [D'NaN']}", "false"},
      {"{'$not': [{'$numberDouble': 'NaN'}]}", "false"},
      {"{'$not': {'$literal': 'x'}}", "false"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("conditions evaluate only what they choose") {
  constexpr Row kRows[] = {
      {"{'$cond': [true, 1, {'$divide': [1, '$zero']}]}", "1"},
      {"{'$cond': [0, {'$divide': [1, '$zero']}, 2]}", "2"},
      {"{'$cond': ['$nothing', {'$divide': [1, '$zero']}, 2]}", "2"},
      {"{'$cond': {'if': '$a', 'then': 'yes', 'else': 'no'}}", "'yes'"},
      {"{'$cond': {'if': '$nothing', 'then': 'yes', 'else': '$$REMOVE'}}",
       "missing"},
      {"{'$cond': {'then': 1, 'else': 2}}", "error 17080"},
      {"{'$cond': {'if': 1, 'else': 2}}", "error 17081"},
      {"{'$cond': {'if': 1, 'then': 2}}", "error 17082"},
      {"{'$cond': {'if': 1, 'then': 2, 'else': 3, 'x': 4}}", "error 17083"},
      {"{'$ifNull': ['$nothing', 5]}", "5"},
      {"{'$ifNull': ['$n', '$nothing', '$a', {'$divide': [1, '$zero']}]}", "1"},
      {"{'$ifNull': [0, 5]}", "0"},
      {"{'$ifNull': ['$n', '$nothing']}", "missing"},
      {"{'$ifNull': ['$nothing', '$n']}", "null"},
      {"{'$switch': {'branches': [{'case': 0, 'then': 1}, {'case': '$a', "
       "'then': 2}, {'case': {'$divide': [1, '$zero']}, 'then': 3}]}}",
       "2"},
      {"{'$switch': {'branches': [{'case': 0, 'then': 1}], 'default': 9}}",
       "9"},
      {"{'$switch': {'branches': [{'case': 0, 'then': 1}], 'default': "
       "'$nothing'}}",
       "missing"},
      {"{'$switch': {'branches': [{'case': 0, 'then': 1}]}}", "error 40069"},
      {"{'$switch': 1}", "error 40060"},
      {"{'$switch': {'branches': 1}}", "error 40061"},
      {"{'$switch': {'branches': [1]}}", "error 40062"},
      {"{'$switch': {'branches': [{'x': 1}]}}", "error 40063"},
      {"{'$switch': {'branches': [{'then': 1}]}}", "error 40064"},
      {"{'$switch': {'branches': [{'case': 1}]}}", "error 40065"},
      {"{'$switch': {'x': 1}}", "error 40067"},
      {"{'$switch': {'branches': []}}", "error 40068"},
      {"{'$switch': {'default': 1}}", "error 40068"},
  };
  CheckRows(kRows, kDocument);
}

TEST_CASE("variables of a command are set by slot before evaluation") {
  VariableNames names;
  const size_t x = names.Define("x");
  const size_t y = names.Define("y");
  CHECK(names.Find("y") == y);
  CHECK(!names.Find("z").has_value());
  const Document text = testing::FromJson(
      "{'e': {'$map': {'input': '$$x', 'in': {'$add': ['$$this', '$$y']}}}}");
  const StatusOr<Expression> parsed = ParseExpression(text["e"], names);
  REQUIRE(parsed.ok());
  EvaluationContext context(testing::kNow, nullptr);
  context.SetVariable(y, Value(10));
  context.SetVariable(x, Value(Array{1, 2}));
  const StatusOr<Value> sums = Evaluate(*parsed, context);
  REQUIRE(sums.ok());
  CHECK(*sums == Value(Array{11, 12}));
}

TEST_CASE("literals of literals are known before evaluation") {
  const auto is_constant = [](std::string_view text) {
    const Document wrapped =
        testing::FromJson("{'e': " + std::string(text) + "}");
    return ParseExpression(wrapped["e"], VariableNames())->constant() !=
           nullptr;
  };
  CHECK(is_constant("5"));
  CHECK(is_constant("[1, {'a': ['x']}]"));
  CHECK(is_constant("{'$literal': '$a'}"));
  CHECK_FALSE(is_constant("'$a'"));
  CHECK_FALSE(is_constant("[1, {'a': '$a'}]"));
  CHECK(is_constant("{'$add': [1, {'$size': [[1, 2]]}]}"));
  CHECK(is_constant("[1, {'a': {'$toUpper': 'x'}}]"));
  CHECK(is_constant("{'$cond': [{'$not': 0}, 5, '$a']}"));
  CHECK(is_constant("{'$and': ['$a', 0]}"));
  CHECK(is_constant("{'$or': ['$a', 1]}"));
  CHECK_FALSE(is_constant("{'$and': ['$a', 1]}"));
  CHECK_FALSE(is_constant("{'$add': [1, '$a']}"));
  CHECK_FALSE(is_constant("{'$rand': {}}"));
  // A collation may yet decide.
  CHECK_FALSE(is_constant("{'$eq': ['a', 'A']}"));
  // Made anew rather than kept.
  CHECK_FALSE(is_constant("{'$range': [0, 100000]}"));
}

TEST_CASE("what is constant fails before a document is seen") {
  // Whether the error is one of parsing.
  const auto fails = [](std::string_view text) {
    const Document wrapped =
        testing::FromJson("{'e': " + std::string(text) + "}");
    return !ParseExpression(wrapped["e"], VariableNames()).ok();
  };
  CHECK(fails("{'$divide': [1, 0]}"));
  CHECK(fails("{'$ifNull': ['$a', {'$divide': [1, 0]}]}"));
  CHECK(fails("{'$cond': ['$a', 1, {'$divide': [1, 0]}]}"));
  CHECK(fails("{'$cond': [true, 1, {'$divide': [1, 0]}]}"));
  CHECK(fails("{'$and': [false, {'$divide': [1, 0]}]}"));
  CHECK(fails("{'$map': {'input': [], 'in': {'$divide': [1, 0]}}}"));
  CHECK(fails("{'$let': {'vars': {'x': {'$divide': [1, 0]}}, 'in': 1}}"));
  CHECK(fails("{'a': ['$b', {'$divide': [1, 0]}]}"));
  CHECK(
      fails("{'$convert': {'input': '$a', 'to': 'int', 'onNull': "
            "{'$divide': [1, 0]}}}"));
  CHECK(fails("{'$convert': {'input': 'x', 'to': 'int'}}"));
  CHECK(fails("{'$dateToString': {'date': 5}}"));
  CHECK(
      fails("{'$switch': {'branches': [{'case': 1, 'then': 1}], 'default': "
            "{'$divide': [1, 0]}}}"));
  CHECK(
      fails("{'$switch': {'branches': [{'case': '$a', 'then': {'$divide': "
            "[1, 0]}}], 'default': 1}}"));
  CHECK(fails("{'$switch': {'branches': [{'case': 0, 'then': 1}]}}"));
  // These are left out before they are looked at.
  CHECK_FALSE(
      fails("{'$switch': {'branches': [{'case': 0, 'then': "
            "{'$divide': [1, 0]}}], 'default': 1}}"));
  CHECK_FALSE(
      fails("{'$switch': {'branches': [{'case': 1, 'then': 1}, "
            "{'case': {'$divide': [1, 0]}, 'then': 2}]}}"));
  CHECK_FALSE(fails("{'$divide': [1, '$zero']}"));
  // Longer than is computed beforehand.
  CHECK_FALSE(
      fails("{'$divide': [1, {'$subtract': [{'$size': {'$range': "
            "[0, 1000000]}}, 1000000]}]}"));
}

TEST_CASE("a constant that a collation decides is computed with it") {
  const Document text = testing::FromJson(
      "{'e': [{'$eq': ['a', 'A']}, {'$setUnion': [['a'], ['A']]}, "
      "{'$in': ['a', ['A']]}]}");
  const auto parsed = ParseExpression(text["e"], VariableNames());
  REQUIRE(parsed.ok());
  const auto evaluate = [&](const bson::Collator* collator) {
    EvaluationContext context(testing::kNow, nullptr);
    context.set_collator(collator);
    return testing::Describe(Evaluate(*parsed, context));
  };
  CHECK(evaluate(nullptr) ==
        testing::DescribeExpected("[false, ['A', 'a'], false]"));
  const auto collator = bson::Collator::Make(
      testing::FromJson("{'locale': 'en', 'strength': 2}"));
  REQUIRE(collator.ok());
  CHECK(evaluate(collator->get()) ==
        testing::DescribeExpected("[true, ['a'], true]"));
}

TEST_CASE("constant operands are taken together where order is free") {
  constexpr Row kRows[] = {
      // One by itself comes last, and is not looked at.
      {"{'$setUnion': ['x', '$nothing']}", "null"},
      {"{'$setIntersection': [5, '$nothing']}", "null"},
      {"{'$setUnion': ['x', '$nothing', [1]]}", "error 17043"},
      {"{'$setUnion': [[2, 1], '$list', [3]]}", "[0, 1, 2, 3]"},
      // Side by side.
      {"{'$concat': ['$nothing', 'x', 5]}", "error 16702"},
      {"{'$concat': ['$nothing', 'x', '$a', 5]}", "null"},
      {"{'$concat': ['a', 'b', '$s', 'c', 'd']}", "'abxcd'"},
      {"{'$concatArrays': ['$nothing', [1], 5]}", "error 28664"},
      {"{'$concatArrays': [[1], [2], '$list', [3]]}", "[1, 2, 0, 3]"},
  };
  CheckRows(kRows, "{'a': 1, 's': 'x', 'list': [0]}");
}

TEST_CASE("an expression nested too deeply is refused, and a deep one works") {
  const auto nested = [](int levels) {
    // Beyond what ParseJson admits, as a command might hold it.
    Value value(1);
    for (int i = 0; i < levels; ++i) {
      value = Value(Document{{"$abs", value}});
    }
    return value;
  };
  const Value deep = nested(kMaxExpressionDepth - 1);
  const auto parsed = ParseExpression(deep.element(), VariableNames());
  REQUIRE(parsed.ok());
  EvaluationContext context(testing::kNow, nullptr);
  CHECK(Evaluate(*parsed, context).value() == Value(1));
  const Value deeper = nested(kMaxExpressionDepth);
  const auto refused = ParseExpression(deeper.element(), VariableNames());
  CHECK(ErrorCodeOf(refused.status()) == ErrorCode::kOverflow);
}

TEST_CASE("a loop asks whether it may go on") {
  const Document text = testing::FromJson(
      "{'e': {'$size': {'$map': {'input': {'$range': [0, 1000]}, 'in': "
      "1}}}}");
  const auto parsed = ParseExpression(text["e"], VariableNames());
  REQUIRE(parsed.ok());
  EvaluationContext context(testing::kNow, nullptr);
  int asked = 0;
  context.set_interrupt([&asked] {
    ++asked;
    return MakeError(ErrorCode::kMaxTimeMSExpired, "time is up");
  });
  CHECK(ErrorCodeOf(Evaluate(*parsed, context).status()) ==
        ErrorCode::kMaxTimeMSExpired);
  CHECK(asked == 1);
}

TEST_CASE("operators on arrays ask on the way through their items") {
  // A thousand items, most of them different.
  std::vector<Value> items;
  Builder fields;
  for (int i = 0; i < 1000; ++i) {
    items.emplace_back(i * 7 % 1000);
    fields.Append("f" + std::to_string(i), i);
  }
  const Document root{{"a", Array(items)}, {"o", std::move(fields).Finish()}};
  constexpr std::string_view kExpressions[] = {
      "{'$allElementsTrue': [{'$slice': ['$a', 1, 999]}]}",
      "{'$concatArrays': ['$a', '$a']}",
      "{'$in': ['x', '$a']}",
      "{'$indexOfArray': ['$a', 'x']}",
      "{'$maxN': {'n': 1, 'input': '$a'}}",
      "{'$objectToArray': '$o'}",
      "{'$reverseArray': '$a'}",
      "{'$setDifference': ['$a', []]}",
      "{'$setEquals': ['$a', '$a']}",
      "{'$setIntersection': ['$a', '$a']}",
      "{'$setIsSubset': ['$a', '$a']}",
      "{'$setUnion': ['$a', '$a']}",
      "{'$sortArray': {'input': '$a', 'sortBy': 1}}",
      "{'$zip': {'inputs': ['$a', '$a']}}",
  };
  for (const std::string_view text : kExpressions) {
    INFO(text);
    const Document wrapped =
        testing::FromJson("{'e': " + std::string(text) + "}");
    const auto parsed = ParseExpression(wrapped["e"], VariableNames());
    REQUIRE(parsed.ok());
    EvaluationContext context(testing::kNow, nullptr);
    context.set_root(root);
    // Each time there is one more question before the end.
    int asked = 0;
    int allowed = 0;
    context.set_interrupt([&] {
      if (asked++ < allowed) return Status();
      return MakeError(ErrorCode::kMaxTimeMSExpired, "time is up");
    });
    Status status;
    do {
      asked = 0;
      status = Evaluate(*parsed, context).status();
      if (!status.ok()) {
        CHECK(ErrorCodeOf(status) == ErrorCode::kMaxTimeMSExpired);
        CHECK(asked == ++allowed);
      }
    } while (!status.ok());
    CHECK(allowed >= 10);
  }
}

TEST_CASE("a computed value cannot grow without bounds") {
  constexpr Row kRows[] = {
      {"{'$size': {'$range': [0, 1000000]}}", "1000000"},
      {"{'$range': [0, 2147483647]}", "error 146"},
      {"{'$range': [2147483647, -2147483648, -300]}", "error 146"},
      {"{'$range': [0, 6500000]}", "error 10334"},
      // Doubled thirty times.
      {"{'$reduce': {'input': {'$range': [0, 30]}, 'initialValue': 'x', 'in': "
       "{'$concat': ['$$value', '$$value']}}}",
       "error 16493"},
      {"{'$reduce': {'input': {'$range': [0, 30]}, 'initialValue': [1], 'in': "
       "{'$concatArrays': ['$$value', '$$value']}}}",
       "error 10334"},
      {"{'$reduce': {'input': {'$range': [0, 30]}, 'initialValue': 'x', 'in': "
       "{'$replaceAll': {'input': '$$value', 'find': '', 'replacement': "
       "'$$value'}}}}",
       "error 10334"},
      {"{'$reduce': {'input': {'$range': [0, 40]}, 'initialValue': 'x', 'in': "
       "['$$value', '$$value']}}",
       "error 10334"},
  };
  CheckRows(kRows);
}

TEST_CASE("a loop cannot nest a value deeper than the stack bears") {
  constexpr Row kRows[] = {
      {"{'$reduce': {'input': {'$range': [0, 3]}, 'initialValue': 0, 'in': "
       "['$$value']}}",
       "[[[0]]]"},
      {"{'$reduce': {'input': {'$range': [0, 100000]}, 'initialValue': 0, "
       "'in': ['$$value']}}",
       "error 15"},
      {"{'$reduce': {'input': {'$range': [0, 201]}, 'initialValue': 0, 'in': "
       "{'a': '$$value'}}}",
       "error 15"},
  };
  CheckRows(kRows);
}

TEST_CASE("operands together cannot grow without bounds") {
  constexpr std::string_view kBig =
      "{'$reduce': {'input': {'$range': [0, 23]}, 'initialValue': 'x', 'in': "
      "{'$concat': ['$$value', '$$value']}}}";
  const auto cmp = [&](std::string_view op) {
    std::string text = "{'" + std::string(op) + "': [" + std::string(kBig);
    for (int i = 0; i < 8; ++i) text += ", " + std::string(kBig);
    return testing::Describe(testing::EvaluateText(text + "]}"));
  };
  CHECK(cmp("$mergeObjects") == "error 10334");
  CHECK(cmp("$and") == testing::DescribeExpected("true"));
}

TEST_CASE("threads share an expression") {
  const Document text =
      testing::FromJson("{'e': {'$add': [{'$size': '$a'}, '$b']}}");
  const auto parsed = ParseExpression(text["e"], VariableNames());
  REQUIRE(parsed.ok());
  std::vector<std::thread> threads;
  std::vector<int> wrong(4);
  for (size_t i = 0; i < wrong.size(); ++i) {
    threads.emplace_back([&wrong, i, expression = *parsed] {
      EvaluationContext context(testing::kNow, nullptr);
      for (int b = 0; b < 1000; ++b) {
        const Document root{{"a", Array{1, 2}}, {"b", b}};
        context.set_root(root);
        if (Evaluate(expression, context).value() != Value(b + 2)) ++wrong[i];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4));
}

}  // namespace
}  // namespace meerkat::query
