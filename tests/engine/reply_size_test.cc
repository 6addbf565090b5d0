// However much there is to tell, a reply stays below the size that drivers
// read: that of a document, and 16 KiB.
#include <meerkat/builder.h>
#include <meerkat/client.h>
#include <meerkat/command_context.h>

#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"

namespace meerkat {
namespace {

using testing::CodeOf;
using testing::OpenClient;
using testing::Run;

constexpr size_t kMega = size_t{1} << 20;

std::vector<DocumentView> Items(const Element& array) {
  std::vector<DocumentView> items;
  for (const Element& item : array.AsDocument()) {
    items.push_back(item.AsDocument());
  }
  return items;
}

// {insert: "c", documents: [document, document ...], ordered: false}
Document InsertMany(const Document& document, int count) {
  Builder command;
  command.Append("insert", "c").OpenArray("documents");
  for (int i = 0; i < count; ++i) command.AppendItem(document);
  command.Close().Append("ordered", false);
  return std::move(command).Finish();
}

Value LargeId(char fill, size_t size) {
  return Value(Document{{"fill", std::string(size, fill)}});
}

}  // namespace

TEST_CASE("of very many write errors each has its code, the first a message") {
  constexpr int kCount = 100000;
  Client client = OpenClient();
  const Document reply =
      Run(client["app"],
          InsertMany(Document{{"_id", std::string(400, 'x')}}, kCount));
  CHECK(reply.size() <= kMaxReplySize);
  CHECK(reply["n"].AsInt32() == 1);
  const std::vector<DocumentView> errors = Items(reply["writeErrors"]);
  REQUIRE(errors.size() == kCount - 1);
  CHECK(errors.front()["keyValue"].exists());
  CHECK(!errors.front()["errmsg"].AsString().empty());
  CHECK(!errors.back()["keyValue"].exists());
  CHECK(errors.back()["errmsg"].AsString().empty());
  for (size_t i = 0; i < errors.size(); ++i) {
    REQUIRE(errors[i]["index"].AsInt32() == static_cast<int32_t>(i) + 1);
    REQUIRE(errors[i]["code"].AsInt32() == 11000);
  }
}

TEST_CASE("a duplicate _id of many megabytes is shown where there is room") {
  Client client = OpenClient();
  const Document large{{"_id", LargeId('x', 10 * kMega)}};
  const Document reply = Run(client["app"], InsertMany(large, 4));
  CHECK(reply.size() <= kMaxReplySize);
  const std::vector<DocumentView> errors = Items(reply["writeErrors"]);
  REQUIRE(errors.size() == 3);
  CHECK(errors[0]["keyValue"].exists());
  CHECK(!errors[1]["keyValue"].exists());
  CHECK(!errors[1]["errmsg"].AsString().empty());
}

TEST_CASE("a message that quotes megabytes is cut between characters") {
  Client client = OpenClient();
  std::string name(1, 'x');
  for (size_t i = 0; i < 9 * kMega; ++i) name += "ä";
  const Status status =
      client["app"].RunCommand(Document{{"ping", 1}, {name, 1}}).status();
  CHECK(CodeOf(status) == ErrorCode::kUnknownCommandField);
  const Document reply = ReplyFor(status);
  CHECK(reply.size() < kMega);
  CHECK(Document::Parse(reply.view().bytes()).ok());
  CHECK(reply["errmsg"].AsString().starts_with("BSON field 'ping.xä"));
}

TEST_CASE("upserts whose _ids no reply could hold are refused one by one") {
  Client client = OpenClient();
  Builder command;
  command.Append("update", "c").OpenArray("updates");
  for (const char fill : {'a', 'b', 'c'}) {
    command.OpenDocumentItem();
    command.Append("q", Document{{"_id", LargeId(fill, 7 * kMega)}});
    command.Append("u", Document{}).Append("upsert", true).Close();
  }
  command.Close().Append("ordered", false);
  const Document reply = Run(client["app"], std::move(command).Finish());
  CHECK(reply.size() <= kMaxReplySize);
  CHECK(reply["n"].AsInt32() == 2);
  CHECK(Items(reply["upserted"]).size() == 2);
  const std::vector<DocumentView> errors = Items(reply["writeErrors"]);
  REQUIRE(errors.size() == 1);
  CHECK(errors[0]["index"].AsInt32() == 2);
  CHECK(errors[0]["code"].AsInt32() ==
        static_cast<int>(ErrorCode::kBSONObjectTooLarge));
  CHECK(Run(client["app"], Document{{"count", "c"}})["n"].AsInt32() == 2);
}

TEST_CASE("an upsert alone may make the largest _id there can be") {
  Client client = OpenClient();
  const Document smallest{{"_id", LargeId('x', 0)}};
  const Document largest{
      {"_id", LargeId('x', kMaxDocumentSize - smallest.size())}};
  REQUIRE(largest.size() == kMaxDocumentSize);
  const Document upsert{{"q", largest}, {"u", Document{}}, {"upsert", true}};
  const Document reply =
      Run(client["app"], Document{{"update", "c"}, {"updates", Array{upsert}}});
  CHECK(Items(reply["upserted"]).size() == 1);
  CHECK(reply.size() <= kMaxReplySize);
}

TEST_CASE("a reply that would be too large is an error") {
  Client client = OpenClient();
  Builder command;
  command.Append("killCursors", "c").OpenArray("cursors");
  for (int64_t id = 0; id < 1200000; ++id) command.AppendItem(Value(id));
  command.Close();
  CHECK(CodeOf(client["app"].RunCommand(std::move(command).Finish())) ==
        ErrorCode::kBSONObjectTooLarge);
}

}  // namespace meerkat
