// JsonReader: documents from a long JSON text, one after another.
//
// For imports and restores, where the text does not fit in memory or comes
// through a pipe. Two forms are understood and told apart by the first
// character: documents that simply follow each other, usually one per line
// (JSON lines), and one array of documents.
//
//   JsonReader reader([&](char* buffer, size_t size) -> StatusOr<size_t> {
//     return fread(buffer, 1, size, file);
//   });
//   StatusOr<bool> more = reader.Next();
//   while (more.ok() && *more) {
//     Insert(reader.document());
//     more = reader.Next();
//   }
//
// Memory is bounded by the longest document. Documents are read as ParseJson
// (json.h) reads them. Whoever wants to go on behind a bad one calls
// SkipDocument().
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace meerkat {

// Not thread-safe.
class JsonReader {
 public:
  // Writes up to `size` bytes of the text to `buffer` and returns how many; 0
  // is the end of the text. An error ends the reading and is handed on.
  using Source = std::function<StatusOr<size_t>(char* buffer, size_t size)>;

  explicit JsonReader(Source source);
  JsonReader(const JsonReader&) = delete;
  JsonReader& operator=(const JsonReader&) = delete;

  // Reads the next document; false at the end of the text. Errors: 9
  // FailedToParse and 10334 BSONObjectTooLarge, "Invalid JSON at line 7, column
  // 12: expected ':'", and those of the source. After an error it returns the
  // same one until SkipDocument() is called. Columns count bytes; both
  // count from 1.
  StatusOr<bool> Next();

  // The document that Next() has read, valid until it is called again.
  // REQUIRES: it returned true.
  DocumentView document() const {
    return DocumentView::FromTrusted(document_.data());
  }

  // The line on which the document that Next() has read, or failed to read,
  // begins.
  uint64_t line() const { return document_line_; }

  // After an error: gives up the bad document, so that Next() goes on behind
  // it. Of JSON lines that is the line on which it begins, and those after it
  // that begin with a blank or a closing bracket: the rest of a document spread
  // over lines. In an array it is all up to the comma or bracket that ends the
  // item. False when there is no going on: when the source failed, when an item
  // has no end that can be told (an open string, brackets that do not match),
  // and behind an array.
  bool SkipDocument();

 private:
  enum class Form { kUnknown, kLines, kArrayBegin, kArray, kArrayEnd };

  Status FindDocument(bool& found);
  Status FindForm();
  Status FindItem(bool& found);
  Status ReadDocument();
  bool SkipLines();
  Status SkipToNextLine();
  bool SkipItem();

  StatusOr<bool> NextIs(char c);
  StatusOr<bool> SkipSpace();
  Status SkipByteOrderMark();
  Status Fill(size_t size);
  void MakeRoom();
  void Advance(size_t size);
  Status ErrorAt(size_t offset, ErrorCode code, std::string_view reason) const;
  std::string_view unread() const {
    return std::string_view(buffer_).substr(position_, end_ - position_);
  }

  Source source_;
  bool source_ended_ = false;
  bool source_failed_ = false;
  Status error_;
  Form form_ = Form::kUnknown;

  // What the source gave and is not read yet: [position_, end_).
  std::string buffer_;
  size_t position_ = 0;
  size_t end_ = 0;
  // Offsets in the whole text: of the buffer, and of the line of position_.
  uint64_t buffer_start_ = 0;
  uint64_t line_start_ = 0;
  uint64_t line_ = 1;

  std::string document_;
  uint64_t document_line_ = 1;
};

}  // namespace meerkat
