#include "query/projection/projection_node.h"

#include <cstddef>
#include <utility>

#include "storage/str.h"

namespace meerkat::query::projection {

namespace {

// So many names are compared one by one.
constexpr size_t kFew = 8;

}  // namespace

bool ProjectionField::computes() const {
  if (const auto* inner = std::get_if<Inner>(&role)) return (*inner)->computes;
  return std::holds_alternative<FirstMatch>(role) ||
         std::holds_alternative<Computed>(role) ||
         std::holds_alternative<Metadata>(role);
}

ProjectionField& ProjectionNode::Add(ProjectionField field) {
  fields.push_back(std::move(field));
  if (!places.empty()) {
    places[fields.back().name] = fields.size() - 1;
  } else if (fields.size() > kFew) {
    IndexNames();
  }
  return fields.back();
}

void ProjectionNode::Remove(size_t place) {
  fields.erase(fields.begin() + static_cast<std::ptrdiff_t>(place));
  places.clear();
  if (fields.size() > kFew) IndexNames();
}

size_t ProjectionNode::FindPlace(std::string_view name) const {
  const auto place = places.find(to_absl(name));
  return place == places.end() ? kNone : place->second;
}

void ProjectionNode::IndexNames() {
  for (size_t i = 0; i < fields.size(); ++i) places[fields[i].name] = i;
}

}  // namespace meerkat::query::projection
