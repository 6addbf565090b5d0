#include "engine/commands/cursor_reply.h"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "engine/commands/command_fields.h"
#include "engine/cursor_registry.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

constexpr int kDocumentsPerTimeCheck = 64;

// Adds documents until there are `size`, or the reply has the size of a
// document. What was read and did not fit is held back. True at the end.
StatusOr<bool> FillBatch(const Invocation& call, OpenCursor& open, int64_t size,
                         Builder& reply) {
  for (int64_t count = 0; count < size; ++count) {
    if (count % kDocumentsPerTimeCheck == 0) {
      MEERKAT_RETURN_IF_ERROR(call.deadline.Check());
    }
    if (!open.held_back.has_value()) {
      if (!open.cursor->Next()) {
        MEERKAT_RETURN_IF_ERROR(open.cursor->status());
        return true;
      }
      if (count > 0 &&
          reply.size() + open.cursor->document().size() > kMaxDocumentSize) {
        open.held_back = open.cursor->Own();
        return false;
      }
      reply.AppendItem(open.cursor->document());
      continue;
    }
    reply.AppendItem(open.held_back->view());
    open.held_back.reset();
  }
  return open.cursor->is_exhausted();
}

// Between two commands nobody may interrupt it.
int64_t KeepCursor(Engine& engine, OpenCursor open) {
  open.cursor->set_interruption(nullptr);
  while (true) {
    // 0 means no cursor, and drivers expect a positive number.
    const int64_t id = static_cast<int64_t>(
        engine.NextRandom() & std::numeric_limits<int64_t>::max());
    if (id != 0 && engine.cursors().Add(id, open, engine.clock().Steady())) {
      engine.ScheduleEndIdleCursors();
      return id;
    }
  }
}

Status CheckNotDropped(const Invocation& call, const OpenCursor& open) {
  const storage::CollectionInfo* collection = open.cursor->collection();
  if (collection == nullptr) return absl::OkStatus();
  const std::string_view ns = open.ns;
  const std::optional<storage::CatalogEntry> entry = call.engine.FindCollection(
      call.database, ns.substr(call.database.size() + 1));
  if (entry.has_value() && entry->info->uuid == collection->uuid) {
    return absl::OkStatus();
  }
  return MakeError(ErrorCode::kQueryPlanKilled,
                   fmt::format("collection dropped or renamed: {}", open.ns));
}

void AppendTail(int64_t id, const std::string& ns, Builder& reply) {
  reply.Close();
  reply.Append("id", id).Append("ns", ns).Close();
}

}  // namespace

Status AppendFirstBatch(const Invocation& call, const std::string& ns,
                        std::unique_ptr<CursorImpl> cursor,
                        const FirstBatch& batch, Builder& reply) {
  OpenCursor open{
      ns,
      std::move(cursor),
      std::nullopt,
      batch.never_idle,
      {std::string(call.context.session), std::string(call.context.user)}};
  reply.OpenDocument("cursor").OpenArray("firstBatch");
  MEERKAT_ASSIGN_OR_RETURN(const bool at_end,
                           FillBatch(call, open, batch.size, reply));
  const int64_t id =
      at_end || batch.is_only ? 0 : KeepCursor(call.engine, std::move(open));
  AppendTail(id, ns, reply);
  return absl::OkStatus();
}

namespace {

StatusOr<bool> FillNextBatch(const Invocation& call, OpenCursor& open,
                             int64_t size, Builder& reply) {
  MEERKAT_RETURN_IF_ERROR(CheckNotDropped(call, open));
  reply.OpenDocument("cursor").OpenArray("nextBatch");
  return FillBatch(call, open,
                   size == 0 ? std::numeric_limits<int64_t>::max() : size,
                   reply);
}

}  // namespace

Status AppendNextBatch(const Invocation& call, int64_t id,
                       const std::string& ns, int64_t size, Builder& reply) {
  CursorRegistry& cursors = call.engine.cursors();
  const CursorRegistry::Time now = call.engine.clock().Steady();
  MEERKAT_ASSIGN_OR_RETURN(OpenCursor open,
                           cursors.Take(id, ns, call.context, now));
  open.cursor->set_interruption(call.context.interruption);
  const StatusOr<bool> at_end = FillNextBatch(call, open, size, reply);
  if (!at_end.ok() || *at_end) {
    cursors.End(id);
  } else {
    open.cursor->set_interruption(nullptr);
    cursors.Return(id, std::move(open), call.engine.clock().Steady());
  }
  MEERKAT_RETURN_IF_ERROR(at_end.status());
  AppendTail(*at_end ? 0 : id, ns, reply);
  return absl::OkStatus();
}

StatusOr<FirstBatch> ListingBatch(const Invocation& call) {
  const std::string path = fmt::format("{}.cursor", call.name());
  const DocumentView options = DocumentField(call.command, "cursor");
  MEERKAT_RETURN_IF_ERROR(CheckFields(path, options, kCursorOptionFields));
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  FirstBatch batch;
  MEERKAT_ASSIGN_OR_RETURN(
      batch.size, IntegerField(path, options, "batchSize", kMost, 0, kMost));
  return batch;
}

}  // namespace meerkat::engine
