#include "tools/server/wire/op_query.h"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "tools/server/wire/errors.h"
#include "tools/server/wire/header.h"
#include "tools/server/wire/little_endian.h"
#include "tools/server/wire/printable.h"
#include "tools/server/wire/raw_document.h"

namespace meerkat::server {
namespace {

constexpr size_t kFlagsSize = 4;
// Skip, and number to return.
constexpr size_t kNumbersSize = 8;
constexpr std::string_view kReadPreference = "$readPreference";

Status Malformed(std::string_view what) {
  return MakeError(ErrorCode::kProtocolError,
                   fmt::format("an OP_QUERY {}", what));
}

// `document` with `field` appended.
SharedBytes WithField(std::string_view document, const RawField& field) {
  std::string bytes;
  const size_t size = document.size() + field.bytes.size();
  bytes.reserve(size);
  Append(bytes, static_cast<uint32_t>(size));
  bytes +=
      document.substr(sizeof(uint32_t), document.size() - sizeof(uint32_t) - 1);
  bytes += field.bytes;
  bytes += '\0';
  return SharedBytes::CopyOf(bytes);
}

// The field of `query` that joins `command`, if there is one.
StatusOr<std::optional<RawField>> ReadPreferenceFor(std::string_view command,
                                                    std::string_view query) {
  StatusOr<std::optional<RawField>> own = FindField(command, kReadPreference);
  if (!own.ok()) return own.status();
  if (*own) return std::nullopt;
  return FindField(query, kReadPreference);
}

}  // namespace

StatusOr<OpQuery> ReadOpQuery(std::string_view frame) {
  std::string_view rest = frame.substr(kHeaderSize);
  if (rest.size() < kFlagsSize) return Malformed("is too short for its flags");
  OpQuery message;
  message.flags = Load<uint32_t>(rest.data());
  rest.remove_prefix(kFlagsSize);

  const std::optional<std::string_view> collection = TakeCString(rest);
  if (!collection) return Malformed("has a collection whose name does not end");
  message.collection = *collection;
  if (rest.size() < kNumbersSize) return Malformed("is too short for a query");
  rest.remove_prefix(kNumbersSize);

  StatusOr<std::string_view> query = TakeDocument(rest);
  if (!query.ok()) return query.status();
  message.query = *query;
  if (rest.empty()) return message;
  if (StatusOr<std::string_view> projection = TakeDocument(rest);
      !projection.ok()) {
    return projection.status();
  }
  if (!rest.empty()) {
    return Malformed(fmt::format("has {} bytes too many", rest.size()));
  }
  return message;
}

StatusOr<SharedBytes> UnwrapQuery(const SharedBytes& frame,
                                  std::string_view query) {
  StatusOr<std::optional<RawField>> first = RawFields(query).Next();
  if (!first.ok()) return first.status();
  if (!*first || (*first)->name != "$query") return frame.Part(query);
  if ((*first)->type != Type::kDocument) {
    return MakeError(
        ErrorCode::kTypeMismatch,
        fmt::format("$query must be a document, not of the type {}",
                    TypeName((*first)->type)));
  }
  StatusOr<std::string_view> command = DocumentOf(**first);
  if (!command.ok()) return command.status();
  StatusOr<std::optional<RawField>> preference =
      ReadPreferenceFor(*command, query);
  if (!preference.ok()) return preference.status();
  if (!*preference) return frame.Part(*command);
  return WithField(*command, **preference);
}

StatusOr<std::string_view> DatabaseOf(std::string_view collection) {
  const size_t dot = collection.find('.');
  if (dot == 0 || dot == std::string_view::npos) {
    return MakeError(ErrorCode::kInvalidNamespace,
                     fmt::format("{} is no full name of a collection: it "
                                 "begins with a database and a dot",
                                 Printable(collection)));
  }
  return collection.substr(0, dot);
}

}  // namespace meerkat::server
