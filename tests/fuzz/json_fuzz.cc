// Any text: refused with a place inside it, or turned into a valid document
// that prints and reads back to the same bytes. And a reader of many documents
// finds the same ones in it whatever the pieces in which the text comes.
#include <meerkat/json.h>
#include <meerkat/json_reader.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "storage/bson/json_parser.h"
#include "storage/bson/validate.h"
#include "tests/fuzz/check.h"

namespace meerkat {
namespace {

void CheckDocument(std::string_view text) {
  std::string bytes;
  bson::JsonParser parser(text, bytes);
  const bool parsed = parser.ParseDocument() && parser.ParseEnd();
  const StatusOr<Document> document = ParseJson(text);
  FUZZ_CHECK(document.ok() == parsed);
  if (!parsed) {
    FUZZ_CHECK(parser.error().offset <= text.size());
    FUZZ_CHECK(!parser.error().reason.empty());
    return;
  }
  FUZZ_CHECK(document->view().bytes() == bytes);
  FUZZ_CHECK(bson::Validate(bytes).ok());

  const std::string canonical = ToJson(*document, JsonMode::kCanonical);
  const StatusOr<Document> back = ParseJson(canonical);
  FUZZ_CHECK(back.ok());
  FUZZ_CHECK(back->view().bytes() == bytes);

  const std::string relaxed = ToJson(*document);
  const StatusOr<Document> from_relaxed = ParseJson(relaxed);
  FUZZ_CHECK(from_relaxed.ok());
  FUZZ_CHECK(ToJson(*from_relaxed) == relaxed);
}

// Everything a reader tells about `text` when it gets `piece` bytes at a time.
std::string Transcript(std::string_view text, size_t piece) {
  size_t position = 0;
  JsonReader reader([&](char* buffer, size_t size) -> StatusOr<size_t> {
    const size_t copied = text.copy(buffer, std::min(size, piece), position);
    position += copied;
    return copied;
  });
  std::string transcript;
  for (;;) {
    const StatusOr<bool> more = reader.Next();
    if (!more.ok()) {
      transcript += ErrorMessageOf(more.status());
      if (!reader.SkipDocument()) return transcript;
    } else if (*more) {
      FUZZ_CHECK(bson::Validate(reader.document().bytes()).ok());
      transcript += std::to_string(reader.line());
      transcript += reader.document().bytes();
    } else {
      return transcript;
    }
  }
}

}  // namespace
}  // namespace meerkat

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // Small pieces make the reader parse again and again.
  constexpr size_t kMaxSize = 1024;
  if (size > kMaxSize) return 0;
  const size_t piece = size % 32 + 1;
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  meerkat::CheckDocument(text);
  FUZZ_CHECK(meerkat::Transcript(text, piece) ==
             meerkat::Transcript(text, kMaxSize));
  return 0;
}
