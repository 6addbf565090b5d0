#include "tools/server/wire/op_msg.h"

#include <meerkat/value.h>

#include <string>

#include "tests/catch.hpp"
#include "tests/support/wire_client.h"
#include "tools/server/wire/errors.h"
#include "tools/server/wire/header.h"
#include "tools/server/wire/little_endian.h"

namespace meerkat::server {
namespace {

using testing::BodySection;
using testing::Frame;
using testing::MsgFrame;
using testing::SequenceSection;

const Document kPing{{"ping", 1}, {"$db", "admin"}};

std::string EnvelopeError(const std::string& frame, ErrorCode code) {
  const Status status = ReadMsgEnvelope(frame).status();
  CHECK(ErrorCodeOf(status) == code);
  return ErrorMessageOf(status);
}

std::string SectionsError(const std::string& sections, ErrorCode code) {
  const Status status = ReadMsgSections(sections).status();
  CHECK(ErrorCodeOf(status) == code);
  return ErrorMessageOf(status);
}

// A section of kind 1 that says it has `size` bytes.
std::string SectionSaying(int32_t size, std::string_view content) {
  std::string section(1, '\1');
  Append(section, size);
  return section.append(content);
}

}  // namespace

TEST_CASE("flags and sections of an OP_MSG are told apart") {
  const std::string frame = MsgFrame("sections", kMoreToCome | kExhaustAllowed);
  const StatusOr<MsgEnvelope> envelope = ReadMsgEnvelope(frame);
  REQUIRE(envelope.ok());
  CHECK(envelope->flags == (kMoreToCome | kExhaustAllowed));
  CHECK(envelope->sections == "sections");
}

TEST_CASE("an OP_MSG with an unknown flag is understood from bit 16 on only") {
  for (int bit = 2; bit < 16; ++bit) {
    CHECK(ErrorCodeOf(ReadMsgEnvelope(MsgFrame("", 1u << bit)).status()) ==
          ErrorCode::kIllegalOpMsgFlag);
  }
  for (int bit = 16; bit < 32; ++bit) {
    CHECK(ReadMsgEnvelope(MsgFrame("", 1u << bit)).ok());
  }
  CHECK(EnvelopeError(MsgFrame("", 0x8006), ErrorCode::kIllegalOpMsgFlag) ==
        "an OP_MSG has flags that are not known: 0x8004");
}

TEST_CASE("a checksum is over all that stands before it") {
  const std::string frame = MsgFrame(BodySection(kPing), kChecksumPresent);
  const StatusOr<MsgEnvelope> envelope = ReadMsgEnvelope(frame);
  REQUIRE(envelope.ok());
  CHECK(envelope->sections == BodySection(kPing));

  // The checksum of exactly this message, computed by another program.
  CHECK(frame == std::string("\x37\0\0\0\1\0\0\0\0\0\0\0\xDD\7\0\0\1\0\0\0\0"
                             "\x1E\0\0\0\x10ping\0\1\0\0\0\2$db\0\6\0\0\0"
                             "admin\0\0\x32\x7E\x69\xA8",
                             55));

  for (size_t i = 0; i < frame.size(); ++i) {
    // The flags themselves have errors of their own.
    if (i >= kHeaderSize && i < kHeaderSize + 4) continue;
    std::string damaged = frame;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    CHECK(ErrorCodeOf(ReadMsgEnvelope(damaged).status()) ==
          ErrorCode::kChecksumMismatch);
  }
}

TEST_CASE("an OP_MSG must have room for its flags and its checksum") {
  CHECK(EnvelopeError(Frame(Opcode::kMsg, ""), ErrorCode::kProtocolError) ==
        "an OP_MSG is too short for its flags");
  CHECK(
      EnvelopeError(Frame(Opcode::kMsg, "\1\1\1"), ErrorCode::kProtocolError) ==
      "an OP_MSG is too short for its flags");
  CHECK(EnvelopeError(Frame(Opcode::kMsg, std::string("\1\0\0\0\0\0\0", 7)),
                      ErrorCode::kProtocolError) ==
        "an OP_MSG is too short for its checksum");
}

TEST_CASE("sections come in any order") {
  const Document one{{"_id", 1}}, two{{"_id", 2}};
  const std::string body = BodySection(kPing);
  const std::string documents = SequenceSection("documents", {one, two});
  const std::string empty = SequenceSection("ops", {});
  for (const std::string& sections :
       {body + documents + empty, documents + body + empty,
        documents + empty + body}) {
    const StatusOr<MsgSections> read = ReadMsgSections(sections);
    REQUIRE(read.ok());
    CHECK(read->body == kPing.view().bytes());
    REQUIRE(read->sequences.size() == 2);
    CHECK(read->sequences[0].name == "documents");
    CHECK(read->sequences[0].count == 2);
    CHECK(read->sequences[0].documents ==
          std::string(one.view().bytes()) + std::string(two.view().bytes()));
    CHECK(read->sequences[1].name == "ops");
    CHECK(read->sequences[1].count == 0);
    CHECK(read->sequences[1].documents.empty());
  }
}

TEST_CASE("an OP_MSG has exactly one body") {
  CHECK(SectionsError("", kMissingBody) ==
        "an OP_MSG has no section of kind 0");
  CHECK(SectionsError(SequenceSection("documents", {kPing}), kMissingBody) ==
        "an OP_MSG has no section of kind 0");
  CHECK(SectionsError(BodySection(kPing) + BodySection(kPing), kSecondBody) ==
        "an OP_MSG has two sections of kind 0");
}

TEST_CASE("sections are of kind 0 and 1") {
  CHECK(SectionsError(BodySection(kPing) + "\2", kUnknownSection) ==
        "an OP_MSG has a section of kind 2");
  CHECK(SectionsError("\xFF" + BodySection(kPing), kUnknownSection) ==
        "an OP_MSG has a section of kind 255");
}

TEST_CASE("an OP_MSG has at most two sections of kind 1, of different names") {
  const std::string ops = SequenceSection("ops", {});
  const std::string info = SequenceSection("nsInfo", {});
  const std::string more = SequenceSection("more", {});
  CHECK(ReadMsgSections(BodySection(kPing) + ops + info).ok());
  CHECK(
      SectionsError(ops + info + more, ErrorCode::kTooManyDocumentSequences) ==
      "an OP_MSG has more than 2 sections of kind 1");
  CHECK(SectionsError(ops + ops, kDuplicateSequence) ==
        "an OP_MSG has two sections of kind 1 called ops");
}

TEST_CASE("a section of kind 1 whose size cannot be right is refused") {
  const std::string name("ops\0", 4);
  CHECK(ReadMsgSections(BodySection(kPing) + SectionSaying(8, name)).ok());
  for (const int32_t size : {0, 3, 9, -1, INT32_MIN, INT32_MAX}) {
    CHECK(SectionsError(SectionSaying(size, name), ErrorCode::kProtocolError) ==
          "a section of kind 1 cannot have " + std::to_string(size) +
              " bytes where 8 are left");
  }
  CHECK(SectionsError("\1\4", ErrorCode::kProtocolError) ==
        "an OP_MSG is too short for a section's size");
  CHECK(SectionsError(SectionSaying(4, ""), ErrorCode::kProtocolError) ==
        "the name of a section of kind 1 does not end");
  CHECK(SectionsError(SectionSaying(7, "ops"), ErrorCode::kProtocolError) ==
        "the name of a section of kind 1 does not end");
}

TEST_CASE("a document must lie in its section") {
  const std::string ping(kPing.view().bytes());
  const std::string cut = ping.substr(0, ping.size() - 1);
  CHECK(SectionsError('\0' + cut, ErrorCode::kInvalidBSON) ==
        "a document cannot have 30 bytes where 29 are left");
  const std::string name("ops\0", 4);
  // The section ends one byte before the document, the message does not.
  CHECK(
      SectionsError(SectionSaying(37, name + ping), ErrorCode::kInvalidBSON) ==
      "a document cannot have 30 bytes where 29 are left");
  CHECK(SectionsError(SectionSaying(39, name + ping + "x"),
                      ErrorCode::kInvalidBSON) ==
        "1 bytes are too few for a document");
}

TEST_CASE("the body of an OP_MSG is little more than a document") {
  const auto sized = [](size_t size) {
    // Length, type, name, length of the text, its end and the document's.
    constexpr size_t kOverhead = 4 + 1 + 2 + 4 + 1 + 1;
    return BodySection(Document{{"x", std::string(size - kOverhead, 'x')}});
  };
  constexpr size_t kMost = kMaxDocumentSize + (16 << 10);
  CHECK(ReadMsgSections(sized(kMost)).ok());
  SectionsError(sized(kMost + 1), ErrorCode::kBSONObjectTooLarge);
}

}  // namespace meerkat::server
