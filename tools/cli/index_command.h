// meerkat index create, list and drop.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tools/cli/exit_codes.h"

namespace meerkat::tools {

struct IndexCreateCommand {
  // Extended JSON: {"city": 1, "born": -1}.
  std::string keys;
  std::string path;
  std::string database;
  std::string collection;
  // As IndexOptions (meerkat/index_model.h); what is a document there is
  // Extended JSON here.
  std::string name;
  bool unique = false;
  bool sparse = false;
  bool hidden = false;
  std::optional<std::string> partial_filter;
  std::optional<int64_t> expire_after_seconds;
  std::optional<std::string> collation;
  std::optional<std::string> wildcard_projection;
  std::optional<int> bits;
  std::optional<double> min;
  std::optional<double> max;
};

struct IndexListCommand {
  std::string path;
  std::string database;
  std::string collection;
  // Specifications, one a line, rather than a table.
  bool json = false;
};

struct IndexDropCommand {
  // Empty with `all`.
  std::string name;
  bool all = false;
  std::string path;
  std::string database;
  std::string collection;
};

// Shows on a terminal how far the build is, and prints the name of the index.
ExitCode Run(const IndexCreateCommand& command);
ExitCode Run(const IndexListCommand& command);
ExitCode Run(const IndexDropCommand& command);

}  // namespace meerkat::tools
