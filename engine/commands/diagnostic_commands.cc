// Commands that tell about the database.
#include <fmt/format.h>
#include <meerkat/client.h>
#include <meerkat/mongodb_version.h>

#include <charconv>
#include <limits>
#include <string>
#include <string_view>

#include "engine/commands/command.h"
#include "engine/statistics.h"
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
      entry.has_value() ? StatisticsOf(*entry) : Statistics{};
  reply.Append("ns", ns.ToString());
  reply.Append("size", numbers.data_size / scale);
  reply.Append("count", numbers.documents);
  if (numbers.documents > 0) reply.Append("avgObjSize", Average(numbers));
  reply.Append("storageSize", numbers.storage_size / scale);
  reply.Append("totalSize", numbers.storage_size / scale);
  reply.Append("capped", false);
  reply.Append("nindexes", entry.has_value() ? 1 : 0);
  // Documents lie under their _id, which takes no space of its own.
  reply.Append("totalIndexSize", int64_t{0});
  reply.OpenDocument("indexSizes");
  if (entry.has_value()) reply.Append("_id_", int64_t{0});
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
  reply.Append("indexes", numbers.collections);
  reply.Append("indexSize", int64_t{0});
  reply.Append("totalSize", numbers.storage_size / scale);
  reply.Append("scaleFactor", scale);
  return absl::OkStatus();
}

Status ValidateCommand(const Invocation& call, Builder& reply) {
  MEERKAT_ASSIGN_OR_RETURN(const storage::CatalogEntry entry,
                           ExistingTarget(call));
  MEERKAT_ASSIGN_OR_RETURN(
      const storage::RecordReport report,
      storage::CheckRecords(
          call.engine.store(), *entry.records,
          [](const Element& id) { return index::EncodeKey(id); },
          call.deadline));
  reply.Append("ns", entry.info->ns.ToString());
  reply.Append("nInvalidDocuments", report.invalid_documents);
  reply.Append("nrecords", report.documents);
  reply.Append("nIndexes", 1);
  reply.OpenDocument("keysPerIndex").Append("_id_", report.documents).Close();
  reply.OpenDocument("indexDetails").OpenDocument("_id_");
  reply.Append("valid", report.errors.empty()).Close().Close();
  reply.Append("valid", report.errors.empty());
  reply.Append("repaired", false);
  reply.Append("warnings", Array({}));
  reply.OpenArray("errors");
  for (const std::string& error : report.errors) {
    reply.AppendItem(Value(error));
  }
  reply.Close();
  reply.Append("extraIndexEntries", Array({}));
  reply.Append("missingIndexEntries", Array({}));
  reply.Append("corruptRecords", Array({}));
  return absl::OkStatus();
}

}  // namespace meerkat::engine
