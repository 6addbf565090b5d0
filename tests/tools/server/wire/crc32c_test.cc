#include "tools/server/wire/crc32c.h"

#include <string>

#include "tests/catch.hpp"

namespace meerkat::server {

// RFC 3720, appendix B.4.
TEST_CASE("a CRC-32C is that of the RFC's examples") {
  CHECK(Crc32c(std::string(32, '\0')) == 0x8A9136AA);
  CHECK(Crc32c(std::string(32, '\xFF')) == 0x62A8AB43);
  std::string up, down;
  for (int i = 0; i < 32; ++i) {
    up += static_cast<char>(i);
    down += static_cast<char>(31 - i);
  }
  CHECK(Crc32c(up) == 0x46DD794E);
  CHECK(Crc32c(down) == 0x113FDB5C);
  CHECK(Crc32c("123456789") == 0xE3069283);
  CHECK(Crc32c("") == 0);
}

}  // namespace meerkat::server
