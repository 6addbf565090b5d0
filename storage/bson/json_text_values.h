// What the strings inside type wrappers stand for: the 42 of
// {"$numberInt": "42"}. Each function gives nothing when the text is not of
// its form.
#pragma once

#include <meerkat/document.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meerkat::bson {

std::optional<int32_t> Int32From(std::string_view text);
std::optional<int64_t> Int64From(std::string_view text);
// Also "NaN", "Infinity" and "-Infinity".
std::optional<double> DoubleFrom(std::string_view text);
std::optional<Decimal128> DecimalFrom(std::string_view text);
// 24 hexadecimal digits.
std::optional<ObjectId> ObjectIdFrom(std::string_view text);
// "2012-12-24T12:15:30.501Z".
std::optional<Date> DateFrom(std::string_view text);

// One or two hexadecimal digits.
std::optional<uint8_t> SubtypeFrom(std::string_view text);
// "73ffd264-44b3-4c69-90e8-e7d1dfc035d4" as 16 bytes.
std::optional<std::string> UuidFrom(std::string_view text);

// Text without NUL, as regular expressions are stored; options also sorted.
std::optional<std::string> PatternFrom(std::string_view text);
std::optional<std::string> OptionsFrom(std::string_view text);

// Options of a regular expression in alphabetical order, as BSON wants them.
// Those beyond ASCII mean nothing to anybody and are left alone.
std::string SortedOptions(std::string_view options);

}  // namespace meerkat::bson
