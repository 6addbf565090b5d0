#include "tests/support/load/model.h"

#include <fmt/format.h>

namespace meerkat::testing {
namespace {

std::string Describe(const std::map<uint64_t, Version>& documents,
                     uint64_t key) {
  auto found = documents.find(key);
  if (found == documents.end()) return "no document";
  return fmt::format("that of operation #{} index {}", found->second.number,
                     found->second.index);
}

std::string DifferenceIn(const std::map<uint64_t, Version>& expected,
                         const std::map<uint64_t, Version>& actual) {
  std::map<uint64_t, Version> all = expected;
  all.insert(actual.begin(), actual.end());
  for (const auto& [key, version] : all) {
    std::string wanted = Describe(expected, key);
    std::string found = Describe(actual, key);
    if (wanted != found) {
      return fmt::format(
          "key {}: expected {}, found {} ({} expected, {} found "
          "in the collection)",
          key, wanted, found, expected.size(), actual.size());
    }
  }
  return "";
}

}  // namespace

Model::Model() : state_{{kAscending, {}}, {kMixed, {}}} {}

Outcome Model::Apply(const Operation& operation) {
  switch (operation.kind) {
    case OperationKind::kInsertOne:
    case OperationKind::kInsertManyOrdered:
    case OperationKind::kInsertManyUnordered:
      return InsertMany(operation);
    case OperationKind::kReplaceOne:
      return Replace(operation, /*upsert=*/false);
    case OperationKind::kUpsert:
      return Replace(operation, /*upsert=*/true);
    case OperationKind::kDeleteOne:
      return Delete(operation);
    case OperationKind::kDeleteAll:
      return DeleteAll(operation.collection);
    case OperationKind::kCreate:
      return Create(operation.collection);
    case OperationKind::kDrop:
      return Drop(operation.collection);
    case OperationKind::kRename:
      return Rename(operation, /*drop_target=*/false);
    case OperationKind::kRenameOver:
      return Rename(operation, /*drop_target=*/true);
  }
  return {};
}

uint64_t Model::InsertionOrder(uint32_t collection, uint64_t key) const {
  return inserted_.at({collection, key});
}

Outcome Model::InsertMany(const Operation& operation) {
  Outcome outcome;
  for (uint32_t index = 0; index < operation.count; ++index) {
    Version version{operation.number, index};
    if (Insert(operation.collection, KeyOf(operation, index), version)) {
      ++outcome.count;
      continue;
    }
    outcome.code = ErrorCode::kDuplicateKey;
    if (operation.kind != OperationKind::kInsertManyUnordered) break;
  }
  return outcome;
}

Outcome Model::Replace(const Operation& operation, bool upsert) {
  Version version{operation.number, 0};
  Documents* documents = Find(operation.collection);
  if (documents != nullptr && documents->contains(operation.key)) {
    (*documents)[operation.key] = version;
    return {ErrorCode::kOk, 1};
  }
  if (!upsert) return {};
  Insert(operation.collection, operation.key, version);
  return {ErrorCode::kOk, kInsertedByUpsert};
}

Outcome Model::Delete(const Operation& operation) {
  Documents* documents = Find(operation.collection);
  if (documents == nullptr) return {};
  inserted_.erase({operation.collection, operation.key});
  return {ErrorCode::kOk,
          static_cast<int64_t>(documents->erase(operation.key))};
}

Outcome Model::DeleteAll(uint32_t collection) {
  Documents* documents = Find(collection);
  if (documents == nullptr) return {};
  auto count = static_cast<int64_t>(documents->size());
  documents->clear();
  return {ErrorCode::kOk, count};
}

Outcome Model::Create(uint32_t collection) {
  bool is_new = state_.try_emplace(collection).second;
  return {is_new ? ErrorCode::kOk : ErrorCode::kNamespaceExists, 0};
}

Outcome Model::Drop(uint32_t collection) {
  state_.erase(collection);
  return {};
}

Outcome Model::Rename(const Operation& operation, bool drop_target) {
  auto source = state_.find(operation.collection);
  if (source == state_.end()) return {ErrorCode::kNamespaceNotFound, 0};
  if (state_.contains(operation.target) && !drop_target) {
    return {ErrorCode::kNamespaceExists, 0};
  }
  for (const auto& [key, version] : source->second) {
    inserted_[{operation.target, key}] = inserted_[{operation.collection, key}];
  }
  Documents documents = std::move(source->second);
  state_.erase(source);
  state_[operation.target] = std::move(documents);
  return {};
}

bool Model::Insert(uint32_t collection, uint64_t key, Version version) {
  if (!state_[collection].try_emplace(key, version).second) return false;
  inserted_[{collection, key}] = next_insertion_++;
  return true;
}

Model::Documents* Model::Find(uint32_t collection) {
  auto found = state_.find(collection);
  return found == state_.end() ? nullptr : &found->second;
}

std::string Difference(const ThreadState& expected, const ThreadState& actual) {
  for (const auto& [collection, documents] : expected) {
    std::string name = CollectionName(collection);
    auto found = actual.find(collection);
    if (found == actual.end()) return name + ": the collection is missing";
    std::string difference = DifferenceIn(documents, found->second);
    if (!difference.empty()) return name + " " + difference;
  }
  for (const auto& [collection, documents] : actual) {
    if (!expected.contains(collection)) {
      return CollectionName(collection) + ": the collection should not exist";
    }
  }
  return "";
}

}  // namespace meerkat::testing
