#include "tests/support/load/operation.h"

#include <fmt/format.h>
#include <meerkat/builder.h>

#include <array>
#include <cstring>

namespace meerkat::testing {
namespace {

constexpr std::array<std::string_view, 11> kKindNames = {"InsertOne",
                                                         "InsertManyOrdered",
                                                         "InsertManyUnordered",
                                                         "ReplaceOne",
                                                         "Upsert",
                                                         "DeleteOne",
                                                         "DeleteAll",
                                                         "Create",
                                                         "Drop",
                                                         "Rename",
                                                         "RenameOver"};

// A mixing function, so that neighbouring numbers give unrelated results
// (splitmix64).
uint64_t Mix(uint64_t x) {
  x += 0x9E3779B97F4A7C15;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

ObjectId ObjectIdFrom(uint64_t a, uint32_t b) {
  ObjectId id;
  std::memcpy(id.bytes.data(), &a, sizeof(a));
  std::memcpy(id.bytes.data() + sizeof(a), &b, sizeof(b));
  return id;
}

// Mostly a few hundred bytes; now and then some log blocks long.
size_t PadSize(uint64_t hash) {
  return hash % 64 == 0 ? hash / 64 % 40000 : hash / 64 % 400;
}

}  // namespace

std::string CollectionName(uint32_t collection) {
  if (collection == kAscending) return "ascending";
  if (collection == kMixed) return "mixed";
  uint32_t own = collection - kMixed - 1;
  return fmt::format("own_{}_{}", own / kOwnCollections, own % kOwnCollections);
}

uint64_t KeyOf(const Operation& operation, uint32_t index) {
  if (operation.key < kFirstRandomKey) return operation.key + index;
  if (index == 0) return operation.key;
  return kFirstRandomKey + Mix(operation.key + index) % kRandomKeys;
}

Value IdOf(uint32_t thread, uint64_t key) {
  if (key < kFirstRandomKey) {
    return Value(static_cast<int64_t>(key * kMaxLoadThreads + thread));
  }
  uint64_t hash = Mix(key * kMaxLoadThreads + thread);
  switch (hash % 4) {
    case 0:
      return Value(fmt::format("{:x}", hash));
    case 1:
      return Value(static_cast<double>(hash >> 12) + 0.5);
    case 2:
      return Value(ObjectIdFrom(hash, thread));
    default:
      return Value(Document{{"t", static_cast<int32_t>(thread)},
                            {"k", static_cast<int64_t>(hash)}});
  }
}

Document MakeDocument(uint32_t thread, uint64_t key, Version version) {
  uint64_t hash =
      Mix(Mix(version.number * kMaxLoadThreads + thread) + version.index);
  Builder builder;
  builder.Append("_id", IdOf(thread, key))
      .Append("t", static_cast<int32_t>(thread))
      .Append("k", static_cast<int64_t>(key))
      .Append("n", static_cast<int64_t>(version.number))
      .Append("i", static_cast<int32_t>(version.index));
  std::string pad(PadSize(hash), static_cast<char>('a' + hash % 26));
  builder.Append("pad", std::string_view(pad));
  return std::move(builder).Finish();
}

std::string ToString(const Operation& operation) {
  std::string text =
      fmt::format("thread {} #{} {} {}", operation.thread, operation.number,
                  kKindNames[static_cast<size_t>(operation.kind)],
                  CollectionName(operation.collection));
  if (operation.kind == OperationKind::kRename ||
      operation.kind == OperationKind::kRenameOver) {
    return text + " to " + CollectionName(operation.target);
  }
  text += fmt::format(" key {} x{}", operation.key, operation.count);
  if (operation.journal) text += " journal";
  return text;
}

std::string ToString(const Outcome& outcome) {
  return fmt::format("{} {}", ErrorName(outcome.code), outcome.count);
}

}  // namespace meerkat::testing
