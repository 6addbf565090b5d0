// meerkat stats: what a database holds and how large it is.
#pragma once

#include <optional>
#include <string>

#include "tools/cli/exit_codes.h"

namespace meerkat::tools {

struct StatsCommand {
  std::string path;
  // Only this database, and only this collection of it.
  std::optional<std::string> database;
  std::optional<std::string> collection;
  // One JSON document instead of a table.
  bool json = false;
};

ExitCode Run(const StatsCommand& command);

}  // namespace meerkat::tools
