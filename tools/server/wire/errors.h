// MongoDB's codes for messages that are not what they should be.
#pragma once

#include <meerkat/status.h>

namespace meerkat::server {

// A message that is malformed beyond its documents.
inline constexpr ErrorCode kProtocolError{17};  // ProtocolError
// $db is no string.
inline constexpr ErrorCode kWrongTypeOfDatabase{13111};  // Location13111
// Two sections of kind 0.
inline constexpr ErrorCode kSecondBody{40430};  // Location40430
// Two sections of kind 1 with the same name.
inline constexpr ErrorCode kDuplicateSequence{40431};  // Location40431
// A section of neither kind 0 nor 1.
inline constexpr ErrorCode kUnknownSection{40432};  // Location40432
// A section of kind 1 named as a field of the body.
inline constexpr ErrorCode kSequenceIsField{40433};  // Location40433
// No $db.
inline constexpr ErrorCode kMissingDatabase{40571};  // Location40571
// No section of kind 0.
inline constexpr ErrorCode kMissingBody{40587};  // Location40587

// The three after which MongoDB closes the connection without a word: for the
// second see its ticket SERVER-31829.
inline constexpr ErrorCode kIllegalOpMsgFlag{223};  // IllegalOpMsgFlag
// TooManyDocumentSequences
inline constexpr ErrorCode kTooManyDocumentSequences{233};
inline constexpr ErrorCode kChecksumMismatch{288};  // ChecksumMismatch

}  // namespace meerkat::server
