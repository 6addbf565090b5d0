// meerkat find: the documents of a collection as JSON lines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tools/cli/exit_codes.h"

namespace meerkat::tools {

struct FindCommand {
  std::string path;
  std::string database;
  std::string collection;
  // Extended JSON.
  std::string filter = "{}";
  std::optional<int64_t> limit;
  // Keeps every type in the output.
  bool canonical = false;
  // Prints a document over several lines.
  bool pretty = false;
};

ExitCode Run(const FindCommand& command);

}  // namespace meerkat::tools
