// Operation: one call of the mixed load that durability tests put on a
// database, and how its documents look.
//
// An operation is a few numbers, and everything it writes follows from them. So
// it can be noted in memory shared with a process that is about to be killed,
// and afterwards the exact bytes of every document can be told:
//
//   {_id: ..., t: thread, k: key, n: number, i: index, pad: "..."}
//
// Each thread has keys of its own. Collections 0 ("ascending": the _ids are
// growing integers) and 1 ("mixed": _ids of several types in random order) are
// shared by all threads; the others belong to one thread each, which also
// creates, drops and renames them.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>
#include <meerkat/value.h>

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace meerkat::testing {

inline constexpr std::string_view kLoadDatabase = "load";
inline constexpr uint32_t kMaxLoadThreads = 4;
inline constexpr uint32_t kAscending = 0;
inline constexpr uint32_t kMixed = 1;
inline constexpr uint32_t kOwnCollections = 2;
// Keys from here on stand for _ids in random order; there are few of them, so
// that they meet again.
inline constexpr uint64_t kFirstRandomKey = uint64_t{1} << 40;
inline constexpr uint64_t kRandomKeys = 64;

// The `which`-th collection that belongs to `thread`.
constexpr uint32_t OwnCollection(uint32_t thread, uint32_t which) {
  return kMixed + 1 + thread * kOwnCollections + which;
}

enum class OperationKind : uint32_t {
  kInsertOne,
  kInsertManyOrdered,
  kInsertManyUnordered,
  kReplaceOne,
  kUpsert,
  kDeleteOne,
  kDeleteAll,
  kCreate,
  kDrop,
  kRename,
  kRenameOver,  // drops the target
};

// Trivially copyable.
struct Operation {
  OperationKind kind = OperationKind::kInsertOne;
  uint32_t thread = 0;
  uint32_t collection = 0;
  // Of a rename.
  uint32_t target = 0;
  // Counts a thread's operations; tells apart what they write.
  uint64_t number = 0;
  // The first key; see KeyOf.
  uint64_t key = 0;
  // Documents of a batch.
  uint32_t count = 1;
  bool journal = false;
};

// What an operation returned: its error code, of a batch the first one that is
// not DuplicateKey if there is one, and the documents inserted, matched or
// deleted. An upsert that inserts counts as kInsertedByUpsert.
struct Outcome {
  ErrorCode code = ErrorCode::kOk;
  int64_t count = 0;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};
inline constexpr int64_t kInsertedByUpsert = 1000;

// Which write a document comes from: the index-th document of an operation.
struct Version {
  uint64_t number = 0;
  uint32_t index = 0;

  friend auto operator<=>(const Version&, const Version&) = default;
};

std::string CollectionName(uint32_t collection);
// The key of a batch's index-th document: consecutive ones in "ascending", any
// elsewhere, with repetitions.
uint64_t KeyOf(const Operation& operation, uint32_t index);
// The _id that stands for a key.
Value IdOf(uint32_t thread, uint64_t key);
Document MakeDocument(uint32_t thread, uint64_t key, Version version);

// "#17 InsertManyOrdered mixed key 12 x5 journal"
std::string ToString(const Operation& operation);
std::string ToString(const Outcome& outcome);

}  // namespace meerkat::testing
