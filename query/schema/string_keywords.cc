#include <absl/status/status.h>

#include <string_view>
#include <utility>

#include "query/schema/keywords.h"
#include "query/schema/operands.h"
#include "storage/status_macros.h"

namespace meerkat::query::schema {

Status ParseMinLength(const Element& keyword, int, Rules& rules) {
  MEERKAT_ASSIGN_OR_RETURN(PartOf(rules.strings).length.least,
                           ReadCount(keyword));
  return absl::OkStatus();
}

Status ParseMaxLength(const Element& keyword, int, Rules& rules) {
  MEERKAT_ASSIGN_OR_RETURN(PartOf(rules.strings).length.most,
                           ReadCount(keyword));
  return absl::OkStatus();
}

Status ParsePattern(const Element& keyword, int, Rules& rules) {
  MEERKAT_ASSIGN_OR_RETURN(const std::string_view pattern, ReadString(keyword));
  StatusOr<Regex> regex = Regex::Compile(pattern, "");
  if (!regex.ok()) {
    return BadPattern(keyword, ErrorCodeOf(regex.status()), regex.status());
  }
  PartOf(rules.strings).pattern = *std::move(regex);
  return absl::OkStatus();
}

}  // namespace meerkat::query::schema
