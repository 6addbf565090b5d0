#include "tools/cli/directory_size.h"

#include <filesystem>
#include <system_error>

namespace meerkat::tools {

uint64_t DirectorySize(const std::string& path) {
  namespace fs = std::filesystem;
  uint64_t total = 0;
  std::error_code error;
  fs::recursive_directory_iterator entry(
      path, fs::directory_options::skip_permission_denied, error);
  while (!error && entry != fs::recursive_directory_iterator()) {
    std::error_code unsized_entry;
    const bool is_file = entry->is_regular_file(unsized_entry);
    const uint64_t size = is_file ? entry->file_size(unsized_entry) : 0;
    if (!unsized_entry) total += size;
    entry.increment(error);
  }
  return total;
}

}  // namespace meerkat::tools
