#include "tools/cli/open_database.h"

namespace meerkat::tools {

StatusOr<Client> OpenForReading(const std::string& path) {
  return Client::Open(path, {.read_only = true, .create_if_missing = false});
}

}  // namespace meerkat::tools
