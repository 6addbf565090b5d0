#include "tools/server/wire/op_msg.h"

#include <fmt/format.h>
#include <meerkat/command_context.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "tools/server/wire/crc32c.h"
#include "tools/server/wire/errors.h"
#include "tools/server/wire/header.h"
#include "tools/server/wire/little_endian.h"
#include "tools/server/wire/printable.h"
#include "tools/server/wire/raw_document.h"

namespace meerkat::server {
namespace {

constexpr uint32_t kKnownFlags =
    kChecksumPresent | kMoreToCome | kExhaustAllowed;
constexpr size_t kFlagsSize = 4;
constexpr size_t kChecksumSize = 4;
constexpr size_t kSequenceSizeSize = 4;

Status TooShort(std::string_view what) {
  return MakeError(ErrorCode::kProtocolError,
                   fmt::format("an OP_MSG is too short for {}", what));
}

Status CheckChecksum(std::string_view frame) {
  const std::string_view summed = frame.substr(0, frame.size() - kChecksumSize);
  const auto claimed = Load<uint32_t>(frame.data() + summed.size());
  const uint32_t found = Crc32c(summed);
  if (claimed == found) return absl::OkStatus();
  return MakeError(
      ErrorCode::kChecksumMismatch,
      fmt::format("an OP_MSG says its checksum is {:08x}, and it is {:08x}",
                  claimed, found));
}

// The sections read so far.
class SectionReader {
 public:
  explicit SectionReader(std::string_view bytes) : rest_(bytes) {}

  StatusOr<MsgSections> Read() {
    while (!rest_.empty()) {
      if (Status status = ReadSection(); !status.ok()) return status;
    }
    if (!has_body_) {
      return MakeError(kMissingBody, "an OP_MSG has no section of kind 0");
    }
    return std::move(sections_);
  }

 private:
  Status ReadSection() {
    const auto kind = static_cast<uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    switch (SectionKind{kind}) {
      case SectionKind::kBody:
        return ReadBody();
      case SectionKind::kSequence:
        return ReadSequence();
    }
    return MakeError(kUnknownSection,
                     fmt::format("an OP_MSG has a section of kind {}", kind));
  }

  Status ReadBody() {
    if (has_body_) {
      return MakeError(kSecondBody, "an OP_MSG has two sections of kind 0");
    }
    has_body_ = true;
    StatusOr<std::string_view> body = TakeDocument(rest_);
    if (!body.ok()) return body.status();
    // What belongs to a command may be beside a document of full size.
    if (body->size() > kMaxReplySize) {
      return MakeError(ErrorCode::kBSONObjectTooLarge,
                       fmt::format("the body of an OP_MSG has {} bytes, more "
                                   "than {}; documents go into sections of "
                                   "their own",
                                   body->size(), kMaxReplySize));
    }
    sections_.body = *body;
    return absl::OkStatus();
  }

  Status ReadSequence() {
    if (sections_.sequences.size() == kMaxSequences) {
      return MakeError(
          ErrorCode::kTooManyDocumentSequences,
          fmt::format("an OP_MSG has more than {} sections of kind 1",
                      kMaxSequences));
    }
    StatusOr<std::string_view> section = TakeSequence();
    if (!section.ok()) return section.status();
    const std::optional<std::string_view> name = TakeCString(*section);
    if (!name) {
      return MakeError(ErrorCode::kProtocolError,
                       "the name of a section of kind 1 does not end");
    }
    if (HasSequence(*name)) {
      return MakeError(kDuplicateSequence,
                       fmt::format("an OP_MSG has two sections of kind 1 "
                                   "called {}",
                                   Printable(*name)));
    }
    return ReadDocuments(*name, *section);
  }

  // What follows the size of a section of kind 1.
  StatusOr<std::string_view> TakeSequence() {
    if (rest_.size() < kSequenceSizeSize) return TooShort("a section's size");
    const auto size = Load<uint32_t>(rest_.data());
    if (size < kSequenceSizeSize || size > rest_.size()) {
      return MakeError(ErrorCode::kProtocolError,
                       fmt::format("a section of kind 1 cannot have {} bytes "
                                   "where {} are left",
                                   static_cast<int32_t>(size), rest_.size()));
    }
    const std::string_view section =
        rest_.substr(kSequenceSizeSize, size - kSequenceSizeSize);
    rest_.remove_prefix(size);
    return section;
  }

  bool HasSequence(std::string_view name) const {
    return std::ranges::any_of(
        sections_.sequences,
        [&](const DocumentSequence& other) { return other.name == name; });
  }

  Status ReadDocuments(std::string_view name, std::string_view documents) {
    size_t count = 0;
    for (std::string_view rest = documents; !rest.empty(); ++count) {
      StatusOr<std::string_view> document = TakeDocument(rest);
      if (!document.ok()) return document.status();
    }
    sections_.sequences.push_back({name, documents, count});
    return absl::OkStatus();
  }

  std::string_view rest_;
  bool has_body_ = false;
  MsgSections sections_;
};

}  // namespace

StatusOr<MsgEnvelope> ReadMsgEnvelope(std::string_view frame) {
  std::string_view rest = frame.substr(kHeaderSize);
  if (rest.size() < kFlagsSize) return TooShort("its flags");
  const auto flags = Load<uint32_t>(rest.data());
  rest.remove_prefix(kFlagsSize);

  if (const uint32_t unknown = flags & kRequiredFlags & ~kKnownFlags) {
    return MakeError(
        ErrorCode::kIllegalOpMsgFlag,
        fmt::format("an OP_MSG has flags that are not known: {:#x}", unknown));
  }
  if ((flags & kChecksumPresent) != 0) {
    if (rest.size() < kChecksumSize) return TooShort("its checksum");
    if (Status status = CheckChecksum(frame); !status.ok()) return status;
    rest.remove_suffix(kChecksumSize);
  }
  return MsgEnvelope{.flags = flags, .sections = rest};
}

StatusOr<MsgSections> ReadMsgSections(std::string_view sections) {
  return SectionReader(sections).Read();
}

}  // namespace meerkat::server
