#include "storage/bson/json_text_values.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <system_error>

#include "storage/bson/date.h"
#include "storage/bson/hex.h"
#include "storage/bson/json_scanner.h"

namespace meerkat::bson {
namespace {

template <typename Integer>
std::optional<Integer> IntegerFrom(std::string_view text, int base) {
  Integer value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, base);
  if (stop != end || error != std::errc()) return {};
  return value;
}

// The status is dropped: it knows no offset, and the caller does.
template <typename T>
std::optional<T> IfOk(const StatusOr<T>& value) {
  if (!value.ok()) return {};
  return *value;
}

}  // namespace

std::optional<int32_t> Int32From(std::string_view text) {
  return IntegerFrom<int32_t>(text, 10);
}

std::optional<int64_t> Int64From(std::string_view text) {
  return IntegerFrom<int64_t>(text, 10);
}

std::optional<double> DoubleFrom(std::string_view text) {
  using Limits = std::numeric_limits<double>;
  if (text == "NaN") return Limits::quiet_NaN();
  if (text == "Infinity") return Limits::infinity();
  if (text == "-Infinity") return -Limits::infinity();
  if (text.find_first_not_of("0123456789+-.eE") != text.npos) return {};
  return NearestDouble(text);
}

std::optional<Decimal128> DecimalFrom(std::string_view text) {
  return IfOk(Decimal128::FromString(text));
}

std::optional<ObjectId> ObjectIdFrom(std::string_view text) {
  return IfOk(ObjectId::FromHex(text));
}

std::optional<Date> DateFrom(std::string_view text) {
  return IfOk(ParseIso(text));
}

std::optional<uint8_t> SubtypeFrom(std::string_view text) {
  if (text.size() > 2) return {};
  return IntegerFrom<uint8_t>(text, 16);
}

std::optional<std::string> UuidFrom(std::string_view text) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (text.size() != kForm.size()) return {};
  std::string bytes;
  for (size_t i = 0; i < text.size();) {
    if (kForm[i] == '-') {
      if (text[i++] != '-') return {};
      continue;
    }
    const int high = HexValue(text[i++]);
    const int low = HexValue(text[i++]);
    if (high < 0 || low < 0) return {};
    bytes += static_cast<char>(high << 4 | low);
  }
  return bytes;
}

std::optional<std::string> PatternFrom(std::string_view text) {
  if (text.find('\0') != text.npos) return {};
  return std::string(text);
}

std::optional<std::string> OptionsFrom(std::string_view text) {
  const std::optional<std::string> options = PatternFrom(text);
  if (!options) return {};
  return SortedOptions(*options);
}

std::string SortedOptions(std::string_view options) {
  std::string sorted(options);
  const bool is_ascii = std::all_of(sorted.begin(), sorted.end(),
                                    [](char c) { return (c & 0x80) == 0; });
  if (is_ascii) std::sort(sorted.begin(), sorted.end());
  return sorted;
}

}  // namespace meerkat::bson
