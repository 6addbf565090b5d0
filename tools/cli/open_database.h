// Opens the database of --path.
#pragma once

#include <meerkat/client.h>
#include <meerkat/status.h>

#include <string>

namespace meerkat::tools {

// Opens without changing a byte; a missing directory is an error, not made.
StatusOr<Client> OpenForReading(const std::string& path);

}  // namespace meerkat::tools
