// A reply as bytes: the answer to a request, in the form that request asks for.
#pragma once

#include <meerkat/document.h>

#include <cstdint>
#include <string>

#include "tools/server/wire/header.h"

namespace meerkat::server {

struct Request;

struct Reply {
  // The number of this message; any that the connection has not used lately.
  int32_t id = 0;
  // The number of the request; of replies without a request (more_to_come),
  // that of the reply before.
  int32_t response_to = 0;
  DocumentView document;
  // Fields that follow those of `document`.
  DocumentView more_fields = {};
  // Another reply follows unasked. REQUIRES: exhaust_allowed in the request.
  bool more_to_come = false;
  // For an OP_QUERY that asks for documents: `document` has $err and code.
  bool query_failed = false;
  // MayBeCompressed of the command's name.
  bool may_be_compressed = true;
};

// Appends an OP_MSG with one section, or an OP_REPLY for an OP_QUERY;
// compressed when the request was and when that makes it smaller. A buffer that
// is used again for the next reply needs no memory then.
// REQUIRES: the document with all fields has at most kMaxMessageSizeBytes.
void AppendReply(const Request& request, const Reply& reply, std::string& out);

}  // namespace meerkat::server
