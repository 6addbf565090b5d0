// What can be chosen when a database is opened or an operation is called.
// Every field has a default that is right for most programs; name the ones you
// change:
//
//   Client::Open("data", {.memory_budget = 256 << 20});
//   orders.InsertMany(batch, {.ordered = false});
#pragma once

#include <meerkat/document.h>
#include <meerkat/environment.h>
#include <meerkat/value.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace meerkat {

struct ClientOptions {
  // Bytes that the caches of blocks and documents and the write buffers may
  // take together. At least 8 MiB. On top of it come documents in hand: what a
  // call is given and gives back; what it writes, up to three times over while
  // it does; the block a cursor stands on, and what a sort holds (100 MB). With
  // small documents that is little, with twenty of 15 MiB it was 130 MiB.
  size_t memory_budget = size_t{64} << 20;
  // Opens without changing a byte; every write fails with 20
  // IllegalOperation. Several processes may open a directory this way at once.
  bool read_only = false;
  // Makes the directory when it is missing.
  bool create_if_missing = true;
  // Every write returns only when it would survive a loss of power, as if
  // each had asked for journal.
  bool journal = false;
  // How often documents that have expired by a TTL index are deleted, while
  // there is one; 0: only by Client::RunTtlPass(). At most 2147483647.
  std::chrono::seconds ttl_interval{60};
  Environment environment = {};
};

// How safe a write is when it returns. MongoDB manual, "Write Concern".
struct WriteConcern {
  // false: survives the end of the process, and a loss of power after at most
  // 100 ms. true: survives a loss of power.
  bool journal = false;
};

// MongoDB manual, "find".
struct FindOptions {
  // What to show of each document: Document{{"name", 1}} some fields and the
  // _id, Document{{"photo", 0}} all but some; {"total", "$price"} computes one.
  // Empty: everything. MongoDB manual, "Project Fields to Return from Query".
  Document projection = {};
  // Paths and directions, Document{{"age", -1}, {"name", 1}}: ascending by the
  // smallest item of an array, descending by the largest.
  Document sort = {};
  // Variables for expressions in filter and projection: Document{{"limit", 5}}
  // is what they call $$limit.
  Document let = {};
  // Passes over so many documents, and ends after so many; a limit of 0 is
  // none. Error 2 BadValue when negative.
  int64_t skip = 0;
  int64_t limit = 0;
  // Whether a sort may use temporary files when it needs more than 100 MB of
  // memory: beside the database, or in the system's temporary directory
  // (TMPDIR, /tmp) when that is open read-only. Otherwise, and always in a
  // database in memory, it fails with 292.
  bool allow_disk_use = true;
  // After this time, from the call on, the cursor fails with 50
  // MaxTimeMSExpired. 0: never.
  std::chrono::milliseconds max_time{0};
  // Which index to use, by its name or its key: "_id_" or Document{{"_id", 1}},
  // the one there is; documents come in its order unless there is a sort.
  // Document{{"$natural", 1}} uses none, {"$natural", -1} none and goes
  // backwards. Error 2 BadValue for an index that there is not. MongoDB manual,
  // "cursor.hint()".
  Value hint = {};
  // Keys of the hinted index, Document{{"_id", 3}}: the first one, and the one
  // after the last. Errors: 51173 without a hint, 51174 for what is no key of
  // the index, 51175 and 51176 for two that do not fit together, 291 beside
  // $natural. MongoDB manual, "cursor.min()", "cursor.max()".
  Document min = {};
  Document max = {};
  // Shows the keys of the index that was used instead of the documents, and {}
  // where none was; of the projection only {$meta: "sortKey"} counts. MongoDB
  // manual, "cursor.returnKey()".
  bool return_key = false;
  // Adds $recordId to each document: the number, an int64, that it got when it
  // was inserted. It is unique in the collection and stays when the document is
  // replaced; later insertions have greater ones while the collection is open.
  // MongoDB manual, "cursor.showRecordId()".
  bool show_record_id = false;
  // How texts are compared by filter, sort and projection:
  // Document{{"locale", "en"}, {"strength", 2}} takes no account of case.
  // {locale: "simple"}: by their bytes; empty: as the collection says
  // (CreateCollectionOptions), or else by their bytes. Errors: 2 BadValue for a
  // locale or value there is not, 9, 14, 40414 and 40415 for other mistakes; in
  // a build without ICU "simple" is the only locale. MongoDB manual,
  // "Collation".
  Document collation = {};
};

struct CountOptions {
  // As FindOptions.
  int64_t skip = 0;
  int64_t limit = 0;
  std::chrono::milliseconds max_time{0};
  Value hint = {};
  Document collation = {};
};

struct DistinctOptions {
  // As FindOptions. Under a collation values that it calls equal are one, the
  // first that was met.
  std::chrono::milliseconds max_time{0};
  Value hint = {};
  Document collation = {};
};

struct InsertOneOptions {
  WriteConcern write_concern = {};
};

struct InsertManyOptions {
  // true: stops at the first document that fails. false: tries them all.
  bool ordered = true;
  WriteConcern write_concern = {};
};

struct ReplaceOptions {
  // Inserts the replacement when nothing matches.
  bool upsert = false;
  WriteConcern write_concern = {};
  // As FindOptions, for the filter.
  Document collation = {};
};

struct DeleteOptions {
  WriteConcern write_concern = {};
  // As FindOptions.
  Document let = {};
  Value hint = {};
  Document collation = {};
};

// MongoDB manual, "create".
struct CreateCollectionOptions {
  // How texts are compared by operations on the collection, and ordered by its
  // indexes, where they name no collation of their own; an _id is told from
  // another one by its bytes all the same. As FindOptions. Empty: by their
  // bytes.
  Document collation = {};
};

struct RenameOptions {
  // Drops a collection that has the new name already.
  bool drop_target = false;
};

struct InsertOneResult {
  Value inserted_id;
};

// One document that was not written, by its place in the call.
struct WriteError {
  size_t index = 0;
  Status status;
};

struct InsertManyResult {
  // The _id of each document tried, in order; missing where it could not be
  // one. With ordered nothing is tried after the first that failed.
  std::vector<Value> ids;
  int64_t inserted_count = 0;
  // Empty when every document was inserted. With ordered at most one.
  std::vector<WriteError> errors;
};

struct UpdateResult {
  int64_t matched_count = 0;
  // Documents whose bytes changed.
  int64_t modified_count = 0;
  // The _id of the document that an upsert inserted, otherwise missing.
  Value upserted_id;
};

struct DeleteResult {
  int64_t deleted_count = 0;
};

}  // namespace meerkat
