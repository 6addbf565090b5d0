#include "query/regex/regex.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "query/regex/literal_prefix.h"
#include "query/regex/pcre.h"
#include "query/regex/runaway.h"
#include "query/regex/searcher.h"
#include "storage/bson/json_text_values.h"
#include "storage/bson/utf8.h"
#include "storage/status_macros.h"

namespace meerkat::query {
namespace {

// MongoDB's limit, in bytes.
constexpr size_t kMaxPatternSize = 32764;

// PCRE2's words for one of its error codes.
std::string PcreMessage(int code) {
  constexpr size_t kLongest = 256;
  PCRE2_UCHAR message[kLongest] = {};
  pcre2_get_error_message(code, message, kLongest);
  return reinterpret_cast<const char*>(message);
}

Status CheckText(std::string_view pattern, std::string_view options) {
  if (pattern.find('\0') != std::string_view::npos) {
    return MakeError(ErrorCode::kBadValue,
                     "Regular expression cannot contain an embedded null byte");
  }
  if (options.find('\0') != std::string_view::npos) {
    return MakeError(
        ErrorCode::kInvalidRegexOption,
        fmt::format("the options of regular expression '{}' hold a null byte",
                    pattern));
  }
  if (pattern.size() > kMaxPatternSize) {
    return MakeError(
        ErrorCode::kInvalidRegex,
        fmt::format("regular expression of {} bytes is too long: at most {}",
                    pattern.size(), kMaxPatternSize));
  }
  // No message quotes what no reply could carry.
  if (!bson::IsUtf8(pattern)) {
    return MakeError(ErrorCode::kInvalidRegex,
                     fmt::format("regular expression is not UTF-8 at offset {}",
                                 bson::FindInvalidUtf8(pattern)));
  }
  if (!bson::IsUtf8(options)) {
    return MakeError(ErrorCode::kInvalidRegexOption,
                     "options of a regular expression are not UTF-8");
  }
  return absl::OkStatus();
}

StatusOr<uint32_t> PcreFlags(std::string_view options) {
  uint32_t flags = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C;
  for (const char option : options) {
    switch (option) {
      case 'i':
        flags |= PCRE2_CASELESS;
        break;
      case 'm':
        flags |= PCRE2_MULTILINE;
        break;
      case 's':
        flags |= PCRE2_DOTALL;
        break;
      case 'u':
        break;
      case 'x':
        flags |= PCRE2_EXTENDED;
        break;
      default:
        return MakeError(
            ErrorCode::kInvalidRegexOption,
            fmt::format("invalid flag in regex options '{}': known are i, m, "
                        "s, u and x",
                        options));
    }
  }
  return flags;
}

StatusOr<pcre::Code> CompileOnce(std::string_view pattern, uint32_t flags) {
  const pcre::CompileContext context(
      pcre::Allocated(pcre2_compile_context_create(nullptr)));
  // Whatever the library was built with.
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);

  int error = 0;
  size_t offset = 0;
  pcre::Code code(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()),
                                pattern.size(), flags, &error, &offset,
                                context.get()));
  if (code == nullptr) {
    return MakeError(
        ErrorCode::kInvalidRegex,
        fmt::format("regular expression '{}' is invalid at offset {}: {}",
                    pattern, offset, PcreMessage(error)));
  }
  return code;
}

struct Program {
  pcre::Code code;
  // Search::in_portions.
  bool in_portions;
};

// Where this fails, as on systems that forbid it, patterns are interpreted.
pcre::Code InMachineCode(pcre::Code code) {
  pcre2_jit_compile(code.get(), PCRE2_JIT_COMPLETE);
  return code;
}

// With callouts, which take time, only where nothing else would end a search.
StatusOr<Program> CompileProgram(std::string_view pattern, uint32_t flags) {
  const bool in_portions = !TiesStarts(pattern);
  if (in_portions) flags |= PCRE2_USE_OFFSET_LIMIT;
  MEERKAT_ASSIGN_OR_RETURN(pcre::Code code, CompileOnce(pattern, flags));
  if (in_portions && !IsWorthAskingForRunaways(pattern)) {
    return Program{InMachineCode(std::move(code)), in_portions};
  }
  StatusOr<pcre::Code> watched =
      CompileOnce(pattern, flags | PCRE2_AUTO_CALLOUT);
  // Callouts can make a pattern too long. The interpreter counts all it does.
  if (!watched.ok()) return Program{std::move(code), in_portions};
  if (!in_portions || MayRunAway(pattern, **watched)) {
    return Program{InMachineCode(*std::move(watched)), /*in_portions=*/false};
  }
  return Program{InMachineCode(std::move(code)), in_portions};
}

uint32_t CountGroups(const pcre2_code& code) {
  uint32_t count = 0;
  pcre2_pattern_info(&code, PCRE2_INFO_CAPTURECOUNT, &count);
  return count;
}

Regex::Groups GroupsAt(const size_t* places, uint32_t count,
                       std::string_view text) {
  // \K in a lookahead lets a match end before it begins.
  Regex::Groups groups{
      text.substr(places[0], std::max(places[0], places[1]) - places[0])};
  for (uint32_t i = 1; i <= count; ++i) {
    const size_t begin = places[2 * i];
    const size_t end = places[2 * i + 1];
    groups.push_back(begin == PCRE2_UNSET ? Regex::Group()
                                          : text.substr(begin, end - begin));
  }
  return groups;
}

}  // namespace

struct Regex::Compiled {
  std::string pattern;
  std::string options;
  query::LiteralPrefix prefix;
  Program program;
  uint32_t groups;
};

Regex::Regex(std::shared_ptr<const Compiled> compiled)
    : compiled_(std::move(compiled)) {}

StatusOr<Regex> Regex::Compile(std::string_view pattern,
                               std::string_view options) {
  MEERKAT_RETURN_IF_ERROR(CheckText(pattern, options));
  MEERKAT_ASSIGN_OR_RETURN(const uint32_t flags, PcreFlags(options));
  MEERKAT_ASSIGN_OR_RETURN(Program program, CompileProgram(pattern, flags));
  const uint32_t groups = CountGroups(*program.code);
  return Regex(std::make_shared<const Compiled>(
      Compiled{.pattern = std::string(pattern),
               .options = bson::SortedOptions(options),
               .prefix = FindLiteralPrefix(pattern, options),
               .program = std::move(program),
               .groups = groups}));
}

std::string_view Regex::pattern() const { return compiled_->pattern; }

std::string_view Regex::options() const { return compiled_->options; }

StatusOr<bool> Regex::Matches(std::string_view text,
                              const Interrupt& interrupt) const {
  if (is_prefix_only()) return text.starts_with(LiteralPrefix());
  if (!bson::IsUtf8(text)) return false;
  const int result = Searcher::OfThisThread().Run(
      {.code = *compiled_->program.code,
       .in_portions = compiled_->program.in_portions,
       .text = text,
       .start = 0,
       .interrupt = interrupt});
  if (result >= 0) return true;
  if (result == PCRE2_ERROR_NOMATCH) return false;
  return GivenUp(text, result);
}

StatusOr<std::optional<Regex::Groups>> Regex::Find(
    std::string_view text, size_t start, const Interrupt& interrupt) const {
  // Once for all searches in a text, or their time would grow with its square.
  if (start == 0 && !bson::IsUtf8(text)) return std::optional<Groups>();
  Searcher& searcher = Searcher::OfThisThread();
  const int result =
      searcher.Run({.code = *compiled_->program.code,
                    .in_portions = compiled_->program.in_portions,
                    .text = text,
                    .start = start,
                    .interrupt = interrupt},
                   compiled_->groups);
  if (result == PCRE2_ERROR_NOMATCH) return std::optional<Groups>();
  if (result < 0) return GivenUp(text, result);
  return std::optional<Groups>(
      GroupsAt(searcher.places(), compiled_->groups, text));
}

Status Regex::GivenUp(std::string_view text, int pcre_error) const {
  if (pcre_error == Searcher::kInterrupted) {
    return Searcher::OfThisThread().error();
  }
  return MakeError(
      ErrorCode::kRegexMatchFailed,
      fmt::format("regular expression '{}' was given up on a text of {} bytes "
                  "with PCRE2's error {}: {}",
                  pattern(), text.size(), pcre_error, PcreMessage(pcre_error)));
}

std::string_view Regex::LiteralPrefix() const { return compiled_->prefix.text; }

bool Regex::is_prefix_only() const { return compiled_->prefix.is_all; }

}  // namespace meerkat::query
