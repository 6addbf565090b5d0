#include <absl/strings/cord.h>
#include <absl/types/optional.h>
#include <fmt/format.h>
#include <meerkat/document.h>
#include <meerkat/status.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "storage/str.h"

namespace meerkat {
namespace {

// What absl::Status carries for us: the code in decimal, so that a printed
// Status shows it; the details as BSON; labels one to a line.
constexpr std::string_view kCodePayload = "meerkat.code";
constexpr std::string_view kDetailsPayload = "meerkat.details";
constexpr std::string_view kLabelsPayload = "meerkat.labels";

struct NamedCode {
  ErrorCode code;
  std::string_view name;
  // What a caller that knows only Abseil's codes shall see.
  absl::StatusCode canonical;
};

// Ordered by code. Those without a name in MongoDB are not here.
constexpr NamedCode kNamedCodes[] = {
    {ErrorCode::kOk, "OK", absl::StatusCode::kOk},
    {ErrorCode::kInternalError, "InternalError", absl::StatusCode::kInternal},
    {ErrorCode::kBadValue, "BadValue", absl::StatusCode::kInvalidArgument},
    {ErrorCode::kFailedToParse, "FailedToParse",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kUserNotFound, "UserNotFound", absl::StatusCode::kNotFound},
    {ErrorCode::kUnauthorized, "Unauthorized",
     absl::StatusCode::kPermissionDenied},
    {ErrorCode::kTypeMismatch, "TypeMismatch",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kOverflow, "Overflow", absl::StatusCode::kOutOfRange},
    {ErrorCode::kInvalidLength, "InvalidLength",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kProtocolError, "ProtocolError",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kAuthenticationFailed, "AuthenticationFailed",
     absl::StatusCode::kUnauthenticated},
    {ErrorCode::kIllegalOperation, "IllegalOperation",
     absl::StatusCode::kFailedPrecondition},
    {ErrorCode::kInvalidBSON, "InvalidBSON",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kNamespaceNotFound, "NamespaceNotFound",
     absl::StatusCode::kNotFound},
    {ErrorCode::kIndexNotFound, "IndexNotFound", absl::StatusCode::kNotFound},
    {ErrorCode::kPathNotViable, "PathNotViable",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kRoleNotFound, "RoleNotFound", absl::StatusCode::kNotFound},
    {ErrorCode::kConflictingUpdateOperators, "ConflictingUpdateOperators",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kCursorNotFound, "CursorNotFound", absl::StatusCode::kNotFound},
    {ErrorCode::kNamespaceExists, "NamespaceExists",
     absl::StatusCode::kAlreadyExists},
    {ErrorCode::kMaxTimeMSExpired, "MaxTimeMSExpired",
     absl::StatusCode::kDeadlineExceeded},
    {ErrorCode::kDollarPrefixedFieldName, "DollarPrefixedFieldName",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kInvalidIdField, "InvalidIdField",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kNotSingleValueField, "NotSingleValueField",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kEmptyFieldName, "EmptyFieldName",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kDottedFieldName, "DottedFieldName",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kCommandNotFound, "CommandNotFound",
     absl::StatusCode::kUnimplemented},
    {ErrorCode::kImmutableField, "ImmutableField",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kCannotCreateIndex, "CannotCreateIndex",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kIndexAlreadyExists, "IndexAlreadyExists",
     absl::StatusCode::kAlreadyExists},
    {ErrorCode::kInvalidOptions, "InvalidOptions",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kInvalidNamespace, "InvalidNamespace",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kNoReplicationEnabled, "NoReplicationEnabled",
     absl::StatusCode::kFailedPrecondition},
    {ErrorCode::kUnknownReplWriteConcern, "UnknownReplWriteConcern",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kIndexOptionsConflict, "IndexOptionsConflict",
     absl::StatusCode::kFailedPrecondition},
    {ErrorCode::kIndexKeySpecsConflict, "IndexKeySpecsConflict",
     absl::StatusCode::kFailedPrecondition},
    {ErrorCode::kShutdownInProgress, "ShutdownInProgress",
     absl::StatusCode::kUnavailable},
    {ErrorCode::kOperationFailed, "OperationFailed",
     absl::StatusCode::kFailedPrecondition},
    {ErrorCode::kDBPathInUse, "DBPathInUse", absl::StatusCode::kUnavailable},
    {ErrorCode::kUnsatisfiableWriteConcern, "UnsatisfiableWriteConcern",
     absl::StatusCode::kFailedPrecondition},
    {ErrorCode::kWriteConflict, "WriteConflict", absl::StatusCode::kAborted},
    {ErrorCode::kConflictingOperationInProgress,
     "ConflictingOperationInProgress", absl::StatusCode::kAborted},
    {ErrorCode::kInvalidSSLConfiguration, "InvalidSSLConfiguration",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kCursorInUse, "CursorInUse",
     absl::StatusCode::kFailedPrecondition},
    {ErrorCode::kExceededMemoryLimit, "ExceededMemoryLimit",
     absl::StatusCode::kResourceExhausted},
    {ErrorCode::kIncompatibleCollationVersion, "IncompatibleCollationVersion",
     absl::StatusCode::kFailedPrecondition},
    {ErrorCode::kCommandNotSupportedOnView, "CommandNotSupportedOnView",
     absl::StatusCode::kFailedPrecondition},
    {ErrorCode::kInvalidPipelineOperator, "InvalidPipelineOperator",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kCannotIndexParallelArrays, "CannotIndexParallelArrays",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kQueryPlanKilled, "QueryPlanKilled",
     absl::StatusCode::kAborted},
    {ErrorCode::kFileOpenFailed, "FileOpenFailed",
     absl::StatusCode::kUnavailable},
    {ErrorCode::kAmbiguousIndexKeyPattern, "AmbiguousIndexKeyPattern",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kClientMetadataCannotBeMutated, "ClientMetadataCannotBeMutated",
     absl::StatusCode::kFailedPrecondition},
    {ErrorCode::kInvalidIndexSpecificationOption,
     "InvalidIndexSpecificationOption", absl::StatusCode::kInvalidArgument},
    {ErrorCode::kCannotBuildIndexKeys, "CannotBuildIndexKeys",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kNoSuchSession, "NoSuchSession", absl::StatusCode::kNotFound},
    {ErrorCode::kInvalidUUID, "InvalidUUID",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kClusterTimeFailsRateLimiter, "ClusterTimeFailsRateLimiter",
     absl::StatusCode::kOutOfRange},
    {ErrorCode::kIncompleteTransactionHistory, "IncompleteTransactionHistory",
     absl::StatusCode::kFailedPrecondition},
    {ErrorCode::kIllegalOpMsgFlag, "IllegalOpMsgFlag",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kQueryFeatureNotAllowed, "QueryFeatureNotAllowed",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kTransactionTooOld, "TransactionTooOld",
     absl::StatusCode::kFailedPrecondition},
    {ErrorCode::kTooManyDocumentSequences, "TooManyDocumentSequences",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kNotImplemented, "NotImplemented",
     absl::StatusCode::kUnimplemented},
    {ErrorCode::kConversionFailure, "ConversionFailure",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kTooManyLogicalSessions, "TooManyLogicalSessions",
     absl::StatusCode::kResourceExhausted},
    {ErrorCode::kOperationNotSupportedInTransaction,
     "OperationNotSupportedInTransaction", absl::StatusCode::kUnimplemented},
    {ErrorCode::kIndexBuildAborted, "IndexBuildAborted",
     absl::StatusCode::kAborted},
    {ErrorCode::kClientDisconnect, "ClientDisconnect",
     absl::StatusCode::kCancelled},
    {ErrorCode::kChecksumMismatch, "ChecksumMismatch",
     absl::StatusCode::kDataLoss},
    {ErrorCode::kNoQueryExecutionPlans, "NoQueryExecutionPlans",
     absl::StatusCode::kFailedPrecondition},
    {ErrorCode::kQueryExceededMemoryLimitNoDiskUseAllowed,
     "QueryExceededMemoryLimitNoDiskUseAllowed",
     absl::StatusCode::kResourceExhausted},
    {ErrorCode::kDataCorruptionDetected, "DataCorruptionDetected",
     absl::StatusCode::kDataLoss},
    {ErrorCode::kAPIVersionError, "APIVersionError",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kAPIStrictError, "APIStrictError",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kMechanismUnavailable, "MechanismUnavailable",
     absl::StatusCode::kUnimplemented},
    {ErrorCode::kUnsupportedOpQueryCommand, "UnsupportedOpQueryCommand",
     absl::StatusCode::kUnimplemented},
    {ErrorCode::kCannotConvertIndexToUnique, "CannotConvertIndexToUnique",
     absl::StatusCode::kFailedPrecondition},
    {ErrorCode::kSocketException, "SocketException",
     absl::StatusCode::kUnavailable},
    {ErrorCode::kBSONObjectTooLarge, "BSONObjectTooLarge",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kDuplicateKey, "DuplicateKey",
     absl::StatusCode::kAlreadyExists},
    {ErrorCode::kInterrupted, "Interrupted", absl::StatusCode::kCancelled},
    {ErrorCode::kBackgroundOperationInProgressForNamespace,
     "BackgroundOperationInProgressForNamespace", absl::StatusCode::kAborted},
    {ErrorCode::kDatabaseDifferCase, "DatabaseDifferCase",
     absl::StatusCode::kAlreadyExists},
    {ErrorCode::kOutOfDiskSpace, "OutOfDiskSpace",
     absl::StatusCode::kResourceExhausted},
    {ErrorCode::kDuplicateCommandField, "IDLDuplicateField",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kMissingCommandField, "IDLFailedToParse",
     absl::StatusCode::kInvalidArgument},
    {ErrorCode::kUnknownCommandField, "IDLUnknownField",
     absl::StatusCode::kInvalidArgument},
};

static_assert(std::ranges::is_sorted(kNamedCodes, {}, &NamedCode::code));

// The row of `code`, or null when MongoDB gives it no name.
const NamedCode* FindNamed(ErrorCode code) {
  const auto* row =
      std::ranges::lower_bound(kNamedCodes, code, {}, &NamedCode::code);
  return row != std::end(kNamedCodes) && row->code == code ? row : nullptr;
}

std::string PayloadOf(const Status& status, std::string_view name) {
  const auto payload = status.GetPayload(to_absl(name));
  return payload.has_value() ? std::string(*payload) : std::string();
}

void SetPayload(Status& status, std::string_view name, std::string_view bytes) {
  status.SetPayload(to_absl(name), absl::Cord(to_absl(bytes)));
}

}  // namespace

std::string ErrorName(ErrorCode code) {
  const NamedCode* named = FindNamed(code);
  return named != nullptr ? std::string(named->name)
                          : fmt::format("Location{}", static_cast<int>(code));
}

Status MakeError(ErrorCode code, std::string_view message) {
  const NamedCode* named = FindNamed(code);
  Status status(
      named != nullptr ? named->canonical : absl::StatusCode::kInvalidArgument,
      to_absl(message));
  SetPayload(status, kCodePayload, fmt::to_string(static_cast<int>(code)));
  return status;
}

Status MakeError(ErrorCode code, std::string_view message,
                 DocumentView details) {
  Status status = MakeError(code, message);
  SetPayload(status, kDetailsPayload, details.bytes());
  return status;
}

ErrorCode ErrorCodeOf(const Status& status) {
  if (status.ok()) return ErrorCode::kOk;
  const std::string text = PayloadOf(status, kCodePayload);
  int code = static_cast<int>(ErrorCode::kInternalError);
  std::from_chars(text.data(), text.data() + text.size(), code);
  return ErrorCode{code};
}

std::string ErrorMessageOf(const Status& status) {
  return std::string(status.message());
}

Document ErrorDetailsOf(const Status& status) {
  const std::string bytes = PayloadOf(status, kDetailsPayload);
  return bytes.empty() ? Document()
                       : Document(DocumentView::FromTrusted(bytes.data()));
}

Status WithErrorLabel(Status status, std::string_view label) {
  std::string labels = PayloadOf(status, kLabelsPayload);
  labels.append(label).push_back('\n');
  SetPayload(status, kLabelsPayload, labels);
  return status;
}

std::vector<std::string> ErrorLabelsOf(const Status& status) {
  const std::string lines = PayloadOf(status, kLabelsPayload);
  std::vector<std::string> labels;
  for (size_t start = 0; start < lines.size();) {
    const size_t end = lines.find('\n', start);
    labels.push_back(lines.substr(start, end - start));
    start = end + 1;
  }
  return labels;
}

}  // namespace meerkat
