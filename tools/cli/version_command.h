// meerkat version: what this program is and what it is built on.
#pragma once

#include "tools/cli/exit_codes.h"

namespace meerkat::tools {

struct VersionCommand {};

ExitCode Run(const VersionCommand& command);

}  // namespace meerkat::tools
