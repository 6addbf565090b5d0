// JsonScanner: the tokens of JSON text (RFC 8259), read front to back.
//
// It knows no BSON; JsonParser (json_parser.h) gives the tokens a meaning.
// Reading functions return whether it went well. The first failure keeps its
// place and reason, and nothing more should be read after it: a bool and one
// stored error cost less than a Status for every token.
#pragma once

#include <meerkat/document.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meerkat::bson {

// A number as its text asks for it: without point and exponent the smallest
// integer type that holds it, otherwise, and beyond int64, a double.
struct JsonNumber {
  Type type = Type::kInt32;
  // Of kInt32 and kInt64.
  int64_t integer = 0;
  // Of kDouble.
  double real = 0;
};

// What went wrong, and the byte at which it was seen.
struct JsonError {
  size_t offset = 0;
  std::string reason;
};

// The double nearest to `text`; nothing when it is no decimal number, or one
// beyond the largest double. REQUIRES: no letters but an exponent's.
std::optional<double> NearestDouble(std::string_view text);

// Keeps a view: the text must outlive the scanner.
class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text) : text_(text) {}

  // The byte to be read next.
  size_t offset() const { return offset_; }
  bool at_end() const { return offset_ == text_.size(); }

  // Skips white space and shows the byte after it; NUL at the end.
  char Peek() {
    while (!at_end() && IsSpace(text_[offset_])) ++offset_;
    return at_end() ? '\0' : text_[offset_];
  }
  // The byte after the one that Peek() has shown; NUL at the end.
  char PeekSecond() const {
    return offset_ + 1 < text_.size() ? text_[offset_ + 1] : '\0';
  }
  // Goes back to an earlier offset.
  void Rewind(size_t offset) { offset_ = offset; }

  // Skips white space and takes `c` if that is next. REQUIRES: c is not NUL.
  bool Take(char c) {
    if (Peek() != c) return false;
    ++offset_;
    return true;
  }
  // The same, failing with `reason` if it is not.
  bool Expect(char c, std::string_view reason) {
    return Take(c) || Fail(reason);
  }

  // Reads a string in quotes and appends what it says, as UTF-8. An escaped
  // NUL is taken like any other character.
  bool ReadString(std::string& out);
  // Reads a number. REQUIRES: a '-' or a digit is next.
  bool ReadNumber(JsonNumber& number);
  // Reads `word`: true, false, null.
  bool ReadWord(std::string_view word);

  // Both return false, so that a reader can end in `return Fail(...)`.
  bool Fail(std::string_view reason) { return FailAt(offset_, reason); }
  bool FailAt(size_t offset, std::string_view reason);

  // REQUIRES: something failed.
  const JsonError& error() const { return error_; }
  // The error is that the text ended: with more of it all may be well.
  bool ran_out() const { return error_.offset == text_.size(); }

 private:
  static bool IsSpace(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }

  bool ReadEscape(std::string& out);
  bool ReadUnicodeEscape(std::string& out);
  bool ReadHexDigits(uint32_t& unit);
  bool ReadDigits();

  std::string_view text_;
  size_t offset_ = 0;
  JsonError error_;
};

}  // namespace meerkat::bson
