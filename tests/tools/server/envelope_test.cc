#include "tools/server/envelope.h"

#include <string>

#include "tests/catch.hpp"
#include "tests/support/parsed_json.h"

namespace meerkat::server {
namespace {

using testing::Parsed;

int CodeOf(std::string_view json) {
  return static_cast<int>(
      ErrorCodeOf(OpenEnvelope(Parsed(json), "app").status()));
}

constexpr std::string_view kLsid =
    R"("lsid": {"id": {"$uuid": "00112233-4455-6677-8899-aabbccddeeff"}})";

std::string WithSession(std::string_view fields) {
  return "{" + std::string(fields) + ", " + std::string(kLsid) + "}";
}

}  // namespace

TEST_CASE("an envelope tells the command, its database and its session") {
  const Document command = Parsed(WithSession(R"("ping": 1, "$db": "app")"));
  const StatusOr<Envelope> envelope = OpenEnvelope(command, "app");
  REQUIRE(envelope.ok());
  CHECK(envelope->name == "ping");
  CHECK(envelope->database == "app");
  REQUIRE(envelope->session.size() == 16);
  CHECK(envelope->session[1] == '\x11');
  CHECK_FALSE(envelope->transaction_number.has_value());
  CHECK_FALSE(envelope->cluster_time.exists());
  const Document without = Parsed(R"({"ping": 1, "$db": "app"})");
  CHECK(OpenEnvelope(without, "app")->session.empty());
}

TEST_CASE("the fields of an envelope are taken from the command only") {
  const Document command = Parsed(
      R"({"find": "c", "filter": {"lsid": 1, "txnNumber": "x"}, "$db": "a"})");
  CHECK(OpenEnvelope(command, "a").ok());
  // Nor is the name of the command one of them.
  CHECK(CodeOf(R"({"lsid": 1, "$db": "a"})") == 0);
}

TEST_CASE("what is wrong with a session is an error with MongoDB's code") {
  CHECK(CodeOf(R"({"ping": 1, "lsid": 1})") == 14);
  CHECK(CodeOf(R"({"ping": 1, "lsid": {}})") == 40414);
  CHECK(CodeOf(R"({"ping": 1, "lsid": {"id": "x"}})") == 14);
  CHECK(CodeOf(R"({"ping": 1, "lsid": {"id": {"$binary":
                   {"base64": "AAAA", "subType": "04"}}}})") == 207);
  CHECK(CodeOf(R"({"ping": 1, "lsid": {"ID": 1}})") == 40415);
  CHECK(CodeOf(R"({"ping": 1, "lsid": {"id": {"$binary":
                   {"base64": "AAAAAAAAAAAAAAAAAAAAAA==",
                    "subType": "00"}}}})") == 14);
}

TEST_CASE("what is wrong with the stable API is an error") {
  CHECK(CodeOf(R"({"ping": 1, "apiVersion": 1})") == 14);
  CHECK(CodeOf(R"({"ping": 1, "apiVersion": "2"})") == 322);
  CHECK(CodeOf(R"({"ping": 1, "apiVersion": "1"})") == 0);
  CHECK(CodeOf(R"({"ping": 1, "apiStrict": true})") == 4886600);
  CHECK(CodeOf(R"({"ping": 1, "apiDeprecationErrors": true})") == 4886600);
  CHECK(CodeOf(R"({"ping": 1, "apiVersion": "1", "apiStrict": 1})") == 14);
}

TEST_CASE("a read preference has to be one") {
  CHECK(CodeOf(R"({"ping": 1, "$readPreference": 1})") == 14);
  CHECK(CodeOf(R"({"ping": 1, "$readPreference": {}})") == 40414);
  CHECK(CodeOf(R"({"ping": 1, "$readPreference": {"mode": 1}})") == 14);
  CHECK(CodeOf(R"({"ping": 1, "$readPreference": {"mode": "some"}})") == 2);
  CHECK(CodeOf(R"({"ping": 1, "$readPreference": {"mode": "nearest",
                   "tags": [{"dc": "east"}]}})") == 0);
  CHECK(CodeOf(R"({"ping": 1, "$readPreference": {"mode": "primary",
                   "tags": [{"dc": "east"}]}})") == 2);
}

TEST_CASE("a number of a write needs a session, and transactions are refused") {
  CHECK(CodeOf(R"({"insert": "c", "txnNumber": {"$numberLong": "1"}})") == 72);
  CHECK(CodeOf(WithSession(R"("insert": "c", "txnNumber": 1)")) == 14);
  CHECK(CodeOf(WithSession(
            R"("insert": "c", "txnNumber": {"$numberLong": "-1"})")) == 2);
  CHECK(CodeOf(WithSession(
            R"("insert": "c", "txnNumber": {"$numberLong": "1"})")) == 0);
  CHECK(CodeOf(WithSession(
            R"("insert": "c", "txnNumber": {"$numberLong": "1"},
               "autocommit": false)")) == 263);
  CHECK(CodeOf(R"({"find": "c", "startTransaction": true})") == 263);
  CHECK(CodeOf(R"({"find": "c", "autocommit": 1})") == 14);
}

TEST_CASE("a command without a field is none") { CHECK(CodeOf("{}") == 59); }

}  // namespace meerkat::server
