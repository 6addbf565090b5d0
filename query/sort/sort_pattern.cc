#include "query/sort/sort_pattern.h"

#include <fmt/format.h>
#include <meerkat/builder.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "storage/bson/coerce.h"
#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::query {
namespace {

using index::Direction;

// Errors that MongoDB gives no name.
constexpr ErrorCode kTooManyKeys{13103};
constexpr ErrorCode kDuplicateKey{7472500};
constexpr ErrorCode kNoNumber{15974};
constexpr ErrorCode kNoDirection{15975};
constexpr ErrorCode kNotMeta{17312};
constexpr ErrorCode kUnknownMeta{31138};

// What MongoDB can sort by beside fields.
constexpr std::string_view kMetadata[] = {"geoNearDistance", "randVal",
                                          "searchScore", "textScore",
                                          "vectorSearchScore"};

constexpr std::string_view kNatural = "$natural";

int ToNumber(Direction direction) {
  return direction == Direction::kAscending ? 1 : -1;
}

// Why {path: {...}} is no sort key.
Status RefuseExpression(std::string_view path, DocumentView expression) {
  if (!expression["$meta"].exists()) {
    return MakeError(kNotMeta,
                     fmt::format("sort key '{}': $meta is the only expression "
                                 "to sort by, found {}",
                                 path, ToString(expression)));
  }
  if (++expression.begin() != expression.end()) {
    return MakeError(ErrorCode::kFailedToParse,
                     fmt::format("sort key '{}': no keys beside $meta are "
                                 "allowed, found {}",
                                 path, ToString(expression)));
  }
  const Element metadata = expression["$meta"];
  if (metadata.type() != Type::kString ||
      std::ranges::find(kMetadata, metadata.AsString()) ==
          std::end(kMetadata)) {
    return MakeError(kUnknownMeta,
                     fmt::format("sort key '{}': Illegal $meta sort: {}", path,
                                 ToString(expression)));
  }
  return MakeError(ErrorCode::kNotImplemented,
                   fmt::format("sort key '{}': sorting by {} is not supported "
                               "yet",
                               path, ToString(expression)));
}

StatusOr<Direction> ParseDirection(const Element& key) {
  if (key.type() == Type::kDocument) {
    return RefuseExpression(key.name(), key.AsDocument());
  }
  if (key.is_number()) {
    const int64_t direction = bson::CoerceToInt64(key);
    if (direction == 1) return Direction::kAscending;
    if (direction == -1) return Direction::kDescending;
  }
  return MakeError(key.is_number() ? kNoDirection : kNoNumber,
                   fmt::format("sort key '{}' must be 1 (ascending) or -1 "
                               "(descending), found {}",
                               key.name(), ToString(key)));
}

StatusOr<Direction> ParseNatural(const Element& natural) {
  if (const std::optional<Direction> direction = ToDirection(natural)) {
    return *direction;
  }
  return MakeError(ErrorCode::kBadValue,
                   fmt::format("$natural sort must be 1 or -1, found {}",
                               ToString(natural)));
}

}  // namespace

std::optional<Direction> ToDirection(const Element& value) {
  if (!value.is_number()) return std::nullopt;
  const std::optional<int64_t> number = bson::ToInt64Exact(value);
  if (number == 1) return Direction::kAscending;
  if (number == -1) return Direction::kDescending;
  return std::nullopt;
}

StatusOr<SortPattern> SortPattern::Parse(DocumentView pattern) {
  SortPattern result;
  if (const Element natural = pattern[kNatural]; natural.exists()) {
    if (++pattern.begin() != pattern.end()) {
      return MakeError(ErrorCode::kBadValue,
                       fmt::format("Cannot include '$natural' in compound "
                                   "sort: {}",
                                   ToString(pattern)));
    }
    MEERKAT_ASSIGN_OR_RETURN(result.natural_, ParseNatural(natural));
    return result;
  }
  for (const Element& key : pattern) {
    MEERKAT_RETURN_IF_ERROR(result.AddKey(key));
  }
  return result;
}

Status SortPattern::AddKey(const Element& key) {
  MEERKAT_ASSIGN_OR_RETURN(const Direction direction, ParseDirection(key));
  MEERKAT_ASSIGN_OR_RETURN(bson::FieldPath path,
                           bson::FieldPath::Parse(key.name()));
  if (std::ranges::find(keys_, path, &Key::path) != keys_.end()) {
    return MakeError(kDuplicateKey,
                     fmt::format("sort key '{}' is given twice", key.name()));
  }
  if (keys_.size() == kMaxKeys) {
    return MakeError(kTooManyKeys,
                     fmt::format("too many compound keys: sort key '{}' comes "
                                 "after {} others, the maximum",
                                 key.name(), kMaxKeys));
  }
  keys_.push_back({std::move(path), direction});
  return absl::OkStatus();
}

Document SortPattern::ToDocument() const {
  Builder builder;
  if (natural_) builder.Append(kNatural, ToNumber(*natural_));
  for (const Key& key : keys_) {
    builder.Append(key.path.text(), ToNumber(key.direction));
  }
  return std::move(builder).Finish();
}

}  // namespace meerkat::query
