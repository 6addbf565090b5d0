// The compressors of OP_COMPRESSED: their numbers, their names, and who may be
// compressed. Drivers' specification "Wire Compression".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace meerkat::server {

// The numbers that stand in messages.
enum class Compressor : uint8_t {
  kNone = 0,
  kSnappy = 1,
  kZlib = 2,
  kZstd = 3,
};

// "snappy"; "noop" for kNone, which is how a message says that it is not
// compressed.
std::string_view CompressorName(Compressor compressor);

// Nothing for an unknown name or number.
std::optional<Compressor> CompressorOfName(std::string_view name);
std::optional<Compressor> CompressorOfNumber(uint8_t number);

// What to answer a hello that lists these names: those we know, in the
// client's order, each once. "noop" is never agreed upon, there is nothing to
// gain.
std::vector<Compressor> AgreeOnCompressors(
    std::span<const std::string_view> names);

// False for the commands that must not be compressed, request and reply: those
// before the compressors are agreed upon, and those with secrets, whose length
// after compression would tell about them.
bool MayBeCompressed(std::string_view command_name);

}  // namespace meerkat::server
