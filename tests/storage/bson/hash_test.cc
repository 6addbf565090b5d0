#include "storage/bson/hash.h"

#include <meerkat/builder.h>

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "storage/bson/compare.h"
#include "tests/catch.hpp"
#include "tests/storage/bson/ordered_values.h"

namespace meerkat::bson {
namespace {

TEST_CASE("equal values hash equal and others do not") {
  std::unordered_set<uint64_t> hashes;
  const std::vector<EqualValues> table = OrderedValues();
  for (const EqualValues& equal : table) {
    for (const Value& value : equal) {
      CAPTURE(ToString(equal[0]), ToString(value));
      CHECK(Hash(value) == Hash(equal[0]));
    }
    hashes.insert(Hash(equal[0]));
  }
  CHECK(hashes.size() == table.size());
}

TEST_CASE("equal values hash equal inside documents and arrays") {
  for (const EqualValues& equal : OrderedValues()) {
    for (const Value& value : equal) {
      if (!value.exists() || !equal[0].exists()) continue;
      CHECK(Hash(Document{{"f", value}}.view()) ==
            Hash(Document{{"f", equal[0]}}.view()));
      CHECK(Hash(Value(Array{value})) == Hash(Value(Array{equal[0]})));
    }
  }
}

TEST_CASE("names, order and nesting change a document's hash") {
  const std::vector<Document> documents = {
      {{"a", 1}, {"b", 2}},       {{"b", 2}, {"a", 1}},
      {{"a", 2}, {"b", 1}},       {{"ab", 1}},
      {{"a", Array{1}}},          {{"a", Array{Value(Array{1})}}},
      {{"a", Document{{"0", 1}}}}};
  std::unordered_set<uint64_t> hashes;
  for (const Document& document : documents) hashes.insert(Hash(document));
  CHECK(hashes.size() == documents.size());
}

// The same in every run, on every machine: a spilled table depends on it.
TEST_CASE("hashes never change") {
  CHECK(Hash(Value(1)) == 0x8dc0c6bb594e4f7c);
  CHECK(Hash(Value("meerkat")) == 0x6fa5e5196ad55493);
  CHECK(Hash(Value(0.1)) == 0x4c9887fda158de97);
  CHECK(Hash(Document{{"a", 1}}) == 0x6022e4172ff83551);
  CHECK(HashBytes("") == 0x18c7fcc651d1587e);
}

TEST_CASE("every length of text and every bit of it counts") {
  std::unordered_set<uint64_t> hashes;
  size_t count = 0;
  for (size_t size = 0; size < 70; ++size) {
    std::string text(size, 'x');
    hashes.insert(HashBytes(text));
    ++count;
    for (size_t i = 0; i < size; ++i) {
      for (int bit = 0; bit < 8; ++bit) {
        text[i] ^= static_cast<char>(1 << bit);
        hashes.insert(HashBytes(text));
        ++count;
        text[i] ^= static_cast<char>(1 << bit);
      }
    }
  }
  CHECK(hashes.size() == count);
}

TEST_CASE("hashes spread over the slots of a table") {
  constexpr int kSlots = 1024;
  std::vector<int> low(kSlots);
  std::vector<int> high(kSlots);
  for (int i = 0; i < 100 * kSlots; ++i) {
    const uint64_t hash = Hash(Value(i));
    ++low[hash % kSlots];
    ++high[hash >> 54];
  }
  for (int i = 0; i < kSlots; ++i) {
    CHECK(low[static_cast<size_t>(i)] < 200);
    CHECK(high[static_cast<size_t>(i)] < 200);
  }
}

TEST_CASE("values are keys of a hash table") {
  std::unordered_map<Value, int, Hasher, EqualTo> counts;
  const Value five = 5;
  for (const Value& v : {five, Value(5.0), Long(5), Dec("5.00"), Value("5")}) {
    ++counts[v];
  }
  CHECK(counts.size() == 2);
  CHECK(counts[five] == 4);
}

}  // namespace
}  // namespace meerkat::bson
