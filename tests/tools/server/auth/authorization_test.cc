#include "tools/server/auth/authorization.h"

#include <meerkat/json.h>
#include <meerkat/value.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "engine/commands/command.h"
#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tools/server/auth/command_access.h"

namespace meerkat::server::auth {
namespace {

using meerkat::testing::CodeOf;

Caller Ada(std::vector<Role> roles) {
  return {.identity = Identity{{"ada", "app"}, std::move(roles)}};
}

Caller Ada(std::string_view role, std::string_view database = "app") {
  return Ada({{std::string(role), std::string(database)}});
}

bool May(const Caller& caller, std::string_view json,
         std::string_view database = "app") {
  const auto command = ParseJson(json);
  REQUIRE(command.ok());
  const Status status = CheckAllowed(caller, database, *command);
  if (!status.ok()) CHECK(ErrorCodeOf(status) == ErrorCode::kUnauthorized);
  return status.ok();
}

// {name: 1} for every command of the table.
std::vector<Document> BareCommands() {
  std::vector<Document> commands;
  for (std::string_view name : ListedCommands()) {
    commands.push_back(Document{{name, 1}});
  }
  return commands;
}

constexpr std::string_view kNoLogin[] = {
    "buildInfo",    "buildinfo", "connectionStatus", "getnonce", "hello",
    "isMaster",     "ismaster",  "listCommands",     "logout",   "ping",
    "saslContinue", "saslStart", "whatsmyuri"};

}  // namespace

TEST_CASE("every command of the engine has its needs in the table") {
  for (const engine::Command& command : engine::AllCommands()) {
    INFO(command.name);
    CHECK(IsListed(command.name));
  }
}

TEST_CASE("before a login only the commands of a login and a greeting run") {
  for (const Document& command : BareCommands()) {
    const std::string_view name = command.begin()->name();
    INFO(name);
    const bool is_open =
        std::ranges::find(kNoLogin, name) != std::end(kNoLogin);
    const Status status = CheckAllowed({}, "admin", command);
    CHECK(status.ok() == is_open);
    CHECK(NeedsLogin(name) != is_open);
    if (status.ok()) continue;
    CHECK(ErrorCodeOf(status) == ErrorCode::kUnauthorized);
    CHECK_THAT(ErrorMessageOf(status),
               Catch::Matchers::ContainsSubstring(std::string(name)));
  }
  CHECK(NeedsLogin("nonsense"));
  CHECK_FALSE(May({}, R"({"nonsense": 1})"));
}

TEST_CASE("root may run every command, and nobody one that is not listed") {
  for (const Document& command : BareCommands()) {
    INFO(ToString(command));
    CHECK(CheckAllowed(Ada("root", "admin"), "admin", command).ok());
  }
  CHECK_FALSE(May(Ada("root", "admin"), R"({"nonsense": 1})"));
}

TEST_CASE("without roles one may do what is about oneself") {
  for (const char* command :
       {R"({"endSessions": []})", R"({"listDatabases": 1})",
        R"({"getMore": 7, "collection": "people"})",
        R"({"killCursors": "people", "cursors": [7]})",
        R"({"commitTransaction": 1})", R"({"usersInfo": "ada"})",
        R"({"usersInfo": {"user": "ada", "db": "app"}})",
        R"({"currentOp": 1, "$ownOps": true})"}) {
    INFO(command);
    CHECK(May(Ada(std::vector<Role>()), command));
  }
  int refused = 0;
  for (const Document& command : BareCommands()) {
    if (!CheckAllowed(Ada(std::vector<Role>()), "app", command).ok()) {
      ++refused;
    }
  }
  CHECK(refused > 50);
}

TEST_CASE("who may read cannot write, and who may write not administer") {
  struct Case {
    const char* command;
    // Of read, readWrite, dbAdmin, userAdmin and dbOwner of app.
    const char* allowed;
  };
  const Case cases[] = {
      {R"({"find": "people"})", "yynny"},
      {R"({"count": "people"})", "yynny"},
      {R"({"distinct": "people", "key": "a"})", "yynny"},
      {R"({"aggregate": "people", "pipeline": []})", "yynny"},
      {R"({"listIndexes": "people"})", "yyyny"},
      {R"({"listCollections": 1})", "yyyny"},
      {R"({"collStats": "people"})", "yyyny"},
      {R"({"dbStats": 1})", "yyyny"},
      {R"({"dataSize": "app.people"})", "yynny"},
      {R"({"insert": "people", "documents": []})", "nynny"},
      {R"({"update": "people", "updates": []})", "nynny"},
      {R"({"delete": "people", "deletes": []})", "nynny"},
      {R"({"findAndModify": "people"})", "nynny"},
      {R"({"bulkWrite": 1, "nsInfo": [{"ns": "app.people"}]})", "nynny"},
      {R"({"create": "people"})", "nyyny"},
      {R"({"drop": "people"})", "nyyny"},
      {R"({"createIndexes": "people", "indexes": []})", "nyyny"},
      {R"({"dropIndexes": "people"})", "nyyny"},
      {R"({"deleteIndexes": "people"})", "nyyny"},
      {R"({"renameCollection": "app.people", "to": "app.folk"})", "nyyny"},
      {R"({"collMod": "people"})", "nnyny"},
      {R"({"reIndex": "people"})", "nnyny"},
      {R"({"validate": "people"})", "nnyny"},
      {R"({"dropDatabase": 1})", "nnyny"},
      {R"({"profile": 0})", "nnyny"},
      {R"({"createUser": "eve", "roles": ["read"]})", "nnnyy"},
      {R"({"updateUser": "eve", "pwd": "x"})", "nnnyy"},
      {R"({"dropUser": "eve"})", "nnnyy"},
      {R"({"dropAllUsersFromDatabase": 1})", "nnnyy"},
      {R"({"grantRolesToUser": "eve", "roles": ["read"]})", "nnnyy"},
      {R"({"revokeRolesFromUser": "eve", "roles": ["read"]})", "nnnyy"},
      {R"({"usersInfo": 1})", "nnnyy"},
      {R"({"rolesInfo": 1})", "nnnyy"},
      {R"({"serverStatus": 1})", "nnnnn"},
      {R"({"shutdown": 1})", "nnnnn"},
      {R"({"killOp": 1, "op": 1})", "nnnnn"},
      {R"({"currentOp": 1})", "nnnnn"},
      {R"({"getLog": "*"})", "nnnnn"},
  };
  const char* const names[] = {"read", "readWrite", "dbAdmin", "userAdmin",
                               "dbOwner"};
  for (const Case& c : cases) {
    for (int i = 0; i < 5; ++i) {
      INFO(names[i] << " " << c.command);
      CHECK(May(Ada(names[i]), c.command) == (c.allowed[i] == 'y'));
    }
  }
  CHECK_FALSE(May(Ada("readWrite"), R"({"find": "people"})", "admin"));
  CHECK(May(Ada("clusterMonitor", "admin"), R"({"serverStatus": 1})", "admin"));
}

TEST_CASE("a command inside explain needs what it needs") {
  CHECK(May(Ada("read"), R"({"explain": {"find": "people"}})"));
  CHECK_FALSE(May(Ada("read"), R"({"explain": {"delete": "people"}})"));
  CHECK_FALSE(
      May(Ada("read"), R"({"explain": {"explain": {"delete": "people"}}})"));
  CHECK_FALSE(May(Ada("read"), R"({"explain": {"nonsense": 1}})"));
  // What is no command is refused when explain runs.
  CHECK(May(Ada("read"), R"({"explain": {}})"));
  CHECK(May(Ada("read"), R"({"explain": 1})"));
}

TEST_CASE("stages that reach into other collections need them") {
  const auto with = [](std::string_view pipeline) {
    return R"({"aggregate": "people", "pipeline": )" + std::string(pipeline) +
           "}";
  };
  const Caller reader = Ada("read");
  CHECK(May(reader, with(R"([{"$lookup": {"from": "b", "as": "c"}}])")));
  CHECK(May(reader, with(R"([{"$unionWith": "b"}])")));
  CHECK(May(reader, with(R"([{"$collStats": {}}])")));
  CHECK(May(reader, with(R"([{"$changeStream": {}}])")));
  for (const char* pipeline : {
           R"([{"$out": "b"}])",
           R"([{"$out": {"db": "other", "coll": "b"}}])",
           R"([{"$merge": "b"}])",
           R"([{"$merge": {"into": "b"}}])",
           R"([{"$merge": {"into": {"db": "other", "coll": "b"}}}])",
           R"([{"$lookup": {"from": {"db": "other", "coll": "b"}}}])",
           R"([{"$lookup": {"from": "b", "from": "system.users"}}])",
           R"([{"$lookup": {"from": "b", "pipeline": [{"$unionWith":
               "system.js"}]}}])",
           R"([{"$unionWith": {"coll": "b", "pipeline": [{"$lookup":
               {"from": "system.js"}}]}}])",
           R"([{"$facet": {"a": [], "b": [{"$graphLookup":
               {"from": "system.js"}}]}}])",
           R"([{"$match": {}, "$out": "b"}])",
           R"([{"$indexStats": {}}])",
           R"([{"$currentOp": {"allUsers": true}}])",
           R"([{"$listSessions": {"allUsers": true}}])",
           R"([{"$changeStream": {"allChangesForCluster": true}}])",
       }) {
    INFO(pipeline);
    CHECK_FALSE(May(reader, with(pipeline)));
    CHECK(May(Ada("root", "admin"), with(pipeline)));
  }
  CHECK(May(Ada({{"read", "app"}, {"readWrite", "other"}}),
            with(R"([{"$out": {"db": "other", "coll": "b"}}])")));
  CHECK(May(Ada("dbAdmin"), with(R"([{"$indexStats": {}}])")));
  CHECK_FALSE(May(Ada("dbAdmin"), with(R"([{"$match": {}}])")));
  // What is no pipeline is refused when it is parsed.
  CHECK(May(reader, with(R"([1, {}, {"$lookup": 1}, {"$facet": 1}])")));
  CHECK(May(reader, with("1")));
}

TEST_CASE("pipelines nested as deep as a document can be are looked through") {
  std::string pipeline = R"([{"$out": "b"}])";
  for (int depth = 0; depth < 30; ++depth) {
    pipeline = R"([{"$facet": {"a": )" + pipeline + "}}]";
  }
  const std::string command =
      R"({"aggregate": "people", "pipeline": )" + pipeline + "}";
  CHECK_FALSE(May(Ada("read"), command));
  CHECK(May(Ada("readWrite"), command));
}

TEST_CASE("the users' documents are not read by way of another command") {
  const Caller reader = Ada("readWrite", "admin");
  for (const char* command :
       {R"({"find": "system.users"})", R"({"count": "system.users"})",
        R"({"distinct": "system.users", "key": "credentials"})",
        R"({"aggregate": "system.users", "pipeline": []})",
        R"({"aggregate": "x", "pipeline": [{"$unionWith": "system.users"}]})",
        R"({"create": "v", "viewOn": "system.users", "pipeline": []})",
        R"({"create": "v", "viewOn": "x", "pipeline":
            [{"$lookup": {"from": "system.users"}}]})",
        R"({"renameCollection": "admin.system.users", "to": "admin.x"})",
        R"({"renameCollection": "admin.x", "to": "admin.system.users"})",
        R"({"insert": "system.users", "documents": []})",
        R"({"bulkWrite": 1, "nsInfo": [{"ns": "admin.system.users"}]})",
        R"({"dataSize": "admin.system.users"})"}) {
    INFO(command);
    CHECK_FALSE(May(reader, command, "admin"));
  }
  CHECK_FALSE(May(Ada("dbAdmin", "admin"), R"({"collMod": "v", "viewOn": "x"})",
                  "admin"));
}

TEST_CASE("the users are not dropped with their database") {
  const char* command = R"({"dropDatabase": 1})";
  CHECK_FALSE(May(Ada("dbOwner", "admin"), command, "admin"));
  CHECK_FALSE(May(Ada("clusterAdmin", "admin"), command, "admin"));
  CHECK(May(Ada("clusterAdmin", "admin"), command, "app"));
  CHECK(May(Ada("root", "admin"), command, "admin"));
}

TEST_CASE("renaming into another database needs both") {
  const char* command = R"({"renameCollection": "app.a", "to": "other.a"})";
  CHECK_FALSE(May(Ada("readWrite"), command, "admin"));
  CHECK_FALSE(May(Ada("readWrite", "other"), command, "admin"));
  CHECK(May(Ada({{"readWrite", "app"}, {"readWrite", "other"}}), command,
            "admin"));
  // Names without a dot, and none at all.
  CHECK_FALSE(May(Ada("readWrite"), R"({"renameCollection": "a", "to": "b"})"));
  CHECK_FALSE(May(Ada("readWrite"), R"({"renameCollection": 1})"));
}

TEST_CASE(
    "nobody grants what belongs to a database that they do not administer") {
  const Caller admin = Ada("userAdmin");
  CHECK(May(admin, R"({"createUser": "e", "roles":
                      ["read", {"role": "dbOwner", "db": "app"}]})"));
  CHECK_FALSE(May(admin, R"({"createUser": "e", "roles":
                      ["read", {"role": "root", "db": "admin"}]})"));
  CHECK_FALSE(May(admin, R"({"grantRolesToUser": "e", "roles":
                      [{"role": "read", "db": "other"}]})"));
  CHECK_FALSE(May(admin, R"({"revokeRolesFromUser": "e", "roles":
                      [{"role": "read", "db": "other"}]})"));
  CHECK_FALSE(May(admin, R"({"updateUser": "e", "roles": ["read"]})"));
  CHECK(May(admin, R"({"updateUser": "e", "customData": {}})"));
  CHECK_FALSE(May(Ada("readWrite"), R"({"updateUser": "ada", "pwd": "x"})"));
  CHECK_FALSE(May(Ada("readWrite"), R"({"updateUser": "ada"})"));
  const Caller all = Ada("userAdminAnyDatabase", "admin");
  CHECK(May(all, R"({"updateUser": "e", "roles":
                      [{"role": "root", "db": "admin"}]})"));
}

TEST_CASE("users are shown to themselves and to who may view them") {
  const Caller reader = Ada("read");
  CHECK_FALSE(May(reader, R"({"usersInfo": "eve"})"));
  CHECK_FALSE(May(reader, R"({"usersInfo": ["ada", "eve"]})"));
  CHECK(May(reader, R"({"usersInfo": ["ada"]})"));
  CHECK_FALSE(May(reader, R"({"usersInfo": "ada", "showCredentials": true})"));
  CHECK_FALSE(May(reader, R"({"usersInfo": "", "showCredentials": true})", ""));
  CHECK_FALSE(May(reader, R"({"usersInfo": "ada"})", "other"));
  const Caller admin = Ada("userAdmin");
  CHECK(May(admin, R"({"usersInfo": ["eve", {"user": "x", "db": "app"}]})"));
  CHECK_FALSE(May(admin, R"({"usersInfo": {"user": "x", "db": "admin"}})"));
  CHECK_FALSE(May(admin, R"({"usersInfo": {"forAllDBs": true}})"));
  CHECK_FALSE(
      May(admin, R"({"usersInfo": {"user": "ada", "forAllDBs": true}})"));
  CHECK(May(Ada("userAdminAnyDatabase", "admin"),
            R"({"usersInfo": {"forAllDBs": true}})"));
}

TEST_CASE("roles are shown to who may view them in their database") {
  const Caller admin = Ada("userAdmin");
  CHECK(May(admin, R"({"rolesInfo": "read"})"));
  CHECK(
      May(admin, R"({"rolesInfo": ["read", {"role": "read", "db": "app"}]})"));
  CHECK_FALSE(May(admin, R"({"rolesInfo": {"role": "root", "db": "admin"}})"));
  CHECK_FALSE(May(
      admin, R"({"rolesInfo": ["read", {"role": "root", "db": "admin"}]})"));
}

TEST_CASE("the first user is made from this machine without a login") {
  const Caller local{.has_localhost_exception = true};
  const char* command = R"({"createUser": "ada", "roles": ["root"]})";
  CHECK(May(local, command, "admin"));
  CHECK_FALSE(May(local, command, "app"));
  CHECK_FALSE(May(local, R"({"updateUser": "ada"})", "admin"));
  CHECK_FALSE(May(local, R"({"find": "people"})", "admin"));
  CHECK_FALSE(May(local, R"({"explain": {"createUser": "a"}})", "admin"));
  CHECK_FALSE(May({}, command, "admin"));
}

TEST_CASE("a refusal names command and database and nothing else") {
  const Status refused = CheckAllowed(
      Ada("read"), "app",
      Document{{"insert", "people"}, {"documents", Array{"hunter2"}}});
  CHECK(ErrorMessageOf(refused) ==
        "not authorized on app to execute command insert");
  const Status huge = CheckAllowed(Ada("read"), "app",
                                   Document{{std::string(1 << 20, 'x'), 1}});
  CHECK(ErrorMessageOf(huge).size() < 200);
}

}  // namespace meerkat::server::auth
