// The two macros that hand errors to the caller.
//
//   StatusOr<Document> Read(std::string_view bytes) {
//     MEERKAT_RETURN_IF_ERROR(Validate(bytes));
//     MEERKAT_ASSIGN_OR_RETURN(Document document, Decode(bytes));
//     return document;
//   }
#pragma once

#include <meerkat/status.h>

#include <utility>

// Returns from the enclosing function when `expression`, a Status, is an error.
#define MEERKAT_RETURN_IF_ERROR(expression)            \
  do {                                                 \
    ::meerkat::Status meerkat_status_ = (expression);  \
    if (!meerkat_status_.ok()) return meerkat_status_; \
  } while (false)

// Assigns the value of `expression`, a StatusOr, to `target`, which may declare
// a variable; returns from the enclosing function when it is an error.
#define MEERKAT_ASSIGN_OR_RETURN(target, expression)                         \
  MEERKAT_ASSIGN_OR_RETURN_(MEERKAT_CONCATENATE_(meerkat_result_, __LINE__), \
                            target, expression)

#define MEERKAT_ASSIGN_OR_RETURN_(result, target, expression) \
  auto result = (expression);                                 \
  if (!result.ok()) return std::move(result).status();        \
  target = std::move(result).value()

#define MEERKAT_CONCATENATE_(a, b) MEERKAT_CONCATENATE_NOW_(a, b)
#define MEERKAT_CONCATENATE_NOW_(a, b) a##b
