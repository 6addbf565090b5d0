#include "index/key_decoder.h"

#include <cstring>
#include <string>

#include "index/key_reader.h"
#include "index/payload_decoder.h"
#include "storage/bson/validate.h"

namespace meerkat::index {
namespace {

// A value is built as the one field of a document, {"": value}, so that the
// validator can be asked about it: int32 size, type, empty name, payload, zero.
constexpr size_t kTypePosition = sizeof(uint32_t);
constexpr size_t kPayloadPosition = kTypePosition + 2;
constexpr bson::Limits kLimits{.size = kPayloadPosition + kMaxDocumentSize + 1};

bool IsFixedSize(Type type) {
  return bson::kPayloadShapes[static_cast<uint8_t>(type)] <= bson::kFixedPart;
}

// Completes the document around the payload and validates it.
bool IsValid(std::string& document, Type type) {
  document.push_back('\0');
  const auto size = static_cast<uint32_t>(document.size());
  std::memcpy(document.data(), &size, sizeof(size));
  document[kTypePosition] = static_cast<char>(type);
  return bson::Validate(document, kLimits).ok();
}

}  // namespace

StatusOr<Value> DecodeNext(std::string_view& key, TypeBitsReader& bits,
                           Direction direction) {
  KeyReader reader(key, direction);
  std::string document(kPayloadPosition, '\0');
  PayloadDecoder decoder(reader, bits, document);
  const Type type = decoder.ReadValue(reader.ReadByte(), 0);
  const size_t payload_size = document.size() - kPayloadPosition;
  if (!reader.ok() || (!IsFixedSize(type) && !IsValid(document, type))) {
    return reader.error();
  }
  key.remove_prefix(reader.position());
  return Value::FromPayload(
      type, std::string_view(document).substr(kPayloadPosition, payload_size));
}

}  // namespace meerkat::index
