#include "tools/server/auth/digest.h"

#include <set>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/fake_random.h"
#include "tools/server/auth/base64.h"

namespace meerkat::server::auth {
namespace {

std::string Hex(const StatusOr<std::string>& bytes) {
  REQUIRE(bytes.ok());
  std::string hex;
  for (const unsigned char byte : *bytes) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

constexpr auto kSha1 = Mechanism::kScramSha1;
constexpr auto kSha256 = Mechanism::kScramSha256;

}  // namespace

TEST_CASE("a build without OpenSSL refuses all cryptography by its name") {
  for (const StatusOr<std::string>& result :
       {Hash(kSha256, "abc"), Hmac(kSha1, "k", "abc"),
        Pbkdf2(kSha1, "p", "s", 1), Md5Hex("abc")}) {
    CHECK(result.ok() == HasCryptography());
    if (result.ok()) continue;
    CHECK(ErrorCodeOf(result.status()) == ErrorCode::kMechanismUnavailable);
    CHECK_THAT(ErrorMessageOf(result.status()),
               Catch::Matchers::ContainsSubstring("OpenSSL"));
  }
}

TEST_CASE("hashes are those of FIPS 180 and RFC 1321") {
  if (!HasCryptography()) return;
  CHECK(Hex(Hash(kSha1, "abc")) == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(Hex(Hash(kSha256, "abc")) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(Hex(Hash(kSha256, "")) ==
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(*Md5Hex("abc") == "900150983cd24fb0d6963f7d28e17f72");
}

TEST_CASE("keyed hashes are those of RFC 2202 and RFC 4231") {
  if (!HasCryptography()) return;
  CHECK(Hex(Hmac(kSha1, "Jefe", "what do ya want for nothing?")) ==
        "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  CHECK(Hex(Hmac(kSha256, "Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  // A key longer than a block is hashed first.
  CHECK(Hex(Hmac(kSha256, std::string(131, '\xaa'),
                 "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  CHECK(Hmac(kSha256, "", "").ok());
}

TEST_CASE("PBKDF2 is that of RFC 6070") {
  if (!HasCryptography()) return;
  CHECK(Hex(Pbkdf2(kSha1, "password", "salt", 1)) ==
        "0c60c80f961f0e71f3a9b524af6012062fe037a6");
  CHECK(Hex(Pbkdf2(kSha1, "password", "salt", 4096)) ==
        "4b007901b765489abead49d926f721d065a429c1");
  CHECK(Hex(Pbkdf2(kSha256, "password", "salt", 4096)) ==
        "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a");
}

TEST_CASE("secrets are equal when all their bytes are") {
  if (!HasCryptography()) return;
  CHECK(AreEqualSecrets("", ""));
  CHECK(AreEqualSecrets("abc", "abc"));
  CHECK_FALSE(AreEqualSecrets("abc", "abd"));
  CHECK_FALSE(AreEqualSecrets("abc", "ab"));
  CHECK_FALSE(AreEqualSecrets("", "a"));
}

TEST_CASE("random bytes are as many as were asked for and differ") {
  meerkat::testing::FakeRandom fake;
  for (size_t count : {0, 1, 7, 8, 9, 28}) {
    CHECK(RandomBytes(fake, count).size() == count);
  }
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) seen.insert(RandomBytes(SecureRandom(), 16));
  CHECK(seen.size() == 100);
}

TEST_CASE("base64 has one spelling for some bytes") {
  std::string bytes;
  CHECK(EncodeBase64("any carnal pleas") == "YW55IGNhcm5hbCBwbGVhcw==");
  CHECK(DecodeBase64("YW55IGNhcm5hbCBwbGVhcw==", bytes));
  CHECK(bytes == "any carnal pleas");
  CHECK(DecodeBase64("", bytes));
  CHECK(bytes.empty());
  for (const char* text :
       {"YQ", "YQ=", "YQ==\n", " YQ==", "YR==", "YQ===", "Y!==", "=", "_-8="}) {
    CHECK_FALSE(DecodeBase64(text, bytes));
  }
}

}  // namespace meerkat::server::auth
