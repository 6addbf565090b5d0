// meerkat serve: a database for drivers, until it is interrupted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tools/cli/exit_codes.h"
#include <meerkat/server_options.h>

namespace meerkat::tools {

struct ServeCommand {
  std::optional<std::string> path;
  // What there is without a path; said or not.
  bool in_memory = false;
  ServerOptions server;
  // The log: one line of JSON each, on stderr.
  bool verbose = false;
  int64_t slow_millis = 100;
  bool redact = false;
};

// Prints "listening on mongodb://..." for each place where it listens, and
// returns after a SIGINT or SIGTERM.
ExitCode Run(const ServeCommand& command);

}  // namespace meerkat::tools
