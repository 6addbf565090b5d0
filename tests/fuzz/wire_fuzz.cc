// Any bytes as a frame: the connection is to be closed, or an error replied, or
// it is a command, which then comes out the same when it is written again. And
// a reply to it reads back as it was.
#include <meerkat/document.h>
#include <meerkat/value.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/bson/utf8.h"
#include "tests/fuzz/check.h"
#include "tests/support/wire_client.h"
#include "tools/server/wire/header.h"
#include "tools/server/wire/little_endian.h"
#include "tools/server/wire/op_msg.h"
#include "tools/server/wire/raw_document.h"
#include "tools/server/wire/reply.h"
#include "tools/server/wire/request.h"

namespace meerkat::server {
namespace {

constexpr Compressor kAgreed[] = {Compressor::kSnappy, Compressor::kZlib,
                                  Compressor::kZstd};

void CheckError(const Status& status) {
  FUZZ_CHECK(ErrorCodeOf(status) != ErrorCode::kInternalError);
  FUZZ_CHECK(bson::IsUtf8(ErrorMessageOf(status)));
}

void CheckReply(const Request& request) {
  static const Document kDocument{{"errmsg", std::string(100, 'x')},
                                  {"ok", 0.0}};
  const Reply reply{.id = 7,
                    .response_to = request.id,
                    .document = kDocument,
                    .more_to_come = request.exhaust_allowed &&
                                    request.opcode == Opcode::kMsg};
  std::string bytes;
  AppendReply(request, reply, bytes);
  const StatusOr<testing::WireReply> read = testing::ReadReply(bytes);
  FUZZ_CHECK(read.ok());
  FUZZ_CHECK(read->header.response_to == request.id);
  FUZZ_CHECK(read->document == kDocument);
  FUZZ_CHECK(read->flags == (request.opcode == Opcode::kQuery ? 8u
                             : reply.more_to_come             ? kMoreToCome
                                                              : 0u));
}

// A driver's message with the command as its only section.
std::string Rewritten(const Request& request) {
  const std::string_view command = request.command->document.view();
  std::string section(1, '\0');
  section += command;
  uint32_t flags = kChecksumPresent;
  if (request.more_to_come) flags |= kMoreToCome;
  if (request.exhaust_allowed) flags |= kExhaustAllowed;
  const std::string frame = testing::MsgFrame(section, flags, request.id);
  if (request.compressor == Compressor::kNone) return frame;
  return testing::Compressed(request.compressor, frame);
}

void CheckCommand(const Request& request) {
  std::string_view rest = request.command->document.view();
  FUZZ_CHECK(TakeDocument(rest).ok() && rest.empty());
  if (request.opcode == Opcode::kQuery) {
    FUZZ_CHECK(request.command->query.has_value());
    return;
  }
  FUZZ_CHECK(!request.command->query.has_value());
  const SharedBytes frame = SharedBytes::CopyOf(Rewritten(request));
  const StatusOr<Request> again = ParseRequest(frame, kAgreed);
  FUZZ_CHECK(again.ok() && again->command.ok());
  FUZZ_CHECK(again->id == request.id);
  FUZZ_CHECK(again->more_to_come == request.more_to_come);
  FUZZ_CHECK(again->exhaust_allowed == request.exhaust_allowed);
  FUZZ_CHECK(again->compressor == request.compressor);
  FUZZ_CHECK(again->command->database == request.command->database);
  FUZZ_CHECK(again->command->document.view() ==
             request.command->document.view());
}

// What the sections of a message may become together (merge_sections.h).
void CheckSize(const Request& request, size_t frame_size) {
  if (request.compressor != Compressor::kNone) frame_size = kMaxFrameSize;
  FUZZ_CHECK(request.command->document.size() <= 3 * frame_size);
}

// Copied to memory of just their size, so that a byte too far is seen.
void CheckFrame(std::string_view bytes) {
  const StatusOr<Request> request =
      ParseRequest(SharedBytes::CopyOf(bytes), kAgreed);
  if (!request.ok()) return CheckError(request.status());
  FUZZ_CHECK(request->opcode == Opcode::kMsg ||
             request->opcode == Opcode::kQuery);
  CheckReply(*request);
  if (!request->command.ok()) return CheckError(request->command.status());
  CheckSize(*request, bytes.size());
  CheckCommand(*request);
}

// A length and a checksum are hard to guess: the rest is tried with right ones
// too.
void CheckCorrected(std::string_view bytes) {
  if (bytes.size() < kHeaderSize + sizeof(uint32_t)) return;
  std::string corrected(bytes);
  Store(corrected.data(), static_cast<int32_t>(bytes.size()));
  CheckFrame(corrected);
  const uint32_t flags = Load<uint32_t>(corrected.data() + kHeaderSize) &
                         (kMoreToCome | kExhaustAllowed);
  CheckFrame(testing::MsgFrame(bytes.substr(kHeaderSize + sizeof(uint32_t)),
                               flags | kChecksumPresent));
}

}  // namespace
}  // namespace meerkat::server

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t kMaxSize = 4096;
  if (size > kMaxSize) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  meerkat::server::CheckFrame(bytes);
  meerkat::server::CheckCorrected(bytes);
  return 0;
}
