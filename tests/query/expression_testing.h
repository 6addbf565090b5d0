// Tables of expressions: operator, arguments, result or error code.
//
// Expressions, documents and results are JSON, with single quotes for double
// ones, 5L for an int64 and D'1.5' for a decimal; 5 is an int32 and 5.0 a
// double. "missing" is a result too, and "error 16020".
#pragma once

#include <meerkat/json.h>
#include <meerkat/value.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "query/expression/expression.h"
#include "tests/catch.hpp"
#include "tests/support/fake_random.h"

namespace meerkat::query::testing {

// 2024-02-29T12:34:56.789Z
inline constexpr Date kNow{1709210096789};

// JSON proper of the short form.
inline std::string FullJson(std::string_view text) {
  std::string json;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool at_start =
        i == 0 || std::string_view(":,[ ").find(text[i - 1]) != text.npos;
    if (at_start && text.substr(i).starts_with("D'")) {
      const size_t end = text.find('\'', i + 2);
      json += "{\"$numberDecimal\":\"";
      json += text.substr(i + 2, end - i - 2);
      json += "\"}";
      i = end;
      continue;
    }
    const size_t first = i + (text[i] == '-' ? 1 : 0);
    const size_t end =
        std::min(text.find_first_not_of("0123456789", first), text.size());
    if (at_start && end > first && end < text.size() && text[end] == 'L') {
      json += "{\"$numberLong\":\"";
      json += text.substr(i, end - i);
      json += "\"}";
      i = end;
      continue;
    }
    json += text[i] == '\'' ? '"' : text[i];
  }
  return json;
}

inline Document FromJson(std::string_view text) {
  const StatusOr<Document> document = ParseJson(FullJson(text));
  INFO(text << ": " << document.status());
  REQUIRE(document.ok());
  return *document;
}

inline StatusOr<Value> EvaluateText(std::string_view expression,
                                    std::string_view document = "{}") {
  const Document wrapped = FromJson("{'e': " + std::string(expression) + "}");
  StatusOr<Expression> parsed = ParseExpression(wrapped["e"], VariableNames());
  if (!parsed.ok()) return parsed.status();
  meerkat::testing::FakeRandom random;
  EvaluationContext context(kNow, &random);
  const Document root = FromJson(document);
  context.set_root(root);
  return Evaluate(*parsed, context);
}

// "missing", "error 16020", or canonical JSON, which keeps types apart.
inline std::string Describe(const StatusOr<Value>& value) {
  if (!value.ok()) {
    return "error " +
           std::to_string(static_cast<int>(ErrorCodeOf(value.status())));
  }
  if (!value->exists()) return "missing";
  return ToJson(value->element(), JsonMode::kCanonical);
}

inline std::string DescribeExpected(std::string_view text) {
  if (text == "missing" || text.starts_with("error ")) return std::string(text);
  const Document wrapped = FromJson("{'r': " + std::string(text) + "}");
  return ToJson(wrapped["r"], JsonMode::kCanonical);
}

struct Row {
  std::string_view expression;
  std::string_view result;
};

template <size_t kCount>
void CheckRows(const Row (&rows)[kCount], std::string_view document = "{}") {
  for (const Row& row : rows) {
    const StatusOr<Value> value = EvaluateText(row.expression, document);
    INFO(row.expression << " " << value.status());
    CHECK(Describe(value) == DescribeExpected(row.result));
  }
}

}  // namespace meerkat::query::testing
