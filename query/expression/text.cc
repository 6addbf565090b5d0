#include "query/expression/text.h"

#include <absl/time/civil_time.h>
#include <absl/time/time.h>
#include <fmt/format.h>
#include <meerkat/value.h>

#include <algorithm>
#include <cmath>

#include "query/expression/error.h"
#include "storage/bson/date.h"

namespace meerkat::query::expression {
namespace {

// "Jan  1 00:00:00:42": no year, and the increment last.
std::string TimestampText(Timestamp timestamp) {
  constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr",
                                          "May", "Jun", "Jul", "Aug",
                                          "Sep", "Oct", "Nov", "Dec"};
  const absl::CivilSecond time = absl::ToCivilSecond(
      absl::FromUnixSeconds(timestamp.seconds), absl::UTCTimeZone());
  return fmt::format("{} {:2} {:02}:{:02}:{:02}:{}", kMonths[time.month() - 1],
                     time.day(), time.hour(), time.minute(), time.second(),
                     timestamp.increment);
}

}  // namespace

size_t CountCharacters(std::string_view text) {
  return static_cast<size_t>(std::ranges::count_if(
      text, [](char byte) { return !IsContinuation(byte); }));
}

size_t OffsetOfCharacter(std::string_view text, size_t index) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsContinuation(text[i])) continue;
    if (index-- == 0) return i;
  }
  return text.size();
}

std::vector<std::string_view> Characters(std::string_view text) {
  std::vector<std::string_view> characters;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = begin + 1;
    while (end < text.size() && IsContinuation(text[end])) ++end;
    characters.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return characters;
}

std::optional<std::string> DateText(Date date) {
  if (!bson::HasIsoForm(date)) return std::nullopt;
  std::string text = bson::FormatIso(date);
  constexpr size_t kWholeSeconds =
      std::string_view("0000-00-00T00:00:00Z").size();
  if (text.size() == kWholeSeconds) text.insert(text.size() - 1, ".000");
  return text;
}

std::string DoubleText(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  return fmt::format("{}", value);
}

StatusOr<std::string> CoerceToString(const Element& value) {
  switch (value.type()) {
    case Type::kMissing:
    case Type::kNull:
    case Type::kUndefined:
      return std::string();
    case Type::kString:
    case Type::kSymbol:
    case Type::kCode:
      return std::string(value.AsString());
    case Type::kInt32:
      return fmt::to_string(value.AsInt32());
    case Type::kInt64:
      return fmt::to_string(value.AsInt64());
    case Type::kDouble:
      return fmt::format("{:g}", value.AsDouble());
    case Type::kDecimal128:
      return value.AsDecimal128().ToString();
    case Type::kTimestamp:
      return TimestampText(value.AsTimestamp());
    case Type::kDate:
      if (std::optional<std::string> text = DateText(value.AsDate())) {
        return *std::move(text);
      }
      break;
    default:
      break;
  }
  return Error(16007, "can't convert from BSON type {} to String: {}",
               TypeName(value.type()), ToString(value));
}

}  // namespace meerkat::query::expression
