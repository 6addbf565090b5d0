// CRC-32C, the checksum of an OP_MSG: Castagnoli's polynomial, as in RFC 3720,
// appendix B.4. Drivers rarely ask for it, so it is the plain algorithm, a
// byte at a time.
#pragma once

#include <cstdint>
#include <string_view>

namespace meerkat::server {

uint32_t Crc32c(std::string_view bytes);

}  // namespace meerkat::server
