#include "tools/server/net/frame_reader.h"

#include <meerkat/value.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/wire_client.h"

namespace meerkat::server {
namespace {

using testing::MsgRequest;

// What comes out of `bytes` that come `piece` at a time.
std::vector<std::string> FramesOf(std::string_view bytes, size_t piece) {
  FrameReader reader;
  std::vector<std::string> frames;
  while (!bytes.empty()) {
    std::string_view next = bytes.substr(0, piece);
    bytes.remove_prefix(next.size());
    while (!next.empty()) {
      const auto frame = reader.Take(next);
      REQUIRE(frame.ok());
      if (frame->has_value()) frames.emplace_back((*frame)->view());
    }
  }
  CHECK_FALSE(reader.is_inside());
  return frames;
}

}  // namespace

TEST_CASE("frames come out whole, whatever pieces they come in") {
  const std::vector<std::string> sent = {
      MsgRequest(Document{{"ping", 1}, {"$db", "admin"}}),
      MsgRequest(Document{{"insert", "c"}, {"$db", "app"}},
                 {{"documents", {Document{{"_id", 1}}, Document{{"_id", 2}}}}}),
      MsgRequest(Document{{"x", std::string(5000, 'x')}, {"$db", "app"}})};
  const std::string bytes = sent[0] + sent[1] + sent[2];
  for (const size_t piece : {1, 3, 15, 16, 17, 100, 4096, 1'000'000}) {
    CHECK(FramesOf(bytes, piece) == sent);
  }
}

TEST_CASE("the rest of a frame can be put into its place") {
  const std::string sent =
      MsgRequest(Document{{"x", std::string(5000, 'x')}, {"$db", "app"}});
  FrameReader reader;
  CHECK(reader.Missing().empty());
  std::string_view begin = std::string_view(sent).substr(0, 20);
  REQUIRE_FALSE(reader.Take(begin)->has_value());
  REQUIRE(reader.Missing().size() == sent.size() - 20);
  CHECK(reader.is_inside());

  std::ranges::copy(sent.substr(20, 1000), reader.Missing().begin());
  CHECK_FALSE(reader.Filled(1000).has_value());
  std::ranges::copy(sent.substr(1020), reader.Missing().begin());
  CHECK(reader.Filled(sent.size() - 1020).value().view() == sent);
  CHECK(reader.Missing().empty());
}

TEST_CASE("a frame is refused by its header when it is too large") {
  const std::string sent =
      MsgRequest(Document{{"x", std::string(5000, 'x')}, {"$db", "app"}});
  for (const size_t most : {sent.size(), sent.size() - 1}) {
    FrameReader reader;
    std::string_view header = std::string_view(sent).substr(0, 16);
    CHECK(reader.Take(header, most).ok() == (most == sent.size()));
  }
}

TEST_CASE("a header that cannot be right is told before there is room") {
  for (const char* length : {"\x0f\0\0\0", "\xff\xff\xff\x7f", "\0\0\0\x80"}) {
    FrameReader reader;
    const std::string header = std::string(length, 4) + std::string(12, '\0');
    std::string_view bytes = header;
    CHECK_FALSE(reader.Take(bytes).ok());
  }
}

}  // namespace meerkat::server
