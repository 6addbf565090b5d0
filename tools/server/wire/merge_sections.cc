#include "tools/server/wire/merge_sections.h"

#include <fmt/format.h>
#include <meerkat/types.h>

#include <cassert>
#include <charconv>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "tools/server/wire/errors.h"
#include "tools/server/wire/little_endian.h"
#include "tools/server/wire/printable.h"
#include "tools/server/wire/raw_document.h"

namespace meerkat::server {
namespace {

// Type byte, and the zero behind a name.
constexpr size_t kFieldOverhead = 2;
// Length and closing zero.
constexpr size_t kDocumentOverhead = 5;

// Digits of all the numbers below `count`.
size_t DigitsBelow(size_t count) {
  // Each has a last digit, those from 10 on one before it, and so on.
  size_t digits = count;
  for (size_t first = 10; first < count; first *= 10) digits += count - first;
  return digits;
}

size_t ArraySize(const DocumentSequence& sequence) {
  return kDocumentOverhead + sequence.documents.size() +
         sequence.count * kFieldOverhead + DigitsBelow(sequence.count);
}

size_t FieldSize(const DocumentSequence& sequence) {
  return kFieldOverhead + sequence.name.size() + ArraySize(sequence);
}

// Writes front to back into memory that was measured before.
class Writer {
 public:
  explicit Writer(char* position) : position_(position) {}

  void Bytes(std::string_view bytes) {
    std::memcpy(position_, bytes.data(), bytes.size());
    position_ += bytes.size();
  }
  void Byte(uint8_t byte) { *position_++ = static_cast<char>(byte); }
  void Size(size_t size) {
    Store(position_, static_cast<uint32_t>(size));
    position_ += sizeof(uint32_t);
  }
  // Type and name of a field.
  void Name(Type type, std::string_view name) {
    Byte(static_cast<uint8_t>(type));
    Bytes(name);
    Byte(0);
  }

  const char* position() const { return position_; }

 private:
  char* position_;
};

void WriteArray(const DocumentSequence& sequence, Writer& writer) {
  writer.Size(ArraySize(sequence));
  std::string_view rest = sequence.documents;
  for (size_t i = 0; i < sequence.count; ++i) {
    char digits[20];
    const char* end = std::to_chars(digits, digits + sizeof(digits), i).ptr;
    writer.Name(Type::kDocument, {digits, end});
    const size_t size = Load<uint32_t>(rest.data());
    writer.Bytes(rest.substr(0, size));
    rest.remove_prefix(size);
  }
  writer.Byte(0);
}

Status CheckNames(const MsgSections& sections) {
  RawFields fields(sections.body);
  for (;;) {
    StatusOr<std::optional<RawField>> field = fields.Next();
    if (!field.ok()) return field.status();
    if (!*field) return absl::OkStatus();
    for (const DocumentSequence& sequence : sections.sequences) {
      if (sequence.name != (*field)->name) continue;
      return MakeError(
          kSequenceIsField,
          fmt::format("{} is both a field of the body of an OP_MSG and a "
                      "section of kind 1",
                      Printable(sequence.name)));
    }
  }
}

}  // namespace

StatusOr<SharedBytes> MergeSections(const SharedBytes& frame,
                                    const MsgSections& sections) {
  if (sections.sequences.empty()) return frame.Part(sections.body);
  if (Status status = CheckNames(sections); !status.ok()) return status;

  size_t size = sections.body.size();
  for (const DocumentSequence& sequence : sections.sequences) {
    size += FieldSize(sequence);
  }
  std::shared_ptr<char[]> bytes = NewBytes(size);
  Writer writer(bytes.get());
  writer.Size(size);
  // Its length has just been written, its closing zero comes last.
  writer.Bytes(sections.body.substr(sizeof(uint32_t),
                                    sections.body.size() - kDocumentOverhead));
  for (const DocumentSequence& sequence : sections.sequences) {
    writer.Name(Type::kArray, sequence.name);
    WriteArray(sequence, writer);
  }
  writer.Byte(0);
  assert(writer.position() == bytes.get() + size);
  return SharedBytes(std::move(bytes), size);
}

}  // namespace meerkat::server
