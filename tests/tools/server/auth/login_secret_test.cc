#include "tools/server/auth/login_secret.h"

#include <meerkat/client.h>
#include <meerkat/value.h>

#include <string>

#include "tests/catch.hpp"
#include "tests/support/temp_directory.h"
#include "tools/server/auth/digest.h"

namespace meerkat::server::auth {
namespace {

std::string SecretIn(Client& client) {
  return LoginSecret(client["admin"]["system.keys"], SecureRandom());
}

}  // namespace

TEST_CASE("the secret of a database stays the same") {
  const testing::TempDirectory temp;
  std::string secret;
  {
    Client client = *Client::Open(temp / "db");
    secret = SecretIn(client);
    CHECK(secret.size() == 32);
    CHECK(SecretIn(client) == secret);
    REQUIRE(client.Close().ok());
  }
  Client client = *Client::Open(temp / "db");
  CHECK(SecretIn(client) == secret);
  Client other = *Client::Open(":memory:");
  CHECK(SecretIn(other) != secret);
}

TEST_CASE("a secret that somebody has damaged is not used") {
  Client client = *Client::Open(":memory:");
  Collection keys = client["admin"]["system.keys"];
  REQUIRE(
      keys.InsertOne(Document{{"_id", "unknown users"}, {"secret", "x"}}).ok());
  CHECK(SecretIn(client).size() == 32);
}

TEST_CASE("a database that cannot be written has a secret all the same") {
  Client client = *Client::Open(":memory:");
  REQUIRE(client.Close().ok());
  CHECK(SecretIn(client).size() == 32);
}

}  // namespace meerkat::server::auth
