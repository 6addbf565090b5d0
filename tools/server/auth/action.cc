#include "tools/server/auth/action.h"

#include <array>
#include <cstddef>

namespace meerkat::server::auth {
namespace {

// In the order of Action.
constexpr std::array<std::string_view, kActionCount> kNames = {
    "bypassDocumentValidation",
    "changeCustomData",
    "changePassword",
    "changeStream",
    "collMod",
    "collStats",
    "compact",
    "connPoolStats",
    "convertToCapped",
    "createCollection",
    "createIndex",
    "createUser",
    "dbHash",
    "dbStats",
    "dropCollection",
    "dropDatabase",
    "dropIndex",
    "dropUser",
    "enableProfiler",
    "find",
    "fsync",
    "getCmdLineOpts",
    "getDefaultRWConcern",
    "getLog",
    "getParameter",
    "grantRole",
    "hostInfo",
    "impersonate",
    "indexStats",
    "inprog",
    "insert",
    "killAnySession",
    "killCursors",
    "killop",
    "listCollections",
    "listDatabases",
    "listIndexes",
    "logRotate",
    "planCacheIndexFilter",
    "planCacheRead",
    "planCacheWrite",
    "reIndex",
    "remove",
    "renameCollectionSameDB",
    "replSetGetConfig",
    "replSetGetStatus",
    "revokeRole",
    "serverStatus",
    "setParameter",
    "shutdown",
    "top",
    "update",
    "validate",
    "viewRole",
    "viewUser",
};
static_assert(kActionCount <= 64);
static_assert(kNames[static_cast<size_t>(Action::kViewUser)] == "viewUser");

}  // namespace

std::string_view ActionName(Action action) {
  return kNames[static_cast<size_t>(action)];
}

}  // namespace meerkat::server::auth
