// The bounds of a cursor's range, kept where its iterator can refer to them.
#pragma once

#include <rocksdb/slice.h>

#include <string>

#include "storage/kv/cursor.h"

namespace meerkat::storage::kv {

struct Cursor::Bounds {
  Bounds(std::string_view lower_key, std::string_view upper_key)
      : lower(lower_key),
        upper(upper_key),
        lower_slice(lower),
        upper_slice(upper) {}
  Bounds(const Bounds&) = delete;
  Bounds& operator=(const Bounds&) = delete;

  std::string lower;
  std::string upper;
  rocksdb::Slice lower_slice;
  rocksdb::Slice upper_slice;
};

}  // namespace meerkat::storage::kv
