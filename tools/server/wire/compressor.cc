#include "tools/server/wire/compressor.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace meerkat::server {
namespace {

// By number.
constexpr std::array<std::string_view, 4> kNames = {"noop", "snappy", "zlib",
                                                    "zstd"};

// Both spellings where a command has two.
constexpr std::array<std::string_view, 12> kNeverCompressed = {
    "hello",        "isMaster",        "ismaster",       "saslStart",
    "saslContinue", "getnonce",        "authenticate",   "createUser",
    "updateUser",   "copydbSaslStart", "copydbgetnonce", "copydb"};

}  // namespace

std::string_view CompressorName(Compressor compressor) {
  return kNames[static_cast<size_t>(compressor)];
}

std::optional<Compressor> CompressorOfName(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return Compressor{static_cast<uint8_t>(found - kNames.begin())};
}

std::optional<Compressor> CompressorOfNumber(uint8_t number) {
  if (number >= kNames.size()) return std::nullopt;
  return Compressor{number};
}

std::vector<Compressor> AgreeOnCompressors(
    std::span<const std::string_view> names) {
  std::vector<Compressor> agreed;
  for (const std::string_view name : names) {
    const std::optional<Compressor> compressor = CompressorOfName(name);
    if (!compressor || *compressor == Compressor::kNone) continue;
    if (std::ranges::find(agreed, *compressor) != agreed.end()) continue;
    agreed.push_back(*compressor);
  }
  return agreed;
}

bool MayBeCompressed(std::string_view command_name) {
  return std::ranges::find(kNeverCompressed, command_name) ==
         kNeverCompressed.end();
}

}  // namespace meerkat::server
