#include "tools/cli/json_argument.h"

#include <fmt/format.h>
#include <meerkat/json.h>

namespace meerkat::tools {

StatusOr<Document> ParseArgument(std::string_view name,
                                 const std::string& text) {
  StatusOr<Document> document = ParseJson(text);
  if (document.ok()) return document;
  return MakeError(ErrorCodeOf(document.status()),
                   fmt::format("the {} is not valid JSON: {}", name,
                               ErrorMessageOf(document.status())));
}

}  // namespace meerkat::tools
