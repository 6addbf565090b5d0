// The limits of documents and commands, and bytes that are no documents.
#include <meerkat/builder.h>
#include <meerkat/client.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"

namespace meerkat {
namespace {

using testing::CodeOf;
using testing::OpenClient;

// {_id: 1, a: {a: {... }}}, `levels` documents inside the outer one.
Document Nested(int levels) {
  Builder builder;
  builder.Append("_id", 1);
  for (int i = 0; i < levels; ++i) builder.OpenDocument("a");
  for (int i = 0; i < levels; ++i) builder.Close();
  return std::move(builder).Finish();
}

// A document of exactly `size` bytes: {_id: 1, pad: "xxx..."}, or without _id.
Document OfSize(size_t size, bool with_id) {
  Document padded =
      with_id ? Document{{"_id", 1}, {"pad", ""}} : Document{{"pad", ""}};
  const std::string padding(size - padded.size(), 'x');
  padded = with_id ? Document{{"_id", 1}, {"pad", padding}}
                   : Document{{"pad", padding}};
  REQUIRE(padded.size() == size);
  return padded;
}

Document InsertCommand(const Document& document) {
  return Document{{"insert", "c"}, {"documents", Array{document}}};
}

// The code of the first write error of a command that was run; kOk when there
// is none.
ErrorCode WriteErrorOf(Database database, const Document& command) {
  const Document reply = testing::Run(database, command);
  if (!reply["writeErrors"].exists()) return ErrorCode::kOk;
  const Element first = *reply["writeErrors"].AsDocument().begin();
  return ErrorCode{first.AsDocument()["code"].AsInt32()};
}

// A document whose bytes `damage` has made invalid, viewed as it is.
struct Damaged {
  template <typename Damage>
  explicit Damaged(const Document& document, const Damage& damage)
      : bytes(document.view().bytes()) {
    damage(bytes);
  }
  DocumentView view() const { return DocumentView::FromTrusted(bytes.data()); }
  std::string bytes;
};

}  // namespace

TEST_CASE("documents may be nested 100 levels deep") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  REQUIRE(c.InsertOne(Nested(100)).ok());
  CHECK(c.FindOne().value().value() == Nested(100));
  CHECK(CodeOf(c.InsertOne(Nested(101))) == ErrorCode::kOverflow);
  CHECK(c.ReplaceOne(Document{{"_id", 1}}, Nested(100)).ok());
  CHECK(CodeOf(c.ReplaceOne(Document{{"_id", 1}}, Nested(101))) ==
        ErrorCode::kOverflow);
  CHECK(c.CountDocuments().value() == 1);
}

TEST_CASE("a command may wrap a document that is as deep as can be") {
  Client client = OpenClient();
  Database app = client["app"];
  CHECK(WriteErrorOf(app, InsertCommand(Nested(100))) == ErrorCode::kOk);
  CHECK(WriteErrorOf(app, InsertCommand(Nested(101))) == ErrorCode::kOverflow);
  CHECK(CodeOf(app.RunCommand(InsertCommand(Nested(200)))) ==
        ErrorCode::kOverflow);
  const Document found = testing::Run(app, Document{{"find", "c"}});
  const DocumentView batch =
      found["cursor"].AsDocument()["firstBatch"].AsDocument();
  CHECK(Document(batch.begin()->AsDocument()) == Nested(100));
}

TEST_CASE("an _id may be as deep as its document") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  const Document id = Document(Nested(99)["a"].AsDocument());
  REQUIRE(c.InsertOne(Document{{"_id", id}}).ok());
  CHECK(c.FindOne(Document{{"_id", id}})->has_value());
  CHECK(CodeOf(c.InsertOne(Document{{"_id", id}})) == ErrorCode::kDuplicateKey);
}

TEST_CASE("a document may have 16 MiB") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  const Document largest = OfSize(kMaxDocumentSize, /*with_id=*/true);
  REQUIRE(c.InsertOne(largest).ok());
  CHECK(c.FindOne().value().value() == largest);
  const Status larger =
      c.InsertOne(OfSize(kMaxDocumentSize + 1, /*with_id=*/true)).status();
  CHECK(CodeOf(larger) == ErrorCode::kBSONObjectTooLarge);
  CHECK(ErrorMessageOf(larger).find("16777217") != std::string::npos);
  CHECK(c.CountDocuments().value() == 1);
}

TEST_CASE("the _id that is added counts as well") {
  constexpr size_t kObjectIdField = 17;
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  const size_t limit = kMaxDocumentSize - kObjectIdField;
  CHECK(c.InsertOne(OfSize(limit, /*with_id=*/false)).ok());
  CHECK(CodeOf(c.InsertOne(OfSize(limit + 1, /*with_id=*/false))) ==
        ErrorCode::kBSONObjectTooLarge);
}

TEST_CASE("a replacement may not grow beyond 16 MiB by its _id") {
  constexpr size_t kInt32Field = 9;
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  const Document one{{"_id", 1}};
  const size_t limit = kMaxDocumentSize - kInt32Field;
  REQUIRE(c.InsertOne(one).ok());
  CHECK(c.ReplaceOne(one, OfSize(limit, /*with_id=*/false)).ok());
  CHECK(CodeOf(c.ReplaceOne(one, OfSize(limit + 1, /*with_id=*/false))) ==
        ErrorCode::kDocumentAfterUpdateTooLarge);
  CHECK(CodeOf(c.ReplaceOne(one, OfSize(kMaxDocumentSize + 1,
                                        /*with_id=*/true))) ==
        ErrorCode::kBSONObjectTooLarge);
  CHECK(c.FindOne().value()->size() == kMaxDocumentSize);
}

TEST_CASE(
    "a command may be larger than a document, and no larger than a "
    "message") {
  Client client = OpenClient();
  Database app = client["app"];
  const Document too_large = OfSize(kMaxDocumentSize + 1, /*with_id=*/true);
  CHECK(WriteErrorOf(app, InsertCommand(too_large)) ==
        ErrorCode::kBSONObjectTooLarge);
  const Document large{{"pad", std::string(kMaxDocumentSize - 100, 'x')}};
  CHECK(WriteErrorOf(app, Document{{"insert", "c"},
                                   {"documents", Array{large, large}}}) ==
        ErrorCode::kOk);
  CHECK(CodeOf(app.RunCommand(Document{
            {"insert", "c"}, {"documents", Array{large, large, large}}})) ==
        ErrorCode::kBSONObjectTooLarge);
}

TEST_CASE("a command holds at most 100,000 statements") {
  Client client = OpenClient();
  Database app = client["app"];
  const std::vector<Value> documents(100'001, Value(Document{{"a", 1}}));
  const Status refused =
      app.RunCommand(Document{{"insert", "c"}, {"documents", Array(documents)}})
          .status();
  CHECK(CodeOf(refused) == ErrorCode::kInvalidLength);
  CHECK(ErrorMessageOf(refused) ==
        "Write batch sizes must be between 1 and 100000. Got 100001 "
        "operations.");
}

TEST_CASE("bytes that are no document are refused where they enter") {
  Client client = OpenClient();
  Collection c = client["app"]["c"];
  const Document sound{{"_id", 1}, {"a", "text"}};
  const size_t type_of_a = 4 + 9;
  const size_t size_of_text = type_of_a + 3;
  const std::vector<Damaged> damaged{
      Damaged(sound, [&](std::string& b) { b[type_of_a] = 0x20; }),
      Damaged(sound, [&](std::string& b) { b[size_of_text] = 100; }),
      Damaged(sound, [&](std::string& b) { b[size_of_text] = 0; }),
      Damaged(sound, [&](std::string& b) { b[size_of_text + 4] = '\xFF'; }),
      Damaged(sound, [&](std::string& b) { b[b.size() - 2] = 'x'; }),
      Damaged(sound, [&](std::string& b) { b[b.size() - 1] = 'x'; }),
      Damaged(sound, [&](std::string& b) { b[0] = 4; })};
  for (const Damaged& document : damaged) {
    const Status refused = c.InsertOne(document.view()).status();
    CHECK(CodeOf(refused) == ErrorCode::kInvalidBSON);
    CHECK(CodeOf(c.ReplaceOne(Document{{"_id", 1}}, document.view())) ==
          ErrorCode::kInvalidBSON);
    CHECK(CodeOf(client["app"].RunCommand(document.view())) ==
          ErrorCode::kInvalidBSON);
    const std::vector<DocumentView> both{sound, document.view()};
    CHECK(c.InsertMany(both)->errors.size() == 1);
    CHECK(c.DeleteMany({})->deleted_count == 1);
  }
}

}  // namespace meerkat
