// SequenceSet: which records have been met.
//
// Numbers of records lie close together, so bits take little: a few bytes for
// 64 records of one neighbourhood.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>

namespace meerkat::query {

class SequenceSet {
 public:
  // Whether it is new.
  bool Add(uint64_t sequence) {
    uint64_t& bits = words_[sequence / 64];
    const uint64_t bit = uint64_t{1} << (sequence % 64);
    const bool is_new = (bits & bit) == 0;
    bits |= bit;
    return is_new;
  }

 private:
  absl::flat_hash_map<uint64_t, uint64_t> words_;
};

}  // namespace meerkat::query
