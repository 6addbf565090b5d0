// Reads the operands of keywords. All errors name the keyword, which is the
// name of the element, and show the operand.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meerkat::query::schema {

// 14 TypeMismatch: "$jsonSchema keyword 'title' must be a string, found 5".
Status WrongType(const Element& keyword, std::string_view wanted);
// 9 FailedToParse: "$jsonSchema keyword 'enum' cannot be empty, found []".
Status BadOperand(const Element& keyword, std::string_view complaint);

// Of a regular expression that is none: what `error` says, under the keyword.
Status BadPattern(const Element& keyword, ErrorCode code, const Status& error);

// Error, for these: 14 TypeMismatch.
StatusOr<bool> ReadBool(const Element& keyword);
StatusOr<std::string_view> ReadString(const Element& keyword);
StatusOr<DocumentView> ReadArray(const Element& keyword);
StatusOr<DocumentView> ReadObject(const Element& keyword);
Status RequireNumber(const Element& keyword);

// A length or a count. Error: 9 FailedToParse for what is no whole number of 0
// or more.
StatusOr<int64_t> ReadCount(const Element& keyword);

// An array of strings. Errors: 14 TypeMismatch; 9 FailedToParse when it is
// empty or has one twice.
StatusOr<std::vector<std::string>> ReadNames(const Element& keyword);

}  // namespace meerkat::query::schema
