// Commands that make, drop, rename and list collections and databases.
#include <fmt/format.h>

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/commands/command.h"
#include "engine/commands/command_fields.h"
#include "engine/commands/cursor_reply.h"
#include "engine/ddl.h"
#include "engine/default_collation.h"
#include "engine/index_ddl.h"
#include "engine/prepared_filter.h"
#include "engine/shell_text.h"
#include "engine/statistics.h"
#include "storage/bson/coerce.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

constexpr uint8_t kUuidSubtype = 4;

// "database.collection" taken apart.
StatusOr<storage::Namespace> SplitNamespace(std::string_view text) {
  const size_t dot = text.find('.');
  if (dot == std::string_view::npos) {
    return MakeError(ErrorCode::kInvalidNamespace,
                     fmt::format("Invalid namespace specified '{}'", text));
  }
  return storage::Namespace{std::string(text.substr(0, dot)),
                            std::string(text.substr(dot + 1))};
}

// The entries of a listing that match the command's filter.
StatusOr<std::vector<Document>> Filtered(const Invocation& call,
                                         std::vector<Document> entries) {
  const DocumentView filter = DocumentField(call.command, "filter");
  if (filter.empty()) return entries;
  MEERKAT_ASSIGN_OR_RETURN(const auto prepared,
                           PrepareFilter(call.engine, filter, {}, {}));
  FilterRun run(call.engine, *prepared);
  std::vector<Document> matching;
  for (Document& entry : entries) {
    MEERKAT_ASSIGN_OR_RETURN(const bool matches, run.Matches(entry));
    if (matches) matching.push_back(std::move(entry));
  }
  return matching;
}

Document DescribeCollection(const Invocation& call,
                            const storage::CollectionInfo& info,
                            bool name_only) {
  Builder entry;
  entry.Append("name", info.ns.collection).Append("type", "collection");
  if (name_only) return std::move(entry).Finish();
  entry.Append("options", info.options);
  entry.OpenDocument("info");
  entry.Append("readOnly", !call.engine.CheckWritable().ok());
  entry.Append("uuid",
               Value::Binary(kUuidSubtype,
                             {reinterpret_cast<const char*>(info.uuid.data()),
                              info.uuid.size()}));
  entry.Close();
  entry.Append("idIndex", IdIndexSpec());
  return std::move(entry).Finish();
}

}  // namespace

namespace {

// What is kept of the command's options.
StatusOr<Document> OptionsOf(const Invocation& call) {
  const Element collation = GivenField(call.command, "collation");
  if (!collation.exists()) return Document();
  return CollationOptions(collation.AsDocument());
}

// Making what is there already, with the same options, changes nothing.
Status CheckSameOptions(Engine& engine, const storage::Namespace& ns,
                        const Document& options) {
  const auto existing = engine.FindCollection(ns.database, ns.collection);
  if (!existing.has_value() || existing->info->options == options) {
    return absl::OkStatus();
  }
  return MakeError(
      ErrorCode::kNamespaceExists,
      fmt::format("namespace {} already exists, but with different options: {}",
                  ns.ToString(), ToString(existing->info->options)));
}

}  // namespace

Status CreateCommand(const Invocation& call, Builder&) {
  MEERKAT_ASSIGN_OR_RETURN(const storage::Namespace ns, call.WriteTarget());
  MEERKAT_ASSIGN_OR_RETURN(const Document options, OptionsOf(call));
  const Status created =
      CreateCollection(call.engine, ns, options, call.write_concern);
  if (ErrorCodeOf(created) == ErrorCode::kNamespaceExists) {
    return CheckSameOptions(call.engine, ns, options);
  }
  return created;
}

Status DropCommand(const Invocation& call, Builder& reply) {
  MEERKAT_ASSIGN_OR_RETURN(const storage::Namespace ns, call.Target());
  if (storage::IsOfServer(ns)) {
    return MakeError(
        ErrorCode::kIllegalOperation,
        fmt::format("can't drop system collection {}", ns.ToString()));
  }
  const std::optional<storage::CatalogEntry> entry =
      call.engine.FindCollection(ns.database, ns.collection);
  MEERKAT_ASSIGN_OR_RETURN(const bool existed,
                           DropCollection(call.engine, ns, call.write_concern));
  if (!existed) return absl::OkStatus();
  reply.Append("nIndexesWas", entry.has_value() ? CountIndexes(*entry) : 1)
      .Append("ns", ns.ToString());
  return absl::OkStatus();
}

// MongoDB gives this error no name.
constexpr ErrorCode kNotDropOne{5255100};

Status DropDatabaseCommand(const Invocation& call, Builder& reply) {
  const Element one = call.command["dropDatabase"];
  if (bson::CoerceToInt64(one) != 1) {
    return MakeError(kNotDropOne,
                     fmt::format("BSON field 'dropDatabase.dropDatabase' must "
                                 "be 1, found {}",
                                 ShellText(one)));
  }
  MEERKAT_ASSIGN_OR_RETURN(
      const bool existed,
      DropDatabase(call.engine, call.database, call.write_concern));
  if (existed) reply.Append("dropped", call.database);
  return absl::OkStatus();
}

Status RenameCollectionCommand(const Invocation& call, Builder&) {
  MEERKAT_ASSIGN_OR_RETURN(
      const storage::Namespace from,
      SplitNamespace(call.command["renameCollection"].AsString()));
  MEERKAT_ASSIGN_OR_RETURN(const storage::Namespace to,
                           SplitNamespace(call.command["to"].AsString()));
  return RenameCollection(call.engine, from, to,
                          {BoolField(call.command, "dropTarget", false)},
                          call.write_concern);
}

Status ListCollectionsCommand(const Invocation& call, Builder& reply) {
  MEERKAT_ASSIGN_OR_RETURN(const FirstBatch batch, ListingBatch(call));
  const bool name_only = BoolField(call.command, "nameOnly", false);

  std::vector<Document> entries;
  const auto snapshot = call.engine.catalog().Snapshot();
  if (const auto* collections = snapshot->FindDatabase(call.database)) {
    for (const auto& [name, entry] : *collections) {
      entries.push_back(DescribeCollection(call, *entry.info, name_only));
    }
  }
  MEERKAT_ASSIGN_OR_RETURN(entries, Filtered(call, std::move(entries)));
  return AppendFirstBatch(
      call, std::string(call.database) + ".$cmd.listCollections",
      std::make_unique<CursorImpl>(&call.engine, std::move(entries)), batch,
      reply);
}

namespace {

// A filter sees what is shown of a database, and no more.
Document DescribeDatabase(Engine& engine, const std::string& name,
                          bool name_only) {
  Builder entry;
  entry.Append("name", name);
  if (name_only) return std::move(entry).Finish();
  const Statistics numbers = StatisticsOf(engine, name);
  entry.Append("sizeOnDisk", numbers.storage_size + numbers.index_size);
  entry.Append("empty", false);
  return std::move(entry).Finish();
}

}  // namespace

Status ListDatabasesCommand(const Invocation& call, Builder& reply) {
  const bool name_only = BoolField(call.command, "nameOnly", false);
  std::vector<Document> entries;
  for (const std::string& name : ListDatabaseNames(call.engine)) {
    entries.push_back(DescribeDatabase(call.engine, name, name_only));
  }
  MEERKAT_ASSIGN_OR_RETURN(entries, Filtered(call, std::move(entries)));
  int64_t total = 0;
  reply.OpenArray("databases");
  for (const Document& entry : entries) {
    reply.AppendItem(entry.view());
    if (!name_only) total += entry["sizeOnDisk"].AsInt64();
  }
  reply.Close();
  if (name_only) return absl::OkStatus();
  reply.Append("totalSize", total).Append("totalSizeMb", total >> 20);
  return absl::OkStatus();
}

}  // namespace meerkat::engine
