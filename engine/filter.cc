#include <meerkat/filter.h>
#include <meerkat/json.h>

#include "storage/status_macros.h"

namespace meerkat {

StatusOr<DocumentView> Filter::Read(Document& parsed) const {
  if (!is_json_) return bson_;
  MEERKAT_ASSIGN_OR_RETURN(parsed, ParseJson(json_));
  return parsed.view();
}

}  // namespace meerkat
