#include "storage/collection_info.h"

#include <fmt/format.h>
#include <meerkat/builder.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "storage/status_macros.h"

namespace meerkat::storage {

namespace {

constexpr uint8_t kUuidSubtype = 4;

Status Damaged(uint32_t id) {
  return MakeError(
      ErrorCode::kDataCorruptionDetected,
      fmt::format("the catalog's entry of collection {} is damaged", id));
}

Status ReadIndexes(uint32_t id, DocumentView stored, CollectionInfo& info) {
  for (const Element& item : stored) {
    if (item.type() != Type::kDocument) return Damaged(id);
    MEERKAT_ASSIGN_OR_RETURN(IndexInfo index,
                             IndexInfo::FromDocument(item.AsDocument()));
    info.indexes.push_back(std::move(index));
  }
  return absl::OkStatus();
}

}  // namespace

Document CollectionInfo::ToDocument() const {
  Builder builder;
  builder.Append("db", ns.database).Append("name", ns.collection);
  builder.Append(
      "uuid",
      Value::Binary(kUuidSubtype,
                    {reinterpret_cast<const char*>(uuid.data()), uuid.size()}));
  builder.Append("options", options);
  if (!indexes.empty()) {
    builder.OpenArray("indexes");
    for (const IndexInfo& index : indexes) {
      builder.AppendItem(index.ToDocument());
    }
    builder.Close();
  }
  return std::move(builder).Finish();
}

StatusOr<CollectionInfo> CollectionInfo::FromDocument(uint32_t id,
                                                      DocumentView stored) {
  const Element database = stored["db"];
  const Element name = stored["name"];
  const Element uuid = stored["uuid"];
  const Element options = stored["options"];
  const Element indexes = stored["indexes"];
  if (database.type() != Type::kString || name.type() != Type::kString ||
      uuid.type() != Type::kBinary ||
      uuid.AsBinary().bytes.size() != Uuid().size() ||
      options.type() != Type::kDocument ||
      (indexes.exists() && indexes.type() != Type::kArray)) {
    return Damaged(id);
  }
  CollectionInfo info;
  info.id = id;
  info.ns = {std::string(database.AsString()), std::string(name.AsString())};
  std::ranges::copy(uuid.AsBinary().bytes, info.uuid.begin());
  info.options = Document(options.AsDocument());
  if (indexes.exists()) {
    MEERKAT_RETURN_IF_ERROR(ReadIndexes(id, indexes.AsDocument(), info));
  }
  return info;
}

}  // namespace meerkat::storage
