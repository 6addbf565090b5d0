// How much room a process and its files take.
#pragma once

#include <filesystem>

namespace meerkat::bench {

constexpr double kMegabyte = 1 << 20;

// The most memory this process ever had resident, and what it has now, in
// megabytes.
double PeakMemory();
double CurrentMemory();

// Megabytes of the files below `directory`.
double DiskUse(const std::filesystem::path& directory);
// Makes the next reader of these files wait for the disk.
void DropFromPageCache(const std::filesystem::path& directory);

}  // namespace meerkat::bench
