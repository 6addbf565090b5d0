#include "tools/server/wire/request.h"

#include <meerkat/value.h>

#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/parsed_json.h"
#include "tests/support/wire_client.h"
#include "tools/server/wire/errors.h"
#include "tools/server/wire/little_endian.h"
#include "tools/server/wire/op_msg.h"

namespace meerkat::server {
namespace {

using testing::BodySection;
using testing::Compressed;
using testing::Frame;
using testing::MsgFrame;
using testing::MsgRequest;
using testing::Parsed;
using testing::QueryRequest;
using testing::SequenceSection;

const std::vector<Compressor> kAgreed = {Compressor::kSnappy, Compressor::kZlib,
                                         Compressor::kZstd};
const Document kPing{{"ping", 1}, {"$db", "admin"}};

StatusOr<Request> Parse(std::string_view frame) {
  return ParseRequest(SharedBytes::CopyOf(frame), kAgreed);
}

// The command of a request that is right in every way.
Command CommandOf(std::string_view frame) {
  StatusOr<Request> request = Parse(frame);
  INFO(request.status());
  REQUIRE(request.ok());
  INFO(request->command.status());
  REQUIRE(request->command.ok());
  return *std::move(request->command);
}

Document DocumentOf(const Command& command) {
  const StatusOr<Document> document = Document::Parse(command.document.view());
  REQUIRE(document.ok());
  return *document;
}

// Of an error that ends the connection.
ErrorCode FatalCode(std::string_view frame) {
  return ErrorCodeOf(Parse(frame).status());
}

// Of an error that is replied.
ErrorCode ReplyCode(std::string_view frame) {
  const StatusOr<Request> request = Parse(frame);
  INFO(request.status());
  REQUIRE(request.ok());
  return ErrorCodeOf(request->command.status());
}

}  // namespace

TEST_CASE("an OP_MSG is a request with its number, database and command") {
  const StatusOr<Request> request = Parse(MsgRequest(kPing, {}, 0, -7));
  REQUIRE(request.ok());
  CHECK(request->id == -7);
  CHECK(request->opcode == Opcode::kMsg);
  CHECK(!request->more_to_come);
  CHECK(!request->exhaust_allowed);
  CHECK(request->compressor == Compressor::kNone);
  REQUIRE(request->command.ok());
  CHECK(request->command->database == "admin");
  CHECK(!request->command->query);
  CHECK(DocumentOf(*request->command) == kPing);
}

TEST_CASE("a command without sequences is a part of its frame") {
  const SharedBytes frame = SharedBytes::CopyOf(MsgRequest(kPing));
  const StatusOr<Request> request = ParseRequest(frame, {});
  REQUIRE((request.ok() && request->command.ok()));
  CHECK(request->command->document.data().get() ==
        frame.data().get() + kHeaderSize + 5);
}

TEST_CASE("sequences become array fields of the command") {
  const Document insert{{"insert", "people"}, {"$db", "app"}};
  const Command command = CommandOf(MsgRequest(
      insert, {{"documents", {Document{{"_id", 1}}, Document{{"_id", 2}}}}}));
  CHECK(command.database == "app");
  CHECK(DocumentOf(command) == Parsed(R"({"insert": "people", "$db": "app",
                                 "documents": [{"_id": 1}, {"_id": 2}]})"));
}

TEST_CASE("flags tell what replies are wanted") {
  CHECK(Parse(MsgRequest(kPing, {}, kMoreToCome))->more_to_come);
  CHECK(Parse(MsgRequest(kPing, {}, kExhaustAllowed))->exhaust_allowed);
  // Also when there is an error to reply.
  const StatusOr<Request> wrong =
      Parse(MsgFrame("\7", kMoreToCome | kExhaustAllowed, 5));
  REQUIRE(wrong.ok());
  CHECK(!wrong->command.ok());
  CHECK(wrong->id == 5);
  CHECK(wrong->more_to_come);
  CHECK(wrong->exhaust_allowed);
}

TEST_CASE("an OP_QUERY is a request with its collection and flags") {
  const Document hello{{"isMaster", 1}};
  const StatusOr<Request> request =
      Parse(QueryRequest("admin.$cmd", hello, 4, 9));
  REQUIRE(request.ok());
  CHECK(request->id == 9);
  CHECK(request->opcode == Opcode::kQuery);
  REQUIRE(request->command.ok());
  CHECK(request->command->database == "admin");
  CHECK(request->command->query->collection == "admin.$cmd");
  CHECK(request->command->query->flags == 4);
  CHECK(DocumentOf(*request->command) == hello);
}

TEST_CASE("an OP_QUERY's wrapper is taken off") {
  const Command command =
      CommandOf(QueryRequest("admin.$cmd", Parsed(R"({"$query": {"ismaster": 1},
                               "$readPreference": {"mode": "primary"}})")));
  CHECK(DocumentOf(command) == Parsed(R"({"ismaster": 1,
                               "$readPreference": {"mode": "primary"}})"));
}

TEST_CASE("a compressed request is read as if it were not") {
  const std::string frame =
      MsgRequest(Document{{"insert", "people"}, {"$db", "app"}},
                 {{"documents", {Document{{"_id", 1}}}}}, kChecksumPresent, 11);
  const Document expected = DocumentOf(CommandOf(frame));
  for (const Compressor compressor : {Compressor::kNone, Compressor::kSnappy,
                                      Compressor::kZlib, Compressor::kZstd}) {
    const StatusOr<Request> request = Parse(Compressed(compressor, frame));
    REQUIRE(request.ok());
    CHECK(request->id == 11);
    CHECK(request->opcode == Opcode::kMsg);
    CHECK(request->compressor == compressor);
    REQUIRE(request->command.ok());
    CHECK(DocumentOf(*request->command) == expected);
  }
  const StatusOr<Request> query = Parse(Compressed(
      Compressor::kZlib, QueryRequest("a.$cmd", Document{{"hello", 1}})));
  REQUIRE(query.ok());
  CHECK(query->opcode == Opcode::kQuery);
  CHECK(query->compressor == Compressor::kZlib);
}

TEST_CASE("a frame that is not what its header says ends the connection") {
  const std::string frame = MsgRequest(kPing);
  for (size_t size = 0; size < frame.size(); ++size) {
    CHECK(FatalCode(frame.substr(0, size)) == ErrorCode::kProtocolError);
  }
  CHECK(FatalCode(frame + "x") == ErrorCode::kProtocolError);
  CHECK(FatalCode(Frame(Opcode::kReply, "content")) ==
        ErrorCode::kProtocolError);
  CHECK(FatalCode(Frame(Opcode{2002}, "content")) == ErrorCode::kProtocolError);
  CHECK(FatalCode(Frame(Opcode::kMsg, "")) == ErrorCode::kProtocolError);
  CHECK(FatalCode(Frame(Opcode::kCompressed, "")) == ErrorCode::kProtocolError);
}

TEST_CASE("unknown flags, a wrong checksum and a third sequence are fatal") {
  CHECK(FatalCode(MsgRequest(kPing, {}, 1u << 2)) ==
        ErrorCode::kIllegalOpMsgFlag);

  std::string damaged = MsgRequest(kPing, {}, kChecksumPresent);
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  CHECK(FatalCode(damaged) == ErrorCode::kChecksumMismatch);

  CHECK(FatalCode(MsgRequest(kPing, {{"a", {}}, {"b", {}}, {"c", {}}})) ==
        ErrorCode::kTooManyDocumentSequences);
}

TEST_CASE("damage inside an OP_COMPRESSED is fatal") {
  const std::string frame = MsgRequest(kPing);
  std::string damaged = Compressed(Compressor::kZlib, frame);
  damaged[damaged.size() - 1] ^= 1;
  CHECK(FatalCode(damaged) == ErrorCode::kBadValue);
  CHECK(FatalCode(Compressed(Compressor::kNone,
                             Compressed(Compressor::kNone, frame))) ==
        ErrorCode::kProtocolError);
}

TEST_CASE("what is wrong with one message is replied") {
  const Document no_database{{"ping", 1}};
  const Document number{{"ping", 1}, {"$db", 1}};
  CHECK(ReplyCode(MsgFrame("")) == kMissingBody);
  CHECK(ReplyCode(MsgFrame(BodySection(kPing) + BodySection(kPing))) ==
        kSecondBody);
  CHECK(ReplyCode(MsgFrame("\2")) == kUnknownSection);
  CHECK(ReplyCode(MsgFrame(SequenceSection("a", {}) +
                           SequenceSection("a", {}))) == kDuplicateSequence);
  CHECK(ReplyCode(MsgRequest(kPing, {{"ping", {}}})) == kSequenceIsField);
  CHECK(ReplyCode(MsgRequest(kPing, {{"$db", {}}})) == kSequenceIsField);
  CHECK(ReplyCode(MsgRequest(no_database)) == kMissingDatabase);
  CHECK(ReplyCode(MsgRequest(no_database, {{"$db", {}}})) == kMissingDatabase);
  CHECK(ReplyCode(MsgRequest(Document{})) == kMissingDatabase);
  CHECK(ReplyCode(MsgRequest(number)) == kWrongTypeOfDatabase);
  CHECK(ReplyCode(MsgFrame(std::string("\0\4\0\0\0\0", 6))) ==
        ErrorCode::kInvalidBSON);
  CHECK(ReplyCode(QueryRequest("admin", kPing)) ==
        ErrorCode::kInvalidNamespace);
  CHECK(ReplyCode(Frame(Opcode::kQuery, "")) == ErrorCode::kProtocolError);
  CHECK(ErrorMessageOf(Parse(MsgRequest(number))->command.status()) ==
        "$db must be a string, not of the type int");
}

TEST_CASE("only what is needed of a command's bytes is judged") {
  std::string frame =
      MsgRequest(Document{{"insert", Document{{"a", 1}}}, {"$db", "app"}});
  // The type of a field inside an embedded document.
  const size_t inside = kHeaderSize + 5 + 4 + 8 + 4;
  REQUIRE(frame.substr(inside, 3) == std::string("\x10"
                                                 "a\0",
                                                 3));
  frame[inside] = '\x77';
  const Command command = CommandOf(frame);
  CHECK(command.database == "app");
  CHECK(!Document::Parse(command.document.view()).ok());
}

}  // namespace meerkat::server
