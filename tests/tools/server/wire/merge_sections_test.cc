#include "tools/server/wire/merge_sections.h"

#include <meerkat/builder.h>
#include <meerkat/value.h>

#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/wire_client.h"
#include "tools/server/wire/errors.h"

namespace meerkat::server {
namespace {

using testing::BodySection;
using testing::SequenceSection;

StatusOr<SharedBytes> Merged(const SharedBytes& frame) {
  const StatusOr<MsgSections> sections = ReadMsgSections(frame.view());
  if (!sections.ok()) return sections.status();
  return MergeSections(frame, *sections);
}

std::vector<Document> Numbered(int count) {
  std::vector<Document> documents;
  for (int i = 0; i < count; ++i) documents.push_back(Document{{"_id", i}});
  return documents;
}

// What merging must give, built by the Builder.
Document Expected(const Document& body, std::string_view name,
                  const std::vector<Document>& documents) {
  Builder builder;
  builder.AppendAll(body);
  builder.OpenArray(name);
  for (const Document& document : documents) builder.AppendItem(document);
  return std::move(builder.Close()).Finish();
}

const Document kInsert{{"insert", "people"}, {"$db", "app"}};

}  // namespace

TEST_CASE("a body alone is not copied") {
  const SharedBytes frame = SharedBytes::CopyOf(BodySection(kInsert));
  const SharedBytes merged = Merged(frame).value();
  CHECK(merged.view() == kInsert.view().bytes());
  CHECK(merged.data().get() == frame.data().get() + 1);
}

TEST_CASE("a merged body keeps the memory of its frame") {
  SharedBytes merged;
  {
    const SharedBytes frame = SharedBytes::CopyOf(BodySection(kInsert));
    merged = Merged(frame).value();
  }
  CHECK(merged.view() == kInsert.view().bytes());
}

TEST_CASE("a sequence becomes an array whose names are positions") {
  for (const int count :
       {0, 1, 2, 9, 10, 11, 99, 100, 101, 1000, 1001, 12345}) {
    const std::vector<Document> documents = Numbered(count);
    const SharedBytes merged =
        Merged(SharedBytes::CopyOf(BodySection(kInsert) +
                                   SequenceSection("documents", documents)))
            .value();
    const Document expected = Expected(kInsert, "documents", documents);
    INFO(count);
    CHECK(merged.view() == expected.view().bytes());
  }
}

TEST_CASE("two sequences follow the body in the order they came in") {
  const std::vector<Document> ops = Numbered(3), info = Numbered(12);
  const SharedBytes merged =
      Merged(SharedBytes::CopyOf(SequenceSection("nsInfo", info) +
                                 BodySection(kInsert) +
                                 SequenceSection("ops", ops)))
          .value();
  const Document expected =
      Expected(Expected(kInsert, "nsInfo", info), "ops", ops);
  CHECK(merged.view() == expected.view().bytes());
}

TEST_CASE("a sequence cannot be a field that the body has") {
  const Document body{{"insert", "people"}, {"documents", 1}, {"$db", "app"}};
  const Status status =
      Merged(SharedBytes::CopyOf(BodySection(body) +
                                 SequenceSection("documents", {})))
          .status();
  CHECK(ErrorCodeOf(status) == kSequenceIsField);
  CHECK(ErrorMessageOf(status) ==
        "documents is both a field of the body of an OP_MSG and a section of "
        "kind 1");
}

TEST_CASE("a body whose fields cannot be told apart is not merged") {
  std::string body = BodySection(kInsert);
  body[body.size() - 2] = '\x77';
  body[5] = '\x77';
  const Status status =
      Merged(SharedBytes::CopyOf(body + SequenceSection("documents", {})))
          .status();
  CHECK(ErrorCodeOf(status) == ErrorCode::kInvalidBSON);
}

}  // namespace meerkat::server
