// The sections of an OP_MSG as one document, which is what a command is.
#pragma once

#include <meerkat/status.h>

#include "tools/server/wire/op_msg.h"
#include "tools/server/wire/shared_bytes.h"

namespace meerkat::server {

// The body with each sequence appended as an array field:
//
//   body {insert: "c", $db: "d"}, sequence "documents" {_id: 1} {_id: 2}
//   {insert: "c", $db: "d", documents: [{_id: 1}, {_id: 2}]}
//
// Where there are no sequences it is the body itself, a part of `frame`, and
// nothing is copied. Else it has at most three times the size of the frame: a
// document in an array has a name, of up to seven digits.
//
// Errors: 40433 for a sequence named as a field of the body, 22 InvalidBSON
// when the fields of the body cannot be told apart.
// REQUIRES: `sections` view the bytes of `frame`.
StatusOr<SharedBytes> MergeSections(const SharedBytes& frame,
                                    const MsgSections& sections);

}  // namespace meerkat::server
