// Keeps a database's files away from the descriptors 0, 1 and 2.
//
// A program may run with its standard streams closed, and the next file that is
// opened gets the free number. What a library then prints as an error would be
// written into the database.
#pragma once

#include <meerkat/status.h>

namespace meerkat::storage::kv {

// Opens /dev/null in place of each standard stream that is closed; it stays
// open. Call before any file of a database is opened. Error 176 FileOpenFailed.
Status FillStandardStreams();

}  // namespace meerkat::storage::kv
