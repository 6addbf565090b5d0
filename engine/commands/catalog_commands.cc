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
#include "engine/statistics.h"
#include "storage/bson/collator.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

constexpr uint8_t kUuidSubtype = 4;
constexpr int32_t kIndexVersion = 2;

// "database.collection" taken apart.
StatusOr<storage::Namespace> SplitNamespace(std::string_view field,
                                            const Element& value) {
  if (value.type() != Type::kString) {
    return MakeError(ErrorCode::kTypeMismatch,
                     fmt::format("BSON field 'renameCollection.{}' is the "
                                 "wrong type '{}', expected type 'string'",
                                 field, TypeName(value.type())));
  }
  const std::string_view text = value.AsString();
  const size_t dot = text.find('.');
  if (dot == std::string_view::npos) {
    return MakeError(ErrorCode::kInvalidNamespace,
                     fmt::format("Invalid namespace specified '{}'", text));
  }
  return storage::Namespace{std::string(text.substr(0, dot)),
                            std::string(text.substr(dot + 1))};
}

// The name that {name: "x"} asks for. Other filters come with the query
// language.
StatusOr<std::optional<std::string>> NameFilter(DocumentView command) {
  std::optional<std::string> name;
  for (const Element& field : DocumentField(command, "filter")) {
    if (field.name() != "name" || field.type() != Type::kString) {
      return MakeError(
          ErrorCode::kNotImplemented,
          fmt::format("this version of Meerkat filters a listing by equality "
                      "of its name only; the filter has '{}'",
                      field.name()));
    }
    name = field.AsString();
  }
  return name;
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
  entry.OpenDocument("idIndex").Append("v", kIndexVersion);
  entry.OpenDocument("key").Append("_id", 1).Close();
  entry.Append("name", "_id_").Close();
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
  MEERKAT_ASSIGN_OR_RETURN(const storage::Namespace ns, call.Target());
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
  MEERKAT_ASSIGN_OR_RETURN(const bool existed,
                           DropCollection(call.engine, ns, call.write_concern));
  if (!existed) return absl::OkStatus();
  reply.Append("nIndexesWas", 1).Append("ns", ns.ToString());
  return absl::OkStatus();
}

Status DropDatabaseCommand(const Invocation& call, Builder& reply) {
  MEERKAT_ASSIGN_OR_RETURN(
      const bool existed,
      DropDatabase(call.engine, call.database, call.write_concern));
  if (existed) reply.Append("dropped", call.database);
  return absl::OkStatus();
}

Status RenameCollectionCommand(const Invocation& call, Builder&) {
  MEERKAT_ASSIGN_OR_RETURN(
      const storage::Namespace from,
      SplitNamespace("renameCollection", *call.command.begin()));
  MEERKAT_ASSIGN_OR_RETURN(const storage::Namespace to,
                           SplitNamespace("to", call.command["to"]));
  return RenameCollection(call.engine, from, to,
                          {BoolField(call.command, "dropTarget", false)},
                          call.write_concern);
}

Status ListCollectionsCommand(const Invocation& call, Builder& reply) {
  const DocumentView options = DocumentField(call.command, "cursor");
  MEERKAT_RETURN_IF_ERROR(
      CheckFields("listCollections.cursor", options, kCursorOptionFields));
  FirstBatch batch;
  MEERKAT_ASSIGN_OR_RETURN(
      batch.size, IntegerField("listCollections.cursor", options, "batchSize",
                               std::numeric_limits<int64_t>::max(), 0,
                               std::numeric_limits<int64_t>::max()));
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<std::string> wanted,
                           NameFilter(call.command));
  const bool name_only = BoolField(call.command, "nameOnly", false);

  std::vector<Document> entries;
  const auto snapshot = call.engine.catalog().Snapshot();
  if (const auto* collections = snapshot->FindDatabase(call.database)) {
    for (const auto& [name, entry] : *collections) {
      if (wanted.has_value() && *wanted != name) continue;
      entries.push_back(DescribeCollection(call, *entry.info, name_only));
    }
  }
  return AppendFirstBatch(
      call, std::string(call.database) + ".$cmd.listCollections",
      std::make_unique<CursorImpl>(&call.engine, std::move(entries)), batch,
      reply);
}

Status ListDatabasesCommand(const Invocation& call, Builder& reply) {
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<std::string> wanted,
                           NameFilter(call.command));
  const bool name_only = BoolField(call.command, "nameOnly", false);
  int64_t total = 0;
  reply.OpenArray("databases");
  for (const std::string& name : ListDatabaseNames(call.engine)) {
    if (wanted.has_value() && *wanted != name) continue;
    reply.OpenDocumentItem().Append("name", name);
    if (!name_only) {
      const int64_t size = StatisticsOf(call.engine, name).storage_size;
      total += size;
      reply.Append("sizeOnDisk", size).Append("empty", false);
    }
    reply.Close();
  }
  reply.Close();
  if (name_only) return absl::OkStatus();
  reply.Append("totalSize", total).Append("totalSizeMb", total >> 20);
  return absl::OkStatus();
}

}  // namespace meerkat::engine
