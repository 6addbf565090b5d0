#include "engine/express_path.h"

namespace meerkat::engine {

namespace {

// Documents may be operators, null equals missing as well, and the rest are no
// _ids or compare by rules of their own.
bool IsPlain(const Element& id) {
  switch (id.type()) {
    case Type::kDouble:
    case Type::kString:
    case Type::kBinary:
    case Type::kObjectId:
    case Type::kBool:
    case Type::kDate:
    case Type::kInt32:
    case Type::kTimestamp:
    case Type::kInt64:
    case Type::kDecimal128:
      return true;
    default:
      return false;
  }
}

bool AsksForMore(const FindRequest& request) {
  return !request.sort.empty() || !request.projection.empty() ||
         !request.let.empty() || !request.collation.empty() ||
         request.skip != 0 || request.hint.exists() || !request.min.empty() ||
         !request.max.empty() || request.return_key || request.show_record_id ||
         request.prepared != nullptr;
}

}  // namespace

Element ExpressId(const FindRequest& request) {
  if (AsksForMore(request)) return Element();
  auto it = request.filter.begin();
  if (it == request.filter.end() || it->name() != "_id") return Element();
  const Element id = *it;
  const bool is_alone = ++it == request.filter.end();
  return is_alone && IsPlain(id) ? id : Element();
}

}  // namespace meerkat::engine
