// meerkat find: documents of a collection, as JSON lines or as a table.
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
  std::string projection = "{}";
  std::string sort = "{}";
  std::string collation = "{}";
  // The name of an index, or Extended JSON; empty: none.
  std::string hint;
  int64_t skip = 0;
  std::optional<int64_t> limit;
  // Keeps every type in the output.
  bool canonical = false;
  // Prints a document over several lines.
  bool pretty = false;
  // Prints tables with a column for each field.
  bool table = false;
};

ExitCode Run(const FindCommand& command);

}  // namespace meerkat::tools
