// Regex: a regular expression ready to match, as {$regex: "^a", $options: "i"}.
//
//   MEERKAT_ASSIGN_OR_RETURN(Regex regex, Regex::Compile("^ad[ao]", "i"));
//   MEERKAT_ASSIGN_OR_RETURN(bool found, regex.Matches("Ada Lovelace"));
//
// Filters and schemas ask whether there is a match; the $regex operators of
// expressions, where it is and what its groups are.
//
// The language is that of PCRE2 over UTF-8. A match that takes too many steps
// or too much memory is given up with an error, which ends patterns that try
// exponentially many ways: (a+)+b. Steps are counted anew at each place of the
// text where a match may begin, and some read far (back references), so time
// may still grow with the square or cube of the text: who has a deadline gives
// an interrupt, which is asked every few milliseconds.
// MongoDB manual, "$regex"; PCRE2, "pcre2pattern" and "pcre2api".
#pragma once

#include <meerkat/status.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meerkat::query {

// Immutable, so that many threads may match with one at the same time; a copy
// costs one atomic increment.
class Regex {
 public:
  // Options are letters in any order: i ignores case, m lets ^ and $ match at
  // every line, x leaves out blanks and comments, s lets . match newlines, u
  // says UTF-8, which is always so. \d, \w and \b know ASCII only unless the
  // pattern begins with (*UCP). \C, half a character, is not allowed.
  //
  // Errors: 51091 for a pattern that PCRE2 refuses, naming the place, or that
  // is longer than MongoDB takes; 51108 for an unknown option, which a NUL is
  // too; 2 BadValue for a NUL in the pattern.
  static StatusOr<Regex> Compile(std::string_view pattern,
                                 std::string_view options);

  std::string_view pattern() const;
  // In alphabetical order, as BSON stores them.
  std::string_view options() const;

  // Asked whether to go on; its error ends the search. Empty: nobody is asked.
  using Interrupt = std::function<Status()>;

  // Whether the pattern is found somewhere in `text`. In text that is not UTF-8
  // it is not, but for a mere prefix. Errors: 51156 when the search is given
  // up, those of `interrupt`.
  StatusOr<bool> Matches(std::string_view text,
                         const Interrupt& interrupt = {}) const;

  // A part of the text; nothing for a group that took no part in the match.
  using Group = std::optional<std::string_view>;
  // The whole match, which is always there, and the groups of the pattern.
  using Groups = std::vector<Group>;

  // The first match that begins at byte `start` or later, with views into
  // `text`; nothing when there is none. \K may let a match begin before
  // `start`. In text that is not UTF-8 there is none. Errors as Matches().
  // REQUIRES: `start` is 0, or it splits no character and a search from 0 has
  // found something, so that the text is known to be UTF-8.
  StatusOr<std::optional<Groups>> Find(std::string_view text, size_t start,
                                       const Interrupt& interrupt = {}) const;

  // For index bounds. Every text that matches begins with LiteralPrefix(); when
  // is_prefix_only() there are no other conditions, and Matches() cannot fail.
  std::string_view LiteralPrefix() const;
  bool is_prefix_only() const;

 private:
  struct Compiled;
  explicit Regex(std::shared_ptr<const Compiled> compiled);
  Status GivenUp(std::string_view text, int pcre_error) const;

  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace meerkat::query
