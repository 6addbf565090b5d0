#include "storage/index_info.h"

#include <meerkat/builder.h>

#include <utility>

namespace meerkat::storage {

namespace {

// Index ids are stored as the same bits, signed.
bool ReadId(const Element& stored, uint32_t& id) {
  if (stored.type() != Type::kInt32) return false;
  id = static_cast<uint32_t>(stored.AsInt32());
  return true;
}

bool IsSpec(const Element& spec) {
  if (spec.type() != Type::kDocument) return false;
  const DocumentView view = spec.AsDocument();
  return view["name"].type() == Type::kString &&
         view["key"].type() == Type::kDocument &&
         !view["key"].AsDocument().empty();
}

size_t CountFields(DocumentView document) {
  size_t count = 0;
  for ([[maybe_unused]] const Element& field : document) ++count;
  return count;
}

}  // namespace

Document IndexInfo::ToDocument() const {
  Builder builder;
  builder.Append("id", static_cast<int32_t>(id));
  if (log != 0) builder.Append("log", static_cast<int32_t>(log));
  builder.Append("spec", spec);
  return std::move(builder).Finish();
}

StatusOr<IndexInfo> IndexInfo::FromDocument(DocumentView stored) {
  IndexInfo info;
  const Element log = stored["log"];
  const Element spec = stored["spec"];
  if (!ReadId(stored["id"], info.id) || info.id == 0 ||
      (log.exists() && !ReadId(log, info.log)) || !IsSpec(spec)) {
    return MakeError(
        ErrorCode::kDataCorruptionDetected,
        "the catalog's entry of an index is damaged: " + ToString(stored));
  }
  info.spec = Document(spec.AsDocument());
  info.multikey = std::make_shared<MultikeyPaths>(
      CountFields(info.spec["key"].AsDocument()));
  return info;
}

}  // namespace meerkat::storage
