#include "tools/server/wire/shared_bytes.h"

#include <algorithm>
#include <string>

#include "tests/catch.hpp"

namespace meerkat::server {

TEST_CASE("room for bytes is of the size that was asked for") {
  for (const size_t size : {0, 1, 1000, (1 << 20) - 1, 1 << 20, 48'000'000}) {
    CAPTURE(size);
    const std::shared_ptr<char[]> bytes = NewBytes(size);
    std::fill_n(bytes.get(), size, 'x');
    const std::shared_ptr<char[]> zeros = NewZeroBytes(size);
    CHECK(std::all_of(zeros.get(), zeros.get() + size,
                      [](char byte) { return byte == 0; }));
    std::fill_n(zeros.get(), size, 'y');
    CHECK(std::all_of(bytes.get(), bytes.get() + size,
                      [](char byte) { return byte == 'x'; }));
  }
}

TEST_CASE("a part keeps the bytes of the whole alive") {
  for (const size_t size : {100, 2 << 20}) {
    SharedBytes part;
    {
      const SharedBytes whole = SharedBytes::CopyOf(std::string(size, 'x'));
      part = whole.Part(whole.view().substr(size / 2));
    }
    CHECK(part.view() == std::string(size - size / 2, 'x'));
  }
}

}  // namespace meerkat::server
