// Any projection and any document: refused with a code, or a valid document,
// and one that a projection without operators leaves as it is.
//
// Input: a line with the specification and a line with the document, both in
// JSON. A line beginning with "+" is for $addFields, "-" for $project.
#include <meerkat/json.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "query/projection/projection.h"
#include "storage/bson/utf8.h"
#include "tests/fuzz/check.h"

namespace meerkat::query {
namespace {

void CheckError(const Status& status) {
  FUZZ_CHECK(ErrorCodeOf(status) != ErrorCode::kInternalError);
  FUZZ_CHECK(bson::IsUtf8(ErrorMessageOf(status)));
}

// Nothing but flags, in documents too.
bool HasFlagsOnly(DocumentView specification) {
  return std::all_of(
      specification.begin(), specification.end(), [](const Element& value) {
        if (value.type() == Type::kDocument) {
          return !value.name().ends_with(".$") &&
                 HasFlagsOnly(value.AsDocument());
        }
        return !value.name().starts_with('$') &&
               !value.name().ends_with(".$") &&
               (value.is_number() || value.type() == Type::kBool);
      });
}

void CheckProjection(DocumentView specification, ProjectionUse use,
                     DocumentView document) {
  const StatusOr<Projection> projection = Projection::Parse(specification, use);
  if (!projection.ok()) return CheckError(projection.status());
  ProjectionContext context(Date{0}, &RandomSource::Real());
  context.matched_position = document.size() % 3;
  context.sort_key = Array{1};
  const StatusOr<DocumentView> projected = projection->Apply(document, context);
  if (!projected.ok()) return CheckError(projected.status());

  const Document copy(*projected);
  FUZZ_CHECK(Document::Parse(copy.view().bytes()).ok());
  if (use == ProjectionUse::kAddFields || !HasFlagsOnly(specification)) return;
  const StatusOr<DocumentView> again = projection->Apply(copy, context);
  FUZZ_CHECK(again.ok() && *again == copy.view());
}

void CheckLines(std::string_view specification, std::string_view document) {
  ProjectionUse use = ProjectionUse::kFind;
  if (specification.starts_with('+')) use = ProjectionUse::kAddFields;
  if (specification.starts_with('-')) use = ProjectionUse::kProject;
  if (use != ProjectionUse::kFind) specification.remove_prefix(1);
  const StatusOr<Document> parsed = ParseJson(specification);
  if (!parsed.ok()) return;
  const StatusOr<Document> input = ParseJson(document);
  CheckProjection(*parsed, use, input.ok() ? *input : Document());
}

}  // namespace
}  // namespace meerkat::query

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t kMaxSize = 1024;
  if (size > kMaxSize) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t line = std::min(text.find('\n'), text.size());
  meerkat::query::CheckLines(text.substr(0, line),
                             text.substr(std::min(line + 1, text.size())));
  return 0;
}
