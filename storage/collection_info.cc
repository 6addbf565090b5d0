#include "storage/collection_info.h"

#include <fmt/format.h>
#include <meerkat/builder.h>

#include <algorithm>
#include <string_view>

namespace meerkat::storage {

namespace {

constexpr uint8_t kUuidSubtype = 4;

}  // namespace

Document CollectionInfo::ToDocument() const {
  Builder builder;
  builder.Append("db", ns.database).Append("name", ns.collection);
  builder.Append(
      "uuid",
      Value::Binary(kUuidSubtype,
                    {reinterpret_cast<const char*>(uuid.data()), uuid.size()}));
  builder.Append("options", options);
  return std::move(builder).Finish();
}

StatusOr<CollectionInfo> CollectionInfo::FromDocument(uint32_t id,
                                                      DocumentView stored) {
  const Element database = stored["db"];
  const Element name = stored["name"];
  const Element uuid = stored["uuid"];
  const Element options = stored["options"];
  if (database.type() != Type::kString || name.type() != Type::kString ||
      uuid.type() != Type::kBinary ||
      uuid.AsBinary().bytes.size() != Uuid().size() ||
      options.type() != Type::kDocument) {
    return MakeError(
        ErrorCode::kDataCorruptionDetected,
        fmt::format("the catalog's entry of collection {} is damaged", id));
  }
  CollectionInfo info;
  info.id = id;
  info.ns = {std::string(database.AsString()), std::string(name.AsString())};
  std::ranges::copy(uuid.AsBinary().bytes, info.uuid.begin());
  info.options = Document(options.AsDocument());
  return info;
}

}  // namespace meerkat::storage
