// Which commands a driver may send a second time: writes that touch each
// document at most once.
//
// Driver specification "Retryable Writes", "Supported Write Operations".
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <string_view>

namespace meerkat::server {

// Errors: 50768 for a command that is no such write; 72 InvalidOptions for one
// with a statement that may change several documents, {multi: true} or {limit:
// 0}.
Status CheckRetryable(DocumentView command);

// How many statements a write has: documents of an insert, or operations.
int64_t StatementsOf(DocumentView command);

}  // namespace meerkat::server
