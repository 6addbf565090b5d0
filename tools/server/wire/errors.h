// MongoDB's codes without a name for messages that are not what they should
// be.
#pragma once

#include <meerkat/status.h>

namespace meerkat::server {

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

}  // namespace meerkat::server
