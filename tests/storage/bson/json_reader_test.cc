// Many documents from one text, whatever the pieces in which it comes.
#include <meerkat/json.h>
#include <meerkat/json_reader.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "tests/catch.hpp"

namespace meerkat {
namespace {

// A source that gives `text` in pieces of at most `piece` bytes.
JsonReader::Source InPieces(std::string text, size_t piece) {
  return [text = std::move(text), piece, position = size_t{0}](
             char* buffer, size_t size) mutable -> StatusOr<size_t> {
    const size_t copied = text.copy(buffer, std::min(size, piece), position);
    position += copied;
    return copied;
  };
}

// What a reader finds, a line each: "<line>: <document>" or an error. Bad
// lines are skipped where that can be.
std::string Transcript(const std::string& text, size_t piece) {
  JsonReader reader(InPieces(text, piece));
  std::string transcript;
  for (;;) {
    const StatusOr<bool> more = reader.Next();
    if (!more.ok()) {
      transcript += ErrorMessageOf(more.status()) + "\n";
      if (!reader.SkipDocument()) return transcript + "stop\n";
      continue;
    }
    if (!*more) return transcript;
    transcript +=
        std::to_string(reader.line()) + ": " + ToJson(reader.document()) + "\n";
  }
}

// The transcript, which must be the same for pieces of all sizes.
std::string Read(const std::string& text) {
  const std::string transcript = Transcript(text, text.size() + 1);
  for (size_t piece = 1; piece < std::min<size_t>(text.size(), 100); ++piece) {
    INFO("pieces of " << piece << " bytes");
    CHECK(Transcript(text, piece) == transcript);
  }
  return transcript;
}

TEST_CASE("JSON lines are read one by one with their line numbers") {
  CHECK(Read("{\"a\":1}\n{\"a\":2}\r\n\n  \n{\"a\":3}") ==
        "1: {\"a\":1}\n2: {\"a\":2}\n5: {\"a\":3}\n");
}

TEST_CASE("documents may follow each other without a line, or span many") {
  CHECK(Read("{\"a\":1}{\"a\":2} {\"a\":\n[\n3]\n}\n{\"a\":4}\n") ==
        "1: {\"a\":1}\n1: {\"a\":2}\n1: {\"a\":[3]}\n5: {\"a\":4}\n");
}

TEST_CASE("an array gives its documents") {
  CHECK(Read("[{\"a\":1},\n{\"a\":2}\n,{\"a\":3}]\n") ==
        "1: {\"a\":1}\n2: {\"a\":2}\n3: {\"a\":3}\n");
  CHECK(Read(" [ ] ").empty());
}

TEST_CASE("an empty text has no documents") {
  CHECK(Read("").empty());
  CHECK(Read(" \n\n").empty());
}

TEST_CASE("a byte order mark at the beginning is skipped") {
  CHECK(Read("\xEF\xBB\xBF{\"a\":1}\n") == "1: {\"a\":1}\n");
  CHECK(Read("\xEF\xBB\xBF[{\"a\":1}]\n") == "1: {\"a\":1}\n");
}

TEST_CASE("reading goes on behind a bad line") {
  CHECK(
      Read("{\"a\":1}\n{\"a\":}\n{\"a\":3}\nnull\n{\"a\":5} x\n{\"a\":6}\n{") ==
      "1: {\"a\":1}\n"
      "Invalid JSON at line 2, column 6: expected a value\n"
      "3: {\"a\":3}\n"
      "Invalid JSON at line 4, column 1: expected a document, which begins "
      "with '{'\n"
      "5: {\"a\":5}\n"
      "Invalid JSON at line 5, column 9: expected a document, which begins "
      "with '{'\n"
      "6: {\"a\":6}\n"
      "Invalid JSON at line 7, column 2: expected a field name in quotes\n");
}

TEST_CASE("a line that is not closed costs no other line") {
  // The error is seen in the second line, but it is the first that is bad.
  CHECK(Read("{\"a\":1\n{\"a\":2}\n") ==
        "Invalid JSON at line 2, column 1: expected ',' or '}'\n"
        "2: {\"a\":2}\n");
  CHECK(Read("{\"a\":\"1}\n{\"a\":2}\n") ==
        "Invalid JSON at line 1, column 9: a control character in a string "
        "must be escaped\n"
        "2: {\"a\":2}\n");
}

TEST_CASE("reading goes on behind a bad item of an array") {
  CHECK(Read("[{\"a\":1}, {\"a\" 2},\n{\"a\":3}, 7, {\"a\":4}]") ==
        "1: {\"a\":1}\n"
        "Invalid JSON at line 1, column 16: expected ':'\n"
        "2: {\"a\":3}\n"
        "Invalid JSON at line 2, column 10: expected a document, which begins "
        "with '{'\n"
        "2: {\"a\":4}\n");
  // Commas and brackets inside it are its own, and those in strings are text.
  CHECK(Read("[{\"a\":[{\"b\":1},2,x],\"c\":{}}, {\"a\":2}]") ==
        "Invalid JSON at line 1, column 18: expected a value\n"
        "1: {\"a\":2}\n");
  CHECK(Read("[{\"a\" \"]},\\\"[\\\\\"}, {\"a\":2}]") ==
        "Invalid JSON at line 1, column 7: expected ':'\n"
        "1: {\"a\":2}\n");
  CHECK(Read("[{\"a\":1} {\"a\":2},\n{\"a\":3}}, {\"a\":4}]") ==
        "1: {\"a\":1}\n"
        "Invalid JSON at line 1, column 10: expected ',' or ']'\n"
        "2: {\"a\":3}\n"
        "Invalid JSON at line 2, column 8: expected ',' or ']'\n"
        "2: {\"a\":4}\n");
  CHECK(Read("[,{\"a\":1},\n]") ==
        "Invalid JSON at line 1, column 2: expected a document, which begins "
        "with '{'\n"
        "1: {\"a\":1}\n"
        "Invalid JSON at line 2, column 1: expected a document, which begins "
        "with '{'\n");
}

TEST_CASE("an item of an array whose end cannot be told ends the reading") {
  CHECK(Read("[{\"a\":1}") ==
        "1: {\"a\":1}\nInvalid JSON at line 1, column 9: expected ',' or "
        "']'\nstop\n");
  CHECK(Read("[{\"a\" [}, {\"a\":2}]") ==
        "Invalid JSON at line 1, column 7: expected ':'\nstop\n");
  CHECK(Read("[{\"a\":1, {\"a\":2}, {\"a\":3}]") ==
        "Invalid JSON at line 1, column 10: expected a field name in quotes\n"
        "stop\n");
  CHECK(Read("[{\"a\":\"1},\n{\"a\":2}]") ==
        "Invalid JSON at line 1, column 11: a control character in a string "
        "must be escaped\nstop\n");
  CHECK(Read("[{\"a\":1}] {}") ==
        "1: {\"a\":1}\nInvalid JSON at line 1, column 11: expected nothing "
        "after the array\nstop\n");
}

TEST_CASE("the end of an array stays the end") {
  JsonReader reader(InPieces("[{}]", 100));
  CHECK(reader.Next().value());
  CHECK_FALSE(reader.Next().value());
  CHECK_FALSE(reader.Next().value());
}

TEST_CASE("an error stays until its document is skipped") {
  JsonReader reader(InPieces("x\n{}", 100));
  CHECK_FALSE(reader.Next().ok());
  CHECK_FALSE(reader.Next().ok());
  CHECK(reader.line() == 1);
  CHECK(reader.SkipDocument());
  CHECK(reader.Next().value());
  CHECK(reader.line() == 2);
}

TEST_CASE("an error of the source is handed on and ends the reading") {
  bool first = true;
  JsonReader reader([&first](char* buffer, size_t) -> StatusOr<size_t> {
    if (!std::exchange(first, false)) {
      return MakeError(ErrorCode::kOperationFailed, "the disk is gone");
    }
    return std::string_view("{\"a\":1}\n{\"a\":").copy(buffer, 100);
  });
  CHECK(reader.Next().value());
  const Status status = reader.Next().status();
  CHECK(ErrorMessageOf(status) == "the disk is gone");
  CHECK_FALSE(reader.SkipDocument());
  CHECK(ErrorMessageOf(reader.Next().status()) == "the disk is gone");
}

TEST_CASE("a document longer than the source's pieces is put together") {
  const std::string text(3'000'000, 'x');
  JsonReader reader(InPieces("{\"a\":\"" + text + "\"}\n{\"b\":1}", 10'000));
  REQUIRE(reader.Next().value());
  CHECK(reader.document()["a"].AsString() == text);
  REQUIRE(reader.Next().value());
  CHECK(ToJson(reader.document()) == "{\"b\":1}");
}

TEST_CASE("a line beyond 16 MiB is refused without being kept, and skipped") {
  // Endless x in quotes, but for a line's end after 40 MiB.
  size_t given = 0;
  constexpr size_t kLine = 40 << 20;
  size_t largest_piece = 0;
  JsonReader reader([&](char* buffer, size_t size) -> StatusOr<size_t> {
    largest_piece = std::max(largest_piece, size);
    if (given >= kLine)
      return std::string_view("\n{}").copy(buffer, given++ > kLine ? 0 : 3);
    std::fill_n(buffer, size, 'x');
    if (given == 0) std::string_view("{\"a\":\"").copy(buffer, 6);
    given = std::min(given + size, kLine);
    return size;
  });
  const Status status = reader.Next().status();
  CHECK(ErrorCodeOf(status) == ErrorCode::kBSONObjectTooLarge);
  CHECK(given < 2 * kMaxDocumentSize + (1 << 20));
  CHECK(largest_piece <= 1 << 20);
  CHECK(reader.SkipDocument());
  CHECK(reader.Next().value());
  CHECK(reader.line() == 2);
}

}  // namespace
}  // namespace meerkat
