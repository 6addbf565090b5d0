#include "storage/namespace.h"

#include <fmt/format.h>

#include "storage/status_macros.h"

namespace meerkat::storage {

namespace {

constexpr size_t kMaxDatabaseName = 63;
constexpr size_t kMaxNamespace = 255;
constexpr std::string_view kForbiddenInDatabase("/\\. \"$\0", 7);

Status Invalid(std::string_view what, std::string_view name,
               std::string_view why) {
  return MakeError(ErrorCode::kInvalidNamespace,
                   fmt::format("Invalid {} name '{}': {}", what, name, why));
}

bool IsOfServer(std::string_view database, std::string_view name) {
  return database == "admin" &&
         (name == "system.users" || name == "system.keys");
}

}  // namespace

Status CheckDatabaseName(std::string_view name) {
  if (name.empty()) return Invalid("database", name, "it is empty");
  if (name.size() > kMaxDatabaseName) {
    return Invalid("database", name, "it is longer than 63 bytes");
  }
  if (name.find_first_of(kForbiddenInDatabase) != std::string_view::npos) {
    return Invalid("database", name,
                   "it must not hold any of / \\ . \" $, a space or a NUL");
  }
  return absl::OkStatus();
}

Status CheckCollectionName(std::string_view database, std::string_view name) {
  if (name.empty()) return Invalid("collection", name, "it is empty");
  if (name.find('\0') != std::string_view::npos) {
    return Invalid("collection", name, "it must not hold a NUL");
  }
  if (name.find('$') != std::string_view::npos) {
    return Invalid("collection", name, "it must not hold a $");
  }
  if (name.front() == '.') {
    return Invalid("collection", name, "it must not begin with a dot");
  }
  if (database.size() + 1 + name.size() > kMaxNamespace) {
    return Invalid("collection", name,
                   "with its database's it is longer than 255 bytes");
  }
  return absl::OkStatus();
}

Status CheckNames(const Namespace& ns) {
  MEERKAT_RETURN_IF_ERROR(CheckDatabaseName(ns.database));
  return CheckCollectionName(ns.database, ns.collection);
}

bool IsOfServer(const Namespace& ns) {
  return IsOfServer(ns.database, ns.collection);
}

Status CheckNewCollectionName(std::string_view database,
                              std::string_view name) {
  MEERKAT_RETURN_IF_ERROR(CheckDatabaseName(database));
  MEERKAT_RETURN_IF_ERROR(CheckCollectionName(database, name));
  if (name.starts_with("system.") && !IsOfServer(database, name)) {
    return Invalid("collection", name, "names in system. are reserved");
  }
  if (name.find(".system.") != std::string_view::npos) {
    return Invalid("collection", name, "it must not hold .system.");
  }
  return absl::OkStatus();
}

}  // namespace meerkat::storage
