// Stage: a step of a running query. It takes rows from the stage below it and
// hands on its own, one at a time:
//
//   Limit 5  <-  Sort {age: 1}  <-  Filter {city: "Bonn"}  <-  CollectionScan
#pragma once

#include <meerkat/document.h>

#include <cstdint>

namespace meerkat::query {

// What flows between stages.
struct Row {
  // Valid until the stage that set it is asked again.
  DocumentView document;
  // The number of the record it comes from, which does not change while the
  // document lives; 0 where none is known.
  int64_t record_id = 0;
  // {a: 1, "b.c": "x"}: the key of the index that it was found by, where a scan
  // was asked to say; as long valid as the document.
  DocumentView index_key = {};
};

enum class Step : uint8_t {
  kRow,     // the row was set
  kDone,    // there are no more
  kFailed,  // the context's error says why
};

// One thread at a time. After kDone or kFailed it is not asked again.
class Stage {
 public:
  virtual ~Stage() = default;
  virtual Step Next(Row& row) = 0;
  // Whether it is known without looking that Next() would say kDone.
  virtual bool is_exhausted() const { return false; }
};

}  // namespace meerkat::query
