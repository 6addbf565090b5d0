#include "tools/cli/stats_command.h"

#include <fmt/format.h>
#include <meerkat/builder.h>
#include <meerkat/json.h>

#include <set>
#include <utility>
#include <vector>

#include "tools/cli/directory_size.h"
#include "tools/cli/escape_controls.h"
#include "tools/cli/namespaces.h"
#include "tools/cli/open_database.h"
#include "tools/cli/reply.h"
#include "tools/cli/result_writer.h"
#include "tools/cli/table.h"
#include "tools/cli/units.h"

namespace meerkat::tools {
namespace {

struct CollectionStats {
  Namespace name;
  // The reply of collStats.
  Document reply;
};

StatusOr<std::vector<CollectionStats>> ReadStats(Client& client,
                                                 const StatsCommand& command) {
  auto names = FindNamespaces(client, command.database, command.collection);
  if (!names.ok()) return names.status();
  std::vector<CollectionStats> all;
  for (Namespace& name : *names) {
    auto reply = client.database(name.database)
                     .RunCommand(Document{{"collStats", name.collection}});
    if (!reply.ok()) return reply.status();
    all.push_back({std::move(name), *std::move(reply)});
  }
  return all;
}

std::string AsTable(const std::vector<CollectionStats>& all) {
  Table table({{"Database", Align::kLeft},
               {"Collection", Align::kLeft},
               {"Documents", Align::kRight},
               {"Data", Align::kRight},
               {"Average", Align::kRight},
               {"Stored", Align::kRight}});
  for (const CollectionStats& each : all) {
    const auto bytes = [&](std::string_view field) {
      return FormatBytes(static_cast<uint64_t>(CountIn(each.reply[field])));
    };
    table.AddRow({EscapeControls(each.name.database),
                  EscapeControls(each.name.collection),
                  FormatCount(CountIn(each.reply["count"])), bytes("size"),
                  bytes("avgObjSize"), bytes("storageSize")});
  }
  return table.ToString();
}

std::string Totals(const std::vector<CollectionStats>& all,
                   const std::string& path) {
  std::set<std::string> databases;
  int64_t documents = 0;
  int64_t size = 0;
  for (const CollectionStats& each : all) {
    databases.insert(each.name.database);
    documents += CountIn(each.reply["count"]);
    size += CountIn(each.reply["size"]);
  }
  return fmt::format("{}, {}, {}, {} of data; '{}' takes {} on disk\n",
                     FormatCount(std::ssize(databases), "database"),
                     FormatCount(std::ssize(all), "collection"),
                     FormatCount(documents, "document"),
                     FormatBytes(static_cast<uint64_t>(size)),
                     EscapeControls(path), FormatBytes(DirectorySize(path)));
}

std::string AsText(const std::vector<CollectionStats>& all,
                   const std::string& path) {
  std::string text;
  if (!all.empty()) text = AsTable(all) + "\n";
  return text + Totals(all, path);
}

// {path, sizeOnDisk, collections: [the replies of collStats]}
std::string AsJson(const std::vector<CollectionStats>& all,
                   const std::string& path) {
  Builder builder;
  builder.Append("path", path)
      .Append("sizeOnDisk", static_cast<int64_t>(DirectorySize(path)))
      .OpenArray("collections");
  for (const CollectionStats& each : all) builder.AppendItem(each.reply);
  builder.Close();
  return EscapeControls(ToJson(std::move(builder).Finish())) + "\n";
}

Status PrintStats(Client& client, const StatsCommand& command) {
  auto all = ReadStats(client, command);
  if (!all.ok()) return all.status();
  ResultWriter out;
  out.Write(command.json ? AsJson(*all, command.path)
                         : AsText(*all, command.path));
  return out.Finish();
}

}  // namespace

ExitCode Run(const StatsCommand& command) {
  StatusOr<Client> client = OpenForReading(command.path);
  if (!client.ok()) return Fail(ExitCode::kCannotOpen, client.status());
  const Status status = PrintStats(*client, command);
  return status.ok() ? ExitCode::kDone : Fail(ExitCode::kFailed, status);
}

}  // namespace meerkat::tools
