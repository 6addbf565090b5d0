#include "index/index_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "storage/status_macros.h"

namespace meerkat::index {

void BuildFailure::Set(Status status) {
  const storage::MutexLock lock(&mutex_);
  if (status_.ok()) status_ = std::move(status);
}

Status BuildFailure::status() const {
  const storage::MutexLock lock(&mutex_);
  return status_;
}

Status Index::KeysOf(DocumentView document, KeySet& keys) const {
  if (covers != nullptr) {
    MEERKAT_ASSIGN_OR_RETURN(const bool is_covered, covers(document));
    if (!is_covered) {
      keys.Clear(spec.key.parts().size());
      return absl::OkStatus();
    }
  }
  return generator->Generate(document, keys);
}

namespace {

// The index of `before` with this id; null when it is a new one.
std::shared_ptr<const Index> FindId(const IndexSet* before, uint32_t id) {
  if (before == nullptr) return nullptr;
  const auto& indexes = before->indexes();
  const auto found = std::ranges::find_if(
      indexes, [id](const auto& index) { return index->info.id == id; });
  return found != indexes.end() ? *found : nullptr;
}

StatusOr<std::shared_ptr<const Index>> NewIndex(
    const storage::IndexInfo& info, const Index* before,
    const IndexSet::MakePredicate& make_predicate) {
  MEERKAT_ASSIGN_OR_RETURN(IndexSpec spec, IndexSpec::FromStored(info.spec));
  auto index = std::make_shared<Index>(Index{info, std::move(spec)});
  MEERKAT_ASSIGN_OR_RETURN(index->generator, KeyGenerator::For(index->spec));
  if (index->spec.partial_filter.has_value()) {
    MEERKAT_ASSIGN_OR_RETURN(index->covers, make_predicate(index->spec));
  }
  if (!info.is_ready()) {
    index->failure =
        before != nullptr ? before->failure : std::make_shared<BuildFailure>();
  }
  return index;
}

}  // namespace

StatusOr<std::shared_ptr<const IndexSet>> IndexSet::Make(
    const storage::CollectionInfo& info, const IndexSet* before,
    const MakePredicate& make_predicate) {
  auto set = std::make_shared<IndexSet>();
  for (const storage::IndexInfo& stored : info.indexes) {
    std::shared_ptr<const Index> index = FindId(before, stored.id);
    const bool stays = index != nullptr && index->info.log == stored.log &&
                       index->info.spec == stored.spec;
    if (!stays) {
      MEERKAT_ASSIGN_OR_RETURN(index,
                               NewIndex(stored, index.get(), make_predicate));
    }
    set->indexes_.push_back(std::move(index));
  }
  return set;
}

const Index* IndexSet::FindName(std::string_view name) const {
  const auto found = std::ranges::find_if(indexes_, [name](const auto& index) {
    return index->info.name() == name;
  });
  return found != indexes_.end() ? found->get() : nullptr;
}

}  // namespace meerkat::index
