#include "engine/duplicate_key.h"

#include <fmt/format.h>
#include <meerkat/builder.h>

#include <string_view>
#include <utility>

#include "engine/shell_text.h"
#include "index/key_values.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

Status ErrorOf(const storage::Namespace& ns, std::string_view index,
               DocumentView pattern, DocumentView collation,
               DocumentView values) {
  Builder details;
  details.Append("keyPattern", pattern).Append("keyValue", values);
  std::string collated;
  if (!collation.empty()) {
    details.Append("collation", collation);
    collated = fmt::format(" collation: {}", ToString(collation));
  }
  const Document document = std::move(details).Finish();
  return MakeError(
      ErrorCode::kDuplicateKey,
      fmt::format("E11000 duplicate key error collection: {} index: {}{} dup "
                  "key: {}",
                  ns.ToString(), index, collated,
                  ShellText(document["keyValue"])),
      document);
}

}  // namespace

Status DuplicateKeyError(const storage::Namespace& ns,
                         const index::DuplicateKey& key) {
  const index::IndexSpec& spec = key.index->spec;
  MEERKAT_ASSIGN_OR_RETURN(const Document values,
                           index::KeyValues(spec, key.fields, key.type_bits));
  return ErrorOf(ns, spec.name, spec.key.document(), spec.collation, values);
}

Status DuplicateIdError(const storage::Namespace& ns, const Element& id) {
  Builder values;
  values.AppendAs("_id", id);
  return ErrorOf(ns, index::kIdIndexName, Document{{"_id", 1}}, {},
                 std::move(values).Finish());
}

}  // namespace meerkat::engine
