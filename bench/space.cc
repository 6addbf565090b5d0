#include "bench/space.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace meerkat::bench {

namespace {

// A line of /proc/self/status such as "VmHWM:   81234 kB".
double StatusMegabytes(std::string_view name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name)) {
      return std::stod(line.substr(name.size())) * 1024 / kMegabyte;
    }
  }
  return 0;
}

std::vector<std::filesystem::path> FilesBelow(
    const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  return files;
}

}  // namespace

double PeakMemory() { return StatusMegabytes("VmHWM:"); }
double CurrentMemory() { return StatusMegabytes("VmRSS:"); }

double DiskUse(const std::filesystem::path& directory) {
  double bytes = 0;
  for (const std::filesystem::path& file : FilesBelow(directory)) {
    bytes += static_cast<double>(std::filesystem::file_size(file));
  }
  return bytes / kMegabyte;
}

void DropFromPageCache(const std::filesystem::path& directory) {
  for (const std::filesystem::path& file : FilesBelow(directory)) {
    const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) continue;
    // Only pages that are on disk already can be dropped.
    fsync(descriptor);
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
    close(descriptor);
  }
}

}  // namespace meerkat::bench
