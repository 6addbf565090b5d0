#include "tools/server/auth/roles.h"

#include <meerkat/value.h>

#include <set>
#include <string>
#include <vector>

#include "tests/catch.hpp"

namespace meerkat::server::auth {
namespace {

using enum Action;

bool Allows(const Role& role, Action action, const Resource& resource) {
  return IsAllowed(std::vector<Role>{role}, {action}, resource);
}

const Resource kApp = Resource::Of("app", "people");

}  // namespace

TEST_CASE("actions have MongoDB's names, each its own") {
  CHECK(ActionName(kBypassDocumentValidation) == "bypassDocumentValidation");
  CHECK(ActionName(kFind) == "find");
  CHECK(ActionName(kRenameCollectionSameDb) == "renameCollectionSameDB");
  CHECK(ActionName(kViewUser) == "viewUser");
  std::set<std::string_view> names;
  for (int i = 0; i < kActionCount; ++i) {
    names.insert(ActionName(static_cast<Action>(i)));
  }
  CHECK(names.size() == size_t{kActionCount});
  CHECK_FALSE(names.contains(""));
}

TEST_CASE("roles about one database exist in any, the others in admin") {
  for (const char* name :
       {"read", "readWrite", "dbAdmin", "dbOwner", "userAdmin"}) {
    CHECK(IsBuiltInRole({name, "app"}));
    CHECK(IsBuiltInRole({name, "admin"}));
  }
  for (const char* name :
       {"clusterAdmin", "clusterMonitor", "hostManager", "readAnyDatabase",
        "readWriteAnyDatabase", "userAdminAnyDatabase", "dbAdminAnyDatabase",
        "root"}) {
    CHECK(IsBuiltInRole({name, "admin"}));
    CHECK_FALSE(IsBuiltInRole({name, "app"}));
    CHECK_FALSE(Allows({name, "app"}, kFind, kApp));
    CHECK_FALSE(Allows({name, "app"}, kServerStatus, Resource::Cluster()));
  }
  for (const char* name : {"", "Read", "roots", "__system"}) {
    CHECK_FALSE(IsBuiltInRole({name, "admin"}));
    CHECK_FALSE(Allows({name, "admin"}, kFind, kApp));
  }
  CHECK(BuiltInRolesOf("app").size() == 5);
  CHECK(BuiltInRolesOf("admin").size() == 13);
}

TEST_CASE("what a role allows, action by action") {
  struct Case {
    Action action;
    // Of read, readWrite, dbAdmin, userAdmin and dbOwner of app, on app.people.
    const char* allowed;
  };
  for (const Case& c : std::vector<Case>{{kFind,
                                          "yyn"
                                          "ny"},
                                         {kListIndexes,
                                          "yyy"
                                          "ny"},
                                         {kCollStats,
                                          "yyy"
                                          "ny"},
                                         {kInsert,
                                          "nyn"
                                          "ny"},
                                         {kUpdate,
                                          "nyn"
                                          "ny"},
                                         {kRemove,
                                          "nyn"
                                          "ny"},
                                         {kCreateIndex,
                                          "nyy"
                                          "ny"},
                                         {kDropCollection,
                                          "nyy"
                                          "ny"},
                                         {kCollMod,
                                          "nny"
                                          "ny"},
                                         {kValidate,
                                          "nny"
                                          "ny"},
                                         {kDropDatabase,
                                          "nny"
                                          "ny"},
                                         {kCreateUser,
                                          "nnn"
                                          "yy"},
                                         {kGrantRole,
                                          "nnn"
                                          "yy"},
                                         {kViewUser,
                                          "nnn"
                                          "yy"},
                                         {kShutdown,
                                          "nnn"
                                          "nn"},
                                         {kInprog,
                                          "nnn"
                                          "nn"}}) {
    INFO(ActionName(c.action));
    const char* const names[] = {"read", "readWrite", "dbAdmin", "userAdmin",
                                 "dbOwner"};
    for (int i = 0; i < 5; ++i) {
      INFO(names[i]);
      const Role role{names[i], "app"};
      CHECK(Allows(role, c.action, kApp) == (c.allowed[i] == 'y'));
      // Never elsewhere, not even a database whose name begins alike.
      CHECK_FALSE(Allows(role, c.action, Resource::Of("apple", "people")));
      CHECK_FALSE(Allows(role, c.action, Resource::Of("admin", "people")));
      CHECK_FALSE(Allows(role, c.action, Resource::Cluster()));
      CHECK_FALSE(Allows(role, c.action, Resource::AnyDatabase()));
    }
  }
}

TEST_CASE("roles of any database leave out local and config") {
  for (const auto& [name, action] : std::vector<std::pair<const char*, Action>>{
           {"readAnyDatabase", kFind},
           {"readWriteAnyDatabase", kInsert},
           {"dbAdminAnyDatabase", kCollMod},
           {"userAdminAnyDatabase", kCreateUser}}) {
    const Role role{name, "admin"};
    CHECK(Allows(role, action, kApp));
    CHECK(Allows(role, action, Resource::Of("admin", "people")));
    CHECK(Allows(role, action, Resource::AnyDatabase()));
    CHECK(Allows(role, kListDatabases, Resource::Cluster()));
    CHECK_FALSE(Allows(role, action, Resource::Of("local", "people")));
    CHECK_FALSE(Allows(role, action, Resource::Of("config", "people")));
    CHECK_FALSE(Allows(role, kShutdown, Resource::Cluster()));
  }
  CHECK_FALSE(Allows({"readAnyDatabase", "admin"}, kInsert, kApp));
  CHECK_FALSE(Allows({"dbAdminAnyDatabase", "admin"}, kFind, kApp));
  CHECK_FALSE(Allows({"userAdminAnyDatabase", "admin"}, kFind, kApp));
}

TEST_CASE("the collection of the users is for root and who administers users") {
  const Resource users = Resource::Of("admin", "system.users");
  for (const Role& role :
       {Role{"read", "admin"}, Role{"readWrite", "admin"},
        Role{"dbOwner", "admin"}, Role{"userAdmin", "admin"},
        Role{"readAnyDatabase", "admin"}, Role{"readWriteAnyDatabase", "admin"},
        Role{"dbAdminAnyDatabase", "admin"}, Role{"clusterAdmin", "admin"}}) {
    INFO(role.name);
    for (Action action : {kFind, kInsert, kUpdate, kRemove, kDropCollection,
                          kRenameCollectionSameDb}) {
      CHECK_FALSE(Allows(role, action, users));
    }
  }
  CHECK(Allows({"userAdminAnyDatabase", "admin"}, kFind, users));
  CHECK_FALSE(Allows({"userAdminAnyDatabase", "admin"}, kInsert, users));
  CHECK(Allows({"root", "admin"}, kFind, users));
  CHECK_FALSE(Allows({"read", "app"}, kFind, Resource::Of("app", "system.js")));
  CHECK(Allows({"read", "app"}, kFind, Resource::Of("app", "systematic")));
}

TEST_CASE("roles about the server") {
  const Role monitor{"clusterMonitor", "admin"};
  CHECK(Allows(monitor, kServerStatus, Resource::Cluster()));
  CHECK(Allows(monitor, kInprog, Resource::Cluster()));
  CHECK(Allows(monitor, kDbStats, Resource::Of("local")));
  CHECK_FALSE(Allows(monitor, kKillop, Resource::Cluster()));
  CHECK_FALSE(Allows(monitor, kFind, kApp));
  const Role manager{"hostManager", "admin"};
  CHECK(Allows(manager, kShutdown, Resource::Cluster()));
  CHECK(Allows(manager, kKillop, Resource::Cluster()));
  CHECK_FALSE(Allows(manager, kServerStatus, Resource::Cluster()));
  const Role admin{"clusterAdmin", "admin"};
  CHECK(Allows(admin, kShutdown, Resource::Cluster()));
  CHECK(Allows(admin, kServerStatus, Resource::Cluster()));
  CHECK(Allows(admin, kDropDatabase, Resource::Of("app")));
  CHECK_FALSE(Allows(admin, kFind, kApp));
}

TEST_CASE("root may do everything everywhere") {
  const Role root{"root", "admin"};
  for (int i = 0; i < kActionCount; ++i) {
    const auto action = static_cast<Action>(i);
    for (const Resource& resource :
         {kApp, Resource::Of("local", "oplog.rs"), Resource::AnyDatabase(),
          Resource::Of("admin", "system.users"), Resource::Cluster()}) {
      CHECK(Allows(root, action, resource));
    }
  }
}

TEST_CASE("one role among several is enough, and none is not") {
  const std::vector<Role> roles{{"read", "logs"}, {"readWrite", "app"}};
  CHECK(IsAllowed(roles, {kInsert}, kApp));
  CHECK(IsAllowed(roles, {kShutdown, kFind}, kApp));
  CHECK_FALSE(IsAllowed(roles, {kInsert}, Resource::Of("logs", "x")));
  CHECK_FALSE(IsAllowed(std::vector<Role>(), {kFind}, kApp));
  CHECK_FALSE(IsAllowed(roles, {}, kApp));
}

TEST_CASE("databases that one has access to") {
  const std::vector<Role> roles{{"read", "logs"}, {"userAdmin", "app"}};
  CHECK(HasAccessTo(roles, "logs"));
  CHECK(HasAccessTo(roles, "app"));
  CHECK_FALSE(HasAccessTo(roles, "admin"));
  CHECK(HasAccessTo(std::vector<Role>{{"readAnyDatabase", "admin"}}, "app"));
  CHECK(HasAccessTo(std::vector<Role>{{"root", "admin"}}, "local"));
  CHECK_FALSE(HasAccessTo(std::vector<Role>{{"none", "app"}}, "app"));
}

TEST_CASE("privileges are shown as a resource and its actions") {
  const auto read = PrivilegesOf({"read", "app"});
  REQUIRE(read.size() == 1);
  CHECK(ToString(read[0]) ==
        R"({"resource":{"db":"app","collection":""},"actions":["changeStream",)"
        R"("collStats","dbHash","dbStats","find","killCursors",)"
        R"("listCollections","listIndexes","planCacheRead"]})");
  const auto any = PrivilegesOf({"userAdminAnyDatabase", "admin"});
  REQUIRE(any.size() == 3);
  CHECK(ToString(any[0]["resource"]) == R"({"db":"","collection":""})");
  CHECK(ToString(any[1]["resource"]) ==
        R"({"db":"admin","collection":"system.users"})");
  CHECK(ToString(any[2]) ==
        R"({"resource":{"cluster":true},"actions":["listDatabases"]})");
  const auto root = PrivilegesOf({"root", "admin"});
  REQUIRE(root.size() == 1);
  CHECK(root[0]["resource"].AsDocument()["anyResource"].AsBool());
  CHECK(PrivilegesOf({"root", "app"}).empty());
}

}  // namespace meerkat::server::auth
