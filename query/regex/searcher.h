// Searcher: runs compiled patterns over texts, within limits.
//
// One match has kMaxSteps, and a stack. What time a search takes from all its
// starts together is not limited by that, so it can be interrupted:
//
// - A pattern compiled with callouts says at each item where it is. Its steps
//   are counted over all starts, and now and then the interrupt is asked.
// - Any other is searched in portions: PCRE2 is told up to where a match may
//   begin, and the interrupt is asked between two portions.
#pragma once

#include <meerkat/status.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "query/regex/pcre.h"

namespace meerkat::query {

struct Search {
  const pcre2_code& code;
  // Whether matches may be sought portion by portion: the pattern was compiled
  // with PCRE2_USE_OFFSET_LIMIT, and no start depends on another one.
  bool in_portions;
  // UTF-8.
  std::string_view text;
  size_t start;
  // May be empty.
  const std::function<Status()>& interrupt;
};

// Each thread has its own, kept from search to search, so that a search
// allocates nothing.
class Searcher {
 public:
  // What PCRE2_ERROR_CALLOUT stands for: error() tells.
  static constexpr int kInterrupted = PCRE2_ERROR_CALLOUT;

  static Searcher& OfThisThread();

  // A PCRE2 result: negative for no match and for errors.
  int Run(const Search& search) { return Run(search, *data_); }
  // The same; where the match and the first `groups` groups are is then in
  // places().
  int Run(const Search& search, uint32_t groups);

  // Begin and end of the last match, then of each group; PCRE2_UNSET for one
  // that took no part.
  const size_t* places() const {
    return pcre2_get_ovector_pointer(groups_.get());
  }
  // What the interrupt said.
  const Status& error() const { return error_; }

 private:
  using Clock = std::chrono::steady_clock;

  Searcher();

  int Run(const Search& search, pcre2_match_data& data);
  int RunInPortions(const Search& search, pcre2_match_data& data);
  int MatchFrom(size_t start, const Search& search, pcre2_match_data& data);

  // Of patterns compiled with callouts. Not zero ends the match.
  static int CountItem(pcre2_callout_block* item, void* searcher);
  int Count(size_t position);

  // For who does not ask where.
  pcre::MatchData data_;
  // Made when first needed, and as large as any pattern has needed.
  pcre::MatchData groups_;
  pcre::MatchContext context_;
  pcre::JitStack jit_stack_;

  // Of the search that runs, with callouts.
  const Search* search_ = nullptr;
  uint64_t steps_left_ = 0;
  uint64_t steps_to_interrupt_ = 0;
  size_t position_ = 0;
  Status error_;
};

}  // namespace meerkat::query
