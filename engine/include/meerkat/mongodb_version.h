// The release of MongoDB whose answers Meerkat gives. Drivers and tools choose
// by it what they ask: tools by the version that buildInfo tells, drivers by
// the wire version of hello; the two must agree.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace meerkat {

inline constexpr std::string_view kMongoDbVersion = "7.0.0";
// As versionArray of buildInfo; the last is 0 for a release.
inline constexpr std::array<int32_t, 4> kMongoDbVersionParts = {7, 0, 0, 0};
// MongoDB 7.0 speaks 0 to 21.
inline constexpr int32_t kMongoDbMinWireVersion = 0;
inline constexpr int32_t kMongoDbMaxWireVersion = 21;

}  // namespace meerkat
