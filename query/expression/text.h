// Strings as code points, and other values as strings.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/bson/utf8.h"

namespace meerkat::query::expression {

using bson::IsContinuation;

// The number of characters (code points), for valid UTF-8.
size_t CountCharacters(std::string_view text);
// The byte at which character `index` begins; text.size() beyond the last.
size_t OffsetOfCharacter(std::string_view text, size_t index);
// The characters, each as its bytes.
std::vector<std::string_view> Characters(std::string_view text);

// "2024-01-02T03:04:05.678Z". Nothing for years that four digits cannot name.
std::optional<std::string> DateText(Date date);
// As $toString writes it: "1.5", "9e-05", "1e+16", "NaN", "Infinity"; the
// shortest text that reads back as the same number.
std::string DoubleText(double value);

// As $toUpper, $substr and kin read a value: null and missing as "", numbers
// and dates as text. Other than $toString they round doubles to six digits,
// "1e+06" and "nan", and know timestamps, "Jan  1 00:00:00:42", whose last
// number is the increment. Error: 16007 for other types.
StatusOr<std::string> CoerceToString(const Element& value);

}  // namespace meerkat::query::expression
