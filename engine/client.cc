#include <meerkat/builder.h>
#include <meerkat/client.h>

#include <utility>

#include "engine/ddl.h"
#include "engine/engine.h"
#include "engine/prepared_filter.h"
#include "engine/shell_text.h"
#include "storage/status_macros.h"

namespace meerkat {

using engine::Engine;
using engine::Operation;

StatusOr<Client> Client::Open(std::string_view path,
                              const ClientOptions& options) {
  MEERKAT_ASSIGN_OR_RETURN(std::shared_ptr<Engine> engine,
                           Engine::Open(path, options));
  return Client(std::move(engine));
}

Client::Client(std::shared_ptr<Engine> engine) : engine_(std::move(engine)) {}

Database Client::database(std::string_view name) const {
  return Database(engine_, name);
}

StatusOr<std::vector<std::string>> Client::ListDatabaseNames() {
  Operation operation(*engine_);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  return engine::ListDatabaseNames(*engine_);
}

void Client::EndCursorsOf(std::string_view session,
                          std::string_view user) const {
  Operation operation(*engine_);
  if (!operation.status().ok() || session.empty()) return;
  engine_->cursors().KillAllOf(session, user);
}

CursorCounts Client::CountCursors() const {
  Operation operation(*engine_);
  if (!operation.status().ok()) return {};
  return engine_->cursors().Count();
}

std::vector<RunningIndexBuild> Client::RunningIndexBuilds() const {
  Operation operation(*engine_);
  if (!operation.status().ok()) return {};
  std::vector<RunningIndexBuild> builds;
  for (engine::IndexBuildState& state : engine_->index_builds().List()) {
    builds.push_back({std::move(state.ns.database),
                      std::move(state.ns.collection), std::move(state.names),
                      state.done, state.total});
  }
  return builds;
}

StatusOr<bool> Client::Matches(const Filter& filter,
                               DocumentView document) const {
  Operation operation(*engine_);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  Document parsed;
  MEERKAT_ASSIGN_OR_RETURN(const DocumentView bson, filter.Read(parsed));
  MEERKAT_ASSIGN_OR_RETURN(const auto prepared,
                           engine::PrepareFilter(*engine_, bson, {}, {}));
  return engine::FilterRun(*engine_, *prepared).Matches(document);
}

StatusOr<int64_t> Client::RunTtlPass() {
  return engine_->ttl_monitor().RunPass();
}

TtlCounts Client::CountTtl() { return engine_->ttl_monitor().Count(); }

Status Client::Sync() {
  Operation operation(*engine_);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  return engine_->Sync();
}

void Client::Trim() {
  Operation operation(*engine_);
  if (operation.status().ok()) engine_->Trim();
}

Status Client::Close() { return engine_->Close(); }

Document ReplyFor(const Status& status) {
  Builder reply;
  reply.Append("ok", status.ok() ? 1.0 : 0.0);
  if (status.ok()) return std::move(reply).Finish();
  const ErrorCode code = ErrorCodeOf(status);
  const std::string message = ErrorMessageOf(status);
  reply.Append("errmsg", engine::Shorten(message, engine::kMaxMessage));
  reply.Append("code", static_cast<int32_t>(code));
  reply.Append("codeName", ErrorName(code));
  reply.AppendAll(ErrorDetailsOf(status));
  const std::vector<std::string> labels = ErrorLabelsOf(status);
  if (labels.empty()) return std::move(reply).Finish();
  reply.OpenArray("errorLabels");
  for (const std::string& label : labels) reply.AppendItem(Value(label));
  reply.Close();
  return std::move(reply).Finish();
}

std::string_view Version() { return MEERKAT_VERSION; }

}  // namespace meerkat
