// Any commands to a server, from several clients in turn: each ends in a reply
// as drivers know them, no log line has a password in it, and who has not
// logged in gets nothing.
//
// The input is choices from the tables of commands (command_maker.h).
#include <fuzzer/FuzzedDataProvider.h>
#include <meerkat/client.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "storage/bson/validate.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/command_maker.h"
#include "tests/support/wire_client.h"
#include "tools/server/auth/command_access.h"
#include "tools/server/command_table.h"
#include "tools/server/service.h"

namespace meerkat {
namespace {

using engine::Field;
using engine::FieldType;
using engine::FieldUse;

constexpr int kMaxCommands = 16;
// What no log line may have in it.
constexpr std::string_view kPassword = "a secret that nobody sees";
constexpr bson::Limits kReplyLimits{.size = server::kMaxMessageSizeBytes,
                                    .depth = bson::Limits::kMaxDepth};

// The fields of the server's own commands: more than each takes.
constexpr Field kOwnFields[] = {
    {"client", FieldType::kDocument},
    {"compression", FieldType::kArray},
    {"saslSupportedMechs", FieldType::kString},
    {"speculativeAuthenticate", FieldType::kDocument},
    {"maxAwaitTimeMS", FieldType::kNumber},
    {"topologyVersion", FieldType::kDocument},
    {"mechanism", FieldType::kString},
    {"payload", FieldType::kString},
    {"conversationId", FieldType::kNumber},
    {"pwd", FieldType::kString},
    {"roles", FieldType::kArray},
    {"customData", FieldType::kDocument},
    {"mechanisms", FieldType::kArray},
    {"showPrivileges", FieldType::kBool},
    {"showCredentials", FieldType::kBool},
    {"op", FieldType::kNumber},
    {"$all", FieldType::kBool},
    {"$ownOps", FieldType::kBool},
    {"force", FieldType::kBool},
    {"commitmentStatus", FieldType::kBool},
};

// What every command may have.
constexpr Field kEnvelopeFields[] = {
    {"comment", FieldType::kAny},
    {"maxTimeMS", FieldType::kNumber},
    {"writeConcern", FieldType::kDocument},
    {"readConcern", FieldType::kDocument},
    {"$readPreference", FieldType::kDocument},
    {"$clusterTime", FieldType::kDocument},
    {"apiVersion", FieldType::kString},
    {"apiStrict", FieldType::kBool},
    {"autocommit", FieldType::kBool},
    {"startTransaction", FieldType::kBool},
};

void CheckReply(DocumentView reply) {
  FUZZ_CHECK(bson::Validate(reply.bytes(), kReplyLimits).ok());
  FUZZ_CHECK(reply["ok"].type() == Type::kDouble);
  if (reply["ok"].AsDouble() == 1) return;
  FUZZ_CHECK(reply["errmsg"].type() == Type::kString);
  FUZZ_CHECK(reply["code"].type() == Type::kInt32);
  const ErrorCode code{reply["code"].AsInt32()};
  FUZZ_CHECK(code != ErrorCode::kOk);
  FUZZ_CHECK(code != ErrorCode::kInternalError);
  FUZZ_CHECK(reply["codeName"].AsString() == ErrorName(code));
}

void CheckLine(std::string_view line) {
  FUZZ_CHECK(line.find(kPassword) == std::string_view::npos);
  // What a client sends cannot make it long without end.
  FUZZ_CHECK(line.size() < (size_t{256} << 10));
}

// A server of which every command is told in the log.
struct FuzzedServer {
  explicit FuzzedServer(bool auth)
      : client(*Client::Open(":memory:")),
        state(client, OptionsFor(auth),
              {.standalone = false,
               .replica_set = "meerkat",
               .host = "localhost:27017",
               .process_id = {},
               .election_id = {}}),
        service(state) {}

  static ServerOptions OptionsFor(bool auth) {
    ServerOptions options;
    options.auth = auth;
    options.quiet = false;
    options.slow = std::chrono::milliseconds(0);
    options.failed_login_delay = std::chrono::milliseconds(0);
    options.log = CheckLine;
    return options;
  }

  // admin stays, without its documents.
  void DropDatabases() {
    const auto databases = client.ListDatabaseNames();
    for (const std::string& name : *databases) {
      Database database = client[name];
      if (name != "admin") FUZZ_CHECK(database.Drop().ok());
      const auto collections = database.ListCollectionNames();
      for (const std::string& collection : *collections) {
        FUZZ_CHECK(database[collection].DeleteMany({}).ok());
      }
    }
  }

  Client client;
  server::ServerState state;
  server::Service service;
};

// One client.
class Sender {
 public:
  Sender(FuzzedServer& server, std::string_view address)
      : server_(server),
        peer_(server.service.NewPeer({.client = std::string(address)})) {}

  Document Run(DocumentView command) {
    const auto request = server::ParseRequest(
        server::SharedBytes::CopyOf(testing::MsgRequest(command)),
        peer_->compressors);
    FUZZ_CHECK(request.ok());
    server::Answer answer = server_.service.Handle(*request, *peer_, false);
    if (answer.hold.has_value()) {
      answer = server_.service.Handle(*request, *peer_, true);
    }
    CheckReply(answer.reply);
    return answer.reply;
  }

 private:
  FuzzedServer& server_;
  std::unique_ptr<server::Peer> peer_;
};

class Conversation {
 public:
  explicit Conversation(FuzzedDataProvider& bytes)
      : bytes_(bytes), maker_(bytes) {}

  Document NextCommand() {
    const auto commands = server::AllCommands();
    const std::string_view name =
        commands[bytes_.ConsumeIntegralInRange<size_t>(0, commands.size() - 1)]
            .name;
    const auto of_engine = engine::AllCommands();
    const auto found =
        std::ranges::find(of_engine, name, &engine::Command::name);
    Builder command = found != of_engine.end()
                          ? maker_.Begin(name, found->fields, cursor_)
                          : maker_.Begin(name, SomeOwnFields(), cursor_);
    if (OneIn(4)) maker_.AppendFields(kEnvelopeFields, command);
    if (OneIn(3)) AppendSession(command);
    if (OneIn(8)) command.Append("pwd", kPassword);
    command.Append("$db", OneIn(2) ? "admin" : "app");
    return std::move(command).Finish();
  }

  void Look(DocumentView reply) {
    const Element cursor = reply["cursor"];
    if (cursor.type() != Type::kDocument) return;
    cursor_ = cursor.AsDocument()["id"].AsInt64();
  }

  bool OneIn(size_t count) {
    return bytes_.ConsumeIntegralInRange<size_t>(0, count - 1) == 1;
  }

 private:
  // Most commands take few of them, and refuse the rest.
  std::span<const Field> SomeOwnFields() {
    constexpr size_t kMost = std::size(kOwnFields);
    const size_t first = bytes_.ConsumeIntegralInRange<size_t>(0, kMost);
    const size_t count = bytes_.ConsumeIntegralInRange<size_t>(
        0, std::min(kMost - first, size_t{5}));
    return std::span(kOwnFields).subspan(first, count);
  }

  void AppendSession(Builder& command) {
    const std::string id(16, bytes_.ConsumeBool() ? 'a' : 'b');
    command.OpenDocument("lsid").Append("id", Value::Binary(4, id)).Close();
    if (OneIn(2)) {
      command.Append("txnNumber",
                     bytes_.ConsumeIntegralInRange<int64_t>(-1, 3));
    }
  }

  FuzzedDataProvider& bytes_;
  fuzz::CommandMaker maker_;
  int64_t cursor_ = 0;
};

}  // namespace
}  // namespace meerkat

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace meerkat;  // NOLINT: a fuzz target has no other place
  static FuzzedServer open(/*auth=*/false);
  static FuzzedServer closed(/*auth=*/true);
  FuzzedDataProvider bytes(data, size);
  Conversation conversation(bytes);
  Sender ada(open, "127.0.0.1:5");
  Sender bob(open, "anonymous unix socket");
  Sender stranger(closed, "192.0.2.1:5");
  for (int i = 0; i < kMaxCommands && bytes.remaining_bytes() > 0; ++i) {
    const Document command = conversation.NextCommand();
    conversation.Look((conversation.OneIn(3) ? bob : ada).Run(command));
    const Document refused = stranger.Run(command);
    FUZZ_CHECK(refused["ok"].AsDouble() == 0 ||
               !server::auth::NeedsLogin(command.view().begin()->name()));
  }
  open.DropDatabases();
  return 0;
}
