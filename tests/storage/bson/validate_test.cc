#include "storage/bson/validate.h"

#include <meerkat/builder.h>
#include <meerkat/value.h>

#include <cstring>
#include <memory>
#include <string>

#include "storage/bson/compare.h"
#include "storage/bson/hash.h"
#include "storage/bson/utf8.h"
#include "tests/catch.hpp"
#include "tests/storage/bson/every_type.h"

namespace meerkat::bson {
namespace {

using namespace std::string_literals;

// Validates a copy of exactly the right size, so that a sanitizer sees every
// read beyond the end.
Status ValidateCopy(std::string_view bytes) {
  const auto copy = std::make_unique<char[]>(bytes.size());
  std::memcpy(copy.get(), bytes.data(), bytes.size());
  return Validate({copy.get(), bytes.size()});
}

bool IsValid(std::string_view bytes) { return ValidateCopy(bytes).ok(); }

ErrorCode ErrorOf(std::string_view bytes) {
  return ErrorCodeOf(ValidateCopy(bytes));
}

std::string MessageOf(std::string_view bytes) {
  return ErrorMessageOf(ValidateCopy(bytes));
}

void SetLength(std::string& bytes, size_t at, int32_t length) {
  std::memcpy(bytes.data() + at, &length, sizeof(length));
}

// The fields as a document, with the length that they have.
std::string Wrap(std::string_view fields) {
  std::string bytes = "\0\0\0\0"s + std::string(fields) + '\0';
  SetLength(bytes, 0, static_cast<int32_t>(bytes.size()));
  return bytes;
}

uint64_t SumOf(std::string_view bytes) {
  uint64_t sum = 0;
  for (const char byte : bytes) sum = 31 * sum + static_cast<uint8_t>(byte);
  return sum;
}

// Reads every part of every element, as the rest of the database would.
uint64_t ReadAll(DocumentView document) {
  uint64_t sum = 0;
  for (const Element& e : document) {
    sum += SumOf(e.name()) + SumOf(e.payload());
    switch (e.type()) {
      case Type::kDocument:
      case Type::kArray:
        sum += ReadAll(e.AsDocument());
        break;
      case Type::kCodeWithScope:
        sum += SumOf(e.AsCodeWithScope().code);
        sum += ReadAll(e.AsCodeWithScope().scope);
        break;
      case Type::kBinary:
        sum += SumOf(e.AsBinary().bytes);
        break;
      case Type::kDbPointer:
        sum += SumOf(e.AsDbPointer().collection);
        sum += SumOf(e.AsDbPointer().id.ToHex());
        break;
      case Type::kRegex:
        sum += SumOf(e.AsRegex().pattern) + SumOf(e.AsRegex().options);
        break;
      case Type::kString:
      case Type::kSymbol:
      case Type::kCode:
        sum += SumOf(e.AsString());
        break;
      default:
        break;
    }
  }
  return sum;
}

// What passes must be safe to use.
void UseIfValid(const std::string& bytes) {
  const auto copy = std::make_unique<char[]>(bytes.size());
  std::memcpy(copy.get(), bytes.data(), bytes.size());
  if (!Validate({copy.get(), bytes.size()}).ok()) return;
  const DocumentView document = DocumentView::FromTrusted(copy.get());
  REQUIRE(ReadAll(document) == ReadAll(Document(document)));
  REQUIRE(Compare(document, Document(document)) == 0);
  REQUIRE(Hash(document) == Hash(Document(document).view()));
}

TEST_CASE("a document of every type is valid") {
  CHECK(IsValid(EveryType().view().bytes()));
  CHECK(IsValid(Document{}.view().bytes()));
}

TEST_CASE("fewer bytes than a document has are refused at any length") {
  const std::string bytes(EveryType().view().bytes());
  for (size_t size = 0; size < bytes.size(); ++size) {
    CHECK(ErrorOf(bytes.substr(0, size)) == ErrorCode::kInvalidBSON);
  }
  CHECK(ErrorOf(bytes + '\0') == ErrorCode::kInvalidBSON);
}

TEST_CASE("a document cut at any byte is refused or safe to use") {
  const std::string bytes(EveryType().view().bytes());
  for (size_t size = 5; size < bytes.size(); ++size) {
    std::string cut = bytes.substr(0, size);
    SetLength(cut, 0, static_cast<int32_t>(size));
    UseIfValid(cut);
    cut.back() = '\0';
    UseIfValid(cut);
  }
}

TEST_CASE("a document with any byte changed is refused or safe to use") {
  const std::string bytes(EveryType().view().bytes());
  for (size_t at = 0; at < bytes.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(byte);
      UseIfValid(changed);
    }
  }
}

TEST_CASE("a document with any four bytes taken for a length is safe to use") {
  const std::string bytes(EveryType().view().bytes());
  for (size_t at = 0; at + 4 <= bytes.size(); ++at) {
    for (const int32_t length : {-1, 0, 1, 4, 5, 255, 65536, INT32_MAX - 4,
                                 INT32_MAX, INT32_MIN, INT32_MIN + 4}) {
      std::string changed = bytes;
      SetLength(changed, at, length);
      UseIfValid(changed);
    }
  }
}

TEST_CASE("a length that is off by one is refused") {
  // Where the length stands in a document with a field "a".
  constexpr size_t kPayload = 7;
  for (const Value& value :
       {Value("text"), Value::Code("text"), Value::Symbol("text"),
        Value(Document{{"b", 1}}), Value(Array{1, 2}),
        Value::Binary(0, "bytes"), Value::Binary(2, "bytes"),
        Value::DbPointer("ns", TestId()),
        Value::CodeWithScope("code", Document{{"b", 1}})}) {
    const Document document{{"a", value}};
    const std::string bytes(document.view().bytes());
    const auto length = static_cast<int32_t>(LoadUint32(&bytes[kPayload]));
    for (const int32_t change : {-length - 1, -length, -1, 1, 1000, 1 << 30}) {
      std::string changed = bytes;
      SetLength(changed, kPayload, length + change);
      CAPTURE(TypeName(value.type()), change);
      CHECK(ErrorOf(changed) == ErrorCode::kInvalidBSON);
    }
  }
}

TEST_CASE("the lengths inside code with scope must agree") {
  const Document document{
      {"a", Value::CodeWithScope("code", Document{{"b", 1}})}};
  const std::string bytes(document.view().bytes());
  for (const size_t at : {size_t{11}, size_t{20}}) {
    for (const int32_t change : {-1, 1, 100}) {
      std::string changed = bytes;
      SetLength(changed, at,
                static_cast<int32_t>(LoadUint32(&bytes[at])) + change);
      CHECK(ErrorOf(changed) == ErrorCode::kInvalidBSON);
    }
  }
}

TEST_CASE("the inner length of the old binary subtype must agree") {
  CHECK(
      IsValid(Wrap("\x05"
                   "a\0\5\0\0\0\2\1\0\0\0x"s)));
  CHECK_FALSE(
      IsValid(Wrap("\x05"
                   "a\0\5\0\0\0\2\2\0\0\0x"s)));
  CHECK_FALSE(
      IsValid(Wrap("\x05"
                   "a\0\5\0\0\0\2\0\0\0\0x"s)));
  CHECK_FALSE(
      IsValid(Wrap("\x05"
                   "a\0\3\0\0\0\2xyz"s)));
}

TEST_CASE("errors name the offset and what is wrong there") {
  CHECK(MessageOf(Wrap("\x08"
                       "a\0\2"s)) ==
        "Invalid BSON at offset 7: a bool is neither 0 nor 1");
  CHECK(MessageOf(Wrap("\x20"
                       "a\0"s)) ==
        "Invalid BSON at offset 4: unknown type byte 0x20");
  CHECK(MessageOf(Wrap("\x0A"
                       "a\xFF\0"s)) ==
        "Invalid BSON at offset 6: text is not UTF-8");
  CHECK(MessageOf(Wrap("\x10"
                       "a\0\1\0\0"s)) ==
        "Invalid BSON at offset 7: a value exceeds its document");
}

TEST_CASE("every closing zero must be there") {
  CHECK_FALSE(IsValid("\5\0\0\0\1"s));
  CHECK_FALSE(
      IsValid(Wrap("\x02"
                   "a\0\2\0\0\0bc"s)));
  CHECK_FALSE(
      IsValid(Wrap("\x03"
                   "a\0\5\0\0\0\1"s)));
  CHECK_FALSE(
      IsValid(Wrap("\x0A"
                   "abcdefghijklmnop"s)));
  CHECK_FALSE(
      IsValid(Wrap("\x0B"
                   "a\0pattern\0options"s)));
  CHECK_FALSE(IsValid(Wrap("\0\0\0"s)));
}

TEST_CASE("unknown type bytes are refused, and only those") {
  for (int type = 0; type < 256; ++type) {
    const bool known =
        (type >= 0x01 && type <= 0x13) || type == 0x7F || type == 0xFF;
    const std::string bytes =
        Wrap(std::string(1, static_cast<char>(type)) + "a\0"s);
    const bool refused =
        MessageOf(bytes).find("unknown type") != std::string::npos;
    if (type != 0) CHECK(refused == !known);
  }
}

std::string Nested(int levels, char type) {
  Builder b;
  for (int i = 0; i < levels; ++i) {
    type == 3 ? b.OpenDocument("0") : b.OpenArray("0");
  }
  for (int i = 0; i < levels; ++i) b.Close();
  return std::string(b.FinishView().bytes());
}

TEST_CASE("a hundred levels may be nested, and no more") {
  for (const char type : {'\3', '\4'}) {
    CHECK(IsValid(Nested(99, type)));
    CHECK(IsValid(Nested(100, type)));
    for (const int levels : {101, 10'000, 1'000'000}) {
      CHECK(MessageOf(Nested(levels, type))
                .find("maximum nested object depth: 100") != std::string::npos);
    }
  }
}

TEST_CASE("a command may be nested a little deeper") {
  const Limits command{.depth = Limits::kMaxDepth};
  CHECK(Validate(Nested(Limits::kMaxDepth, 3), command).ok());
  CHECK_FALSE(Validate(Nested(Limits::kMaxDepth + 1, 3), command).ok());
}

TEST_CASE("the scope of code is a level as well") {
  const auto nested = [](int levels) {
    Document document;
    for (int i = 0; i < levels; ++i) {
      document = Document{{"c", Value::CodeWithScope("", document)}};
    }
    return std::string(document.view().bytes());
  };
  CHECK(IsValid(nested(100)));
  CHECK_FALSE(IsValid(nested(101)));
}

TEST_CASE("sixteen mebibytes are accepted and not a byte more") {
  const auto of_size = [](size_t size) {
    const size_t frame = Document{{"a", ""}}.size();
    const Document document{{"a", std::string(size - frame, 'x')}};
    return std::string(document.view().bytes());
  };
  CHECK(IsValid(of_size(kMaxDocumentSize)));
  CHECK(ErrorOf(of_size(kMaxDocumentSize + 1)) ==
        ErrorCode::kBSONObjectTooLarge);
  const Limits wide{.size = 2 * kMaxDocumentSize};
  CHECK(Validate(of_size(kMaxDocumentSize + 1), wide).ok());
}

struct Text {
  const char* bytes;
  bool valid;
};

const Text kTexts[] = {
    {"", true},
    {"plain ascii of more than eight bytes", true},
    {"\x7F", true},
    {"\xC2\x80", true},
    {"\xDF\xBF", true},
    {"\xE0\xA0\x80", true},
    {"\xED\x9F\xBF", true},
    {"\xEE\x80\x80", true},
    {"\xEF\xBF\xBF", true},
    {"\xF0\x90\x80\x80", true},
    {"\xF4\x8F\xBF\xBF", true},
    {"ascii first, then \xE2\x82\xAC, and ascii again", true},
    // Continuation bytes alone, leads alone.
    {"\x80", false},
    {"\xBF", false},
    {"\xC2", false},
    {"\xE2\x82", false},
    {"\xF0\x90\x80", false},
    {"\xC2"
     "a",
     false},
    {"\xE2\x82"
     "a",
     false},
    {"\xF0\x90\x80"
     "a",
     false},
    // Overlong forms.
    {"\xC0\x80", false},
    {"\xC1\xBF", false},
    {"\xE0\x80\x80", false},
    {"\xE0\x9F\xBF", false},
    {"\xF0\x80\x80\x80", false},
    {"\xF0\x8F\xBF\xBF", false},
    // Surrogates.
    {"\xED\xA0\x80", false},
    {"\xED\xBF\xBF", false},
    // Beyond U+10FFFF, and bytes that never occur.
    {"\xF4\x90\x80\x80", false},
    {"\xF5\x80\x80\x80", false},
    {"\xF8\x88\x80\x80\x80", false},
    {"\xFE", false},
    {"\xFF", false},
};

TEST_CASE("text of every kind must be UTF-8") {
  for (const Text& text : kTexts) {
    // At each distance from the eight bytes that are looked at together.
    for (size_t before = 0; before < 9; ++before) {
      const std::string s = std::string(before, 'x') + text.bytes;
      CAPTURE(s);
      CHECK(IsUtf8(s) == text.valid);
      CHECK(IsUtf8(s + "tail") == text.valid);
      const auto valid = [](const Document& document) {
        return IsValid(document.view().bytes());
      };
      CHECK(valid(Document{{"a", s}}) == text.valid);
      CHECK(valid(Document{{s, 1}}) == text.valid);
      CHECK(valid(Document{{"a", Value::Regex(s, "")}}) == text.valid);
      CHECK(valid(Document{{"a", Value::Regex("", s)}}) == text.valid);
      CHECK(valid(Document{{"a", Value::Code(s)}}) == text.valid);
      CHECK(valid(Document{{"a", Value::Symbol(s)}}) == text.valid);
      CHECK(valid(Document{{"a", Value::CodeWithScope(s, {})}}) == text.valid);
      CHECK(valid(Document{{"a", Value::DbPointer(s, {})}}) == text.valid);
      CHECK(valid(Document{{"a", Value::Binary(0, s)}}));
    }
  }
}

TEST_CASE("the first byte that is not UTF-8 is found") {
  CHECK(FindInvalidUtf8("abc") == 3);
  CHECK(FindInvalidUtf8("abc\xFF") == 3);
  CHECK(FindInvalidUtf8("\xC3\xA9\xC3") == 2);
  CHECK(FindInvalidUtf8("0123456789\xE2\x82\xAC\x80") == 13);
}

TEST_CASE("a string may hold zero bytes, a name may not") {
  CHECK(IsValid(Document{{"a", std::string_view("x\0y", 3)}}.view().bytes()));
  CHECK_FALSE(
      IsValid(Wrap("\x0A"
                   "a\0b\0"s)));
}

}  // namespace
}  // namespace meerkat::bson
