// OP_MSG: a command or a reply, in sections.
//
//   uint32 flags, sections, and with kChecksumPresent a CRC-32C of all before
//
//   kind 0:  byte 0, document                                 the body, once
//   kind 1:  byte 1, int32 size, name, zero byte, documents   a field of it
//
// The size of a section of kind 1 counts itself and what follows it. Sections
// come in any order. MongoDB manual, "MongoDB Wire Protocol"; drivers'
// specification "OP_MSG".
#pragma once

#include <meerkat/status.h>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace meerkat::server {

// Flags. In every message: it ends in a checksum.
inline constexpr uint32_t kChecksumPresent = 1u << 0;
// In a request: no reply is wanted. In a reply: another one follows.
inline constexpr uint32_t kMoreToCome = 1u << 1;
// In a request: replies may have kMoreToCome.
inline constexpr uint32_t kExhaustAllowed = 1u << 16;
// The first sixteen must be understood, the others need not.
inline constexpr uint32_t kRequiredFlags = 0xFFFF;

enum class SectionKind : uint8_t { kBody = 0, kSequence = 1 };

// No command has more: bulkWrite has its operations and its namespaces.
inline constexpr size_t kMaxSequences = 2;

// What remains of an OP_MSG without header, flags and checksum.
struct MsgEnvelope {
  uint32_t flags = 0;
  std::string_view sections;
};

// Reads the flags of a whole message, and checks the checksum. After an error
// the connection must be closed: 223 IllegalOpMsgFlag, 288 ChecksumMismatch,
// 17 ProtocolError when it is too short for either.
StatusOr<MsgEnvelope> ReadMsgEnvelope(std::string_view frame);

// Documents sent beside the body, to be an array field of it.
struct DocumentSequence {
  std::string_view name;
  // One behind the other, each as TakeDocument would take it.
  std::string_view documents;
  // How many. A list of them could be larger than the message.
  size_t count = 0;
};

struct MsgSections {
  std::string_view body;
  std::vector<DocumentSequence> sequences;
};

// Takes the sections apart. Of the documents only the lengths are judged
// (TakeDocument). Errors, which tell the client what is wrong with this one
// message: 22 InvalidBSON, 17 ProtocolError for sizes that do not agree, 10334
// BSONObjectTooLarge for a body of more than 16 MiB and 16 KiB, 40430,
// 40431, 40432, 40587; and 233 TooManyDocumentSequences, after which MongoDB
// closes the connection.
StatusOr<MsgSections> ReadMsgSections(std::string_view sections);

}  // namespace meerkat::server
