#include "tools/cli/find_command.h"

#include <fmt/format.h>
#include <meerkat/client.h>
#include <meerkat/json.h>

#include "tools/cli/indent_json.h"
#include "tools/cli/open_database.h"
#include "tools/cli/result_writer.h"

namespace meerkat::tools {
namespace {

void AppendDocument(std::string& out, DocumentView document,
                    const FindCommand& command) {
  const JsonMode mode =
      command.canonical ? JsonMode::kCanonical : JsonMode::kRelaxed;
  if (command.pretty) {
    out += IndentJson(ToJson(document, mode));
  } else {
    AppendJson(out, document, mode);
  }
  out += '\n';
}

Status PrintAll(Cursor& cursor, const FindCommand& command) {
  ResultWriter out;
  std::string text;
  for (int64_t count = 0; !command.limit || count < *command.limit; ++count) {
    if (!cursor.Next()) break;
    text.clear();
    AppendDocument(text, cursor.document(), command);
    if (!out.Write(text)) break;
  }
  const Status written = out.Finish();
  return cursor.status().ok() ? written : cursor.status();
}

}  // namespace

ExitCode Run(const FindCommand& command) {
  const StatusOr<Document> filter = ParseJson(command.filter);
  if (!filter.ok()) {
    return Fail(ExitCode::kUsage,
                MakeError(ErrorCodeOf(filter.status()),
                          fmt::format("the filter is not valid JSON: {}",
                                      ErrorMessageOf(filter.status()))));
  }
  StatusOr<Client> client = OpenForReading(command.path);
  if (!client.ok()) return Fail(ExitCode::kCannotOpen, client.status());

  Collection collection =
      client->database(command.database).collection(command.collection);
  StatusOr<Cursor> cursor = collection.Find(*filter);
  if (!cursor.ok()) return Fail(ExitCode::kFailed, cursor.status());
  const Status status = PrintAll(*cursor, command);
  return status.ok() ? ExitCode::kDone : Fail(ExitCode::kFailed, status);
}

}  // namespace meerkat::tools
