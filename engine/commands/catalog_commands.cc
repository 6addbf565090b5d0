// Commands that make, drop, rename and list collections and databases.
#include <fmt/format.h>

#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/commands/command.h"
#include "engine/commands/command_fields.h"
#include "engine/commands/cursor_reply.h"
#include "engine/ddl.h"
#include "engine/prepared_filter.h"
#include "engine/shell_text.h"
#include "engine/statistics.h"
#include "storage/bson/coerce.h"
#include "storage/bson/collator.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

constexpr uint8_t kUuidSubtype = 4;
constexpr int32_t kIndexVersion = 2;

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

// Appends the fields of the index that every collection has.
void AppendIdIndex(Builder& index) {
  index.Append("v", kIndexVersion);
  index.OpenDocument("key").Append("_id", 1).Close();
  index.Append("name", "_id_");
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
  entry.OpenDocument("idIndex");
  AppendIdIndex(entry);
  entry.Close();
  return std::move(entry).Finish();
}

}  // namespace

namespace {

// A collection compares texts by their bytes, unless an operation says
// otherwise.
Status CheckCollation(const Invocation& call) {
  const Element collation = GivenField(call.command, "collation");
  if (!collation.exists()) return absl::OkStatus();
  MEERKAT_ASSIGN_OR_RETURN(
      const std::shared_ptr<const bson::Collator> collator,
      bson::Collator::Make(collation.AsDocument(), "create.collation"));
  if (collator == nullptr) return absl::OkStatus();
  return MakeError(
      ErrorCode::kNotImplemented,
      fmt::format(
          "this version of Meerkat does not serve the field "
          "'create.collation', but for {{locale: \"simple\"}}; found {}",
          ToString(collation)));
}

}  // namespace

Status CreateCommand(const Invocation& call, Builder&) {
  MEERKAT_ASSIGN_OR_RETURN(const storage::Namespace ns, call.WriteTarget());
  MEERKAT_RETURN_IF_ERROR(CheckCollation(call));
  const Status created =
      CreateCollection(call.engine, ns, {}, call.write_concern);
  // Making what is there already, with the same options, changes nothing. All
  // collections have the same ones so far: none.
  if (ErrorCodeOf(created) == ErrorCode::kNamespaceExists) {
    return absl::OkStatus();
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
  MEERKAT_ASSIGN_OR_RETURN(const bool existed,
                           DropCollection(call.engine, ns, call.write_concern));
  if (!existed) return absl::OkStatus();
  reply.Append("nIndexesWas", 1).Append("ns", ns.ToString());
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

namespace {

// The first batch of a listing: {cursor: {batchSize: ...}}, everything without
// one.
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

}  // namespace

Status ListIndexesCommand(const Invocation& call, Builder& reply) {
  MEERKAT_ASSIGN_OR_RETURN(const storage::Namespace ns, call.Target());
  MEERKAT_ASSIGN_OR_RETURN(const FirstBatch batch, ListingBatch(call));
  if (!call.engine.FindCollection(ns.database, ns.collection).has_value()) {
    return MakeError(ErrorCode::kNamespaceNotFound,
                     fmt::format("ns does not exist: {}", ns.ToString()));
  }
  Builder index;
  AppendIdIndex(index);
  std::vector<Document> indexes;
  indexes.push_back(std::move(index).Finish());
  return AppendFirstBatch(
      call, ns.ToString(),
      std::make_unique<CursorImpl>(&call.engine, std::move(indexes)), batch,
      reply);
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
  entry.Append("sizeOnDisk", StatisticsOf(engine, name).storage_size);
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
