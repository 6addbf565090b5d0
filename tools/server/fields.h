// Reading the fields of commands.
//
// Errors name the command's field: 40414 for one that is missing (null and
// undefined count as that), 14 TypeMismatch for one of another type.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace meerkat::server {

// Missing also when it is null or undefined.
Element GivenField(DocumentView document, std::string_view name);

StatusOr<Element> RequiredField(DocumentView document, std::string_view name,
                                Type type);
// A missing element when it is not given.
StatusOr<Element> OptionalField(DocumentView document, std::string_view name,
                                Type type);
// A bool, or a number that is one by being zero or not.
StatusOr<bool> BoolField(DocumentView document, std::string_view name,
                         bool otherwise);

// A number without a fraction, of any type, that an int64 holds. Errors: 40414
// when it is missing, 14 TypeMismatch.
StatusOr<int64_t> IntegerField(DocumentView document, std::string_view name);
// 0 for what is no number, or missing.
double NumberIn(DocumentView document, std::string_view name);

// A name for a message: three dots for one of more than 64 bytes.
std::string_view Shown(std::string_view name);

Status WrongType(std::string_view name, Type found, std::string_view wanted);

}  // namespace meerkat::server
