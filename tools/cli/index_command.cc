#include "tools/cli/index_command.h"

#include <fmt/format.h>
#include <meerkat/builder.h>
#include <meerkat/client.h>
#include <meerkat/json.h>

#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/cli/escape_controls.h"
#include "tools/cli/json_argument.h"
#include "tools/cli/messages.h"
#include "tools/cli/namespaces.h"
#include "tools/cli/open_database.h"
#include "tools/cli/progress.h"
#include "tools/cli/result_writer.h"
#include "tools/cli/table.h"

namespace meerkat::tools {
namespace {

template <typename Command>
Collection CollectionOf(const Client& client, const Command& command) {
  return client.database(command.database).collection(command.collection);
}

// A directory that is not there has no collection to index.
StatusOr<Client> OpenForChange(const std::string& path) {
  return Client::Open(path, {.create_if_missing = false});
}

// One of the options that are Extended JSON. Nothing when it was not given.
template <typename Target>
Status ReadOption(std::string_view name, const std::optional<std::string>& text,
                  Target& target) {
  if (!text.has_value()) return absl::OkStatus();
  StatusOr<Document> document = ParseArgument(name, *text);
  if (!document.ok()) return document.status();
  target = *std::move(document);
  return absl::OkStatus();
}

StatusOr<IndexModel> ModelOf(const IndexCreateCommand& command) {
  StatusOr<Document> keys = ParseArgument("keys", command.keys);
  if (!keys.ok()) return keys.status();
  IndexModel model{*std::move(keys),
                   {.name = command.name,
                    .unique = command.unique,
                    .sparse = command.sparse,
                    .hidden = command.hidden,
                    .bits = command.bits,
                    .min = command.min,
                    .max = command.max}};
  IndexOptions& options = model.options;
  if (command.expire_after_seconds.has_value()) {
    options.expire_after = std::chrono::seconds(*command.expire_after_seconds);
  }
  Status read = ReadOption("partial filter", command.partial_filter,
                           options.partial_filter);
  if (read.ok()) {
    read = ReadOption("collation", command.collation, options.collation);
  }
  if (read.ok()) {
    read = ReadOption("wildcard projection", command.wildcard_projection,
                      options.wildcard_projection);
  }
  return read.ok() ? StatusOr<IndexModel>(std::move(model)) : read;
}

StatusOr<std::string> Create(Client& client, const IndexCreateCommand& command,
                             const IndexModel& model) {
  Progress progress(Clock::Real(), std::nullopt);
  StatusOr<std::string> name =
      CollectionOf(client, command)
          .CreateIndex(model.keys, model.options,
                       {.progress = [&progress](int64_t done, int64_t total) {
                         progress.UpdateBuild(done, total);
                       }});
  progress.Clear();
  // Closing writes everything out: only then it is done.
  const Status closed = client.Close();
  return name.ok() && !closed.ok() ? closed : name;
}

// What listIndexes shows but for key, name and version.
std::string OptionsOf(DocumentView spec) {
  Builder options;
  for (const Element& option : spec) {
    const std::string_view name = option.name();
    if (name != "v" && name != "key" && name != "name") options.Append(option);
  }
  const Document document = std::move(options).Finish();
  return document.empty() ? "" : EscapeControls(ToJson(document));
}

std::string AsTable(const std::vector<Document>& indexes) {
  Table table({{"Index", Align::kLeft},
               {"Keys", Align::kLeft},
               {"Options", Align::kLeft}});
  for (const Document& index : indexes) {
    table.AddRow({EscapeControls(index["name"].AsString()),
                  EscapeControls(ToJson(index["key"].AsDocument())),
                  OptionsOf(index)});
  }
  return table.ToString();
}

std::string AsJson(const std::vector<Document>& indexes) {
  std::string lines;
  for (const Document& index : indexes) {
    lines += EscapeControls(ToJson(index)) + "\n";
  }
  return lines;
}

Status List(Client& client, const IndexListCommand& command) {
  const auto exists =
      FindNamespaces(client, command.database, command.collection);
  if (!exists.ok()) return exists.status();
  const auto indexes = CollectionOf(client, command).ListIndexes();
  if (!indexes.ok()) return indexes.status();
  ResultWriter out;
  out.Write(command.json ? AsJson(*indexes) : AsTable(*indexes));
  return out.Finish();
}

Status Drop(Client& client, const IndexDropCommand& command) {
  Collection collection = CollectionOf(client, command);
  const Status dropped = command.all ? collection.DropIndexes()
                                     : collection.DropIndex(command.name);
  const Status closed = client.Close();
  return dropped.ok() ? closed : dropped;
}

}  // namespace

ExitCode Run(const IndexCreateCommand& command) {
  const StatusOr<IndexModel> model = ModelOf(command);
  if (!model.ok()) return Fail(ExitCode::kUsage, model.status());
  StatusOr<Client> client = OpenForChange(command.path);
  if (!client.ok()) return Fail(ExitCode::kCannotOpen, client.status());
  const StatusOr<std::string> name = Create(*client, command, *model);
  if (!name.ok()) return Fail(ExitCode::kFailed, name.status());
  ResultWriter out;
  out.Write(EscapeControls(*name) + "\n");
  const Status written = out.Finish();
  return written.ok() ? ExitCode::kDone : Fail(ExitCode::kFailed, written);
}

ExitCode Run(const IndexListCommand& command) {
  StatusOr<Client> client = OpenForReading(command.path);
  if (!client.ok()) return Fail(ExitCode::kCannotOpen, client.status());
  const Status status = List(*client, command);
  return status.ok() ? ExitCode::kDone : Fail(ExitCode::kFailed, status);
}

ExitCode Run(const IndexDropCommand& command) {
  StatusOr<Client> client = OpenForChange(command.path);
  if (!client.ok()) return Fail(ExitCode::kCannotOpen, client.status());
  const Status status = Drop(*client, command);
  return status.ok() ? ExitCode::kDone : Fail(ExitCode::kFailed, status);
}

}  // namespace meerkat::tools
