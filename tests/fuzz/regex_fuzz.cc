// Any pattern and any text: refused, answered or given up, soon and with a code
// of MongoDB's; and what a pattern says of its prefix is true.
//
// Input: a byte whose bits are the options i, m, s, u and x, the pattern, a
// zero, the text. Without the zero, the pattern is also the text.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "query/regex/regex.h"
#include "storage/bson/utf8.h"
#include "tests/fuzz/check.h"

namespace meerkat::query {
namespace {

void CheckRefusal(const Status& status) {
  const ErrorCode code = ErrorCodeOf(status);
  FUZZ_CHECK(code == ErrorCode::kInvalidRegex || code == ErrorCode::kBadValue);
  FUZZ_CHECK(bson::IsUtf8(ErrorMessageOf(status)));
}

// The search for the place finds something when there is something to find.
void CheckFind(const Regex& regex, std::string_view text) {
  const StatusOr<bool> matches = regex.Matches(text);
  const auto found = regex.Find(text, 0);
  const Regex::Interrupt go_on = [] { return absl::OkStatus(); };
  const StatusOr<bool> cut = regex.Matches(text, go_on);
  if (matches.ok() && cut.ok()) FUZZ_CHECK(*matches == *cut);
  // Only text that no search is made in may agree with a mere prefix.
  if (!matches.ok() || !found.ok() || !bson::IsUtf8(text)) return;
  FUZZ_CHECK(*matches == found->has_value());
  if (!found->has_value()) return;
  for (const Regex::Group& group : **found) {
    if (!group.has_value()) continue;
    FUZZ_CHECK(group->data() >= text.data());
    FUZZ_CHECK(group->data() + group->size() <= text.data() + text.size());
  }
}

// The same pattern, in words that nobody takes for a prefix, agrees with it.
void CheckPrefix(const Regex& regex, std::string_view text) {
  const std::string disguised = "(?:)" + std::string(regex.pattern());
  const StatusOr<Regex> plain = Regex::Compile(disguised, regex.options());
  // It may have become too long or too deep.
  if (!plain.ok()) return;
  FUZZ_CHECK(plain->LiteralPrefix().empty() && !plain->is_prefix_only());

  const std::string prefix(regex.LiteralPrefix());
  for (const std::string& candidate :
       {std::string(text), prefix, prefix + std::string(text),
        prefix.substr(0, prefix.size() / 2) + std::string(text)}) {
    const StatusOr<bool> matches = plain->Matches(candidate);
    if (!matches.ok() || !bson::IsUtf8(candidate)) continue;
    const bool begins = candidate.starts_with(prefix);
    if (*matches) FUZZ_CHECK(begins);
    if (regex.is_prefix_only()) FUZZ_CHECK(*matches == begins);
  }
}

void CheckRegex(std::string_view pattern, std::string_view options,
                std::string_view text) {
  const StatusOr<Regex> regex = Regex::Compile(pattern, options);
  if (!regex.ok()) return CheckRefusal(regex.status());
  FUZZ_CHECK(regex->pattern() == pattern);
  FUZZ_CHECK(regex->options() == options);

  const StatusOr<bool> matches = regex->Matches(text);
  if (!matches.ok()) {
    FUZZ_CHECK(ErrorCodeOf(matches.status()) == ErrorCode::kRegexMatchFailed);
  } else {
    FUZZ_CHECK(regex->Matches(text) == matches);
  }
  CheckFind(*regex, text);
  if (!regex->LiteralPrefix().empty() || regex->is_prefix_only()) {
    CheckPrefix(*regex, text);
  }
}

}  // namespace
}  // namespace meerkat::query

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // Time grows with the text, and faster.
  constexpr size_t kMaxSize = 512;
  if (size == 0 || size > kMaxSize) return 0;
  std::string options;
  for (int i = 0; i < 5; ++i) {
    if ((data[0] >> i & 1) != 0) options += "imsux"[i];
  }
  const std::string_view input(reinterpret_cast<const char*>(data) + 1,
                               size - 1);
  const size_t zero = input.find('\0');
  const std::string_view pattern = input.substr(0, zero);
  meerkat::query::CheckRegex(
      pattern, options,
      zero == std::string_view::npos ? pattern : input.substr(zero + 1));
  return 0;
}
