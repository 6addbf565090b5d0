// RegexSearch: finds the matches of a regular expression with their places and
// groups, for $regexFind and $regexFindAll.
//
// query/regex answers whether there is a match; the language, the options and
// their errors are its own.
#pragma once

#include <meerkat/status.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace meerkat::query::expression {

// Immutable; threads may share it, and a copy costs one atomic increment.
class RegexSearch {
 public:
  // A part of the text; nothing for a group that took no part in the match.
  using Group = std::optional<std::string_view>;
  // The whole match, then the groups of the pattern.
  using Match = std::vector<Group>;

  // Errors: those of Regex::Compile.
  static StatusOr<RegexSearch> Compile(std::string_view pattern,
                                       std::string_view options);

  // The first match that begins at byte `start` or later, with views into
  // `text`; nothing when there is none. In text that is not UTF-8 there is
  // none. `start` does not split a character. Error: 51156 when the search is
  // given up.
  StatusOr<std::optional<Match>> Find(std::string_view text,
                                      size_t start) const;

 private:
  struct Compiled;
  explicit RegexSearch(std::shared_ptr<const Compiled> compiled);

  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace meerkat::query::expression
