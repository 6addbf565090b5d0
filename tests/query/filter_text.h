// Filters as the manual writes them: {a: {$gt: 1}, 'b.c': 'x'}.
#pragma once

#include <meerkat/json.h>

#include <cctype>
#include <string>
#include <string_view>

#include "query/match/parse.h"
#include "tests/catch.hpp"

namespace meerkat::query::testing {

// As JSON: names that need no quotes get some, and strings stand between
// double ones. REQUIRES: no quotes in strings.
inline std::string QuotedJson(std::string_view text) {
  const auto is_of_name = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '$' ||
           c == '_';
  };
  std::string json;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\'') {
      in_string = !in_string;
      json += '"';
      continue;
    }
    size_t end = i;
    while (!in_string && end < text.size() && is_of_name(text[end])) ++end;
    if (end == i) {
      json += text[i];
      continue;
    }
    const bool is_name = end < text.size() && text[end] == ':';
    const std::string word(text.substr(i, end - i));
    json += is_name ? '"' + word + '"' : word;
    i = end - 1;
  }
  return json;
}

inline Document FilterOf(std::string_view text) {
  const StatusOr<Document> filter = ParseJson(QuotedJson(text));
  INFO(text << ": " << filter.status());
  REQUIRE(filter.ok());
  return *filter;
}

inline MatchNode ParsedFilter(DocumentView filter) {
  StatusOr<MatchNode> node = ParseFilter(filter);
  INFO(ToString(filter) << ": " << node.status());
  REQUIRE(node.ok());
  return *std::move(node);
}

// A filter, and the printed form that is expected of something.
struct FilterRow {
  std::string_view filter;
  std::string_view printed;
};

}  // namespace meerkat::query::testing
