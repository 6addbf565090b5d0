#include "storage/bson/json_parser.h"

#include <fmt/format.h>
#include <meerkat/json.h>
#include <meerkat/value.h>

#include <cstdint>
#include <cstring>

#include "storage/bson/json_type_wrappers.h"

namespace meerkat::bson {
namespace {

// An object or array adds a level, a type wrapper none.
constexpr std::string_view kTooDeep =
    "documents and arrays are nested more than 100 levels deep";
constexpr std::string_view kTooLarge =
    "the document is larger than 16777216 bytes";

template <typename Number>
void AppendNumber(std::string& out, Number value) {
  char bytes[sizeof(value)];
  std::memcpy(bytes, &value, sizeof(value));
  out.append(bytes, sizeof(bytes));
}

// Fills in the length that was left open at `offset`.
void StoreLength(std::string& out, size_t offset, size_t length) {
  const auto value = static_cast<uint32_t>(length);
  std::memcpy(out.data() + offset, &value, sizeof(value));
}

}  // namespace

bool JsonParser::ParseDocument() {
  if (!scanner_.Expect('{', "expected a document, which begins with '{'")) {
    return false;
  }
  const bool ok = ParseFields();
  return is_too_large() ? scanner_.Fail(kTooLarge) : ok;
}

bool JsonParser::ParseEnd() {
  scanner_.Peek();
  return scanner_.at_end() ||
         scanner_.Fail("expected nothing after the document");
}

bool JsonParser::ParseValue(Type& type) {
  switch (scanner_.Peek()) {
    case '{':
      return ParseObject(type);
    case '[':
      type = Type::kArray;
      return ParseArray();
    case '"':
      type = Type::kString;
      return ParseString();
    case 't':
      type = Type::kBool;
      out_ += '\1';
      return scanner_.ReadWord("true");
    case 'f':
      type = Type::kBool;
      out_ += '\0';
      return scanner_.ReadWord("false");
    case 'n':
      type = Type::kNull;
      return scanner_.ReadWord("null");
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
      return ParseNumber(type);
    default:
      return scanner_.Fail("expected a value");
  }
}

// An embedded document, or a value in its type wrapper.
bool JsonParser::ParseObject(Type& type) {
  scanner_.Take('{');
  const TypeWrapper* wrapper;
  if (!TakeTypeWrapper(wrapper)) return false;
  if (wrapper == nullptr) {
    type = Type::kDocument;
    return ParseFields();
  }
  const auto read_document = [this](Document& document) {
    return ReadDocument(document);
  };
  Value value;
  if (!scanner_.Expect(':', "expected ':'") ||
      !wrapper->read({scanner_, read_document}, value) ||
      !scanner_.Expect('}', "expected '}'")) {
    return false;
  }
  type = value.type();
  out_ += value.element().payload();
  return true;
}

// A document apart from the one being written.
bool JsonParser::ReadDocument(Document& document) {
  const size_t start = out_.size();
  if (!scanner_.Expect('{', "expected a document") || !ParseFields()) {
    return false;
  }
  document = Document(DocumentView::FromTrusted(out_.data() + start));
  out_.resize(start);
  return true;
}

// Takes the first key of an object if that makes the object a type wrapper;
// else `wrapper` is null.
bool JsonParser::TakeTypeWrapper(const TypeWrapper*& wrapper) {
  wrapper = nullptr;
  if (scanner_.Peek() != '"') return true;
  // Nearly all names are told by their first character. NUL: the text ended.
  const char first = scanner_.PeekSecond();
  if (first != '$' && first != '\\' && first != '\0') return true;
  const size_t start = scanner_.offset();
  std::string key;
  if (!scanner_.ReadString(key)) return false;
  wrapper = FindTypeWrapper(key);
  if (wrapper == nullptr) scanner_.Rewind(start);
  return true;
}

// The fields of a document, up to and with the closing brace.
bool JsonParser::ParseFields() {
  size_t start;
  if (!Open(start)) return false;
  if (scanner_.Take('}')) return Close(start);
  do {
    if (!ParseField()) return false;
  } while (scanner_.Take(','));
  return scanner_.Expect('}', "expected ',' or '}'") && Close(start);
}

bool JsonParser::ParseField() {
  const size_t type_offset = out_.size();
  out_ += '\0';
  Type type;
  if (!ParseName() || !scanner_.Expect(':', "expected ':'") ||
      !ParseValue(type)) {
    return false;
  }
  out_[type_offset] = static_cast<char>(type);
  return !is_too_large();
}

bool JsonParser::ParseName() {
  if (scanner_.Peek() != '"') {
    return scanner_.Fail("expected a field name in quotes");
  }
  const size_t text_start = scanner_.offset();
  const size_t start = out_.size();
  if (!scanner_.ReadString(out_)) return false;

  const std::string_view name = std::string_view(out_).substr(start);
  if (name.find('\0') != name.npos) {
    return scanner_.FailAt(text_start, "a field name may not contain NUL");
  }
  // Specification of Extended JSON: one key of a type wrapper, wherever it
  // stands, asks for that type. At the top there is no value to wrap.
  if (depth_ > 1 && FindTypeWrapper(name) != nullptr) {
    return scanner_.FailAt(
        text_start, fmt::format("{} may not stand beside other fields", name));
  }
  out_ += '\0';
  return true;
}

bool JsonParser::ParseArray() {
  scanner_.Take('[');
  size_t start;
  if (!Open(start)) return false;
  if (scanner_.Take(']')) return Close(start);
  for (uint32_t index = 0;; ++index) {
    const size_t type_offset = out_.size();
    out_ += '\0';
    const fmt::format_int name(index);
    out_.append(name.data(), name.size());
    out_ += '\0';
    Type type;
    if (!ParseValue(type) || is_too_large()) return false;
    out_[type_offset] = static_cast<char>(type);
    if (!scanner_.Take(',')) break;
  }
  return scanner_.Expect(']', "expected ',' or ']'") && Close(start);
}

bool JsonParser::ParseString() {
  const size_t start = out_.size();
  out_.append(sizeof(uint32_t), '\0');
  if (!scanner_.ReadString(out_)) return false;
  out_ += '\0';
  StoreLength(out_, start, out_.size() - start - sizeof(uint32_t));
  return true;
}

bool JsonParser::ParseNumber(Type& type) {
  JsonNumber number;
  if (!scanner_.ReadNumber(number)) return false;
  type = number.type;
  if (type == Type::kInt32) {
    AppendNumber(out_, static_cast<int32_t>(number.integer));
  } else if (type == Type::kInt64) {
    AppendNumber(out_, number.integer);
  } else {
    AppendNumber(out_, number.real);
  }
  return true;
}

// Begins a document or array; `start` is where its length will stand. The
// outermost document is not nested in anything.
bool JsonParser::Open(size_t& start) {
  if (depth_ > kMaxNestingDepth) return scanner_.Fail(kTooDeep);
  ++depth_;
  start = out_.size();
  out_.append(sizeof(uint32_t), '\0');
  return true;
}

bool JsonParser::Close(size_t start) {
  --depth_;
  out_ += '\0';
  StoreLength(out_, start, out_.size() - start);
  return true;
}

}  // namespace meerkat::bson

namespace meerkat {

StatusOr<Document> ParseJson(std::string_view text) {
  std::string bytes;
  bson::JsonParser parser(text, bytes);
  if (!parser.ParseDocument() || !parser.ParseEnd()) {
    return MakeError(parser.error_code(),
                     fmt::format("Invalid JSON at offset {}: {}",
                                 parser.error().offset, parser.error().reason));
  }
  return Document(DocumentView::FromTrusted(bytes.data()));
}

}  // namespace meerkat
