// A command as a log or currentOp shows it: without secrets, not too long, and
// without the data of users where they must not be seen.
#pragma once

#include <meerkat/document.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace meerkat::server {

struct SummaryOptions {
  // Otherwise every value below the command's own fields is "###", and so are
  // those of fields that hold data; names of fields stay.
  bool with_values = true;
  // Bytes after which the rest is left out and {"truncated": true} appended.
  // What is too long by itself is left out too.
  size_t size = 10'000;
};

// "db.collection", or "db.$cmd" for a command about no collection; three dots
// for a name that is longer than one can be.
std::string NamespaceOf(std::string_view database, DocumentView command);

// REQUIRES: valid BSON.
Document SummaryOf(DocumentView command, const SummaryOptions& options);

}  // namespace meerkat::server
