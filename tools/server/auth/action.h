// Action: what a role lets its user do, by MongoDB's names.
//
// MongoDB manual, "Privilege Actions". Those that nothing here has (sharding,
// replication of several nodes, custom roles) are left out.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace meerkat::server::auth {

// Alphabetical. At most 64: see ActionSet.
enum class Action : uint8_t {
  kBypassDocumentValidation,
  kChangeCustomData,
  kChangePassword,
  kChangeStream,
  kCollMod,
  kCollStats,
  kCompact,
  kConnPoolStats,
  kConvertToCapped,
  kCreateCollection,
  kCreateIndex,
  kCreateUser,
  kDbHash,
  kDbStats,
  kDropCollection,
  kDropDatabase,
  kDropIndex,
  kDropUser,
  kEnableProfiler,
  kFind,
  kFsync,
  kGetCmdLineOpts,
  kGetDefaultRwConcern,
  kGetLog,
  kGetParameter,
  kGrantRole,
  kHostInfo,
  kImpersonate,
  kIndexStats,
  kInprog,
  kInsert,
  kKillAnySession,
  kKillCursors,
  kKillop,
  kListCollections,
  kListDatabases,
  kListIndexes,
  kLogRotate,
  kPlanCacheIndexFilter,
  kPlanCacheRead,
  kPlanCacheWrite,
  kReIndex,
  kRemove,
  kRenameCollectionSameDb,
  kReplSetGetConfig,
  kReplSetGetStatus,
  kRevokeRole,
  kServerStatus,
  kSetParameter,
  kShutdown,
  kTop,
  kUpdate,
  kValidate,
  kViewRole,
  kViewUser,
};

inline constexpr int kActionCount = static_cast<int>(Action::kViewUser) + 1;

// "createUser". MongoDB's spelling, for connectionStatus and usersInfo.
std::string_view ActionName(Action action);

// Any of the actions above. A value like a number.
class ActionSet {
 public:
  constexpr ActionSet() = default;
  constexpr ActionSet(std::initializer_list<Action> actions) {
    for (Action action : actions) bits_ |= BitOf(action);
  }

  constexpr bool Has(Action action) const {
    return (bits_ & BitOf(action)) != 0;
  }
  constexpr bool HasAnyOf(ActionSet others) const {
    return (bits_ & others.bits_) != 0;
  }
  constexpr bool empty() const { return bits_ == 0; }

  friend constexpr ActionSet operator|(ActionSet a, ActionSet b) {
    a.bits_ |= b.bits_;
    return a;
  }
  friend constexpr bool operator==(ActionSet, ActionSet) = default;

 private:
  static constexpr uint64_t BitOf(Action action) {
    return uint64_t{1} << static_cast<int>(action);
  }

  uint64_t bits_ = 0;
};

}  // namespace meerkat::server::auth
