// Any schema and any document: refused with a code of MongoDB's or answered,
// the same each time; and schemas put together say what their parts say.
//
// Input: the schema in Extended JSON, a zero, the document in Extended JSON.
#include <meerkat/json.h>
#include <meerkat/value.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "query/schema/schema.h"
#include "storage/bson/utf8.h"
#include "tests/fuzz/check.h"

namespace meerkat::query {
namespace {

void CheckRefusal(const Status& status) {
  const ErrorCode code = ErrorCodeOf(status);
  FUZZ_CHECK(
      code == ErrorCode::kBadValue || code == ErrorCode::kFailedToParse ||
      code == ErrorCode::kTypeMismatch || code == ErrorCode::kInvalidRegex);
  FUZZ_CHECK(bson::IsUtf8(ErrorMessageOf(status)));
}

// Nothing when a regular expression took too many steps.
std::optional<bool> Answer(const Schema& schema, DocumentView document) {
  Work work;
  const bool matches = schema.Matches(document, work);
  if (work.error.ok()) return matches;
  FUZZ_CHECK(ErrorCodeOf(work.error) == ErrorCode::kRegexMatchFailed);
  FUZZ_CHECK(!matches);
  return std::nullopt;
}

// `whole` is made of a schema that was taken and said `expected`. It may have
// become too deep to be taken itself.
void CheckWhole(const Document& whole, DocumentView document, bool expected) {
  const StatusOr<Schema> schema = Schema::Parse(whole);
  if (!schema.ok()) {
    FUZZ_CHECK(ErrorCodeOf(schema.status()) == ErrorCode::kBadValue);
    return;
  }
  const std::optional<bool> answer = Answer(*schema, document);
  FUZZ_CHECK(!answer.has_value() || *answer == expected);
}

void CheckSchema(DocumentView schema, DocumentView document) {
  const StatusOr<Schema> parsed = Schema::Parse(schema);
  if (!parsed.ok()) return CheckRefusal(parsed.status());
  const std::optional<bool> answer = Answer(*parsed, document);
  FUZZ_CHECK(answer == Answer(*parsed, document));
  if (!answer.has_value()) return;
  const Value part(schema);
  CheckWhole(Document{{"not", part}}, document, !*answer);
  CheckWhole(Document{{"allOf", Array{part, part}}}, document, *answer);
  CheckWhole(Document{{"anyOf", Array{part, part}}}, document, *answer);
  CheckWhole(Document{{"oneOf", Array{part, part}}}, document, false);
  CheckWhole(Document{{"properties", Document{{"x", part}}}},
             Document{{"x", Value(document)}}, *answer);
  CheckWhole(
      Document{{"properties", Document{{"x", Document{{"items", part}}}}}},
      Document{{"x", Array{Value(document), Value(document)}}}, *answer);
}

}  // namespace
}  // namespace meerkat::query

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // Regular expressions take their time.
  constexpr size_t kMaxSize = 1024;
  if (size > kMaxSize) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t zero = input.find('\0');
  if (zero == std::string_view::npos) return 0;
  const auto schema = meerkat::ParseJson(input.substr(0, zero));
  const auto document = meerkat::ParseJson(input.substr(zero + 1));
  if (!schema.ok() || !document.ok()) return 0;
  meerkat::query::CheckSchema(*schema, *document);
  return 0;
}
