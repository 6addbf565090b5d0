#include "tools/server/handshake.h"

#include <fmt/format.h>
#include <meerkat/mongodb_version.h>
#include <meerkat/status.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tools/server/fields.h"
#include "tools/server/wire/header.h"

namespace meerkat::server {

namespace {

// ClientMetadataCannotBeMutated.

constexpr int32_t kMaxWriteBatchSize = 100'000;
// Of what a client says about itself: specification "Handshake".
constexpr size_t kMostMetadata = 512;

// The topology never changes while the server lives.
void AppendTopologyVersion(const Topology& topology, Builder& reply) {
  reply.OpenDocument("topologyVersion");
  reply.Append("processId", topology.process_id).Append("counter", int64_t{0});
  reply.Close();
}

void AppendReplicaSet(const Topology& topology, const Peer& peer,
                      Timestamp time, Date now, Builder& reply) {
  const std::string& host = HostOf(topology, peer);
  reply.OpenArray("hosts").AppendItem(Value(host)).Close();
  reply.Append("setName", topology.replica_set).Append("setVersion", 1);
  reply.Append("secondary", false).Append("primary", host);
  reply.Append("me", host);
  reply.Append("electionId", topology.election_id);
  reply.OpenDocument("lastWrite");
  for (const std::string_view name : {"opTime", "majorityOpTime"}) {
    reply.OpenDocument(name).Append("ts", time).Append("t", int64_t{1}).Close();
  }
  reply.Append("lastWriteDate", now).Append("majorityWriteDate", now).Close();
}

void LogMetadata(const Call& call, DocumentView metadata) {
  if (!call.server.log.takes(Severity::kInfo)) return;
  call.server.log.Write({.component = "NETWORK",
                         .id = 51800,
                         .context = fmt::format("conn{}", call.peer.id()),
                         .text = "client metadata",
                         .attributes = Document{{"remote", call.peer.address()},
                                                {"doc", Value(metadata)}}});
}

Status TakeMetadata(const Call& call) {
  const StatusOr<Element> client =
      OptionalField(call.command(), "client", Type::kDocument);
  if (!client.ok()) return client.status();
  if (!client->exists()) return absl::OkStatus();
  const DocumentView metadata = client->AsDocument();
  if (metadata.size() > kMostMetadata) {
    return MakeError(ErrorCode::kBadValue,
                     fmt::format("the client metadata document must be of {} "
                                 "bytes or less, it is of {}",
                                 kMostMetadata, metadata.size()));
  }
  if (call.peer.metadata().has_value()) {
    return MakeError(ErrorCode::kClientMetadataCannotBeMutated,
                     "the client metadata document may only be sent in the "
                     "first hello");
  }
  call.peer.set_metadata(Document(metadata));
  LogMetadata(call, metadata);
  return absl::OkStatus();
}

// saslSupportedMechs: "db.user" asks how the user may log in.
Status AppendMechanisms(const Call& call, Builder& reply) {
  const StatusOr<Element> asked =
      OptionalField(call.command(), "saslSupportedMechs", Type::kString);
  if (!asked.ok()) return asked.status();
  if (!asked->exists()) return absl::OkStatus();
  const std::string_view user = asked->AsString();
  const size_t dot = user.find('.');
  if (dot == std::string_view::npos) {
    return MakeError(ErrorCode::kBadValue,
                     fmt::format("'{}' in saslSupportedMechs is no user, which "
                                 "is a database, a dot and a name",
                                 Shown(user)));
  }
  const auto mechanisms = call.server.users.SupportedMechanisms(
      {.name = std::string(user.substr(dot + 1)),
       .database = std::string(user.substr(0, dot))});
  if (!mechanisms.ok()) return mechanisms.status();
  reply.OpenArray("saslSupportedMechs");
  for (const std::string_view mechanism : *mechanisms) {
    reply.AppendItem(Value(mechanism));
  }
  reply.Close();
  return absl::OkStatus();
}

// A login that cannot be begun is left out, and then begun by saslStart.
void AppendSpeculativeLogin(const Call& call, Builder& reply) {
  const Element start = call.command()["speculativeAuthenticate"];
  if (start.type() != Type::kDocument) return;
  const std::optional<Document> begun =
      call.peer.sasl.StartSpeculatively(start.AsDocument());
  if (begun.has_value()) reply.Append("speculativeAuthenticate", *begun);
}

void TakeCompressors(const Call& call, Builder& reply) {
  Peer& peer = call.peer;
  const Element offered = call.command()["compression"];
  if (offered.type() != Type::kArray) return;
  std::vector<std::string_view> names;
  for (const Element& name : offered.AsDocument()) {
    if (name.type() == Type::kString) names.push_back(name.AsString());
  }
  peer.compressors = AgreeOnCompressors(names);
  if (peer.compressors.empty()) return;
  reply.OpenArray("compression");
  for (const Compressor compressor : peer.compressors) {
    reply.AppendItem(Value(CompressorName(compressor)));
  }
  reply.Close();
}

}  // namespace

Status AppendHello(const Call& call, Builder& reply) {
  if (Status taken = TakeMetadata(call); !taken.ok()) return taken;
  const Topology& topology = call.server.topology;
  const Date now = call.server.clock().Now();
  const bool is_hello = call.envelope.name == "hello";
  if (call.command()["helloOk"].exists()) reply.Append("helloOk", true);
  AppendTopologyVersion(topology, reply);
  reply.Append(is_hello ? "isWritablePrimary" : "ismaster", true);
  if (!topology.standalone) {
    AppendReplicaSet(topology, call.peer, call.server.cluster_clock.Now(), now,
                     reply);
  }
  reply.Append("maxBsonObjectSize", static_cast<int32_t>(kMaxDocumentSize));
  reply.Append("maxMessageSizeBytes",
               static_cast<int32_t>(kMaxMessageSizeBytes));
  reply.Append("maxWriteBatchSize", kMaxWriteBatchSize);
  reply.Append("localTime", now);
  reply.Append("logicalSessionTimeoutMinutes",
               static_cast<int32_t>(Sessions::kTimeout.count()));
  reply.Append("connectionId", call.peer.id());
  reply.Append("minWireVersion", kMongoDbMinWireVersion);
  reply.Append("maxWireVersion", kMongoDbMaxWireVersion);
  reply.Append("readOnly", false);
  TakeCompressors(call, reply);
  if (Status told = AppendMechanisms(call, reply); !told.ok()) return told;
  AppendSpeculativeLogin(call, reply);
  return absl::OkStatus();
}

std::optional<std::chrono::milliseconds> HoldOf(const Topology& topology,
                                                DocumentView command) {
  const Element version = command["topologyVersion"];
  const Element limit = command["maxAwaitTimeMS"];
  if (version.type() != Type::kDocument || !limit.is_number()) {
    return std::nullopt;
  }
  const Element process = version.AsDocument()["processId"];
  // Another server's is news.
  if (process.type() != Type::kObjectId ||
      process.AsObjectId() != topology.process_id) {
    return std::nullopt;
  }
  constexpr double kLongest = 24.0 * 3600 * 1000;
  const double millis =
      std::clamp(NumberIn(command, "maxAwaitTimeMS"), 0.0, kLongest);
  return std::chrono::milliseconds(static_cast<int64_t>(millis));
}

}  // namespace meerkat::server
