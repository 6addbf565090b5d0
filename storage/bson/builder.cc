#include <meerkat/builder.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cstring>
#include <limits>
#include <utility>

namespace meerkat {
namespace {

constexpr size_t kLengthSize = sizeof(int32_t);
constexpr size_t kFirstCapacity = 256;

}  // namespace

Builder::Builder() : Builder(kFirstCapacity) {}

Builder::Builder(size_t size)
    : bytes_(std::make_shared_for_overwrite<char[]>(size)), capacity_(size) {
  BeginLevel();
}

char* Builder::Extend(size_t count) {
  if (capacity_ - size_ < count) Grow(count);
  char* position = bytes_.get() + size_;
  size_ += count;
  return position;
}

void Builder::Grow(size_t count) {
  const size_t capacity = std::max(2 * capacity_, size_ + count);
  auto bytes = std::make_shared_for_overwrite<char[]>(capacity);
  std::memcpy(bytes.get(), bytes_.get(), size_);
  bytes_ = std::move(bytes);
  capacity_ = capacity;
}

char* Builder::AppendHeader(Type type, std::string_view name, size_t size) {
  char* position = Extend(1 + name.size() + 1 + size);
  *position = static_cast<char>(type);
  name.copy(position + 1, name.size());
  position[1 + name.size()] = '\0';
  return position + 1 + name.size() + 1;
}

template <typename T>
Builder& Builder::AppendFixed(Type type, std::string_view name, T value) {
  std::memcpy(AppendHeader(type, name, sizeof(value)), &value, sizeof(value));
  return *this;
}

Builder& Builder::Append(std::string_view name, const Value& value) {
  return AppendAs(name, value.element());
}
Builder& Builder::Append(std::string_view name, std::nullptr_t) {
  AppendHeader(Type::kNull, name, 0);
  return *this;
}
Builder& Builder::Append(std::string_view name, bool value) {
  return AppendFixed(Type::kBool, name, value);
}
Builder& Builder::Append(std::string_view name, int value) {
  return AppendFixed(Type::kInt32, name, int32_t{value});
}
Builder& Builder::Append(std::string_view name, long value) {
  return AppendFixed(Type::kInt64, name, int64_t{value});
}
Builder& Builder::Append(std::string_view name, long long value) {
  return AppendFixed(Type::kInt64, name, int64_t{value});
}
Builder& Builder::Append(std::string_view name, double value) {
  return AppendFixed(Type::kDouble, name, value);
}

Builder& Builder::Append(std::string_view name, std::string_view text) {
  const auto length = static_cast<uint32_t>(text.size() + 1);
  char* to = AppendHeader(Type::kString, name, kLengthSize + length);
  std::memcpy(to, &length, kLengthSize);
  text.copy(to + kLengthSize, text.size());
  to[kLengthSize + text.size()] = '\0';
  return *this;
}
Builder& Builder::Append(std::string_view name, const std::string& text) {
  return Append(name, std::string_view(text));
}
Builder& Builder::Append(std::string_view name, const char* text) {
  return Append(name, std::string_view(text));
}

Builder& Builder::Append(std::string_view name, DocumentView document) {
  return AppendAs(name, Element(Type::kDocument, {}, document.bytes()));
}
Builder& Builder::Append(std::string_view name, const Document& document) {
  return Append(name, document.view());
}

Builder& Builder::Append(const Element& element) {
  return AppendAs(element.name(), element);
}

Builder& Builder::AppendAs(std::string_view name, const Element& element) {
  if (!element.exists()) return *this;
  const std::string_view payload = element.payload();
  char* to = AppendHeader(element.type(), name, payload.size());
  payload.copy(to, payload.size());
  return *this;
}

Builder& Builder::AppendAll(DocumentView document) {
  const std::string_view fields =
      document.bytes().substr(kLengthSize, document.size() - kLengthSize - 1);
  fields.copy(Extend(fields.size()), fields.size());
  return *this;
}

Builder& Builder::OpenDocument(std::string_view name) {
  return Open(Type::kDocument, name);
}
Builder& Builder::OpenArray(std::string_view name) {
  return Open(Type::kArray, name);
}

Builder& Builder::Open(Type type, std::string_view name) {
  AppendHeader(type, name, 0);
  outer_.push_back(level_);
  BeginLevel();
  return *this;
}

Builder& Builder::Close() {
  assert(!outer_.empty());
  EndLevel();
  level_ = outer_.back();
  outer_.pop_back();
  return *this;
}

// The length is filled in when the level ends.
void Builder::BeginLevel() {
  level_ = Level{size_, 0};
  Extend(kLengthSize);
}

void Builder::EndLevel() {
  *Extend(1) = '\0';
  const auto length = static_cast<uint32_t>(size_ - level_.start);
  std::memcpy(bytes_.get() + level_.start, &length, kLengthSize);
}

std::string_view Builder::NextIndexName() {
  const auto end = std::to_chars(std::begin(index_name_), std::end(index_name_),
                                 level_.next_index++)
                       .ptr;
  return {index_name_, static_cast<size_t>(end - index_name_)};
}

Builder& Builder::AppendItem(const Value& value) {
  return AppendItem(value.element());
}
Builder& Builder::AppendItem(const Element& element) {
  if (!element.exists()) return Append(NextIndexName(), nullptr);
  return AppendAs(NextIndexName(), element);
}
Builder& Builder::AppendItem(DocumentView document) {
  return Append(NextIndexName(), document);
}
Builder& Builder::AppendItem(const Document& document) {
  return Append(NextIndexName(), document.view());
}
Builder& Builder::OpenDocumentItem() { return OpenDocument(NextIndexName()); }
Builder& Builder::OpenArrayItem() { return OpenArray(NextIndexName()); }

DocumentView Builder::FinishView() {
  assert(outer_.empty());
  EndLevel();
  return DocumentView::FromTrusted(bytes_.get());
}

Document Builder::Finish() && {
  const DocumentView view = FinishView();
  // A nearly full buffer becomes the document; else a copy saves its slack.
  if (capacity_ - size_ > size_ / 8) return Document(view);
  return Document::FromTrusted(std::move(bytes_));
}

void Builder::Clear() {
  assert(bytes_ != nullptr);
  size_ = 0;
  outer_.clear();
  BeginLevel();
}

}  // namespace meerkat
