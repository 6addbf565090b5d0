#include <fmt/format.h>
#include <meerkat/json_reader.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

#include "storage/bson/json_parser.h"
#include "storage/status_macros.h"

namespace meerkat {
namespace {

constexpr size_t kChunkSize = 64 * 1024;

// A document whose text is shorter is parsed anew whenever more text comes, so
// that a slow pipe delays nothing; a longer one when the text has doubled, so
// that the work stays linear.
constexpr size_t kShortText = 64 * 1024;

// Text without spaces is at most 13.5 times as long as its BSON (an empty
// regular expression); what is longer than this is not worth its memory.
constexpr size_t kMaxTextSize = 16 * kMaxDocumentSize;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// What the second and later lines of a document spread over lines begin with,
// and no line that begins one does.
bool ContinuesDocument(std::string_view line) {
  return !line.empty() &&
         std::string_view(" \t}]").find(line.front()) != std::string_view::npos;
}

// Finds the end of an array's item that is no document, byte by byte.
class ItemEnd {
 public:
  enum class Outcome { kInside, kEnd, kUnknown };

  // kEnd for the ',' or ']' behind the item. kUnknown when strings and brackets
  // do not tell where it is.
  Outcome Take(char c) {
    if (in_string_) return TakeInString(c);
    switch (c) {
      case '"':
        in_string_ = true;
        return Outcome::kInside;
      case '{':
        closing_ += '}';
        return Outcome::kInside;
      case '[':
        closing_ += ']';
        return Outcome::kInside;
      case ',':
        return closing_.empty() ? Outcome::kEnd : Outcome::kInside;
      case '}':
      case ']':
        return Close(c);
      default:
        return Outcome::kInside;
    }
  }

 private:
  // No string goes on over the end of a line.
  Outcome TakeInString(char c) {
    if (c == '\n') return Outcome::kUnknown;
    const bool is_escaped = std::exchange(after_backslash_, false);
    if (is_escaped) return Outcome::kInside;
    after_backslash_ = c == '\\';
    in_string_ = c != '"';
    return Outcome::kInside;
  }

  Outcome Close(char c) {
    if (closing_.empty()) return c == ']' ? Outcome::kEnd : Outcome::kInside;
    if (closing_.back() != c) return Outcome::kUnknown;
    closing_.pop_back();
    return Outcome::kInside;
  }

  // What will close the brackets that are open.
  std::string closing_;
  bool in_string_ = false;
  bool after_backslash_ = false;
};

}  // namespace

JsonReader::JsonReader(Source source) : source_(std::move(source)) {}

StatusOr<bool> JsonReader::Next() {
  bool found = false;
  if (error_.ok()) error_ = FindDocument(found);
  if (error_.ok() && found) error_ = ReadDocument();
  if (!error_.ok()) return error_;
  return found;
}

bool JsonReader::SkipDocument() {
  if (source_failed_) return false;
  if (form_ == Form::kLines) return SkipLines();
  return form_ == Form::kArray && SkipItem();
}

bool JsonReader::SkipLines() {
  do {
    error_ = SkipToNextLine();
    if (!error_.ok()) return false;
  } while (ContinuesDocument(unread()));
  return true;
}

// Moves behind the next newline, or to the end of the text.
Status JsonReader::SkipToNextLine() {
  size_t newline;
  while ((newline = unread().find('\n')) == std::string_view::npos &&
         !source_ended_) {
    Advance(unread().size());
    MEERKAT_RETURN_IF_ERROR(Fill(1));
  }
  Advance(newline == std::string_view::npos ? unread().size() : newline + 1);
  return unread().empty() ? Fill(1) : absl::OkStatus();
}

// Moves to the ',' or ']' behind the bad item at which the reader stands.
bool JsonReader::SkipItem() {
  ItemEnd end;
  for (;;) {
    const std::string_view text = unread();
    for (size_t i = 0; i < text.size(); ++i) {
      const ItemEnd::Outcome outcome = end.Take(text[i]);
      if (outcome == ItemEnd::Outcome::kInside) continue;
      Advance(i);
      if (outcome == ItemEnd::Outcome::kUnknown) return false;
      error_ = absl::OkStatus();
      return true;
    }
    Advance(text.size());
    if (source_ended_) return false;
    if (Status filled = Fill(1); !filled.ok()) {
      error_ = std::move(filled);
      return false;
    }
  }
}

// Moves to where the next document begins, or should begin.
Status JsonReader::FindDocument(bool& found) {
  if (form_ == Form::kUnknown) MEERKAT_RETURN_IF_ERROR(FindForm());
  if (form_ == Form::kArrayBegin || form_ == Form::kArray) {
    return FindItem(found);
  }
  MEERKAT_ASSIGN_OR_RETURN(const bool more, SkipSpace());
  if (more && form_ == Form::kArrayEnd) {
    return ErrorAt(0, ErrorCode::kFailedToParse,
                   "expected nothing after the array");
  }
  found = more;
  return absl::OkStatus();
}

Status JsonReader::FindForm() {
  MEERKAT_RETURN_IF_ERROR(SkipByteOrderMark());
  MEERKAT_ASSIGN_OR_RETURN(const bool is_array, NextIs('['));
  if (is_array) Advance(1);
  form_ = is_array ? Form::kArrayBegin : Form::kLines;
  return absl::OkStatus();
}

Status JsonReader::FindItem(bool& found) {
  MEERKAT_ASSIGN_OR_RETURN(const bool is_end, NextIs(']'));
  if (is_end) {
    Advance(1);
    form_ = Form::kArrayEnd;
    return FindDocument(found);
  }
  if (std::exchange(form_, Form::kArray) == Form::kArray) {
    MEERKAT_ASSIGN_OR_RETURN(const bool is_comma, NextIs(','));
    if (!is_comma) {
      document_line_ = line_;
      return ErrorAt(0, ErrorCode::kFailedToParse, "expected ',' or ']'");
    }
    Advance(1);
    MEERKAT_RETURN_IF_ERROR(SkipSpace().status());
  }
  found = true;
  return absl::OkStatus();
}

Status JsonReader::ReadDocument() {
  document_line_ = line_;
  for (;;) {
    document_.clear();
    bson::JsonParser parser(unread(), document_);
    if (parser.ParseDocument()) {
      Advance(parser.offset());
      return absl::OkStatus();
    }
    if (!parser.ran_out() || source_ended_) {
      return ErrorAt(parser.error().offset, parser.error_code(),
                     parser.error().reason);
    }
    const size_t size = unread().size();
    if (size > kMaxTextSize) {
      return ErrorAt(0, ErrorCode::kBSONObjectTooLarge,
                     fmt::format("the text of the document is longer than {} "
                                 "bytes",
                                 kMaxTextSize));
    }
    MEERKAT_RETURN_IF_ERROR(Fill(size < kShortText ? size + 1 : 2 * size));
  }
}

StatusOr<bool> JsonReader::NextIs(char c) {
  MEERKAT_ASSIGN_OR_RETURN(const bool more, SkipSpace());
  return more && unread().front() == c;
}

// Moves to the next byte that is no white space; false at the end of the text.
StatusOr<bool> JsonReader::SkipSpace() {
  for (;;) {
    const std::string_view text = unread();
    const size_t size = text.find_first_not_of(" \t\r\n");
    Advance(std::min(size, text.size()));
    if (size != std::string_view::npos) return true;
    if (source_ended_) return false;
    MEERKAT_RETURN_IF_ERROR(Fill(1));
  }
}

// Some editors begin a file in UTF-8 with one.
Status JsonReader::SkipByteOrderMark() {
  MEERKAT_RETURN_IF_ERROR(Fill(kByteOrderMark.size()));
  if (unread().starts_with(kByteOrderMark)) Advance(kByteOrderMark.size());
  return absl::OkStatus();
}

// Reads on until `size` bytes are unread or the text ends.
Status JsonReader::Fill(size_t size) {
  while (unread().size() < size && !source_ended_) {
    MakeRoom();
    const StatusOr<size_t> read = source_(buffer_.data() + end_, kChunkSize);
    source_failed_ = !read.ok();
    MEERKAT_RETURN_IF_ERROR(read.status());
    assert(*read <= kChunkSize);
    source_ended_ = *read == 0;
    end_ += *read;
  }
  return absl::OkStatus();
}

// Makes room for a chunk at end_.
void JsonReader::MakeRoom() {
  if (buffer_.size() - end_ >= kChunkSize) return;
  std::memmove(buffer_.data(), buffer_.data() + position_, unread().size());
  buffer_start_ += position_;
  end_ -= position_;
  position_ = 0;
  if (buffer_.size() - end_ >= kChunkSize) return;
  buffer_.resize(std::max(2 * buffer_.size(), end_ + kChunkSize));
}

void JsonReader::Advance(size_t size) {
  const char* p = buffer_.data() + position_;
  const char* end = p + size;
  while ((p = static_cast<const char*>(
              std::memchr(p, '\n', static_cast<size_t>(end - p)))) != nullptr) {
    ++p;
    ++line_;
    line_start_ = buffer_start_ + static_cast<size_t>(p - buffer_.data());
  }
  position_ += size;
}

// An error `offset` bytes behind position_.
Status JsonReader::ErrorAt(size_t offset, ErrorCode code,
                           std::string_view reason) const {
  const std::string_view before = unread().substr(0, offset);
  const auto lines =
      static_cast<uint64_t>(std::count(before.begin(), before.end(), '\n'));
  const uint64_t column = lines == 0
                              ? buffer_start_ + position_ + offset - line_start_
                              : offset - before.rfind('\n') - 1;
  return MakeError(code, fmt::format("Invalid JSON at line {}, column {}: {}",
                                     line_ + lines, column + 1, reason));
}

}  // namespace meerkat
