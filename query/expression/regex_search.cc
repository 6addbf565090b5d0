#include "query/expression/regex_search.h"

#include <fmt/format.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <cstdint>
#include <string>
#include <utility>

#include "query/regex/regex.h"
#include "storage/bson/utf8.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

// As in query/regex.
constexpr uint32_t kMaxSteps = 1'000'000;
constexpr uint32_t kMaxDepth = 250'000;
constexpr uint32_t kMaxHeapKib = 32 * 1024;

template <auto kFree>
struct FreedBy {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Code = std::unique_ptr<pcre2_code, FreedBy<pcre2_code_free>>;
using CompileContext =
    std::unique_ptr<pcre2_compile_context, FreedBy<pcre2_compile_context_free>>;
using MatchContext =
    std::unique_ptr<pcre2_match_context, FreedBy<pcre2_match_context_free>>;
using MatchData =
    std::unique_ptr<pcre2_match_data, FreedBy<pcre2_match_data_free>>;

uint32_t Flags(std::string_view options) {
  uint32_t flags = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C;
  for (const char option : options) {
    if (option == 'i') flags |= PCRE2_CASELESS;
    if (option == 'm') flags |= PCRE2_MULTILINE;
    if (option == 's') flags |= PCRE2_DOTALL;
    if (option == 'x') flags |= PCRE2_EXTENDED;
  }
  return flags;
}

Status GivenUp(std::string_view pattern, std::string_view text, int error) {
  return MakeError(
      ErrorCode::kRegexMatchFailed,
      fmt::format("regular expression '{}' was given up on a text of {} bytes "
                  "with PCRE2's error {}",
                  pattern, text.size(), error));
}

RegexSearch::Match GroupsOf(pcre2_match_data* data, std::string_view text) {
  const uint32_t count = pcre2_get_ovector_count(data);
  const size_t* places = pcre2_get_ovector_pointer(data);
  RegexSearch::Match groups;
  for (uint32_t i = 0; i < count; ++i) {
    const size_t begin = places[2 * i];
    const size_t end = places[2 * i + 1];
    // \K in a lookahead lets a match end before it begins.
    const bool took_part = begin != PCRE2_UNSET && begin <= end;
    groups.push_back(took_part
                         ? RegexSearch::Group(text.substr(begin, end - begin))
                         : std::nullopt);
  }
  if (!groups.front().has_value()) groups.front() = text.substr(places[0], 0);
  return groups;
}

}  // namespace

struct RegexSearch::Compiled {
  std::string pattern;
  Code code;
};

RegexSearch::RegexSearch(std::shared_ptr<const Compiled> compiled)
    : compiled_(std::move(compiled)) {}

StatusOr<RegexSearch> RegexSearch::Compile(std::string_view pattern,
                                           std::string_view options) {
  // Refuses whatever is to be refused, with MongoDB's errors.
  MEERKAT_RETURN_IF_ERROR(Regex::Compile(pattern, options).status());
  const CompileContext context(pcre2_compile_context_create(nullptr));
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
  int error = 0;
  size_t offset = 0;
  Code code(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()),
                          pattern.size(), Flags(options), &error, &offset,
                          context.get()));
  if (code == nullptr) {
    return MakeError(
        ErrorCode::kInvalidRegex,
        fmt::format("regular expression '{}' is invalid at offset {}", pattern,
                    offset));
  }
  return RegexSearch(std::make_shared<const Compiled>(
      Compiled{std::string(pattern), std::move(code)}));
}

StatusOr<std::optional<RegexSearch::Match>> RegexSearch::Find(
    std::string_view text, size_t start) const {
  if (!bson::IsUtf8(text)) return std::optional<Match>();
  const MatchContext context(pcre2_match_context_create(nullptr));
  pcre2_set_match_limit(context.get(), kMaxSteps);
  pcre2_set_depth_limit(context.get(), kMaxDepth);
  pcre2_set_heap_limit(context.get(), kMaxHeapKib);
  const MatchData data(
      pcre2_match_data_create_from_pattern(compiled_->code.get(), nullptr));
  const int result = pcre2_match(
      compiled_->code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()),
      text.size(), start, PCRE2_NO_UTF_CHECK, data.get(), context.get());
  if (result == PCRE2_ERROR_NOMATCH) return std::optional<Match>();
  if (result < 0) return GivenUp(compiled_->pattern, text, result);
  return std::optional<Match>(GroupsOf(data.get(), text));
}

}  // namespace meerkat::query::expression
