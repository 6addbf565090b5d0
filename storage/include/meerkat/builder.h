// Builder: writes a document's bytes front to back.
//
//   Builder b;
//   b.Append("name", "Ada").Append("born", 1815);
//   b.OpenArray("tags").AppendItem("math").AppendItem("poetry").Close();
//   Document ada = std::move(b).Finish();
//
// Names and sizes are not checked here: what a user gives is checked where it
// enters the database, and what the engine builds is its own.
#pragma once

#include <meerkat/document.h>
#include <meerkat/value.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace meerkat {

// Not thread-safe. A moved-from Builder may only be assigned to or destroyed.
class Builder {
 public:
  Builder();
  // Reserves room for a document of `size` bytes.
  explicit Builder(size_t size);
  Builder(Builder&&) noexcept = default;
  Builder& operator=(Builder&&) noexcept = default;

  // Appends a field; a missing value appends nothing. The overloads without a
  // Value save making one.
  Builder& Append(std::string_view name, const Value& value);
  Builder& Append(std::string_view name, std::nullptr_t);
  Builder& Append(std::string_view name, bool value);
  Builder& Append(std::string_view name, int value);
  Builder& Append(std::string_view name, long value);
  Builder& Append(std::string_view name, long long value);
  Builder& Append(std::string_view name, double value);
  Builder& Append(std::string_view name, std::string_view text);
  Builder& Append(std::string_view name, const std::string& text);
  Builder& Append(std::string_view name, const char* text);
  Builder& Append(std::string_view name, const void*) = delete;
  Builder& Append(std::string_view name, DocumentView document);
  Builder& Append(std::string_view name, const Document& document);
  // Appends an element under its own name, or under another.
  Builder& Append(const Element& element);
  Builder& AppendAs(std::string_view name, const Element& element);
  // Appends every field of `document`.
  Builder& AppendAll(DocumentView document);

  // Begins an embedded document or array; Close() ends the innermost one.
  Builder& OpenDocument(std::string_view name);
  Builder& OpenArray(std::string_view name);
  Builder& Close();

  // The same for items of an array: names are the next positions, and a
  // missing value becomes null. Also for a whole document that will be taken
  // as an array (Value::ArrayOf).
  // REQUIRES: everything in the innermost open thing was appended as an item.
  Builder& AppendItem(const Value& value);
  Builder& AppendItem(const Element& element);
  Builder& AppendItem(DocumentView document);
  Builder& AppendItem(const Document& document);
  Builder& OpenDocumentItem();
  Builder& OpenArrayItem();

  // Bytes written so far.
  size_t size() const { return size_; }

  // Ends the document. REQUIRES: everything opened has been closed.
  Document Finish() &&;
  // The same, viewing the builder's own bytes until it is used again; Clear()
  // then begins anew and keeps the memory.
  DocumentView FinishView();
  void Clear();

 private:
  // A document or array under construction.
  struct Level {
    size_t start;
    // Next position when this level is an array.
    uint32_t next_index;
  };

  // Grows by `count` bytes and returns where they begin.
  char* Extend(size_t count);
  void Grow(size_t count);
  // Writes type and name and returns where a payload of `size` bytes goes.
  char* AppendHeader(Type type, std::string_view name, size_t size);
  template <typename T>
  Builder& AppendFixed(Type type, std::string_view name, T value);
  Builder& Open(Type type, std::string_view name);
  void BeginLevel();
  void EndLevel();
  // The name of the next item; valid until the next call.
  std::string_view NextIndexName();

  std::shared_ptr<char[]> bytes_;
  size_t size_ = 0;
  size_t capacity_ = 0;
  // The innermost open level, and those around it from the outermost inwards.
  Level level_{};
  std::vector<Level> outer_;
  char index_name_[12];
};

}  // namespace meerkat
