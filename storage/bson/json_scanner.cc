#include "storage/bson/json_scanner.h"

#include <absl/strings/ascii.h>
#include <absl/strings/charconv.h>
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

#include "storage/bson/hex.h"
#include "storage/bson/json_string.h"
#include "storage/bson/utf8.h"

namespace meerkat::bson {
namespace {

constexpr std::string_view kNoClosingQuote = "the string has no closing quote";
constexpr std::string_view kHalfAPair = "half of a surrogate pair";

bool IsHighSurrogate(uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool IsLowSurrogate(uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

void AppendUtf8(std::string& out, uint32_t code_point) {
  const auto append = [&out](uint32_t byte) { out += static_cast<char>(byte); };
  const auto continuation = [&](int shift) {
    append(0x80 | ((code_point >> shift) & 0x3F));
  };
  if (code_point < 0x80) {
    append(code_point);
  } else if (code_point < 0x800) {
    append(0xC0 | code_point >> 6);
    continuation(0);
  } else if (code_point < 0x10000) {
    append(0xE0 | code_point >> 12);
    continuation(6);
    continuation(0);
  } else {
    append(0xF0 | code_point >> 18);
    continuation(12);
    continuation(6);
    continuation(0);
  }
}

bool FitsInt32(int64_t value) {
  return value >= std::numeric_limits<int32_t>::min() &&
         value <= std::numeric_limits<int32_t>::max();
}

}  // namespace

std::optional<double> NearestDouble(std::string_view text) {
  const char* end = text.data() + text.size();
  double value = 0;
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (stop != end || error == std::errc::invalid_argument) return {};
  if (error == std::errc::result_out_of_range) {
    // Too large or too small? The standard does not say which; Abseil, twice
    // as slow otherwise, gives the largest double or zero.
    absl::from_chars(text.data(), end, value);
    if (std::abs(value) > 1) return {};
  }
  return value;
}

bool JsonScanner::ReadString(std::string& out) {
  if (!Expect('"', "expected a string")) return false;
  for (;;) {
    const std::string_view rest = text_.substr(offset_);
    const std::string_view plain = rest.substr(0, PlainPrefix(rest));
    out += plain;
    if (plain.size() == rest.size()) {
      return FailAt(text_.size(), kNoClosingQuote);
    }
    if (const size_t valid = FindInvalidUtf8(plain); valid < plain.size()) {
      return FailAt(offset_ + valid, "invalid UTF-8");
    }
    offset_ += plain.size();
    if (text_[offset_] == '"') break;
    if (!ReadEscape(out)) return false;
  }
  ++offset_;
  return true;
}

// At a backslash, or at a control character that should have been escaped.
bool JsonScanner::ReadEscape(std::string& out) {
  if (text_[offset_] != '\\') {
    return Fail("a control character in a string must be escaped");
  }
  if (offset_ + 1 == text_.size()) {
    return FailAt(text_.size(), kNoClosingQuote);
  }
  const char c = text_[offset_ + 1];
  switch (c) {
    case '"':
    case '\\':
    case '/':
      out += c;
      break;
    case 'b':
      out += '\b';
      break;
    case 'f':
      out += '\f';
      break;
    case 'n':
      out += '\n';
      break;
    case 'r':
      out += '\r';
      break;
    case 't':
      out += '\t';
      break;
    case 'u':
      return ReadUnicodeEscape(out);
    default:
      return Fail("unknown escape in a string");
  }
  offset_ += 2;
  return true;
}

// At \uXXXX, or at the two of them that make a character beyond U+FFFF.
bool JsonScanner::ReadUnicodeEscape(std::string& out) {
  const size_t start = offset_;
  offset_ += 2;
  uint32_t code_point = 0;
  if (!ReadHexDigits(code_point)) return false;
  if (IsHighSurrogate(code_point)) {
    for (const char expected : {'\\', 'u'}) {
      if (at_end()) return Fail(kNoClosingQuote);
      if (text_[offset_] != expected) return FailAt(start, kHalfAPair);
      ++offset_;
    }
    uint32_t low = 0;
    if (!ReadHexDigits(low)) return false;
    if (!IsLowSurrogate(low)) return FailAt(start, kHalfAPair);
    code_point = 0x10000 + ((code_point - 0xD800) << 10) + (low - 0xDC00);
  } else if (IsLowSurrogate(code_point)) {
    return FailAt(start, kHalfAPair);
  }
  AppendUtf8(out, code_point);
  return true;
}

bool JsonScanner::ReadHexDigits(uint32_t& unit) {
  for (int i = 0; i < 4; ++i) {
    if (at_end()) return Fail(kNoClosingQuote);
    const int digit = HexValue(text_[offset_]);
    if (digit < 0) return Fail("expected four hexadecimal digits after \\u");
    unit = unit << 4 | static_cast<uint32_t>(digit);
    ++offset_;
  }
  return true;
}

bool JsonScanner::ReadDigits() {
  if (at_end() || !absl::ascii_isdigit(text_[offset_]))
    return Fail("expected a digit");
  while (!at_end() && absl::ascii_isdigit(text_[offset_])) ++offset_;
  return true;
}

bool JsonScanner::ReadNumber(JsonNumber& number) {
  const size_t start = offset_;
  const auto next_is = [this](char c) {
    return !at_end() && text_[offset_] == c;
  };
  if (next_is('-')) ++offset_;
  if (next_is('0')) {
    ++offset_;
  } else if (!ReadDigits()) {
    return false;
  }
  bool is_integer = true;
  if (next_is('.')) {
    is_integer = false;
    ++offset_;
    if (!ReadDigits()) return false;
  }
  if (next_is('e') || next_is('E')) {
    is_integer = false;
    ++offset_;
    if (next_is('+') || next_is('-')) ++offset_;
    if (!ReadDigits()) return false;
  }

  const char* begin = text_.data() + start;
  const char* end = text_.data() + offset_;
  if (is_integer &&
      std::from_chars(begin, end, number.integer).ec == std::errc()) {
    number.type = FitsInt32(number.integer) ? Type::kInt32 : Type::kInt64;
    return true;
  }
  const std::optional<double> real = NearestDouble({begin, end});
  if (!real) {
    // More digits could be a negative exponent.
    return FailAt(at_end() ? offset_ : start,
                  "the number is too large for a double");
  }
  number.type = Type::kDouble;
  number.real = *real;
  return true;
}

bool JsonScanner::ReadWord(std::string_view word) {
  for (const char c : word) {
    if (at_end() || text_[offset_] != c) {
      return Fail(fmt::format("expected {}", word));
    }
    ++offset_;
  }
  return true;
}

bool JsonScanner::FailAt(size_t offset, std::string_view reason) {
  error_ = {offset, std::string(reason)};
  return false;
}

}  // namespace meerkat::bson
