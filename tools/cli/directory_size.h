// Bytes that a directory takes.
#pragma once

#include <cstdint>
#include <string>

namespace meerkat::tools {

// The sizes of the files in `path` and below; what cannot be looked at, or is
// no directory (":memory:"), counts nothing.
uint64_t DirectorySize(const std::string& path);

}  // namespace meerkat::tools
