#include "tools/server/auth/credentials.h"

#include <meerkat/json.h>
#include <meerkat/value.h>

#include <string>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/fake_random.h"
#include "tools/server/auth/base64.h"
#include "tools/server/auth/digest.h"
#include "tools/server/auth/password.h"

namespace meerkat::server::auth {
namespace {

using meerkat::testing::CodeOf;
using meerkat::testing::FakeRandom;

constexpr auto kSha1 = Mechanism::kScramSha1;
constexpr auto kSha256 = Mechanism::kScramSha256;

// Whether this build prepares passwords that are not in ASCII.
bool HasSaslPrep() { return PreparePassword(kSha256, "ada", "é").ok(); }

}  // namespace

TEST_CASE("a password in ASCII is prepared as it is, or by its digest") {
  CHECK(*PreparePassword(kSha256, "ada", "pen cil~") == "pen cil~");
  if (!HasCryptography()) return;
  // md5("user:mongo:pencil")
  CHECK(*PreparePassword(kSha1, "user", "pencil") ==
        "1c33006ec1ffd90f9cadcbcc0e118200");
}

TEST_CASE("passwords that nobody can prepare are refused unseen") {
  for (const std::string& password :
       {std::string(), std::string("sec\nret"), std::string("sec\0ret", 7),
        std::string("secret\x7f"), std::string("secret\xff"),
        std::string("secret\xed\xa0\x80"), std::string((64 << 10) + 1, 'x')}) {
    const auto refused = PreparePassword(kSha256, "ada", password);
    CHECK(CodeOf(refused) == ErrorCode::kBadValue);
    CHECK(ErrorMessageOf(refused.status()).find("ret") == std::string::npos);
  }
  CHECK(CodeOf(PreparePassword(kSha1, "ada", "")) == ErrorCode::kBadValue);
}

// RFC 4013, section 3.
TEST_CASE("SASLprep makes equal what looks equal") {
  if (!HasSaslPrep()) {
    CHECK(CodeOf(PreparePassword(kSha256, "ada", "é")) == ErrorCode::kBadValue);
    return;
  }
  CHECK(*PreparePassword(kSha256, "ada", "I\u00adX") == "IX");
  CHECK(*PreparePassword(kSha256, "ada", "\u00aa") == "a");
  CHECK(*PreparePassword(kSha256, "ada", "\u2168") == "IX");
  CHECK(*PreparePassword(kSha256, "ada", "a\u00a0b") == "a b");
  CHECK(*PreparePassword(kSha256, "ada", "e\u0301") == "é");
  // The one that grows most.
  CHECK(PreparePassword(kSha256, "ada", "\ufdfa\ufdfa")->size() > 18);
  // Private use, unassigned, mixed directions, nothing left.
  for (const char* bad : {"\ue000", "\u0221", "\u0627\u0031", "\u00ad"}) {
    CHECK(CodeOf(PreparePassword(kSha256, "ada", bad)) == ErrorCode::kBadValue);
  }
}

TEST_CASE("credentials have the mechanism's rounds and a fresh salt") {
  if (!HasCryptography()) return;
  FakeRandom random;
  const auto sha256 = MakeCredentials(kSha256, "ada", "pencil", random);
  REQUIRE(sha256.ok());
  CHECK(sha256->iterations == 15000);
  CHECK(sha256->salt.size() == 28);
  CHECK(sha256->stored_key.size() == 32);
  CHECK(sha256->server_key.size() == 32);
  const auto sha1 = MakeCredentials(kSha1, "ada", "pencil", random);
  REQUIRE(sha1.ok());
  CHECK(sha1->iterations == 10000);
  CHECK(sha1->salt.size() == 16);
  CHECK(sha1->stored_key.size() == 20);
  CHECK(sha1->server_key.size() == 20);
  const auto again = MakeCredentials(kSha256, "ada", "pencil", random);
  CHECK(again->salt != sha256->salt);
  CHECK(again->stored_key != sha256->stored_key);
  CHECK(*DeriveCredentials(kSha256, "pencil", sha256->salt, 15000) == *sha256);
}

TEST_CASE("credentials are the same when read back from their document") {
  if (!HasCryptography()) return;
  for (Mechanism mechanism : kMechanisms) {
    const auto made = DeriveCredentials(mechanism, "pencil", "salty", 4096);
    const Document document = ToDocument(*made);
    CHECK(document["iterationCount"].AsInt32() == 4096);
    CHECK(document["salt"].AsString() == "c2FsdHk=");
    CHECK(*ReadCredentials(mechanism, document) == *made);
  }
}

TEST_CASE("credentials that cannot be checked against are refused") {
  const std::string key = EncodeBase64(std::string(32, 'k'));
  const auto read = [](const Document& document) {
    return CodeOf(ReadCredentials(kSha256, document));
  };
  const Value good[] = {15000, "c2FsdA==", key, key};
  const char* const names[] = {"iterationCount", "salt", "storedKey",
                               "serverKey"};
  const auto with = [&](size_t place, const Value& value) {
    Value values[4];
    for (size_t i = 0; i < 4; ++i) values[i] = i == place ? value : good[i];
    return Document{{names[0], values[0]},
                    {names[1], values[1]},
                    {names[2], values[2]},
                    {names[3], values[3]}};
  };
  CHECK(read(with(0, 1)) == ErrorCode::kOk);
  for (const Value& bad : {Value(), Value(0), Value(-1), Value("15000")}) {
    CHECK(read(with(0, bad)) == ErrorCode::kBadValue);
  }
  for (const Value& bad : {Value(), Value(""), Value("c2FsdA="),
                           Value(EncodeBase64(std::string(65, 's')))}) {
    CHECK(read(with(1, bad)) == ErrorCode::kBadValue);
  }
  for (size_t place : {2, 3}) {
    for (const Value& bad :
         {Value(), Value(7), Value(EncodeBase64(std::string(20, 'k')))}) {
      CHECK(read(with(place, bad)) == ErrorCode::kBadValue);
    }
  }
}

}  // namespace meerkat::server::auth
