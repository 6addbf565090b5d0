// currentOp and killOp. MongoDB manual, the pages of the two commands.
#include <fmt/format.h>
#include <meerkat/json.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tools/server/command_fields.h"
#include "tools/server/command_summary.h"
#include "tools/server/command_table.h"
#include "tools/server/fields.h"

namespace meerkat::server {

namespace {

std::string_view OpNameOf(DocumentView command) {
  const CommandInfo* info = FindCommand(command.begin()->name());
  return info != nullptr ? OpCounterName(info->counter) : "none";
}

// {application: {name}} of the client's metadata.
std::optional<std::string> AppNameOf(DocumentView metadata) {
  const Element application = metadata["application"];
  if (application.type() != Type::kDocument) return std::nullopt;
  const Element name = application.AsDocument()["name"];
  if (name.type() != Type::kString) return std::nullopt;
  return std::string(name.AsString());
}

void AppendConnection(const Peer& peer, Builder& op) {
  op.Append("type", "op").Append("desc", fmt::format("conn{}", peer.id()));
  op.Append("connectionId", peer.id()).Append("client", peer.address());
  if (const std::optional<Document> metadata = peer.metadata()) {
    if (const auto name = AppNameOf(*metadata)) op.Append("appName", *name);
    op.Append("clientMetadata", *metadata);
  }
}

void AppendOperation(const Operation& operation, const ServerState& server,
                     Builder& op) {
  const auto running = server.clock().Steady() - operation.started;
  const auto micros =
      std::chrono::duration_cast<std::chrono::microseconds>(running).count();
  const DocumentView command = operation.document();
  op.Append("active", true).Append("currentOpTime", server.clock().Now());
  op.Append("opid", operation.id);
  op.Append("secs_running", int64_t{micros / 1'000'000});
  op.Append("microsecs_running", int64_t{micros});
  op.Append("op", OpNameOf(command));
  op.Append("ns", NamespaceOf(operation.database, command));
  op.Append("command", SummaryOf(command, {.size = 1000}));
}

// Whether the operation is one that was asked for.
struct Wanted {
  bool idle = false;
  // Of this user only.
  std::optional<std::string> user = {};
  // Conditions on what is shown.
  Document filter = {};
};

StatusOr<Wanted> ReadWanted(const Call& call) {
  const StatusOr<bool> all = BoolField(call.command(), "$all", false);
  if (!all.ok()) return all.status();
  const StatusOr<bool> own = BoolField(call.command(), "$ownOps", false);
  if (!own.ok()) return own.status();
  Wanted wanted{.idle = *all};
  const auto& user = call.peer.sasl.user();
  if (*own && user.has_value()) wanted.user = auth::ToId(*user);
  Builder filter;
  for (auto field = ++call.command().begin(); field != call.command().end();
       ++field) {
    if (!IsGeneric(field->name()) && !field->name().starts_with("$")) {
      filter.Append(*field);
    }
  }
  wanted.filter = std::move(filter).Finish();
  return wanted;
}

std::optional<Document> Show(const Peer& peer, const ServerState& server,
                             const Wanted& wanted) {
  const std::optional<Operation> operation = peer.operation.current();
  if (!operation.has_value() && !wanted.idle) return std::nullopt;
  if (wanted.user.has_value() &&
      (!operation.has_value() || operation->user != *wanted.user)) {
    return std::nullopt;
  }
  Builder op;
  AppendConnection(peer, op);
  if (operation.has_value()) {
    AppendOperation(*operation, server, op);
  } else {
    op.Append("active", false).Append("op", "none");
  }
  return std::move(op).Finish();
}

// {createIndexes: "people", indexes: [{name: "born_1"}], $db: "app"}
Document CommandOf(const RunningIndexBuild& build) {
  Builder command;
  command.Append("createIndexes", build.collection).OpenArray("indexes");
  for (const std::string& name : build.names) {
    command.AppendItem(Document{{"name", name}});
  }
  command.Close().Append("$db", build.database);
  return std::move(command).Finish();
}

// The thread that builds, as an operation beside that of who waits for it.
// {msg: "Index Build: 1000/5000 20%", progress: {done: 1000, total: 5000}}
Document Show(const RunningIndexBuild& build, const ServerState& server) {
  const int64_t total = std::max<int64_t>({build.total, build.done, 1});
  Builder op;
  op.Append("type", "op").Append("desc", "IndexBuild").Append("active", true);
  op.Append("currentOpTime", server.clock().Now()).Append("op", "command");
  op.Append("ns", fmt::format("{}.{}", build.database, build.collection));
  op.Append("command", SummaryOf(CommandOf(build), {.size = 1000}));
  op.Append("msg", fmt::format("Index Build: {}/{} {}%", build.done,
                               build.total, build.done * 100 / total));
  op.OpenDocument("progress").Append("done", build.done);
  op.Append("total", build.total).Close();
  return std::move(op).Finish();
}

}  // namespace

Status CurrentOpCommand(const Call& call, Builder& reply) {
  const StatusOr<Wanted> wanted = ReadWanted(call);
  if (!wanted.ok()) return wanted.status();
  std::vector<Document> shown;
  call.server.peers.ForEach([&](const Peer& peer) {
    if (auto op = Show(peer, call.server, *wanted)) {
      shown.push_back(*std::move(op));
    }
  });
  // No user of its own.
  if (!wanted->user.has_value()) {
    for (const auto& build : call.server.client.RunningIndexBuilds()) {
      shown.push_back(Show(build, call.server));
    }
  }
  reply.OpenArray("inprog");
  for (const Document& op : shown) {
    const StatusOr<bool> matches =
        call.server.client.Matches(wanted->filter, op);
    if (!matches.ok()) return matches.status();
    if (*matches) reply.AppendItem(op);
  }
  reply.Close();
  return absl::OkStatus();
}

Status KillOpCommand(const Call& call, Builder& reply) {
  if (Status fields = CheckFields(call.command(), {"op"}); !fields.ok()) {
    return fields;
  }
  const StatusOr<int64_t> id = IntegerField(call.command(), "op");
  if (!id.ok()) return id.status();
  // One that is over, or never was, is no error: it may just have ended.
  if (std::in_range<int32_t>(*id)) {
    call.server.peers.ForEach(
        [&](Peer& peer) { peer.operation.Kill(static_cast<int32_t>(*id)); });
  }
  reply.Append("info", "attempting to kill op");
  return absl::OkStatus();
}

}  // namespace meerkat::server
