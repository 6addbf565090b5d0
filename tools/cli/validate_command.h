// meerkat validate: reads everything of each collection and checks that it is
// whole and fits together.
#pragma once

#include <optional>
#include <string>

#include "tools/cli/exit_codes.h"

namespace meerkat::tools {

struct ValidateCommand {
  std::string path;
  // Only this database, and only this collection of it.
  std::optional<std::string> database;
  std::optional<std::string> collection;
};

ExitCode Run(const ValidateCommand& command);

}  // namespace meerkat::tools
