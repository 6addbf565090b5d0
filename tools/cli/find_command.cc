#include "tools/cli/find_command.h"

#include <meerkat/client.h>
#include <meerkat/json.h>

#include <string>

#include "tools/cli/document_table.h"
#include "tools/cli/escape_controls.h"
#include "tools/cli/indent_json.h"
#include "tools/cli/json_argument.h"
#include "tools/cli/open_database.h"
#include "tools/cli/result_writer.h"

namespace meerkat::tools {
namespace {

JsonMode ModeOf(const FindCommand& command) {
  return command.canonical ? JsonMode::kCanonical : JsonMode::kRelaxed;
}

std::string TextOf(DocumentView document, const FindCommand& command) {
  const std::string text = EscapeControls(ToJson(document, ModeOf(command)));
  return (command.pretty ? IndentJson(text) : text) + '\n';
}

// Returns what ended it; ok also when the reader left.
Status PrintJson(Cursor& cursor, const FindCommand& command) {
  ResultWriter out;
  while (cursor.Next() && out.Write(TextOf(cursor.document(), command))) {
  }
  const Status written = out.Finish();
  return cursor.status().ok() ? written : cursor.status();
}

Status PrintTables(Cursor& cursor, const FindCommand& command) {
  ResultWriter out;
  DocumentTable table(ModeOf(command));
  bool may_write = true;
  while (may_write && cursor.Next()) {
    table.Add(cursor.document());
    if (table.is_full()) may_write = out.Write(table.Take() + '\n');
  }
  if (!table.empty()) out.Write(table.Take());
  const Status written = out.Finish();
  return cursor.status().ok() ? written : cursor.status();
}

// No index has a name that begins like a document.
StatusOr<Value> ParseHint(const std::string& text) {
  if (text.empty()) return Value();
  if (!text.starts_with('{')) return Value(text);
  const StatusOr<Document> key = ParseArgument("hint", text);
  return key.ok() ? StatusOr<Value>(Value(*key)) : key.status();
}

}  // namespace

ExitCode Run(const FindCommand& command) {
  const StatusOr<Document> filter = ParseArgument("filter", command.filter);
  if (!filter.ok()) return Fail(ExitCode::kUsage, filter.status());
  const StatusOr<Document> projection =
      ParseArgument("projection", command.projection);
  if (!projection.ok()) return Fail(ExitCode::kUsage, projection.status());
  const StatusOr<Document> sort = ParseArgument("sort", command.sort);
  if (!sort.ok()) return Fail(ExitCode::kUsage, sort.status());
  const StatusOr<Document> collation =
      ParseArgument("collation", command.collation);
  if (!collation.ok()) return Fail(ExitCode::kUsage, collation.status());
  const StatusOr<Value> hint = ParseHint(command.hint);
  if (!hint.ok()) return Fail(ExitCode::kUsage, hint.status());
  StatusOr<Client> client = OpenForReading(command.path);
  if (!client.ok()) return Fail(ExitCode::kCannotOpen, client.status());
  // To the database a limit of 0 is none.
  if (command.limit == 0) return ExitCode::kDone;

  Collection collection =
      client->database(command.database).collection(command.collection);
  StatusOr<Cursor> cursor =
      collection.Find(*filter, {.projection = *projection,
                                .sort = *sort,
                                .skip = command.skip,
                                .limit = command.limit.value_or(0),
                                .hint = *hint,
                                .collation = *collation});
  if (!cursor.ok()) return Fail(ExitCode::kFailed, cursor.status());
  const Status status = command.table ? PrintTables(*cursor, command)
                                      : PrintJson(*cursor, command);
  return status.ok() ? ExitCode::kDone : Fail(ExitCode::kFailed, status);
}

}  // namespace meerkat::tools
