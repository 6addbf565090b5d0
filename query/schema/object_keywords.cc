#include <absl/status/status.h>
#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "query/schema/keywords.h"
#include "query/schema/operands.h"
#include "query/schema/parse.h"
#include "storage/status_macros.h"

namespace meerkat::query::schema {

namespace {

// The schema that stands at a name inside `keyword`.
StatusOr<std::unique_ptr<const Rules>> ParseSchemaAt(const Element& keyword,
                                                     const Element& schema,
                                                     int depth) {
  if (schema.type() == Type::kDocument) {
    return ParseSchemaOperand(schema, depth);
  }
  return MakeError(
      ErrorCode::kTypeMismatch,
      fmt::format("$jsonSchema keyword '{}': '{}' must be an object, found {}",
                  keyword.name(), schema.name(), ToString(schema)));
}

StatusOr<Dependency> ParseDependency(const Element& dependency, int depth) {
  Dependency parsed;
  parsed.name = dependency.name();
  if (dependency.type() == Type::kArray) {
    MEERKAT_ASSIGN_OR_RETURN(parsed.names, ReadNames(dependency));
    return parsed;
  }
  if (dependency.type() == Type::kDocument) {
    MEERKAT_ASSIGN_OR_RETURN(parsed.rules,
                             ParseSchemaOperand(dependency, depth));
    return parsed;
  }
  return MakeError(ErrorCode::kTypeMismatch,
                   fmt::format("$jsonSchema keyword 'dependencies': '{}' must "
                               "be an object or an array, found {}",
                               dependency.name(), ToString(dependency)));
}

}  // namespace

Status ParseProperties(const Element& keyword, int depth, Rules& rules) {
  MEERKAT_ASSIGN_OR_RETURN(const DocumentView schemas, ReadObject(keyword));
  ObjectRules& objects = PartOf(rules.objects);
  for (const Element& schema : schemas) {
    Property& property = objects.FindOrAdd(schema.name());
    if (property.rules != nullptr) {
      return BadOperand(keyword,
                        fmt::format("has '{}' a second time", schema.name()));
    }
    MEERKAT_ASSIGN_OR_RETURN(property.rules,
                             ParseSchemaAt(keyword, schema, depth));
  }
  return absl::OkStatus();
}

Status ParsePatternProperties(const Element& keyword, int depth, Rules& rules) {
  MEERKAT_ASSIGN_OR_RETURN(const DocumentView schemas, ReadObject(keyword));
  ObjectRules& objects = PartOf(rules.objects);
  for (const Element& schema : schemas) {
    MEERKAT_ASSIGN_OR_RETURN(auto parsed,
                             ParseSchemaAt(keyword, schema, depth));
    StatusOr<Regex> name = Regex::Compile(schema.name(), "");
    if (!name.ok()) {
      return BadPattern(keyword, ErrorCode::kBadValue, name.status());
    }
    objects.pattern_properties.push_back({*std::move(name), std::move(parsed)});
  }
  return absl::OkStatus();
}

Status ParseAdditionalProperties(const Element& keyword, int depth,
                                 Rules& rules) {
  MEERKAT_ASSIGN_OR_RETURN(PartOf(rules.objects).additional,
                           ParseAdditional(keyword, depth));
  return absl::OkStatus();
}

Status ParseRequired(const Element& keyword, int, Rules& rules) {
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<std::string> names,
                           ReadNames(keyword));
  ObjectRules& objects = PartOf(rules.objects);
  for (const std::string& name : names) {
    objects.FindOrAdd(name).is_required = true;
  }
  return absl::OkStatus();
}

Status ParseMinProperties(const Element& keyword, int, Rules& rules) {
  MEERKAT_ASSIGN_OR_RETURN(PartOf(rules.objects).size.least,
                           ReadCount(keyword));
  return absl::OkStatus();
}

Status ParseMaxProperties(const Element& keyword, int, Rules& rules) {
  MEERKAT_ASSIGN_OR_RETURN(PartOf(rules.objects).size.most, ReadCount(keyword));
  return absl::OkStatus();
}

Status ParseDependencies(const Element& keyword, int depth, Rules& rules) {
  MEERKAT_ASSIGN_OR_RETURN(const DocumentView entries, ReadObject(keyword));
  ObjectRules& objects = PartOf(rules.objects);
  for (const Element& entry : entries) {
    MEERKAT_ASSIGN_OR_RETURN(Dependency dependency,
                             ParseDependency(entry, depth));
    objects.dependencies.push_back(std::move(dependency));
  }
  return absl::OkStatus();
}

}  // namespace meerkat::query::schema
