// Errors as MongoDB's users know them, carried by absl::Status.
//
// Every fallible function of Meerkat returns Status or StatusOr<T>; nothing
// throws. A Status made by MakeError carries MongoDB's error code and, where
// there are any, details (for example keyPattern and keyValue of a duplicate
// key) and labels, so that a caller in C++ and a driver at the wire see the
// same error:
//
//   auto result = people.InsertOne(document);
//   if (ErrorCodeOf(result.status()) == ErrorCode::kDuplicateKey) {
//     std::cerr << ErrorDetailsOf(result.status())...
//   }
//
// Codes and names: MongoDB manual, "Error Codes".
#pragma once

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <string>
#include <string_view>
#include <vector>

namespace meerkat {

class Document;
class DocumentView;

using Status = absl::Status;
template <typename T>
using StatusOr = absl::StatusOr<T>;

// MongoDB's error codes, those that Meerkat raises. A code without a name in
// MongoDB is shown as LocationNNNNN.
enum class ErrorCode : int {
  kOk = 0,
  kInternalError = 1,
  kBadValue = 2,
  kFailedToParse = 9,
  kUserNotFound = 11,
  kUnauthorized = 13,
  kTypeMismatch = 14,
  kOverflow = 15,
  kInvalidLength = 16,
  kProtocolError = 17,
  kAuthenticationFailed = 18,
  kIllegalOperation = 20,
  kInvalidBSON = 22,
  kNamespaceNotFound = 26,
  kIndexNotFound = 27,
  kPathNotViable = 28,
  kRoleNotFound = 31,
  kConflictingUpdateOperators = 40,
  kCursorNotFound = 43,
  kNamespaceExists = 48,
  kMaxTimeMSExpired = 50,
  kDollarPrefixedFieldName = 52,
  kInvalidIdField = 53,
  kNotSingleValueField = 54,
  kEmptyFieldName = 56,
  kDottedFieldName = 57,
  kCommandNotFound = 59,
  kImmutableField = 66,
  kCannotCreateIndex = 67,
  kIndexAlreadyExists = 68,
  kInvalidOptions = 72,
  kInvalidNamespace = 73,
  kNoReplicationEnabled = 76,
  kUnknownReplWriteConcern = 79,
  kIndexOptionsConflict = 85,
  kIndexKeySpecsConflict = 86,
  kShutdownInProgress = 91,
  kOperationFailed = 96,
  kDBPathInUse = 98,
  kUnsatisfiableWriteConcern = 100,
  kWriteConflict = 112,
  kConflictingOperationInProgress = 117,
  kInvalidSSLConfiguration = 140,
  kCursorInUse = 143,
  kExceededMemoryLimit = 146,
  kIncompatibleCollationVersion = 161,
  kCommandNotSupportedOnView = 166,
  kInvalidPipelineOperator = 168,
  kCannotIndexParallelArrays = 171,
  kQueryPlanKilled = 175,
  kFileOpenFailed = 176,
  kAmbiguousIndexKeyPattern = 181,
  kClientMetadataCannotBeMutated = 186,
  kInvalidIndexSpecificationOption = 197,
  kCannotBuildIndexKeys = 201,
  kNoSuchSession = 206,
  kInvalidUUID = 207,
  kClusterTimeFailsRateLimiter = 209,
  kIncompleteTransactionHistory = 217,
  kIllegalOpMsgFlag = 223,
  kQueryFeatureNotAllowed = 224,
  kTransactionTooOld = 225,
  kTooManyDocumentSequences = 233,
  kNotImplemented = 238,
  kConversionFailure = 241,
  kTooManyLogicalSessions = 261,
  kOperationNotSupportedInTransaction = 263,
  kIndexBuildAborted = 276,
  kClientDisconnect = 279,
  kChecksumMismatch = 288,
  kNoQueryExecutionPlans = 291,
  kQueryExceededMemoryLimitNoDiskUseAllowed = 292,
  kDataCorruptionDetected = 301,
  kAPIVersionError = 322,
  kAPIStrictError = 323,
  kMechanismUnavailable = 334,
  kUnsupportedOpQueryCommand = 352,
  kCannotConvertIndexToUnique = 359,
  kSocketException = 9001,
  kBSONObjectTooLarge = 10334,
  kDuplicateKey = 11000,
  kInterrupted = 11601,
  kBackgroundOperationInProgressForNamespace = 12587,
  kDatabaseDifferCase = 13297,
  kOutOfDiskSpace = 14031,
  kDistinctTooBig = 17217,
  kDocumentAfterUpdateTooLarge = 17419,
  kDuplicateCommandField = 40413,
  kMissingCommandField = 40414,
  kUnknownCommandField = 40415,
  kInvalidRegex = 51091,
  kInvalidRegexOption = 51108,
  kRegexMatchFailed = 51156,
  kNearNotAllowed = 5626500,
};

// The code's name, "DuplicateKey" or "Location51091".
std::string ErrorName(ErrorCode code);

// An error with `code`. `message` names the offending field and value.
Status MakeError(ErrorCode code, std::string_view message);

// The same with details: a document whose fields a server reply shows beside
// the code (keyPattern, keyValue, errInfo ...).
Status MakeError(ErrorCode code, std::string_view message,
                 DocumentView details);

// The code of `status`: kOk when it is ok, kInternalError when it was not made
// by MakeError.
ErrorCode ErrorCodeOf(const Status& status);

// The message of `status`, without code or details.
std::string ErrorMessageOf(const Status& status);

// The details given to MakeError; empty when there are none.
Document ErrorDetailsOf(const Status& status);

// `status` with an error label added ("TransientTransactionError"). MongoDB
// manual, "Driver errors and labels".
Status WithErrorLabel(Status status, std::string_view label);

// The labels of `status`, in the order they were added.
std::vector<std::string> ErrorLabelsOf(const Status& status);

}  // namespace meerkat
