// The key layout of a database, on one page. FORMAT.md describes the values.
//
//   kCatalog   'c' collection id            -> BSON: the collection's entry
//              'd' collection id            -> dropped, space not reclaimed yet
//              'i' index id                 -> dropped, space not reclaimed yet
//              'm' index id, part, component -> arrays were met there
//              'n'                          -> next id, 8 bytes
//              's' collection id, stripe    -> counts (see record_counts.h)
//   kRecords   collection id, 0x01, _id     -> main run: sequence, document
//              collection id, 0x02, seq     -> overflow run: document
//              collection id, 0x03, _id     -> overflow run: seq of that _id
//   kIndex     index id, key fields         -> secondary index entries
//
// Collection and index ids are 4 bytes big-endian and never used again after a
// drop; _id is encoded by index/key_encoder.h; seq is 8 bytes big-endian.
#pragma once

namespace meerkat::storage::kv {

// Each is a column family of RocksDB.
enum class Keyspace { kCatalog = 0, kRecords = 1, kIndex = 2 };

inline constexpr int kKeyspaceCount = 3;

}  // namespace meerkat::storage::kv
