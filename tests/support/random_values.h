// Random values of every BSON type, for property tests: few different parts in
// many combinations, so that two values often begin alike.
#pragma once

#include <meerkat/value.h>

#include <cstdint>
#include <string>

#include "tests/support/random_numbers.h"

namespace meerkat::testing {

// The same seed gives the same values. Not thread-safe.
class RandomValues {
 public:
  explicit RandomValues(uint64_t seed) : numbers_(seed) {}

  RandomNumbers& numbers() { return numbers_; }

  // Any type; documents and arrays inside one another up to `depth` levels.
  Value Any(int depth = 4);

  // `value` with a small change in one or more places, sometimes with none.
  Value Mutated(const Element& value, int depth = 4);

  // Documents and arrays inside one another, `levels` deep.
  Value Tower(int levels);

  // UTF-8 of few different characters, NUL among them.
  std::string Text();
  // The same without NUL.
  std::string Name();

 private:
  uint64_t Below(uint64_t count) { return numbers_.Below(count); }
  bool OneIn(uint64_t count) { return numbers_.OneIn(count); }

  ObjectId SomeObjectId();
  Document AnyDocument(int depth);
  Document AnyArray(int depth);
  Document MutatedDocument(DocumentView document, int depth);
  Document MutatedArray(DocumentView array, int depth);
  std::string MutatedText(std::string_view text);

  RandomNumbers numbers_;
};

}  // namespace meerkat::testing
