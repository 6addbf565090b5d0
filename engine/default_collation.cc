#include "engine/default_collation.h"

#include <meerkat/builder.h>

#include <memory>
#include <string_view>
#include <utility>

#include "index/key_pattern.h"
#include "storage/bson/collator.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

constexpr std::string_view kCollation = "collation";

bool IsOnId(DocumentView spec) {
  const Element key = spec["key"];
  if (key.type() != Type::kDocument) return false;
  const auto pattern = index::KeyPattern::Parse(key.AsDocument());
  return pattern.ok() && pattern->is_id();
}

}  // namespace

StatusOr<Document> CollationOptions(DocumentView asked) {
  MEERKAT_ASSIGN_OR_RETURN(const std::shared_ptr<const bson::Collator> collator,
                           bson::Collator::Make(asked, "create.collation"));
  if (collator == nullptr) return Document();
  return Document{{kCollation, collator->collation().ToBson()}};
}

bool HasDefaultCollation(const std::optional<storage::CatalogEntry>& entry) {
  return entry.has_value() && !entry->info->options.empty() &&
         entry->info->options[kCollation].type() == Type::kDocument;
}

Document DefaultCollation(const std::optional<storage::CatalogEntry>& entry) {
  if (!HasDefaultCollation(entry)) return Document();
  Builder collation;
  const Element stored = entry->info->options[kCollation];
  for (const Element& field : stored.AsDocument()) {
    if (field.name() != "version") collation.Append(field);
  }
  return std::move(collation).Finish();
}

Document DefaultCollation(Engine& engine, const storage::Namespace& ns) {
  return DefaultCollation(engine.FindCollection(ns.database, ns.collection));
}

Document CollationFor(Engine& engine, const storage::Namespace& ns,
                      DocumentView asked) {
  return asked.empty() ? DefaultCollation(engine, ns) : Document(asked);
}

Document WithDefaultCollation(DocumentView spec, const Document& collation) {
  if (collation.empty() || spec[kCollation].exists() || IsOnId(spec)) {
    return Document(spec);
  }
  Builder with;
  with.AppendAll(spec).Append(kCollation, collation);
  return std::move(with).Finish();
}

}  // namespace meerkat::engine
