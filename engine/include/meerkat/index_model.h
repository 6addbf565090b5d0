// Indexes as a program asks for them.
//
//   people.CreateIndex(Document{{"email", 1}}, {.unique = true});
//   people.CreateIndex(Document{{"seen", 1}}, {.expire_after = 24h});
//   people.CreateIndex(Document{{"home", "2d"}, {"age", -1}});
//
// MongoDB manual, "Indexes", "Index Properties".
#pragma once

#include <meerkat/document.h>
#include <meerkat/options.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace meerkat {

struct IndexOptions {
  // Empty: made of the keys, {city: 1, born: -1} gives "city_1_born_-1".
  std::string name = {};
  // No two documents have the same key. A missing field counts as null.
  bool unique = false;
  // Leaves out documents that have none of the fields.
  bool sparse = false;
  // Is kept up and not used by queries.
  bool hidden = false;
  // Holds documents that match only: Document{{"age", Document{{"$gt", 17}}}}.
  // None: all. MongoDB manual, "Partial Indexes".
  std::optional<Document> partial_filter = {};
  // Documents are removed so long after the date in the field, the earliest
  // one of an array; 0 to 2147483647 s, of one field. MongoDB manual, "TTL
  // Indexes".
  std::optional<std::chrono::seconds> expire_after = {};
  // How texts are ordered and compared, as FindOptions.collation; a query uses
  // the index for texts when it names the same. Empty: that of the collection.
  Document collation = {};
  // Of a 2d index: the bits of each coordinate in a key, 1 to 32, 26 without;
  // and between what coordinates are, -180 and 180 without.
  std::optional<int> bits = {};
  std::optional<double> min = {};
  std::optional<double> max = {};
  // Of a wildcard index on "$**": paths that are in it, or those that are not,
  // Document{{"size", 1}}, Document{{"notes", 0}}. Empty: all.
  Document wildcard_projection = {};
};

struct IndexModel {
  // Fields and directions, Document{{"city", 1}, {"born", -1}}; "2d" or
  // "hashed" instead of a direction; "$**" for all fields.
  Document keys;
  IndexOptions options = {};
};

struct CreateIndexesOptions {
  // Called now and then by the thread that builds, with the documents read and
  // those there are. It must not close the database.
  std::function<void(int64_t done, int64_t total)> progress = {};
  // As FindOptions. A build that ends early leaves no index.
  std::chrono::milliseconds max_time{0};
  WriteConcern write_concern = {};
};

struct DropIndexOptions {
  WriteConcern write_concern = {};
};

// A build of indexes that is going on.
struct RunningIndexBuild {
  std::string database;
  std::string collection;
  std::vector<std::string> names;
  // Documents read, and those there were at the beginning.
  int64_t done = 0;
  int64_t total = 0;
};

}  // namespace meerkat
