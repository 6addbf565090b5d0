// Errors of expressions: most have a number in MongoDB and no name.
#pragma once

#include <fmt/format.h>
#include <meerkat/status.h>

#include <utility>

namespace meerkat::query::expression {

template <typename... Arguments>
Status Error(int code, fmt::format_string<Arguments...> format,
             Arguments&&... arguments) {
  return MakeError(ErrorCode{code},
                   fmt::format(format, std::forward<Arguments>(arguments)...));
}

}  // namespace meerkat::query::expression
