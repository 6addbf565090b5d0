#include "tools/server/wire/op_query.h"

#include <meerkat/value.h>

#include <string>

#include "tests/catch.hpp"
#include "tests/support/parsed_json.h"
#include "tests/support/wire_client.h"
#include "tools/server/wire/errors.h"
#include "tools/server/wire/header.h"

namespace meerkat::server {
namespace {

using testing::Parsed;
using testing::QueryRequest;

StatusOr<SharedBytes> Unwrapped(DocumentView query) {
  const SharedBytes frame = SharedBytes::CopyOf(query.bytes());
  return UnwrapQuery(frame, frame.view());
}

const Document kHello{{"hello", 1}};

}  // namespace

TEST_CASE("an OP_QUERY has flags, a collection and a query") {
  const std::string frame = QueryRequest("admin.$cmd", kHello, 4);
  const StatusOr<OpQuery> query = ReadOpQuery(frame);
  REQUIRE(query.ok());
  CHECK(query->flags == 4);
  CHECK(query->collection == "admin.$cmd");
  CHECK(query->query == kHello.view().bytes());
}

TEST_CASE("an OP_QUERY may have a projection and nothing more") {
  const std::string projection(Document{{"a", 1}}.view().bytes());
  CHECK(ReadOpQuery(QueryRequest("a.b", kHello, 0, 1, projection)).ok());
  const auto error = [](std::string_view after) {
    return ReadOpQuery(QueryRequest("a.b", kHello, 0, 1, after)).status();
  };
  CHECK(ErrorCodeOf(error("x")) == ErrorCode::kInvalidBSON);
  CHECK(ErrorCodeOf(error(projection + "x")) == ErrorCode::kProtocolError);
  CHECK(ErrorMessageOf(error(projection + projection)) ==
        "an OP_QUERY has 12 bytes too many");
}

TEST_CASE("an OP_QUERY that is cut short anywhere is refused") {
  const std::string whole = QueryRequest("admin.$cmd", kHello);
  for (size_t size = kHeaderSize; size < whole.size(); ++size) {
    const Status status = ReadOpQuery(whole.substr(0, size)).status();
    INFO(size);
    CHECK((ErrorCodeOf(status) == ErrorCode::kProtocolError ||
           ErrorCodeOf(status) == ErrorCode::kInvalidBSON));
  }
}

TEST_CASE("a query that is not wrapped is not copied") {
  const SharedBytes frame = SharedBytes::CopyOf(kHello.view().bytes());
  const SharedBytes command = UnwrapQuery(frame, frame.view()).value();
  CHECK(command.data().get() == frame.data().get());
  CHECK(command.view() == frame.view());
  CHECK(Unwrapped(Document{}).value().view() == Document{}.view().bytes());
}

TEST_CASE("a wrapper is taken off, and its read preference kept") {
  const auto unwrapped = [](std::string_view json) {
    const SharedBytes command = Unwrapped(Parsed(json)).value();
    return ToString(Document::Parse(command.view()).value());
  };
  CHECK(unwrapped(R"({"$query": {"hello": 1}})") ==
        ToString(Parsed(R"({"hello": 1})")));
  CHECK(unwrapped(R"({"$query": {"hello": 1}, "$orderby": {"a": 1},
                      "$readPreference": {"mode": "nearest"}})") ==
        ToString(
            Parsed(R"({"hello": 1, "$readPreference": {"mode": "nearest"}})")));
  // The command's own goes first.
  CHECK(unwrapped(R"({"$query": {"hello": 1, "$readPreference": 1},
                      "$readPreference": 2})") ==
        ToString(Parsed(R"({"hello": 1, "$readPreference": 1})")));
  // Only the first field can be a wrapper.
  CHECK(unwrapped(R"({"hello": 1, "$query": {"a": 1}})") ==
        ToString(Parsed(R"({"hello": 1, "$query": {"a": 1}})")));
}

TEST_CASE("a wrapper must hold a document") {
  const Status status = Unwrapped(Document{{"$query", 1}}).status();
  CHECK(ErrorCodeOf(status) == ErrorCode::kTypeMismatch);
  CHECK(ErrorMessageOf(status) ==
        "$query must be a document, not of the type int");

  std::string bytes(
      Document{{"$query", Document{{"hello", 1}}}}.view().bytes());
  bytes[bytes.size() - 2] = 'x';
  const SharedBytes frame = SharedBytes::CopyOf(bytes);
  CHECK(ErrorCodeOf(UnwrapQuery(frame, frame.view()).status()) ==
        ErrorCode::kInvalidBSON);
}

TEST_CASE("a collection's full name begins with its database") {
  CHECK(DatabaseOf("admin.$cmd").value() == "admin");
  CHECK(DatabaseOf("a.b.c").value() == "a");
  for (const std::string_view name : {"", "admin", ".a", "."}) {
    CHECK(ErrorCodeOf(DatabaseOf(name).status()) ==
          ErrorCode::kInvalidNamespace);
  }
  CHECK(ErrorMessageOf(DatabaseOf("\xFFx").status()) ==
        "\\xffx is no full name of a collection: it begins with a database "
        "and a dot");
}

}  // namespace meerkat::server
