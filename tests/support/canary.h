// A pattern that fills memory which nobody may be shown.
#pragma once

#include <string>
#include <string_view>

namespace meerkat::testing {

inline constexpr unsigned char kCanary = 0xa5;

// Whether there is so much of it that chance cannot have made it: eight bytes,
// a pointer that was never set.
inline bool HasCanary(std::string_view bytes) {
  return bytes.find(std::string(8, static_cast<char>(kCanary))) !=
         std::string_view::npos;
}

}  // namespace meerkat::testing
