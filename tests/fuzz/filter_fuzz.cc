// Any document as a filter: refused with a code that drivers know, or it says
// of every document either yes or no, and says it whichever way it is asked.
//
// The first byte says what the input is: { begins a filter in Extended JSON;
// after anything else come the bytes of one in BSON.
#include <meerkat/builder.h>
#include <meerkat/environment.h>
#include <meerkat/json.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "query/match/item_finder.h"
#include "query/match/matcher.h"
#include "query/match/matches.h"
#include "query/match/normalize.h"
#include "query/match/parse.h"
#include "query/match/print.h"
#include "storage/bson/utf8.h"
#include "tests/fuzz/check.h"

namespace meerkat::query {
namespace {

// What filters of the corpus find their fields in.
constexpr std::string_view kDocuments[] = {
    R"({})",
    R"({"_id": 1, "a": null, "b": true, "c": 7})",
    R"({"_id": 2, "a": "abc", "b": {"$symbol": "abc"}, "c": 1.5})",
    R"({"_id": 3, "a": [], "b": {}, "c": {"a": {"b": 1}}})",
    R"({"_id": 4, "a": [1, "x", null, [1, 5]], "b": [{"a": 1}, {"a": [7]}]})",
    R"({"_id": 5, "a": {"0": [{"0": 1}, [2]]}, "0": [[3]], "": 1})",
    R"({"a": {"$numberDecimal": "NaN"}, "b": {"$numberLong": "-1"},
        "c": {"$numberDouble": "-Infinity"}})",
    R"({"a": {"$minKey": 1}, "b": {"$maxKey": 1}, "c": {"$undefined": true}})",
    R"({"a": {"$binary": {"base64": "AQI=", "subType": "00"}},
        "b": {"$oid": "0123456789abcdef01234567"},
        "c": {"$date": "2020-01-01T00:00:00Z"}})",
    R"({"a": {"$regularExpression": {"pattern": "^a", "options": "i"}},
        "b": {"$timestamp": {"t": 1, "i": 2}},
        "c": {"$code": "a", "$scope": {"a": 1}}})",
    R"({"a": [4, 4], "b": {"type": "LineString", "coordinates": [[1, 2],
        [3, 4]]}, "c": {"type": "Polygon", "coordinates": [[[0, 0], [9, 0],
        [9, 9], [0, 0]]]}})",
};

const std::array<Document, std::size(kDocuments)>& Documents() {
  static const auto documents = [] {
    std::array<Document, std::size(kDocuments)> parsed;
    for (size_t i = 0; i < parsed.size(); ++i) {
      StatusOr<Document> document = ParseJson(kDocuments[i]);
      FUZZ_CHECK(document.ok());
      parsed[i] = *std::move(document);
    }
    return parsed;
  }();
  return documents;
}

// So that $sampleRate answers the same each time.
class SameNumber final : public RandomSource {
 public:
  uint64_t Next() override { return uint64_t{1} << 62; }
};

void CheckRefusal(const Status& status) {
  const ErrorCode code = ErrorCodeOf(status);
  FUZZ_CHECK(code != ErrorCode::kOk);
  FUZZ_CHECK(code != ErrorCode::kInternalError);
  FUZZ_CHECK(!ErrorMessageOf(status).empty());
  FUZZ_CHECK(bson::IsUtf8(ErrorMessageOf(status)));
}

// Nothing when the filter gives up on the document.
std::optional<bool> Answer(const Matcher& matcher, DocumentView document) {
  SameNumber random;
  MatchContext context;
  context.random = &random;
  const bool matches = matcher.Matches(document, context);
  if (context.error.ok()) return matches;
  FUZZ_CHECK(!matches);
  FUZZ_CHECK(ErrorCodeOf(context.error) == ErrorCode::kRegexMatchFailed);
  return std::nullopt;
}

// A search for the item that `$` stands for ends as matching does, and finds an
// item of some array of the document.
void CheckItem(const ItemFinder& finder, DocumentView document) {
  MatchContext context;
  const std::optional<uint32_t> item = finder.Find(document, context);
  FUZZ_CHECK(!item || *item < document.size());
  FUZZ_CHECK(context.error.ok() ||
             ErrorCodeOf(context.error) == ErrorCode::kRegexMatchFailed);
}

// The answer of the tree, node by node.
std::optional<bool> SlowAnswer(const MatchNode& node, DocumentView document) {
  SameNumber random;
  MatchContext context;
  context.random = &random;
  const bool matches = Evaluate(node, document, context);
  if (!context.error.ok()) return std::nullopt;
  return matches;
}

std::optional<Matcher> MatcherOf(DocumentView filter) {
  StatusOr<MatchNode> node = ParseFilter(filter);
  if (node.ok()) return Matcher(*std::move(node));
  CheckRefusal(node.status());
  return std::nullopt;
}

// Printed and read again it is the same filter, and so is its normal form.
void CheckForms(const Matcher& matcher, const Matcher& printed,
                const Matcher& normal) {
  const Document text = PrintFilter(matcher.root());
  FUZZ_CHECK(PrintFilter(printed.root()) == text);
  const Document normal_text = PrintFilter(normal.root());
  FUZZ_CHECK(PrintFilter(Normalize(normal.root())) == normal_text);
  FUZZ_CHECK(ParseFilter(normal_text).ok());
  // Expressions have a fuzz target of their own.
  if (matcher.has_expressions()) return;
  for (const Document& document : Documents()) {
    const std::optional<bool> answer = Answer(matcher, document);
    for (const auto& same :
         {Answer(printed, document), Answer(normal, document)}) {
      FUZZ_CHECK(!same || !answer || *same == *answer);
    }
  }
}

// {name: [filter]}
Document Wrapped(std::string_view name, DocumentView filter) {
  Builder wrapped;
  wrapped.OpenArray(name).AppendItem(filter).Close();
  return std::move(wrapped).Finish();
}

void CheckFilter(DocumentView filter) {
  const std::optional<Matcher> matcher = MatcherOf(filter);
  if (!matcher) return;
  const std::optional<Matcher> printed =
      MatcherOf(PrintFilter(matcher->root()));
  FUZZ_CHECK(printed.has_value());
  CheckForms(*matcher, *printed, Matcher(Normalize(matcher->root())));
  if (matcher->has_expressions()) return;
  const std::optional<Matcher> alternative = MatcherOf(Wrapped("$or", filter));
  const std::optional<Matcher> negation = MatcherOf(Wrapped("$nor", filter));
  // What may stand only at the top is no part of another filter.
  if (!alternative || !negation) return;

  const ItemFinder finder(matcher->root());
  for (const Document& document : Documents()) {
    CheckItem(finder, document);
    const std::optional<bool> answer = Answer(*matcher, document);
    if (!answer) continue;
    FUZZ_CHECK(!matcher->matches_all() || *answer);
    // These may look at more of the document, and give up there.
    for (const auto& same : {SlowAnswer(matcher->root(), document),
                             Answer(*alternative, document)}) {
      FUZZ_CHECK(!same || *same == *answer);
    }
    const std::optional<bool> negated = Answer(*negation, document);
    FUZZ_CHECK(!negated || *negated != *answer);
  }
}

}  // namespace
}  // namespace meerkat::query

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace meerkat;  // NOLINT: a fuzz target has no other place
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.starts_with('{')) {
    const StatusOr<Document> filter = ParseJson(input);
    if (filter.ok()) query::CheckFilter(*filter);
    return 0;
  }
  // With a length that is right.
  std::string bytes(input.substr(std::min<size_t>(1, size)));
  const auto length = static_cast<int32_t>(bytes.size());
  if (bytes.size() < sizeof(length)) return 0;
  std::memcpy(bytes.data(), &length, sizeof(length));
  const StatusOr<Document> filter = Document::Parse(bytes);
  if (filter.ok()) query::CheckFilter(*filter);
  return 0;
}
