#include "storage/catalog_snapshot.h"

#include <absl/strings/ascii.h>
#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "storage/str.h"

namespace meerkat::storage {

namespace {

std::string InLowerCase(std::string_view name) {
  return absl::AsciiStrToLower(to_absl(name));
}

bool Before(const CatalogEntry& a, const CatalogEntry& b) {
  return std::tie(a.info->ns.database, a.info->ns.collection) <
         std::tie(b.info->ns.database, b.info->ns.collection);
}

bool HaveOneName(const CatalogEntry& a, const CatalogEntry& b) {
  return a.info->ns == b.info->ns;
}

Status TwoOfOneName(const Namespace& ns) {
  return MakeError(
      ErrorCode::kDataCorruptionDetected,
      fmt::format("the catalog has two collections {}", ns.ToString()));
}

}  // namespace

StatusOr<CatalogSnapshot> CatalogSnapshot::Of(
    std::vector<CatalogEntry> entries) {
  std::ranges::sort(entries, Before);
  const auto twin = std::ranges::adjacent_find(entries, HaveOneName);
  if (twin != entries.end()) return TwoOfOneName(twin->info->ns);

  CatalogSnapshot snapshot;
  for (auto first = entries.begin(); first != entries.end();) {
    const std::string& database = first->info->ns.database;
    std::vector<Collections::Item> items;
    auto entry = first;
    for (; entry != entries.end() && entry->info->ns.database == database;
         ++entry) {
      items.emplace_back(entry->info->ns.collection, *entry);
    }
    snapshot.databases_ =
        snapshot.databases_.With(database, Collections::FromSorted(items));
    snapshot.names_ = snapshot.names_.With(InLowerCase(database), database);
    first = entry;
  }
  return snapshot;
}

const CatalogEntry* CatalogSnapshot::Find(std::string_view database,
                                          std::string_view collection) const {
  const Collections* collections = FindDatabase(database);
  return collections != nullptr ? collections->Find(collection) : nullptr;
}

const CatalogEntry* CatalogSnapshot::FindId(uint32_t id) const {
  for (const auto& [database, collections] : databases_) {
    for (const auto& [name, entry] : collections) {
      if (entry.info->id == id) return &entry;
    }
  }
  return nullptr;
}

const CatalogSnapshot::Collections* CatalogSnapshot::FindDatabase(
    std::string_view database) const {
  return databases_.Find(database);
}

const std::string* CatalogSnapshot::FindIgnoringCase(
    std::string_view database) const {
  return names_.Find(InLowerCase(database));
}

CatalogSnapshot CatalogSnapshot::With(const CatalogEntry& entry) const {
  const Namespace& ns = entry.info->ns;
  CatalogSnapshot after = *this;
  const Collections* before = FindDatabase(ns.database);
  if (before == nullptr) {
    after.names_ = names_.With(InLowerCase(ns.database), ns.database);
  }
  after.databases_ = databases_.With(
      ns.database,
      (before != nullptr ? *before : Collections()).With(ns.collection, entry));
  return after;
}

CatalogSnapshot CatalogSnapshot::Without(const Namespace& ns) const {
  const Collections* before = FindDatabase(ns.database);
  if (before == nullptr) return *this;
  Collections collections = before->Without(ns.collection);
  if (collections.empty()) return WithoutDatabase(ns.database);
  CatalogSnapshot after = *this;
  after.databases_ = databases_.With(ns.database, std::move(collections));
  return after;
}

CatalogSnapshot CatalogSnapshot::WithoutDatabase(
    std::string_view database) const {
  CatalogSnapshot after = *this;
  after.databases_ = databases_.Without(database);
  after.names_ = names_.Without(InLowerCase(database));
  return after;
}

}  // namespace meerkat::storage
