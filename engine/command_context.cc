#include <meerkat/command_context.h>

#include "storage/bson/validate.h"
#include "storage/status_macros.h"

namespace meerkat {

static_assert(kMaxCommandDepth <= bson::Limits::kMaxDepth);

StatusOr<DocumentView> ParseCommand(std::string_view bytes) {
  MEERKAT_RETURN_IF_ERROR(bson::Validate(
      bytes, {.size = kMaxCommandSize, .depth = kMaxCommandDepth}));
  return DocumentView::FromTrusted(bytes.data());
}

}  // namespace meerkat
