#include "query/projection/metadata.h"

#include <fmt/format.h>
#include <meerkat/value.h>

#include <algorithm>
#include <iterator>

namespace meerkat::query::projection {

namespace {

// Errors that MongoDB gives no name.
constexpr ErrorCode kNoString{17307};
constexpr ErrorCode kUnknown{17308};
constexpr ErrorCode kNotAvailable{40218};

// Of searches and $geoNear, and of $sample.
constexpr std::string_view kOfOtherQueries[] = {
    "geoNearDistance",     "geoNearPoint", "randVal",
    "searchHighlights",    "searchScore",  "searchScoreDetails",
    "searchSequenceToken", "textScore",    "vectorSearchScore",
};

Status Refuse(std::string_view path, std::string_view word) {
  if (std::ranges::find(kOfOtherQueries, word) != std::end(kOfOtherQueries)) {
    return MakeError(kNotAvailable,
                     fmt::format("'{}': query requires {} metadata, but it is "
                                 "not available",
                                 path, word));
  }
  return MakeError(
      kUnknown,
      fmt::format("'{}': Unsupported argument to $meta: {}", path, word));
}

}  // namespace

StatusOr<Metadata> ParseMetadata(std::string_view path,
                                 const Element& operand) {
  if (operand.type() != Type::kString) {
    return MakeError(kNoString, fmt::format("'{}': $meta takes a string, found "
                                            "{}",
                                            path, ToString(operand)));
  }
  const std::string_view word = operand.AsString();
  if (word == "sortKey") return Metadata::kSortKey;
  if (word == "indexKey") return Metadata::kIndexKey;
  if (word == "recordId") return Metadata::kRecordId;
  return Refuse(path, word);
}

}  // namespace meerkat::query::projection
