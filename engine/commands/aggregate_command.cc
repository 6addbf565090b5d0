// The command aggregate. MongoDB manual, "aggregate".
#include <fmt/format.h>

#include <limits>
#include <memory>
#include <utility>

#include "engine/aggregate.h"
#include "engine/commands/command.h"
#include "engine/commands/command_fields.h"
#include "engine/commands/cursor_reply.h"
#include "engine/shell_text.h"
#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

// The size of the first batch. Errors: 9 FailedToParse without a cursor, and
// those of its fields.
StatusOr<FirstBatch> ReadCursorField(const Invocation& call) {
  if (!GivenField(call.command, "cursor").exists()) {
    return MakeError(ErrorCode::kFailedToParse,
                     "The 'cursor' option is required, except for aggregate "
                     "with the explain argument");
  }
  const DocumentView options = call.command["cursor"].AsDocument();
  MEERKAT_RETURN_IF_ERROR(
      CheckFields("aggregate.cursor", options, kCursorOptionFields));
  FirstBatch batch;
  MEERKAT_ASSIGN_OR_RETURN(
      batch.size,
      IntegerField("aggregate.cursor", options, "batchSize", batch.size, 0,
                   std::numeric_limits<int64_t>::max()));
  return batch;
}

// {aggregate: 1}: of no collection.
StatusOr<bool> IsCollectionless(const Invocation& call) {
  const Element target = *call.command.begin();
  if (!target.is_number()) return false;
  if (bson::ToInt64Exact(target) == 1) return true;
  return MakeError(ErrorCode::kFailedToParse,
                   fmt::format("Invalid command format: the 'aggregate' field "
                               "must specify a collection name or 1, found {}",
                               ShellText(target)));
}

}  // namespace

Status AggregateCommand(const Invocation& call, Builder& reply) {
  MEERKAT_ASSIGN_OR_RETURN(const FirstBatch batch, ReadCursorField(call));
  const AggregateRequest request{
      .pipeline = call.command["pipeline"].AsDocument(),
      .let = DocumentField(call.command, "let"),
      .collation = DocumentField(call.command, "collation"),
      .hint = call.command["hint"],
      .allow_disk_use = BoolField(call.command, "allowDiskUse", true),
      .deadline = call.deadline};
  MEERKAT_ASSIGN_OR_RETURN(const bool is_collectionless,
                           IsCollectionless(call));
  if (is_collectionless) return AggregateNothing(call.engine, request);
  MEERKAT_ASSIGN_OR_RETURN(const storage::Namespace ns, call.Target());
  MEERKAT_ASSIGN_OR_RETURN(std::unique_ptr<CursorImpl> cursor,
                           Aggregate(call.engine, ns, request));
  return AppendFirstBatch(call, ns.ToString(), std::move(cursor), batch, reply);
}

}  // namespace meerkat::engine
