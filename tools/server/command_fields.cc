#include "tools/server/command_fields.h"

#include <absl/container/flat_hash_set.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "tools/server/fields.h"

namespace meerkat::server {
namespace {

// MongoDB manual, "Generic command arguments"; wire protocol, "OP_MSG".
constexpr std::string_view kGeneric[] = {
    "$clusterTime", "$db",          "$readPreference",
    "apiVersion",   "apiStrict",    "apiDeprecationErrors",
    "comment",      "lsid",         "maxTimeMS",
    "readConcern",  "writeConcern", "txnNumber"};

Status Refused(ErrorCode code, std::string_view command, std::string_view field,
               std::string_view why) {
  return MakeError(
      code, fmt::format("the field '{}.{}' {}", command, Shown(field), why));
}

}  // namespace

bool IsGeneric(std::string_view name) {
  return std::ranges::find(kGeneric, name) != std::end(kGeneric);
}

Status CheckFields(DocumentView command,
                   std::initializer_list<std::string_view> names) {
  const std::string_view own = command.begin()->name();
  absl::flat_hash_set<std::string> seen;
  for (const Element field : command) {
    const std::string_view name = field.name();
    const bool is_known = name == own || IsGeneric(name) ||
                          std::ranges::find(names, name) != names.end();
    if (!is_known) {
      return Refused(ErrorCode::kUnknownCommandField, own, name,
                     "is not known");
    }
    if (!seen.insert(std::string(name)).second) {
      return Refused(ErrorCode::kDuplicateCommandField, own, name,
                     "comes twice");
    }
  }
  return absl::OkStatus();
}

}  // namespace meerkat::server
