// meerkat import: the documents of a file into a collection.
#pragma once

#include <optional>
#include <string>

#include "tools/cli/exit_codes.h"

namespace meerkat::tools {

enum class FileFormat { kJson, kBson };

struct ImportCommand {
  // A file's path, or "-" for standard input.
  std::string file;
  std::string path;
  std::string database;
  std::string collection;
  // Told by the file's name when missing.
  std::optional<FileFormat> format;
  // Drops the collection first.
  bool drop = false;
  // Ends at the first document that cannot be imported.
  bool stop_on_error = false;
};

ExitCode Run(const ImportCommand& command);

}  // namespace meerkat::tools
