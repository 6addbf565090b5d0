#include "tools/server/wire/compressor.h"

#include <string_view>
#include <vector>

#include "tests/catch.hpp"

namespace meerkat::server {
namespace {

using Names = std::vector<std::string_view>;
using Compressors = std::vector<Compressor>;

}  // namespace

TEST_CASE("compressors have the names and numbers of the specification") {
  const Names names = {"noop", "snappy", "zlib", "zstd"};
  for (uint8_t number = 0; number < 4; ++number) {
    const Compressor compressor = CompressorOfNumber(number).value();
    CHECK(static_cast<uint8_t>(compressor) == number);
    CHECK(CompressorName(compressor) == names[number]);
    CHECK(CompressorOfName(names[number]) == compressor);
  }
  CHECK(!CompressorOfNumber(4));
  CHECK(!CompressorOfNumber(255));
  CHECK(!CompressorOfName("lz4"));
  CHECK(!CompressorOfName("Snappy"));
  CHECK(!CompressorOfName(""));
}

TEST_CASE("compressors are agreed upon in the client's order") {
  CHECK(AgreeOnCompressors(Names{"zstd", "snappy"}) ==
        Compressors{Compressor::kZstd, Compressor::kSnappy});
  CHECK(AgreeOnCompressors(Names{"snappy", "lz4", "zlib", "snappy"}) ==
        Compressors{Compressor::kSnappy, Compressor::kZlib});
  CHECK(AgreeOnCompressors(Names{"noop", "lz4"}).empty());
  CHECK(AgreeOnCompressors({}).empty());
}

TEST_CASE("handshakes and logins are never compressed") {
  for (const std::string_view name :
       {"hello", "isMaster", "ismaster", "saslStart", "saslContinue",
        "getnonce", "authenticate", "createUser", "updateUser",
        "copydbSaslStart", "copydbgetnonce", "copydb"}) {
    CHECK(!MayBeCompressed(name));
  }
  CHECK(MayBeCompressed("find"));
  CHECK(MayBeCompressed("Hello"));
}

}  // namespace meerkat::server
