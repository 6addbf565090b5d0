// Commands that tell about the database.
#include <fmt/format.h>
#include <meerkat/client.h>
#include <meerkat/mongodb_version.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/commands/command.h"
#include "engine/statistics.h"
#include "index/index_check.h"
#include "index/index_set.h"
#include "index/key_encoder.h"
#include "storage/kv/format_version.h"
#include "storage/kv/store.h"
#include "storage/record_check.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

StatusOr<int64_t> Scale(const Invocation& call) {
  return IntegerField(call.name(), call.command, "scale", 1, 1,
                      std::numeric_limits<int32_t>::max());
}

int64_t Average(const Statistics& numbers) {
  return numbers.documents == 0 ? 0 : numbers.data_size / numbers.documents;
}

StatusOr<storage::CatalogEntry> ExistingTarget(const Invocation& call) {
  MEERKAT_ASSIGN_OR_RETURN(const storage::Namespace ns, call.Target());
  auto entry = call.engine.FindCollection(ns.database, ns.collection);
  if (entry.has_value()) return *std::move(entry);
  return MakeError(
      ErrorCode::kNamespaceNotFound,
      fmt::format("Collection '{}' does not exist", ns.ToString()));
}

}  // namespace

Status PingCommand(const Invocation&, Builder&) { return absl::OkStatus(); }

Status BuildInfoCommand(const Invocation&, Builder& reply) {
  reply.Append("version", kMongoDbVersion);
  // A build does not know its commit; the tag of its release names one.
  reply.Append("gitVersion", fmt::format("v{}", Version()));
  reply.OpenArray("versionArray");
  for (const int32_t part : kMongoDbVersionParts) {
    reply.AppendItem(Value(part));
  }
  reply.Close();
  reply.Append("bits", 64).Append("debug", false);
  reply.Append("maxBsonObjectSize", static_cast<int32_t>(kMaxDocumentSize));
  reply.Append("javascriptEngine", "none").Append("modules", Array({}));
  reply.Append("allocator", "system");
  reply.OpenDocument("openssl").Append("running", "disabled").Close();
  reply.Append("storageEngines", Array{"rocksdb"});
  reply.OpenDocument("meerkat");
  reply.Append("version", Version());
  reply.Append("formatVersion", storage::kv::kNewestFormat);
  reply.Append("rocksdb", storage::kv::RocksDbVersion());
  reply.Close();
  return absl::OkStatus();
}

Status GetDefaultRWConcernCommand(const Invocation&, Builder& reply) {
  reply.OpenDocument("defaultReadConcern").Append("level", "local").Close();
  reply.OpenDocument("defaultWriteConcern");
  reply.Append("w", "majority").Append("wtimeout", 0).Close();
  reply.Append("defaultWriteConcernSource", "implicit");
  reply.Append("defaultReadConcernSource", "implicit");
  return absl::OkStatus();
}

Status CollStatsCommand(const Invocation& call, Builder& reply) {
  MEERKAT_ASSIGN_OR_RETURN(const storage::Namespace ns, call.Target());
  MEERKAT_ASSIGN_OR_RETURN(const int64_t scale, Scale(call));
  const auto entry = call.engine.FindCollection(ns.database, ns.collection);
  // A collection that does not exist has no documents, which is no error.
  const Statistics numbers =
      entry.has_value() ? StatisticsOf(call.engine, *entry) : Statistics{};
  reply.Append("ns", ns.ToString());
  reply.Append("size", numbers.data_size / scale);
  reply.Append("count", numbers.documents);
  if (numbers.documents > 0) reply.Append("avgObjSize", Average(numbers));
  reply.Append("storageSize", numbers.storage_size / scale);
  reply.Append("totalSize",
               (numbers.storage_size + numbers.index_size) / scale);
  reply.Append("capped", false);
  reply.Append("nindexes", static_cast<int32_t>(numbers.indexes));
  reply.Append("totalIndexSize", numbers.index_size / scale);
  reply.OpenDocument("indexSizes");
  if (entry.has_value()) {
    // Documents lie under their _id, which takes no space of its own.
    reply.Append(index::kIdIndexName, int64_t{0});
    for (const storage::IndexInfo& index : entry->info->indexes) {
      reply.Append(index.name(), SizeOf(call.engine, index) / scale);
    }
  }
  reply.Close();
  reply.Append("scaleFactor", scale);
  return absl::OkStatus();
}

Status DbStatsCommand(const Invocation& call, Builder& reply) {
  MEERKAT_ASSIGN_OR_RETURN(const int64_t scale, Scale(call));
  const Statistics numbers = StatisticsOf(call.engine, call.database);
  reply.Append("db", call.database);
  reply.Append("collections", numbers.collections);
  reply.Append("views", int64_t{0});
  reply.Append("objects", numbers.documents);
  reply.Append("avgObjSize", static_cast<double>(Average(numbers)));
  reply.Append("dataSize", numbers.data_size / scale);
  reply.Append("storageSize", numbers.storage_size / scale);
  reply.Append("indexes", numbers.indexes);
  reply.Append("indexSize", numbers.index_size / scale);
  reply.Append("totalSize",
               (numbers.storage_size + numbers.index_size) / scale);
  reply.Append("scaleFactor", scale);
  return absl::OkStatus();
}

namespace {

// What a check found, the index on _id first, which is the records.
struct Validation {
  storage::RecordReport records;
  std::vector<index::IndexReport> indexes;

  bool is_valid() const {
    return records.errors.empty() &&
           std::ranges::all_of(indexes, [](const index::IndexReport& index) {
             return index.errors.empty();
           });
  }
};

// None when the indexes are not those of `entry` any more.
StatusOr<std::optional<Validation>> Validate(
    const Invocation& call, const storage::CatalogEntry& entry) {
  Validation result;
  storage::kv::Store& store = call.engine.store();
  MEERKAT_ASSIGN_OR_RETURN(result.records, storage::CheckRecords(
                                               store, *entry.records,
                                               [](const Element& id) {
                                                 return index::EncodeKey(id);
                                               },
                                               call.deadline));
  // Documents that cannot be read can be compared with nothing.
  if (!result.records.errors.empty()) return result;
  const storage::kv::Snapshot snapshot = store.TakeSnapshot();
  if (entry.records->indexes_version() != entry.info->indexes_version) {
    return std::nullopt;
  }
  MEERKAT_ASSIGN_OR_RETURN(
      result.indexes,
      index::CheckIndexes(store, *entry.records, index::IndexSet::Of(entry),
                          snapshot, call.deadline));
  return result;
}

void AppendIndexes(const Validation& found, Builder& reply) {
  reply.Append("nIndexes", 1 + static_cast<int>(found.indexes.size()));
  reply.OpenDocument("keysPerIndex");
  reply.Append(index::kIdIndexName, found.records.documents);
  for (const index::IndexReport& index : found.indexes) {
    reply.Append(index.name, index.keys);
  }
  reply.Close();
  reply.OpenDocument("indexDetails");
  reply.OpenDocument(index::kIdIndexName)
      .Append("valid", found.records.errors.empty())
      .Close();
  for (const index::IndexReport& index : found.indexes) {
    reply.OpenDocument(index.name)
        .Append("valid", index.errors.empty())
        .Close();
  }
  reply.Close();
}

void AppendErrors(const Validation& found, Builder& reply) {
  reply.OpenArray("errors");
  for (const std::string& error : found.records.errors) {
    reply.AppendItem(Value(error));
  }
  for (const index::IndexReport& index : found.indexes) {
    for (const std::string& error : index.errors) {
      reply.AppendItem(Value(error));
    }
  }
  reply.Close();
}

}  // namespace

Status ValidateCommand(const Invocation& call, Builder& reply) {
  std::optional<Validation> validation;
  while (!validation.has_value()) {
    MEERKAT_ASSIGN_OR_RETURN(const storage::CatalogEntry entry,
                             ExistingTarget(call));
    MEERKAT_ASSIGN_OR_RETURN(validation, Validate(call, entry));
  }
  const Validation& found = *validation;
  MEERKAT_ASSIGN_OR_RETURN(const storage::Namespace ns, call.Target());
  reply.Append("ns", ns.ToString());
  reply.Append("nInvalidDocuments", found.records.invalid_documents);
  reply.Append("nrecords", found.records.documents);
  AppendIndexes(found, reply);
  reply.Append("valid", found.is_valid());
  reply.Append("repaired", false);
  reply.Append("warnings", Array({}));
  AppendErrors(found, reply);
  reply.Append("extraIndexEntries", Array({}));
  reply.Append("missingIndexEntries", Array({}));
  reply.Append("corruptRecords", Array({}));
  return absl::OkStatus();
}

}  // namespace meerkat::engine
