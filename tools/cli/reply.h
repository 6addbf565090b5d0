// Reading the replies of commands.
#pragma once

#include <meerkat/document.h>

#include <cstdint>

namespace meerkat::tools {

// A count or size, whichever numeric type it came as; 0 when it is missing.
int64_t CountIn(const Element& element);

}  // namespace meerkat::tools
