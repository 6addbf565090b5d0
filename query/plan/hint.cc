#include "query/plan/hint.h"

#include <fmt/format.h>

#include <algorithm>

#include "query/sort/sort_pattern.h"
#include "storage/bson/compare.h"
#include "storage/status_macros.h"

namespace meerkat::query {

namespace {

// 1 and -1, whatever their type, and nothing beside.
StatusOr<index::Direction> ParseNatural(DocumentView hint) {
  const bool is_alone = ++hint.begin() == hint.end();
  const std::optional<index::Direction> direction =
      ToDirection(hint["$natural"]);
  if (is_alone && direction.has_value()) return *direction;
  return MakeError(ErrorCode::kBadValue,
                   fmt::format("$natural hint must be 1 or -1 and alone, found "
                               "{}",
                               ToString(hint)));
}

bool Names(const Element& hint, const IndexEntry& entry) {
  if (hint.type() == Type::kString) return hint.AsString() == entry.name;
  return bson::Compare(hint, Value(entry.key).element()) == 0;
}

}  // namespace

StatusOr<Hint> Hint::Parse(const Element& hint) {
  Hint parsed;
  if (!hint.exists()) return parsed;
  if (hint.type() == Type::kString) {
    parsed.index_ = Value(hint);
    return parsed;
  }
  if (hint.type() != Type::kDocument) {
    return MakeError(ErrorCode::kFailedToParse,
                     fmt::format("hint must be a string or an object, found {}",
                                 ToString(hint)));
  }
  const DocumentView document = hint.AsDocument();
  if (document.empty()) return parsed;
  if (document["$natural"].exists()) {
    MEERKAT_ASSIGN_OR_RETURN(parsed.natural_, ParseNatural(document));
    return parsed;
  }
  parsed.index_ = Value(hint);
  return parsed;
}

StatusOr<const IndexEntry*> Hint::FindIn(
    std::span<const IndexEntry> indexes) const {
  const Element wanted = index_.element();
  const auto found = std::ranges::find_if(
      indexes,
      [&wanted](const IndexEntry& entry) { return Names(wanted, entry); });
  if (found != indexes.end()) return &*found;
  return MakeError(ErrorCode::kBadValue,
                   fmt::format("error processing query: hint {} does not "
                               "correspond to an existing index",
                               ToString(wanted)));
}

}  // namespace meerkat::query
