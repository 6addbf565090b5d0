#include "query/pipeline/parse.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "query/pipeline/stage_parsers.h"
#include "storage/status_macros.h"

namespace meerkat::query::pipeline {

namespace {

// SearchNotEnabled; MongoDB gives the others no names.
constexpr ErrorCode kSearchNotEnabled{31082};
constexpr ErrorCode kNotOneField{40323};
constexpr ErrorCode kUnknownStage{40324};
constexpr ErrorCode kTooManyStages{7749501};

constexpr size_t kMaxStages = 1000;

using Parser = StatusOr<Stage> (*)(const Element& operand, const Scope& scope);

StatusOr<Stage> RefuseLater(const Element& operand, const Scope&) {
  return MakeError(ErrorCode::kNotImplemented,
                   fmt::format("this version of Meerkat does not serve the "
                               "pipeline stage '{}'",
                               operand.name()));
}

StatusOr<Stage> RefuseSearch(const Element& operand, const Scope&) {
  return MakeError(kSearchNotEnabled,
                   fmt::format("the pipeline stage '{}' asks a search server, "
                               "and there is none",
                               operand.name()));
}

struct NamedParser {
  std::string_view name;
  Parser parse;
};

// By name: all stages that MongoDB has on a server by itself.
constexpr NamedParser kParsers[] = {
    {"$addFields", &RefuseLater},
    {"$bucket", &RefuseLater},
    {"$bucketAuto", &RefuseLater},
    {"$changeStream", &RefuseLater},
    {"$changeStreamSplitLargeEvent", &RefuseLater},
    {"$collStats", &RefuseLater},
    {"$count", &ParseCount},
    {"$currentOp", &RefuseLater},
    {"$densify", &RefuseLater},
    {"$documents", &RefuseLater},
    {"$facet", &RefuseLater},
    {"$fill", &RefuseLater},
    {"$geoNear", &RefuseLater},
    {"$graphLookup", &RefuseLater},
    {"$group", &ParseGroup},
    {"$indexStats", &RefuseLater},
    {"$limit", &ParseLimit},
    {"$listLocalSessions", &RefuseLater},
    {"$listSearchIndexes", &RefuseSearch},
    {"$lookup", &RefuseLater},
    {"$match", &ParseMatch},
    {"$merge", &RefuseLater},
    {"$out", &RefuseLater},
    {"$planCacheStats", &RefuseLater},
    {"$project", &RefuseLater},
    {"$redact", &RefuseLater},
    {"$replaceRoot", &RefuseLater},
    {"$replaceWith", &RefuseLater},
    {"$sample", &RefuseLater},
    {"$search", &RefuseSearch},
    {"$searchMeta", &RefuseSearch},
    {"$set", &RefuseLater},
    {"$setWindowFields", &RefuseLater},
    {"$skip", &ParseSkip},
    {"$sort", &ParseSort},
    {"$sortByCount", &RefuseLater},
    {"$unionWith", &RefuseLater},
    {"$unset", &RefuseLater},
    {"$unwind", &RefuseLater},
    {"$vectorSearch", &RefuseSearch},
};

StatusOr<Stage> ParseStage(const Element& item, const Scope& scope) {
  if (item.type() != Type::kDocument) {
    return MakeError(ErrorCode::kTypeMismatch,
                     "Each element of the 'pipeline' array must be an object");
  }
  const DocumentView stage = item.AsDocument();
  if (stage.empty() || ++stage.begin() != stage.end()) {
    return MakeError(kNotOneField,
                     "A pipeline stage specification object must contain "
                     "exactly one field.");
  }
  const Element operand = *stage.begin();
  const auto* found =
      std::ranges::find(kParsers, operand.name(), &NamedParser::name);
  if (found != std::end(kParsers)) return found->parse(operand, scope);
  return MakeError(
      kUnknownStage,
      fmt::format("Unrecognized pipeline stage name: '{}'", operand.name()));
}

}  // namespace

StatusOr<std::vector<Stage>> Parse(DocumentView stages, const Scope& scope) {
  std::vector<Stage> parsed;
  for (const Element& item : stages) {
    if (parsed.size() == kMaxStages) {
      return MakeError(kTooManyStages,
                       fmt::format("Pipeline length must be no longer than {} "
                                   "stages.",
                                   kMaxStages));
    }
    MEERKAT_ASSIGN_OR_RETURN(Stage stage, ParseStage(item, scope));
    parsed.push_back(std::move(stage));
  }
  return parsed;
}

}  // namespace meerkat::query::pipeline
