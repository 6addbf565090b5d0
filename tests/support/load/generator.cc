#include "tests/support/load/generator.h"

namespace meerkat::testing {
namespace {

constexpr uint64_t kAscendingKept = 80;
constexpr uint64_t kLargestBatch = 12;

bool IsBatch(OperationKind kind) {
  return kind == OperationKind::kInsertManyOrdered ||
         kind == OperationKind::kInsertManyUnordered;
}

bool TakesWriteConcern(OperationKind kind) {
  return kind < OperationKind::kCreate;
}

}  // namespace

OperationGenerator::OperationGenerator(uint32_t thread, uint64_t seed,
                                       GeneratorState state,
                                       double journal_share)
    : thread_(thread),
      journal_share_(journal_share),
      state_(state),
      random_(seed * kMaxLoadThreads + thread) {}

Operation OperationGenerator::Next() {
  uint64_t dice = Pick(0, 9);
  Operation operation;
  if (dice < 5) {
    operation = NextAscending();
  } else if (dice < 8) {
    operation = NextOfRandomKeys(kMixed);
  } else {
    operation = NextOfOwnCollections();
  }
  operation.thread = thread_;
  operation.number = state_.next_number++;
  bool journal = std::bernoulli_distribution(journal_share_)(random_);
  operation.journal = journal && TakesWriteConcern(operation.kind);
  return operation;
}

Operation OperationGenerator::NextAscending() {
  Operation operation;
  operation.collection = kAscending;
  if (state_.next_key - state_.oldest_key > kAscendingKept) {
    operation.kind = OperationKind::kDeleteOne;
    operation.key = state_.oldest_key++;
    return operation;
  }
  if (Pick(0, 3) == 0 && state_.next_key > state_.oldest_key) {
    operation.kind = OperationKind::kReplaceOne;
    operation.key = Pick(state_.oldest_key, state_.next_key - 1);
    return operation;
  }
  operation.kind = PickInsert();
  if (IsBatch(operation.kind)) {
    operation.count = static_cast<uint32_t>(Pick(1, kLargestBatch));
  }
  operation.key = state_.next_key;
  state_.next_key += operation.count;
  return operation;
}

Operation OperationGenerator::NextOfRandomKeys(uint32_t collection) {
  Operation operation;
  operation.collection = collection;
  operation.key = kFirstRandomKey + Pick(0, kRandomKeys - 1);
  switch (Pick(0, 5)) {
    case 0:
    case 1:
      operation.kind = OperationKind::kDeleteOne;
      break;
    case 2:
      operation.kind = OperationKind::kReplaceOne;
      break;
    case 3:
      operation.kind = OperationKind::kUpsert;
      break;
    default:
      operation.kind = PickInsert();
      if (IsBatch(operation.kind)) {
        operation.count = static_cast<uint32_t>(Pick(1, kLargestBatch));
      }
  }
  return operation;
}

Operation OperationGenerator::NextOfOwnCollections() {
  uint32_t which = static_cast<uint32_t>(Pick(0, kOwnCollections - 1));
  Operation operation;
  operation.collection = OwnCollection(thread_, which);
  operation.target = OwnCollection(thread_, kOwnCollections - 1 - which);
  switch (Pick(0, 9)) {
    case 0:
      operation.kind = OperationKind::kCreate;
      return operation;
    case 1:
      operation.kind = OperationKind::kDrop;
      return operation;
    case 2:
      operation.kind = OperationKind::kRename;
      return operation;
    case 3:
      operation.kind = OperationKind::kRenameOver;
      return operation;
    case 4:
      operation.kind = OperationKind::kDeleteAll;
      return operation;
    default:
      return NextOfRandomKeys(operation.collection);
  }
}

OperationKind OperationGenerator::PickInsert() {
  switch (Pick(0, 3)) {
    case 0:
      return OperationKind::kInsertManyOrdered;
    case 1:
      return OperationKind::kInsertManyUnordered;
    default:
      return OperationKind::kInsertOne;
  }
}

uint64_t OperationGenerator::Pick(uint64_t low, uint64_t high) {
  return std::uniform_int_distribution<uint64_t>(low, high)(random_);
}

}  // namespace meerkat::testing
