// Versions of the database format, each with what it changed. FORMAT.md and
// index/KEY_FORMAT.md describe the newest. A database of a newer version than
// the last one here is refused untouched; every earlier one opens.
#pragma once

namespace meerkat::storage::kv {

struct FormatVersion {
  int number;
  const char* change;
};

inline constexpr FormatVersion kFormatVersions[] = {
    {1, "first format"},
};

inline constexpr int kNewestFormat =
    kFormatVersions[sizeof(kFormatVersions) / sizeof(FormatVersion) - 1].number;

}  // namespace meerkat::storage::kv
