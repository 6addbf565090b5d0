// Errors as replies: what a server would send for a Status.
#include <meerkat/client.h>
#include <meerkat/json.h>

#include <string>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"

namespace meerkat {
namespace {

std::string Reply(const Status& status) { return ToJson(ReplyFor(status)); }

}  // namespace

TEST_CASE("the reply for success says so") {
  CHECK(Reply(absl::OkStatus()) == R"({"ok":1.0})");
}

TEST_CASE("the reply for an error has its message, code and name") {
  CHECK(Reply(MakeError(ErrorCode::kCursorNotFound, "cursor id 7 not found")) ==
        R"({"ok":0.0,"errmsg":"cursor id 7 not found","code":43,)"
        R"("codeName":"CursorNotFound"})");
  CHECK(
      Reply(MakeError(ErrorCode::kUnknownCommandField, "no")) ==
      R"({"ok":0.0,"errmsg":"no","code":40415,"codeName":"IDLUnknownField"})");
}

TEST_CASE("the reply for an error shows its details beside the code") {
  const Document details{{"keyPattern", Document{{"_id", 1}}},
                         {"keyValue", Document{{"_id", "x"}}}};
  CHECK(Reply(MakeError(ErrorCode::kDuplicateKey, "twice", details)) ==
        R"({"ok":0.0,"errmsg":"twice","code":11000,"codeName":"DuplicateKey",)"
        R"("keyPattern":{"_id":1},"keyValue":{"_id":"x"}})");
}

TEST_CASE("the reply for an error ends in its labels") {
  Status status = MakeError(ErrorCode::kWriteConflict, "again");
  status = WithErrorLabel(status, "TransientTransactionError");
  status = WithErrorLabel(status, "RetryableWriteError");
  CHECK(
      Reply(status) ==
      R"({"ok":0.0,"errmsg":"again","code":112,"codeName":"WriteConflict",)"
      R"("errorLabels":["TransientTransactionError","RetryableWriteError"]})");
}

TEST_CASE("the reply for somebody else's error is an internal one") {
  CHECK(Reply(absl::NotFoundError("lost")) ==
        R"({"ok":0.0,"errmsg":"lost","code":1,"codeName":"InternalError"})");
}

TEST_CASE("an error of the API carries what the reply shows") {
  Client client = testing::OpenClient();
  Collection c = client["app"]["c"];
  REQUIRE(c.InsertOne(Document{{"_id", 1}}).ok());
  const Status status = c.InsertOne(Document{{"_id", 1}}).status();
  CHECK(Reply(status) ==
        R"({"ok":0.0,"errmsg":"E11000 duplicate key error collection: app.c )"
        R"(index: _id_ dup key: { _id: 1 }","code":11000,)"
        R"("codeName":"DuplicateKey","keyPattern":{"_id":1},)"
        R"("keyValue":{"_id":1}})");
  CHECK(absl::IsAlreadyExists(status));
}

}  // namespace meerkat
