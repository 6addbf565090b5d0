#include "query/regex/regex.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>

#include "query/regex/literal_prefix.h"
#include "query/regex/runaway.h"
#include "storage/bson/json_text_values.h"
#include "storage/bson/utf8.h"
#include "storage/status_macros.h"

namespace meerkat::query {
namespace {

// MongoDB's limit, in bytes.
constexpr size_t kMaxPatternSize = 32764;

// What one match may cost. A pattern in machine code has kMaxJitStack bytes; an
// interpreted one has kMaxHeapKib and, inside them, kMaxDepth nested attempts.
constexpr uint32_t kMaxSteps = 1'000'000;
constexpr uint32_t kMaxDepth = 250'000;
constexpr uint32_t kMaxHeapKib = 32 * 1024;
constexpr size_t kInitialJitStack = 32 * 1024;
constexpr size_t kMaxJitStack = 4 * 1024 * 1024;

// What a search may cost from all its starts together where the items of the
// pattern are counted one by one: kMaxSteps, and this for each byte of the
// text.
constexpr uint64_t kStepsPerByte = 16;

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
using JitStack =
    std::unique_ptr<pcre2_jit_stack, FreedBy<pcre2_jit_stack_free>>;

// Lack of memory ends a program as it does with operator new.
template <typename T>
T* Allocated(T* object) {
  if (object == nullptr) throw std::bad_alloc();
  return object;
}

// Counts the items that a pattern compiled with callouts tries.
class StepCounter {
 public:
  void Begin(std::string_view text) {
    left_ = kMaxSteps + kStepsPerByte * text.size();
    position_ = 0;
  }

  // Not zero ends the match and is its result.
  static int Count(pcre2_callout_block* item, void* counter) {
    return static_cast<StepCounter*>(counter)->Count(item->current_position);
  }

 private:
  // An item may have gone over much text.
  static constexpr uint64_t kBytesPerStep = 16;

  int Count(size_t position) {
    const uint64_t distance =
        position > position_ ? position - position_ : position_ - position;
    const uint64_t cost = 1 + distance / kBytesPerStep;
    position_ = position;
    if (cost > left_) return PCRE2_ERROR_MATCHLIMIT;
    left_ -= cost;
    return 0;
  }

  uint64_t left_ = 0;
  size_t position_ = 0;
};

// What a match works with. Each thread keeps its own from match to match, so
// that a match allocates nothing.
class Workspace {
 public:
  static Workspace& OfThisThread() {
    thread_local Workspace workspace;
    return workspace;
  }

  // A PCRE2 result: negative for no match and for errors.
  int Match(const pcre2_code& code, std::string_view text) {
    return Match(code, text, /*start=*/0, *data_);
  }

  // The same from `start` on; where the match and the first `groups` groups
  // are is then in places().
  int Match(const pcre2_code& code, std::string_view text, size_t start,
            uint32_t groups) {
    if (groups_ == nullptr ||
        pcre2_get_ovector_count(groups_.get()) <= groups) {
      groups_.reset(Allocated(pcre2_match_data_create(groups + 1, nullptr)));
    }
    return Match(code, text, start, *groups_);
  }

  // Begin and end of the last match, then of each group; PCRE2_UNSET for one
  // that took no part.
  const size_t* places() const {
    return pcre2_get_ovector_pointer(groups_.get());
  }

 private:
  Workspace()
      : data_(Allocated(pcre2_match_data_create(1, nullptr))),
        context_(Allocated(pcre2_match_context_create(nullptr))),
        jit_stack_(
            pcre2_jit_stack_create(kInitialJitStack, kMaxJitStack, nullptr)) {
    pcre2_set_match_limit(context_.get(), kMaxSteps);
    pcre2_set_depth_limit(context_.get(), kMaxDepth);
    pcre2_set_heap_limit(context_.get(), kMaxHeapKib);
    // Without a stack of ours, matches have 32 KiB of the thread's.
    pcre2_jit_stack_assign(context_.get(), nullptr, jit_stack_.get());
    pcre2_set_callout(context_.get(), &StepCounter::Count, &steps_);
  }

  int Match(const pcre2_code& code, std::string_view text, size_t start,
            pcre2_match_data& data) {
    steps_.Begin(text);
    return pcre2_match(&code, reinterpret_cast<PCRE2_SPTR>(text.data()),
                       text.size(), start, PCRE2_NO_UTF_CHECK, &data,
                       context_.get());
  }

  // For who does not ask where.
  MatchData data_;
  // Made when first needed, and as large as any pattern has needed.
  MatchData groups_;
  MatchContext context_;
  JitStack jit_stack_;
  StepCounter steps_;
};

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
        ErrorCode::kBadValue,
        fmt::format("the options of regular expression '{}' hold a null byte",
                    pattern));
  }
  if (pattern.size() > kMaxPatternSize) {
    return MakeError(
        ErrorCode::kBadValue,
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

StatusOr<Code> CompileOnce(std::string_view pattern, uint32_t flags) {
  const CompileContext context(
      Allocated(pcre2_compile_context_create(nullptr)));
  // Whatever the library was built with.
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);

  int error = 0;
  size_t offset = 0;
  Code code(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()),
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

// Where this fails, as on systems that forbid it, patterns are interpreted.
Code InMachineCode(Code code) {
  pcre2_jit_compile(code.get(), PCRE2_JIT_COMPLETE);
  return code;
}

// With callouts, which take time, only where nothing else would end a match.
StatusOr<Code> CompileCode(std::string_view pattern, uint32_t flags) {
  MEERKAT_ASSIGN_OR_RETURN(Code code, CompileOnce(pattern, flags));
  if (!IsWorthAskingForRunaways(pattern)) return InMachineCode(std::move(code));
  StatusOr<Code> watched = CompileOnce(pattern, flags | PCRE2_AUTO_CALLOUT);
  // Callouts can make a pattern too long. The interpreter counts all it does.
  if (!watched.ok()) return code;
  if (MayRunAway(pattern, **watched)) code = *std::move(watched);
  return InMachineCode(std::move(code));
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
  Code code;
  uint32_t groups;
};

Regex::Regex(std::shared_ptr<const Compiled> compiled)
    : compiled_(std::move(compiled)) {}

StatusOr<Regex> Regex::Compile(std::string_view pattern,
                               std::string_view options) {
  MEERKAT_RETURN_IF_ERROR(CheckText(pattern, options));
  MEERKAT_ASSIGN_OR_RETURN(const uint32_t flags, PcreFlags(options));
  MEERKAT_ASSIGN_OR_RETURN(Code code, CompileCode(pattern, flags));
  const uint32_t groups = CountGroups(*code);
  return Regex(std::make_shared<const Compiled>(
      Compiled{.pattern = std::string(pattern),
               .options = bson::SortedOptions(options),
               .prefix = FindLiteralPrefix(pattern, options),
               .code = std::move(code),
               .groups = groups}));
}

std::string_view Regex::pattern() const { return compiled_->pattern; }

std::string_view Regex::options() const { return compiled_->options; }

StatusOr<bool> Regex::Matches(std::string_view text) const {
  if (is_prefix_only()) return text.starts_with(LiteralPrefix());
  if (!bson::IsUtf8(text)) return false;
  const int result = Workspace::OfThisThread().Match(*compiled_->code, text);
  if (result >= 0) return true;
  if (result == PCRE2_ERROR_NOMATCH) return false;
  return GivenUp(text, result);
}

StatusOr<std::optional<Regex::Groups>> Regex::Find(std::string_view text,
                                                   size_t start) const {
  // Once for all searches in a text, or their time would grow with its square.
  if (start == 0 && !bson::IsUtf8(text)) return std::optional<Groups>();
  Workspace& workspace = Workspace::OfThisThread();
  const int result =
      workspace.Match(*compiled_->code, text, start, compiled_->groups);
  if (result == PCRE2_ERROR_NOMATCH) return std::optional<Groups>();
  if (result < 0) return GivenUp(text, result);
  return std::optional<Groups>(
      GroupsAt(workspace.places(), compiled_->groups, text));
}

Status Regex::GivenUp(std::string_view text, int pcre_error) const {
  return MakeError(
      ErrorCode::kRegexMatchFailed,
      fmt::format("regular expression '{}' was given up on a text of {} bytes "
                  "with PCRE2's error {}: {}",
                  pattern(), text.size(), pcre_error, PcreMessage(pcre_error)));
}

std::string_view Regex::LiteralPrefix() const { return compiled_->prefix.text; }

bool Regex::is_prefix_only() const { return compiled_->prefix.is_all; }

}  // namespace meerkat::query
