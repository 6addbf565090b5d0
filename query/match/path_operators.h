// The parsers of what stands at a field of a filter: {field: <this>}.
#pragma once

#include <fmt/format.h>
#include <meerkat/document.h>
#include <meerkat/status.h>

#include <string_view>
#include <utility>
#include <vector>

#include "query/match/match_node.h"
#include "storage/bson/field_path.h"
#include "storage/bson/number.h"

namespace meerkat::query {

template <typename... Arguments>
Status BadValue(fmt::format_string<Arguments...> format,
                Arguments&&... arguments) {
  return MakeError(ErrorCode::kBadValue,
                   fmt::format(format, std::forward<Arguments>(arguments)...));
}

// Whether `value` is a document of operators such as {$gt: 1}, not one to be
// equal to. A DBRef, {$ref: ..., $id: ...}, is a value.
bool IsOperatorDocument(const Element& value);

// Each adds what it parsed to `out`.

// {field: value} and {field: {$eq: value}}
Status ParseEquality(const bson::FieldPath& path, const Element& value,
                     std::vector<MatchNode>& out);
// {field: /pattern/}
Status ParseRegexValue(const bson::FieldPath& path, const Element& regex,
                       std::vector<MatchNode>& out);
// {field: {$gt: 1, $lt: 5}}
Status ParsePathOperators(const bson::FieldPath& path, DocumentView operators,
                          std::vector<MatchNode>& out);

}  // namespace meerkat::query
