#include "index/key_bounds.h"

namespace meerkat::index {
namespace {

// The leading bytes of the bracket as they stand in a field's keys.
Bracket StoredBracket(Type type, Direction direction) {
  const Bracket bracket = BracketOf(type);
  if (direction == Direction::kAscending) return bracket;
  return {static_cast<uint8_t>(~bracket.last),
          static_cast<uint8_t>(~bracket.first)};
}

}  // namespace

void AppendAfter(std::string& key) {
  key.push_back(static_cast<char>(kAfterByte));
}

void AppendBracketStart(std::string& key, Type type, Direction direction) {
  key.push_back(static_cast<char>(StoredBracket(type, direction).first));
}

void AppendBracketEnd(std::string& key, Type type, Direction direction) {
  key.push_back(static_cast<char>(StoredBracket(type, direction).last + 1));
}

}  // namespace meerkat::index
