#include "tools/cli/validate_command.h"

#include <fmt/format.h>

#include <utility>

#include "tools/cli/escape_controls.h"
#include "tools/cli/namespaces.h"
#include "tools/cli/open_database.h"
#include "tools/cli/reply.h"
#include "tools/cli/result_writer.h"
#include "tools/cli/units.h"

namespace meerkat::tools {
namespace {

bool IsValid(DocumentView reply) {
  const Element valid = reply["valid"];
  return valid.type() == Type::kBool && valid.AsBool();
}

// The strings of an array, a line each.
std::string Lines(const Element& texts, std::string_view before) {
  std::string lines;
  if (texts.type() != Type::kArray) return lines;
  for (const Element& text : texts.AsDocument()) {
    if (text.type() != Type::kString) continue;
    lines += fmt::format("  {}: {}\n", before, EscapeControls(text.AsString()));
  }
  return lines;
}

std::string Verdict(const Namespace& name, DocumentView reply) {
  std::string text = fmt::format(
      "{}.{}: {}, {}\n", EscapeControls(name.database),
      EscapeControls(name.collection), IsValid(reply) ? "valid" : "DAMAGED",
      FormatCount(CountIn(reply["nrecords"]), "document"));
  return text + Lines(reply["errors"], "error") +
         Lines(reply["warnings"], "warning");
}

StatusOr<ExitCode> Validate(Client& client, const ValidateCommand& command) {
  auto names = FindNamespaces(client, command.database, command.collection);
  if (!names.ok()) return names.status();
  ExitCode code = ExitCode::kDone;
  ResultWriter out;
  for (const Namespace& name : *names) {
    auto reply = client.database(name.database)
                     .RunCommand(Document{{"validate", name.collection}});
    if (!reply.ok()) {
      // What was found out before is not lost.
      out.Finish().IgnoreError();
      return reply.status();
    }
    out.Write(Verdict(name, *reply));
    if (!IsValid(*reply)) code = ExitCode::kIncomplete;
  }
  if (Status written = out.Finish(); !written.ok()) return written;
  return code;
}

}  // namespace

ExitCode Run(const ValidateCommand& command) {
  StatusOr<Client> client = OpenForReading(command.path);
  if (!client.ok()) return Fail(ExitCode::kCannotOpen, client.status());
  const StatusOr<ExitCode> code = Validate(*client, command);
  return code.ok() ? *code : Fail(ExitCode::kFailed, code.status());
}

}  // namespace meerkat::tools
