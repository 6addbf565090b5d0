// What a directory holds, for tests that say "untouched", and damage to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace meerkat::testing {

inline std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// The bytes of every file below `directory`, by path; a directory is an entry
// that ends in a slash.
inline std::map<std::string, std::string> ReadTree(
    const std::string& directory) {
  std::map<std::string, std::string> tree;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(directory)) {
    std::string path = entry.path().string();
    if (entry.is_directory()) {
      tree[path + "/"] = "";
    } else {
      tree[path] = ReadFile(path);
    }
  }
  return tree;
}

// Makes `to` a copy of `from`.
inline void CopyTree(const std::string& from, const std::string& to) {
  std::filesystem::remove_all(to);
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
}

// Flips one bit of a file; doing it again restores it.
inline void FlipBit(const std::string& path, uint64_t offset, int bit) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekg(static_cast<std::streamoff>(offset));
  char byte = static_cast<char>(file.get() ^ (1 << bit));
  file.seekp(static_cast<std::streamoff>(offset));
  file.put(byte);
}

}  // namespace meerkat::testing
