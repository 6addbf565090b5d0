#include "query/schema/schema.h"

#include <utility>

#include "query/schema/matches.h"
#include "query/schema/parse.h"
#include "query/schema/rules.h"
#include "storage/status_macros.h"

namespace meerkat::query {

Schema::Schema(std::shared_ptr<const schema::Rules> rules)
    : rules_(std::move(rules)) {}

StatusOr<Schema> Schema::Parse(DocumentView schema) {
  MEERKAT_ASSIGN_OR_RETURN(schema::Rules rules,
                           schema::ParseRules(schema, /*depth=*/0));
  return Schema(std::make_shared<const schema::Rules>(std::move(rules)));
}

bool Schema::Matches(DocumentView document, Work& work) const {
  const Element root(Type::kDocument, {}, document.bytes());
  return schema::Matches(*rules_, root, work) && work.error.ok();
}

}  // namespace meerkat::query
