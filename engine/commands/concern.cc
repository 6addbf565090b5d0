#include "engine/commands/concern.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include "engine/commands/fields.h"
#include "engine/shell_text.h"
#include "storage/bson/coerce.h"
#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

using enum Concern;

constexpr Field kWriteConcernFields[] = {
    {"w", FieldType::kAny},
    {"j", FieldType::kBoolLike},
    // There is nobody to wait for, so that only a number can be a wrong one.
    {"wtimeout", FieldType::kAny},
    {"wtimeoutMS", FieldType::kNumber},
    {"fsync", FieldType::kBoolLike},
    {"provenance", FieldType::kString},
};

constexpr Field kReadConcernFields[] = {
    {"level", FieldType::kString},
    {"afterClusterTime", FieldType::kAny},
    {"atClusterTime", FieldType::kAny, FieldUse::kLater},
    {"provenance", FieldType::kString},
};

// Of a replica set.
constexpr int64_t kMostMembers = 50;

constexpr std::string_view kReadConcernLevels[] = {
    "available", "linearizable", "local", "majority", "snapshot"};

// Where a concern comes from; for logs only.
constexpr std::string_view kProvenances[] = {
    "clientSupplied", "customDefault", "getLastErrorDefaults",
    "implicitDefault", "internalWriteDefault"};

// Error 2 BadValue when a field is none of the names it may be.
Status CheckName(std::string_view path, DocumentView concern,
                 std::string_view field,
                 std::span<const std::string_view> names) {
  const Element name = GivenField(concern, field);
  if (!name.exists() || std::ranges::count(names, name.AsString()) > 0) {
    return absl::OkStatus();
  }
  return MakeError(ErrorCode::kBadValue,
                   fmt::format("Enumeration value '{}' for field '{}.{}' is "
                               "not a valid value.",
                               name.AsString(), path, field));
}

// {dc: 1}: members with that many different values of a tag.
bool IsTags(const Element& w) {
  if (w.type() != Type::kDocument || w.AsDocument().empty()) return false;
  return std::ranges::all_of(
      w.AsDocument(), [](const Element& tag) { return tag.is_number(); });
}

bool IsMemberCount(const Element& w) {
  if (!w.is_number() || bson::IsNaN(w)) return false;
  const int64_t members = bson::CoerceToInt64(w);
  return members >= 0 && members <= kMostMembers;
}

// The name of a mode; null is the empty one, as in MongoDB.
bool IsMode(const Element& w) {
  return w.type() == Type::kString || w.type() == Type::kNull;
}

Status CheckW(const Element& w) {
  if (!w.exists() || IsMode(w) || IsMemberCount(w) || IsTags(w)) {
    return absl::OkStatus();
  }
  return MakeError(
      ErrorCode::kFailedToParse,
      fmt::format("w has to be a string, an integer between 0 and {} or a "
                  "document of tags with numbers; found {}",
                  kMostMembers, ShellText(w)));
}

Status CheckTimeout(const Element& timeout) {
  constexpr int64_t kMost = std::numeric_limits<int32_t>::max();
  if (!timeout.is_number() || bson::CoerceToInt64(timeout) <= kMost) {
    return absl::OkStatus();
  }
  return MakeError(ErrorCode::kFailedToParse,
                   fmt::format("wtimeout must not be more than {}, found {}",
                               kMost, ShellText(timeout)));
}

Status UnknownMode(std::string_view mode) {
  return MakeError(ErrorCode::kUnknownReplWriteConcern,
                   fmt::format("No write concern mode named '{}' found", mode));
}

// Whether the members that w asks for exist. There is one, so that one is
// every majority, and it has no tags.
Status CheckSatisfiable(const Element& w) {
  if (!w.exists()) return absl::OkStatus();
  if (w.type() == Type::kNull) return UnknownMode("");
  if (w.type() == Type::kString) {
    if (w.AsString() == "majority") return absl::OkStatus();
    return UnknownMode(w.AsString());
  }
  if (w.is_number() && bson::CoerceToInt64(w) <= 1) return absl::OkStatus();
  return MakeError(
      ErrorCode::kUnsatisfiableWriteConcern,
      fmt::format("Not enough data-bearing nodes: w is {}", ShellText(w)));
}

bool Takes(const Command& description, std::string_view level) {
  switch (description.concern) {
    case kRead:
    case kReadAndWrite:
      return true;
    case kReadNewest:
      return level != "snapshot";
    case kNone:
    case kWrite:
      break;
  }
  // What every command has anyway.
  return level == "local";
}

// {afterClusterTime: Timestamp}: what a causally consistent session read or
// wrote last must be seen. Every read sees all that was answered before it
// came, so that there is nothing to wait for.
Status CheckAfterClusterTime(DocumentView concern) {
  const Element after = concern["afterClusterTime"];
  if (!after.exists()) return absl::OkStatus();
  if (after.type() != Type::kTimestamp) {
    return WrongType("readConcern", after, "timestamp");
  }
  if (after.AsTimestamp() == Timestamp{}) {
    return MakeError(ErrorCode::kInvalidOptions,
                     "readConcern.afterClusterTime cannot be a null timestamp");
  }
  const Element level = GivenField(concern, "level");
  const bool is_taken = !level.exists() || level.AsString() == "local" ||
                        level.AsString() == "majority" ||
                        level.AsString() == "snapshot";
  if (is_taken) return absl::OkStatus();
  return MakeError(ErrorCode::kInvalidOptions,
                   fmt::format("afterClusterTime takes the levels local, "
                               "majority and snapshot, not '{}'",
                               level.AsString()));
}

}  // namespace

StatusOr<WriteConcern> ReadWriteConcern(const Command& description,
                                        const FieldList& command) {
  const bool takes =
      description.concern == kWrite || description.concern == kReadAndWrite;
  if (!takes && GivenField(command, "writeConcern").exists()) {
    return MakeError(ErrorCode::kInvalidOptions,
                     fmt::format("Command does not support writeConcern: {}",
                                 description.name));
  }
  const DocumentView concern = DocumentField(command, "writeConcern");
  if (concern.empty()) return WriteConcern{};
  MEERKAT_RETURN_IF_ERROR(
      CheckFields("writeConcern", concern, kWriteConcernFields));
  MEERKAT_RETURN_IF_ERROR(CheckW(concern["w"]));
  MEERKAT_RETURN_IF_ERROR(CheckTimeout(concern["wtimeout"]));
  MEERKAT_RETURN_IF_ERROR(
      CheckName("writeConcern", concern, "provenance", kProvenances));
  const bool journal = BoolField(concern, "j", false);
  const bool fsync = BoolField(concern, "fsync", false);
  if (journal && fsync) {
    return MakeError(ErrorCode::kFailedToParse,
                     "fsync and j options cannot be used together");
  }
  return WriteConcern{journal || fsync};
}

void AppendWriteConcernError(const FieldList& command, Builder& reply) {
  const DocumentView concern = DocumentField(command, "writeConcern");
  const Status status = CheckSatisfiable(concern["w"]);
  if (status.ok()) return;
  const ErrorCode code = ErrorCodeOf(status);
  reply.OpenDocument("writeConcernError");
  reply.Append("code", static_cast<int32_t>(code));
  reply.Append("codeName", ErrorName(code));
  reply.Append("errmsg", ErrorMessageOf(status));
  reply.OpenDocument("errInfo").Append("writeConcern", concern).Close();
  reply.Close();
}

Status CheckReadConcern(const Command& description, const FieldList& command) {
  const DocumentView concern = DocumentField(command, "readConcern");
  if (concern.empty()) return absl::OkStatus();
  MEERKAT_RETURN_IF_ERROR(
      CheckFields("readConcern", concern, kReadConcernFields));
  MEERKAT_RETURN_IF_ERROR(
      CheckName("readConcern", concern, "level", kReadConcernLevels));
  MEERKAT_RETURN_IF_ERROR(
      CheckName("readConcern", concern, "provenance", kProvenances));
  MEERKAT_RETURN_IF_ERROR(CheckAfterClusterTime(concern));
  const Element level = GivenField(concern, "level");
  if (!level.exists() || Takes(description, level.AsString())) {
    return absl::OkStatus();
  }
  return MakeError(ErrorCode::kInvalidOptions,
                   fmt::format("Command {} does not support {{ readConcern: {{ "
                               "level: \"{}\" }} }}",
                               description.name, level.AsString()));
}

}  // namespace meerkat::engine
