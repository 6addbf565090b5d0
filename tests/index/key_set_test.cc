// Sets of keys, and what changes from one to another.
#include "index/key_set.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "tests/catch.hpp"

namespace meerkat::index {
namespace {

struct Entry {
  std::string_view key;
  // The first bit of the type bits.
  bool bit = false;
};

KeySet SetOf(std::initializer_list<Entry> entries) {
  KeySet keys;
  keys.Clear(1);
  for (const Entry& entry : entries) {
    keys.bytes().append(entry.key);
    keys.type_bits().Append(entry.bit ? 1 : 0, 1);
    CHECK(keys.EndKey().ok());
  }
  keys.Finish();
  return keys;
}

template <typename Keys>
std::string Show(const Keys& keys) {
  std::string text;
  for (const IndexKey& key : keys) {
    text += std::string(key.key) + (key.type_bits.empty() ? " " : "' ");
  }
  return text;
}

TEST_CASE("a set is in order and has each key once") {
  CHECK(Show(SetOf({})).empty());
  CHECK(Show(SetOf({{"b"}, {"a"}, {"b"}, {""}, {"ab"}})) == " a ab b ");
  CHECK(Show(SetOf({{"b", true}, {"a"}, {"b", false}})) == "a b' ");
}

TEST_CASE("a set is used again") {
  KeySet keys = SetOf({{"b", true}, {"a"}});
  keys.AddArray(0, 100);
  CHECK(keys.array_components(0) == uint64_t{1} << 63);
  keys.Clear(2);
  CHECK(keys.empty());
  CHECK_FALSE(keys.is_multikey());
  keys.bytes().append("dropped");
  keys.type_bits().Append(1, 1);
  keys.DropKey();
  keys.bytes().append("c");
  CHECK(keys.EndKey().ok());
  CHECK(Show(keys) == "c ");
}

TEST_CASE("too many bytes are an error") {
  KeySet keys;
  keys.Clear(1);
  keys.bytes().assign(KeySet::kMaxBytes + 1, 'x');
  CHECK(ErrorCodeOf(keys.CheckSize()) == ErrorCode::kCannotBuildIndexKeys);
  CHECK(ErrorCodeOf(keys.EndKey()) == ErrorCode::kCannotBuildIndexKeys);
  keys.Clear(1);
  CHECK(keys.CheckSize().ok());
}

std::string ChangesOf(const KeySet& before, const KeySet& after) {
  KeyChanges changes;
  FindChanges(before, after, changes);
  CHECK(changes.empty() == (changes.removed.empty() && changes.added.empty() &&
                            changes.retyped.empty()));
  return "-" + Show(changes.removed) + "+" + Show(changes.added) + "=" +
         Show(changes.retyped);
}

TEST_CASE("from one set to another") {
  CHECK(ChangesOf(SetOf({}), SetOf({})) == "-+=");
  CHECK(ChangesOf(SetOf({{"a"}, {"b"}}), SetOf({{"b"}, {"a"}})) == "-+=");
  CHECK(ChangesOf(SetOf({{"a"}, {"b"}, {"d"}}), SetOf({{"b"}, {"c"}, {"e"}})) ==
        "-a d +c e =");
  CHECK(ChangesOf(SetOf({{"a"}}), SetOf({{"a", true}})) == "-+=a' ");
  CHECK(ChangesOf(SetOf({{"a", true}}), SetOf({{"a"}, {"b"}})) == "-+b =a ");
}

}  // namespace
}  // namespace meerkat::index
