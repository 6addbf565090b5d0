#include <string_view>

#include "query/expression/inspect.h"
#include "tests/catch.hpp"
#include "tests/query/expression_testing.h"

namespace meerkat::query {
namespace {

Expression Parsed(std::string_view text) {
  const Document document =
      *ParseJson("{\"e\":" + testing::FullJson(text) + "}");
  return *ParseExpression(document["e"], VariableNames());
}

TEST_CASE("fields and the root are of the document") {
  for (const char* text :
       {"'$a'", "'$$ROOT'", "'$$CURRENT.a'", "{'$add': [1, '$a']}",
        "{'b': {'c': ['$a']}}", "{'$cond': ['$b', 1, '$a']}",
        "{'$map': {'input': [1], 'in': '$a'}}",
        "{'$let': {'vars': {'x': '$a'}, 'in': '$$x'}}", "{'$getField': 'a'}"}) {
    INFO(text);
    CHECK(ReadsDocument(Parsed(text)));
  }
}

TEST_CASE("constants and variables are not of the document") {
  for (const char* text :
       {"1", "{'$literal': '$a'}", "'$$NOW'", "'$$REMOVE'", "{'$rand': {}}",
        "{'$add': [1, 2]}", "{'$map': {'input': [1], 'in': '$$this'}}",
        "{'$let': {'vars': {'x': {'a': 1}}, 'in': '$$x.a'}}"}) {
    INFO(text);
    CHECK_FALSE(ReadsDocument(Parsed(text)));
  }
}

TEST_CASE("an expression is repeatable unless something in it is random") {
  CHECK(IsRepeatable(Parsed("{'$gt': ['$a', '$$NOW']}")));
  CHECK(IsRepeatable(Parsed("{'$literal': {'$rand': {}}}")));
  CHECK_FALSE(IsRepeatable(Parsed("{'$rand': {}}")));
  CHECK_FALSE(IsRepeatable(Parsed("{'a': [{'$gt': [{'$rand': {}}, 0.5]}]}")));
  CHECK_FALSE(IsRepeatable(
      Parsed("{'$let': {'vars': {'x': {'$rand': {}}}, 'in': '$$x'}}")));
}

}  // namespace
}  // namespace meerkat::query
