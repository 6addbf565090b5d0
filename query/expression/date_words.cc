#include "query/expression/date_words.h"

#include <absl/strings/ascii.h>
#include <meerkat/status.h>

#include <algorithm>
#include <iterator>
#include <string>

#include "storage/str.h"

namespace meerkat::query::expression {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr size_t kYearDigits = 4;
constexpr size_t kCompactDigits = 8;

constexpr std::string_view kMonths[] = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
constexpr std::string_view kWeekdays[] = {"monday",   "tuesday", "wednesday",
                                          "thursday", "friday",  "saturday",
                                          "sunday"};

// Zones by their usual letters, in hours east of UTC.
struct ZoneLetters {
  std::string_view letters;
  int hours;
};
constexpr ZoneLetters kZones[] = {
    {"z", 0},     {"utc", 0},   {"gmt", 0},  {"wet", 0},  {"west", 1},
    {"bst", 1},   {"cet", 1},   {"cest", 2}, {"eet", 2},  {"eest", 3},
    {"msk", 3},   {"jst", 9},   {"est", -5}, {"edt", -4}, {"cst", -6},
    {"cdt", -5},  {"mst", -7},  {"mdt", -6}, {"pst", -8}, {"pdt", -7},
    {"hst", -10}, {"akst", -9}, {"akdt", -8}};

// The place of a name that `word` is, or the first letters of, three at least.
template <size_t kCount>
std::optional<int> FindName(const std::string_view (&names)[kCount],
                            std::string_view word) {
  constexpr size_t kLeast = 3;
  if (word.size() < kLeast) return std::nullopt;
  const auto name = std::ranges::find_if(
      names, [&](std::string_view whole) { return whole.starts_with(word); });
  if (name == std::end(names)) return std::nullopt;
  return static_cast<int>(name - std::begin(names));
}

// Takes a text apart from left to right.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::optional<WrittenDate> Read() {
    while (true) {
      SkipBlanks();
      if (rest_.empty()) return Finish();
      if (!ReadPart()) return std::nullopt;
    }
  }

 private:
  // --- characters ------------------------------------------------------------

  char Next(size_t i = 0) const { return i < rest_.size() ? rest_[i] : '\0'; }
  size_t CountDigits() const {
    return std::min(rest_.find_first_not_of(kDigits), rest_.size());
  }

  bool Take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void SkipBlanks() {
    const size_t blanks = rest_.find_first_not_of(" \t\n,");
    rest_.remove_prefix(std::min(blanks, rest_.size()));
  }

  // At most `most` digits; nothing for none, and for a number above `high`.
  std::optional<int> Number(size_t most, int high) {
    const size_t count = std::min(CountDigits(), most);
    if (count == 0) return std::nullopt;
    int number = 0;
    for (const char digit : rest_.substr(0, count)) {
      number = number * 10 + (digit - '0');
    }
    rest_.remove_prefix(count);
    return number <= high ? std::optional(number) : std::nullopt;
  }

  // Letters in lower case.
  std::string Word() {
    size_t size = 0;
    while (absl::ascii_isalpha(Next(size))) ++size;
    const std::string word =
        absl::AsciiStrToLower(to_absl(rest_.substr(0, size)));
    rest_.remove_prefix(size);
    return word;
  }

  // --- parts -----------------------------------------------------------------

  static bool Set(std::optional<int>& part, std::optional<int> value) {
    if (part.has_value() || !value.has_value()) return false;
    part = value;
    return true;
  }

  bool SetMonth(std::optional<int> value) {
    return value != 0 && Set(month_, value);
  }
  bool SetDay(std::optional<int> value) {
    return value != 0 && Set(day_, value);
  }

  bool ReadPart() {
    if (absl::ascii_isdigit(Next())) return ReadDigits();
    if (absl::ascii_isalpha(Next())) return ReadLetters();
    if (Next() != '+' && Next() != '-') return false;
    if (has_time_ || day_.has_value()) return ReadOffset();
    return ReadSignedYear();
  }

  // "-0044-03-15".
  bool ReadSignedYear() {
    const bool negative = Take('-');
    if (!negative && !Take('+')) return false;
    if (CountDigits() != kYearDigits || Next(kYearDigits) != '-') return false;
    if (!ReadYearFirst()) return false;
    if (negative) year_ = -*year_;
    return true;
  }

  bool ReadDigits() {
    const size_t count = CountDigits();
    const char next = Next(count);
    if (count <= 2 && (next == ':' || IsHalfOfDay(count))) return ReadTime();
    if (count == kCompactDigits) return ReadCompactDate();
    const bool is_numeric = absl::ascii_isdigit(Next(count + 1));
    if (count == kYearDigits && (next == '-' || next == '/') && is_numeric) {
      return ReadYearFirst();
    }
    if (count <= 2 && next == '/' && is_numeric) return ReadMonthFirst();
    if (count <= 2 && (next == '-' || next == '.') && is_numeric &&
        !month_.has_value()) {
      return ReadDayFirst(next);
    }
    return ReadLoneNumber(count);
  }

  // "2017-7-4", "2017/7/4".
  bool ReadYearFirst() {
    if (!Set(year_, Number(kYearDigits, 9999))) return false;
    const char between = Next();
    rest_.remove_prefix(1);
    return SetMonth(Number(2, kMonthsPerYear)) && Take(between) &&
           SetDay(Number(2, 31)) && !absl::ascii_isdigit(Next());
  }

  // "7/4/2017".
  bool ReadMonthFirst() {
    return SetMonth(Number(2, kMonthsPerYear)) && Take('/') &&
           SetDay(Number(2, 31)) && Take('/') && ReadYear();
  }

  // "4-7-2017", "4.7.2017".
  bool ReadDayFirst(char between) {
    return SetDay(Number(2, 31)) && Take(between) &&
           SetMonth(Number(2, kMonthsPerYear)) && Take(between) && ReadYear();
  }

  // "20170704".
  bool ReadCompactDate() {
    return Set(year_, Number(kYearDigits, 9999)) &&
           SetMonth(Number(2, kMonthsPerYear)) && SetDay(Number(2, 31));
  }

  // Of two digits those below 70 are of this century.
  bool ReadYear() {
    constexpr int kTurn = 70;
    const size_t count = CountDigits();
    if (count != 2 && count != kYearDigits) return false;
    std::optional<int> year = Number(count, 9999);
    if (count == 2) *year += *year < kTurn ? 2000 : 1900;
    return Set(year_, year);
  }

  // A year, or a day: "4", "4th". A hyphen or a dot may follow it.
  bool ReadLoneNumber(size_t count) {
    const bool is_year =
        count == kYearDigits || (count == 2 && day_ && month_ && !year_);
    if (is_year) {
      if (!ReadYear()) return false;
    } else {
      if (count > 2 || !SetDay(Number(2, 31))) return false;
      for (const std::string_view ending : {"st", "nd", "rd", "th"}) {
        if (!rest_.starts_with(ending)) continue;
        rest_.remove_prefix(ending.size());
        break;
      }
      // "4T11:56" tells no month.
      if (absl::ascii_isalpha(Next())) return false;
    }
    SkipHyphen();
    return true;
  }

  // Between the parts of "4-Jul-2017" and "Jul-4-2017".
  void SkipHyphen() {
    const bool hyphen = Next() == '-' || Next() == '.' || Next() == '/';
    const bool is_between = absl::ascii_isalpha(Next(1)) ||
                            (month_.has_value() && !year_ && !has_time_);
    if (hyphen && is_between) rest_.remove_prefix(1);
  }

  bool ReadLetters() {
    const std::string_view start = rest_;
    const std::string word = Word();
    if (word == "t" && absl::ascii_isdigit(Next())) return ReadTime();
    if (const std::optional<int> month = FindName(kMonths, word)) {
      if (!SetMonth(*month + 1)) return false;
      SkipHyphen();
      return true;
    }
    if (const std::optional<int> weekday = FindName(kWeekdays, word)) {
      Take('.');
      return Set(weekday_, *weekday + 1);
    }
    return ReadZone(start, word);
  }

  // --- time of the day -------------------------------------------------------

  // Whether "am" or "p.m." stands `at` so many characters on.
  bool IsHalfOfDay(size_t at) const {
    while (Next(at) == ' ') ++at;
    const char half = absl::ascii_tolower(static_cast<uint8_t>(Next(at++)));
    if (half != 'a' && half != 'p') return false;
    if (Next(at) == '.') ++at;
    return absl::ascii_tolower(static_cast<uint8_t>(Next(at))) == 'm' &&
           !absl::ascii_isalpha(Next(at + 1));
  }

  // "11:56", "11:56:02.789", "11am", "115602"; digits alone after a T only.
  bool ReadTime() {
    constexpr size_t kCompactTime = 6;
    if (std::exchange(has_time_, true)) return false;
    const bool compact = CountDigits() == kCompactTime;
    if (!Store(hour_, Number(2, 23))) return false;
    if (compact) {
      return Store(minute_, Number(2, 59)) && Store(second_, Number(2, 59));
    }
    if (Take(':')) {
      if (!Store(minute_, Number(2, 59))) return false;
      if (Take(':')) {
        if (!Store(second_, Number(2, 59))) return false;
        if (Take('.') && !ReadFraction()) return false;
      }
    } else if (!IsHalfOfDay(0)) {
      return false;
    }
    return !IsHalfOfDay(0) || ReadHalfOfDay();
  }

  static bool Store(int& part, std::optional<int> value) {
    part = value.value_or(0);
    return value.has_value();
  }

  // Three digits count.
  bool ReadFraction() {
    const size_t count = CountDigits();
    int scale = 100;
    for (size_t i = 0; i < count; ++i, scale /= 10) {
      millis_ += scale * (Next(i) - '0');
    }
    rest_.remove_prefix(count);
    return count > 0;
  }

  // REQUIRES: IsHalfOfDay(0). The hour after midnight and that after noon are
  // called 12.
  bool ReadHalfOfDay() {
    constexpr int kHours = 12;
    SkipBlanks();
    const bool afternoon = Next() == 'p' || Next() == 'P';
    rest_.remove_prefix(1);
    Take('.');
    rest_.remove_prefix(1);
    Take('.');
    if (hour_ < 1 || hour_ > kHours) return false;
    hour_ = hour_ % kHours + (afternoon ? kHours : 0);
    return true;
  }

  // --- zones -----------------------------------------------------------------

  bool SetZone(const TimeZone& zone) {
    if (zone_.has_value()) return false;
    zone_ = zone;
    return true;
  }

  // "+03:30", "-0530", "+3".
  bool ReadOffset() {
    constexpr int kSecondsPerMinute = 60;
    constexpr int kMinutesPerHour = 60;
    constexpr int kMaxHours = 23;
    const bool west = Take('-');
    if (!west) Take('+');
    const std::optional<int> hours = Number(2, kMaxHours);
    if (!hours.has_value()) return false;
    std::optional<int> minutes = 0;
    if (Take(':') || absl::ascii_isdigit(Next())) minutes = Number(2, 59);
    if (!minutes.has_value() || absl::ascii_isdigit(Next())) return false;
    const int shift = (*hours * kMinutesPerHour + *minutes) * kSecondsPerMinute;
    return SetZone({.place = {}, .shift = west ? -shift : shift});
  }

  // "UTC", "GMT+2", "CEST", "Europe/London", of which `word` was read.
  bool ReadZone(std::string_view start, std::string_view word) {
    if (Next() == '/' || Next() == '_') return ReadPlace(start);
    const auto* const known =
        std::ranges::find(kZones, word, &ZoneLetters::letters);
    if (known == std::end(kZones)) return false;
    const bool is_utc = word == "gmt" || word == "utc";
    if (is_utc && (Next() == '+' || Next() == '-')) return ReadOffset();
    constexpr int kSecondsPerHour = 3600;
    return SetZone({.place = {}, .shift = known->hours * kSecondsPerHour});
  }

  bool ReadPlace(std::string_view start) {
    const auto is_inside = [](char c) {
      return absl::ascii_isalpha(c) || absl::ascii_isdigit(c) || c == '/' ||
             c == '_' || c == '-' || c == '+';
    };
    const size_t size = static_cast<size_t>(
        std::ranges::find_if_not(start, is_inside) - start.begin());
    const StatusOr<TimeZone> zone = FindTimeZone(start.substr(0, size));
    if (!zone.ok()) return false;
    rest_ = start.substr(size);
    return SetZone(*zone);
  }

  // --- the whole -------------------------------------------------------------

  std::optional<WrittenDate> Finish() const {
    if (!year_ || !month_ || !day_) return std::nullopt;
    absl::CivilDay day(*year_, *month_, *day_);
    // The 30th of February has become a day of March.
    if (day.month() != *month_) return std::nullopt;
    if (weekday_.has_value()) {
      constexpr int kDaysPerWeek = 7;
      day += (*weekday_ - IsoWeekday(day) + kDaysPerWeek) % kDaysPerWeek;
    }
    return WrittenDate{absl::CivilSecond(day.year(), day.month(), day.day(),
                                         hour_, minute_, second_),
                       millis_, zone_};
  }

  std::string_view rest_;
  std::optional<int> year_, month_, day_, weekday_;
  bool has_time_ = false;
  int hour_ = 0, minute_ = 0, second_ = 0, millis_ = 0;
  std::optional<TimeZone> zone_;
};

}  // namespace

std::optional<WrittenDate> ReadWrittenDate(std::string_view text) {
  return Reader(text).Read();
}

}  // namespace meerkat::query::expression
