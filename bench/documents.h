// The documents that every workload stores, and the random numbers it draws.
//
// Document i is a pure function of i, so any workload can recompute any key:
//
//   {_id: 7, email: "c1e4a0b95f3d2768@example.org", grp: 412,
//    ts: ISODate("2023-11-14T22:13:27.318Z"), amount: 5120.44, n: 0,
//    tags: ["tag017", "tag402", "tag818"],
//    addr: {city: "city093", street: "hbkdmafe...", zip: 40118,
//           loc: [12.504, 700.16]}}
//
// About 265 bytes as BSON and 255 as JSON. `email` is unique and in random
// order, `ts` ascends with the _id, `grp` has 1000 values and `tags` 999.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace meerkat::bench {

// A small fast generator (SplitMix64): the same seed, the same numbers.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Next();
  // Uniform in [0, limit).
  uint64_t Below(uint64_t limit);

 private:
  uint64_t state_;
};

// The form in which a subject takes and gives documents.
enum class Form { kBson, kJson };

// A document made ready for a subject before the clock starts.
struct Input {
  int64_t id = 0;
  std::string bytes;
};

Input MakeInput(int64_t id, Form form);
// Documents `first` to `first + count - 1`.
std::vector<Input> MakeInputs(int64_t first, int64_t count, Form form);

}  // namespace meerkat::bench
