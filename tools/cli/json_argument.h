// Arguments of the command line that are Extended JSON.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <string>
#include <string_view>

namespace meerkat::tools {

// `name` is for the message: "the filter is not valid JSON: ...".
StatusOr<Document> ParseArgument(std::string_view name,
                                 const std::string& text);

}  // namespace meerkat::tools
