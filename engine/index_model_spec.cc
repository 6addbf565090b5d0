#include "engine/index_model_spec.h"

#include <meerkat/builder.h>

#include <string>
#include <string_view>
#include <utility>

#include "engine/default_collation.h"
#include "index/key_pattern.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

void AppendIfTrue(Builder& out, std::string_view name, bool value) {
  if (value) out.Append(name, true);
}

template <typename T>
void AppendIfGiven(Builder& out, std::string_view name,
                   const std::optional<T>& value) {
  if (value.has_value()) out.Append(name, *value);
}

void AppendIfNotEmpty(Builder& out, std::string_view name,
                      const Document& value) {
  if (!value.empty()) out.Append(name, value);
}

}  // namespace

StatusOr<Document> SpecDocument(const IndexModel& model) {
  const IndexOptions& options = model.options;
  std::string name = options.name;
  if (name.empty()) {
    MEERKAT_ASSIGN_OR_RETURN(const index::KeyPattern key,
                             index::KeyPattern::Parse(model.keys));
    name = key.DefaultName();
  }
  Builder out;
  out.Append("key", model.keys).Append("name", name);
  AppendIfTrue(out, "unique", options.unique);
  AppendIfTrue(out, "sparse", options.sparse);
  AppendIfTrue(out, "hidden", options.hidden);
  AppendIfGiven(out, "partialFilterExpression", options.partial_filter);
  if (options.expire_after.has_value()) {
    out.Append("expireAfterSeconds", int64_t{options.expire_after->count()});
  }
  AppendIfNotEmpty(out, "collation", options.collation);
  AppendIfGiven(out, "bits", options.bits);
  AppendIfGiven(out, "min", options.min);
  AppendIfGiven(out, "max", options.max);
  AppendIfNotEmpty(out, "wildcardProjection", options.wildcard_projection);
  return std::move(out).Finish();
}

StatusOr<std::vector<index::IndexSpec>> SpecsOf(
    std::span<const IndexModel> models, const Document& collation) {
  std::vector<index::IndexSpec> specs;
  for (const IndexModel& model : models) {
    MEERKAT_ASSIGN_OR_RETURN(const Document document, SpecDocument(model));
    MEERKAT_ASSIGN_OR_RETURN(
        index::IndexSpec spec,
        index::IndexSpec::Parse(WithDefaultCollation(document, collation)));
    specs.push_back(std::move(spec));
  }
  if (!specs.empty()) return specs;
  return MakeError(ErrorCode::kBadValue,
                   "Must specify at least one index to create");
}

}  // namespace meerkat::engine
