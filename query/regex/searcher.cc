#include "query/regex/searcher.h"

#include <algorithm>

#include "storage/bson/utf8.h"

namespace meerkat::query {
namespace {

// What one match may cost. A pattern in machine code has kMaxJitStack bytes; an
// interpreted one has kMaxHeapKib and, inside them, kMaxDepth nested attempts.
constexpr uint32_t kMaxSteps = 1'000'000;
constexpr uint32_t kMaxDepth = 250'000;
constexpr uint32_t kMaxHeapKib = 32 * 1024;
constexpr size_t kInitialJitStack = 32 * 1024;
constexpr size_t kMaxJitStack = 4 * 1024 * 1024;

// With callouts a search has kMaxSteps, and this for each byte of the text.
constexpr uint64_t kStepsPerByte = 16;
// One item may have gone over much text: so many bytes count as a step more.
constexpr uint64_t kBytesPerStep = 16;
// Below a millisecond.
constexpr uint64_t kStepsBetweenInterrupts = 1 << 16;

// A shorter text is searched at once. Portions grow while they take less than
// kShort.
constexpr size_t kFirstPortion = 64;
constexpr std::chrono::microseconds kShort(200);

}  // namespace

Searcher& Searcher::OfThisThread() {
  thread_local Searcher searcher;
  return searcher;
}

Searcher::Searcher()
    : data_(pcre::Allocated(pcre2_match_data_create(1, nullptr))),
      context_(pcre::Allocated(pcre2_match_context_create(nullptr))),
      jit_stack_(
          pcre2_jit_stack_create(kInitialJitStack, kMaxJitStack, nullptr)) {
  pcre2_set_match_limit(context_.get(), kMaxSteps);
  pcre2_set_depth_limit(context_.get(), kMaxDepth);
  pcre2_set_heap_limit(context_.get(), kMaxHeapKib);
  // Without a stack of ours, matches have 32 KiB of the thread's.
  pcre2_jit_stack_assign(context_.get(), nullptr, jit_stack_.get());
  pcre2_set_callout(context_.get(), &Searcher::CountItem, this);
}

int Searcher::Run(const Search& search, uint32_t groups) {
  if (groups_ == nullptr || pcre2_get_ovector_count(groups_.get()) <= groups) {
    groups_.reset(
        pcre::Allocated(pcre2_match_data_create(groups + 1, nullptr)));
  }
  return Run(search, *groups_);
}

int Searcher::Run(const Search& search, pcre2_match_data& data) {
  search_ = &search;
  steps_left_ = kMaxSteps + kStepsPerByte * search.text.size();
  steps_to_interrupt_ = kStepsBetweenInterrupts;
  position_ = search.start;
  if (search.in_portions && search.interrupt) {
    return RunInPortions(search, data);
  }
  return MatchFrom(search.start, search, data);
}

int Searcher::RunInPortions(const Search& search, pcre2_match_data& data) {
  const std::string_view text = search.text;
  size_t start = search.start;
  size_t portion = kFirstPortion;
  while (text.size() - start > portion) {
    const Clock::time_point begin = Clock::now();
    size_t next = start + portion;
    while (next < text.size() && bson::IsContinuation(text[next])) ++next;
    pcre2_set_offset_limit(context_.get(), next - 1);
    const int result = MatchFrom(start, search, data);
    pcre2_set_offset_limit(context_.get(), PCRE2_UNSET);
    if (result != PCRE2_ERROR_NOMATCH) return result;
    error_ = search.interrupt();
    if (!error_.ok()) return kInterrupted;
    const bool is_short = Clock::now() - begin < kShort;
    portion = is_short ? portion * 2 : std::max(portion / 2, kFirstPortion);
    start = next;
  }
  return MatchFrom(start, search, data);
}

int Searcher::MatchFrom(size_t start, const Search& search,
                        pcre2_match_data& data) {
  return pcre2_match(
      &search.code, reinterpret_cast<PCRE2_SPTR>(search.text.data()),
      search.text.size(), start, PCRE2_NO_UTF_CHECK, &data, context_.get());
}

int Searcher::CountItem(pcre2_callout_block* item, void* searcher) {
  return static_cast<Searcher*>(searcher)->Count(item->current_position);
}

int Searcher::Count(size_t position) {
  const uint64_t distance =
      position > position_ ? position - position_ : position_ - position;
  position_ = position;
  const uint64_t cost = 1 + distance / kBytesPerStep;
  if (cost > steps_left_) return PCRE2_ERROR_MATCHLIMIT;
  steps_left_ -= cost;
  if (cost < steps_to_interrupt_) {
    steps_to_interrupt_ -= cost;
    return 0;
  }
  steps_to_interrupt_ = kStepsBetweenInterrupts;
  error_ = search_->interrupt ? search_->interrupt() : absl::OkStatus();
  return error_.ok() ? 0 : kInterrupted;
}

}  // namespace meerkat::query
