// Strings at the border to Abseil.
//
// Distributions build Abseil so that absl::string_view is either std's or its
// own type. Meerkat speaks std::string_view and crosses the border here, so
// that the same code compiles with both.
#pragma once

#include <absl/strings/string_view.h>

#include <string_view>

namespace meerkat {

inline absl::string_view to_absl(std::string_view text) {
  return absl::string_view(text.data(), text.size());
}

inline std::string_view to_std(absl::string_view text) {
  return std::string_view(text.data(), text.size());
}

}  // namespace meerkat
