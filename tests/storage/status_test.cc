#include <absl/status/status.h>
#include <meerkat/document.h>
#include <meerkat/status.h>
#include <meerkat/value.h>

#include "storage/status_macros.h"
#include "tests/catch.hpp"

namespace meerkat {
namespace {

TEST_CASE("an error carries MongoDB's code and message") {
  const Status status = MakeError(ErrorCode::kDuplicateKey, "E11000 twice");
  CHECK_FALSE(status.ok());
  CHECK(ErrorCodeOf(status) == ErrorCode::kDuplicateKey);
  CHECK(ErrorMessageOf(status) == "E11000 twice");
  CHECK(status.code() == absl::StatusCode::kAlreadyExists);
}

TEST_CASE("an error prints with its code") {
  const Status status = MakeError(ErrorCode::kBadValue, "no");
  CHECK(status.ToString().find("meerkat.code='2'") != std::string::npos);
}

TEST_CASE("a code without a name in MongoDB is a location") {
  CHECK(ErrorName(ErrorCode::kDuplicateKey) == "DuplicateKey");
  CHECK(ErrorName(ErrorCode::kOutOfDiskSpace) == "OutOfDiskSpace");
  CHECK(ErrorName(ErrorCode::kBSONObjectTooLarge) == "BSONObjectTooLarge");
  CHECK(ErrorName(ErrorCode::kUnknownCommandField) == "IDLUnknownField");
  CHECK(ErrorName(ErrorCode{40352}) == "Location40352");
  const Status status = MakeError(ErrorCode{40352}, "empty");
  CHECK(ErrorCodeOf(status) == ErrorCode{40352});
}

TEST_CASE("ok has code 0 and a foreign error is an internal one") {
  CHECK(ErrorCodeOf(absl::OkStatus()) == ErrorCode::kOk);
  CHECK(ErrorCodeOf(absl::NotFoundError("x")) == ErrorCode::kInternalError);
  CHECK(ErrorMessageOf(absl::NotFoundError("x")) == "x");
}

TEST_CASE("details travel with an error") {
  const Document details{{"keyPattern", Document{{"_id", 1}}},
                         {"keyValue", Document{{"_id", "a"}}}};
  const Status status =
      MakeError(ErrorCode::kDuplicateKey, "duplicate", details);
  CHECK(ErrorDetailsOf(status) == details);
  CHECK(ErrorCodeOf(status) == ErrorCode::kDuplicateKey);
  CHECK(ErrorDetailsOf(MakeError(ErrorCode::kBadValue, "")).empty());
}

TEST_CASE("labels are kept in the order they were added") {
  Status status = MakeError(ErrorCode::kWriteConflict, "conflict");
  CHECK(ErrorLabelsOf(status).empty());
  status = WithErrorLabel(std::move(status), "TransientTransactionError");
  status = WithErrorLabel(std::move(status), "RetryableWriteError");
  CHECK(ErrorLabelsOf(status) ==
        std::vector<std::string>{"TransientTransactionError",
                                 "RetryableWriteError"});
  CHECK(ErrorCodeOf(status) == ErrorCode::kWriteConflict);
}

StatusOr<int> Half(int number) {
  if (number % 2 != 0) return MakeError(ErrorCode::kBadValue, "odd");
  return number / 2;
}

StatusOr<int> Quarter(int number) {
  MEERKAT_RETURN_IF_ERROR(Half(number).status());
  MEERKAT_ASSIGN_OR_RETURN(const int half, Half(number));
  MEERKAT_ASSIGN_OR_RETURN(int quarter, Half(half));
  return quarter;
}

TEST_CASE("the macros hand a value on and an error out") {
  CHECK(Quarter(8).value() == 2);
  CHECK(ErrorCodeOf(Quarter(3).status()) == ErrorCode::kBadValue);
  CHECK(ErrorMessageOf(Quarter(6).status()) == "odd");
}

}  // namespace
}  // namespace meerkat
