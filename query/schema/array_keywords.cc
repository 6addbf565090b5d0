#include <absl/status/status.h>

#include "query/schema/keywords.h"
#include "query/schema/operands.h"
#include "query/schema/parse.h"
#include "storage/status_macros.h"

namespace meerkat::query::schema {

Status ParseItems(const Element& keyword, int depth, Rules& rules) {
  ArrayRules& arrays = PartOf(rules.arrays);
  if (keyword.type() == Type::kArray) {
    arrays.has_list = true;
    MEERKAT_ASSIGN_OR_RETURN(arrays.list, ParseSchemaList(keyword, depth));
    return absl::OkStatus();
  }
  if (keyword.type() != Type::kDocument) {
    return WrongType(keyword, "an object or an array of objects");
  }
  MEERKAT_ASSIGN_OR_RETURN(arrays.each, ParseSchemaOperand(keyword, depth));
  return absl::OkStatus();
}

Status ParseAdditionalItems(const Element& keyword, int depth, Rules& rules) {
  MEERKAT_ASSIGN_OR_RETURN(PartOf(rules.arrays).additional,
                           ParseAdditional(keyword, depth));
  return absl::OkStatus();
}

Status ParseMinItems(const Element& keyword, int, Rules& rules) {
  MEERKAT_ASSIGN_OR_RETURN(PartOf(rules.arrays).size.least, ReadCount(keyword));
  return absl::OkStatus();
}

Status ParseMaxItems(const Element& keyword, int, Rules& rules) {
  MEERKAT_ASSIGN_OR_RETURN(PartOf(rules.arrays).size.most, ReadCount(keyword));
  return absl::OkStatus();
}

Status ParseUniqueItems(const Element& keyword, int, Rules& rules) {
  MEERKAT_ASSIGN_OR_RETURN(PartOf(rules.arrays).unique, ReadBool(keyword));
  return absl::OkStatus();
}

}  // namespace meerkat::query::schema
