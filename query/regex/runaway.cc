#include "query/regex/runaway.h"

#include <cmath>
#include <cstddef>

namespace meerkat::query {
namespace {

// Of ways to match, as a power of two.
constexpr double kMaxWays = 12;

// What a group is called by. In a class or behind \Q such text is no call: then
// the pattern is only watched without need.
bool MayRecurse(std::string_view pattern) {
  for (size_t i = pattern.find("(?"); i != std::string_view::npos;
       i = pattern.find("(?", i + 1)) {
    const std::string_view rest = pattern.substr(i + 2);
    // (?R) (?1) (?+1) (?-1) (?&name) (?P>name), and by their side (?-i).
    if (rest.empty()) return false;
    if (std::string_view("R0123456789+-&").find(rest[0]) !=
        std::string_view::npos) {
      return true;
    }
    if (rest.starts_with("P>")) return true;
  }
  return pattern.find("\\g<") != std::string_view::npos ||
         pattern.find("\\g'") != std::string_view::npos;
}

struct Counts {
  std::string_view pattern;
  size_t bars = 0;
  // The whole pattern is one.
  size_t groups = 1;

  void Add(char first_of_item) {
    bars += first_of_item == '|' ? 1 : 0;
    groups += first_of_item == ')' ? 1 : 0;
  }

  // A way takes one alternative of each group. Their product is the greatest
  // where the bars are spread evenly.
  bool are_many() const {
    const auto each = static_cast<double>(bars) / static_cast<double>(groups);
    return static_cast<double>(groups) * std::log2(1 + each) > kMaxWays;
  }
};

// In the code, where (a|b){3} stands three times.
int CountItem(pcre2_callout_enumerate_block* item, void* data) {
  auto& counts = *static_cast<Counts*>(data);
  if (item->pattern_position < counts.pattern.size()) {
    counts.Add(counts.pattern[item->pattern_position]);
  }
  return 0;
}

}  // namespace

bool TiesStarts(std::string_view pattern) {
  for (const std::string_view verb : {"(*COMMIT", "(*SKIP", "\\G"}) {
    if (pattern.find(verb) != std::string_view::npos) return true;
  }
  return false;
}

bool IsWorthAskingForRunaways(std::string_view pattern) {
  if (MayRecurse(pattern)) return true;
  Counts counts{.pattern = pattern};
  for (const char c : pattern) counts.Add(c);
  const bool is_repeated = pattern.find('{') != std::string_view::npos;
  return is_repeated ? counts.bars > 0 : counts.are_many();
}

bool MayRunAway(std::string_view pattern, const pcre2_code& code) {
  if (MayRecurse(pattern)) return true;
  Counts counts{.pattern = pattern};
  pcre2_callout_enumerate(&code, CountItem, &counts);
  return counts.are_many();
}

}  // namespace meerkat::query
