// Keys of random documents against a second opinion, which unfolds arrays by
// rewriting the document: as long as a field of the index leads into an array,
// there is one document for each item, with the item in the array's place.
#include <fmt/format.h>
#include <meerkat/builder.h>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/index/key_testing.h"
#include "tests/index/keys_testing.h"
#include "tests/support/random_numbers.h"
#include "tests/support/seed.h"

namespace meerkat::index {
namespace {

using testing::RandomNumbers;

constexpr const char* kNames[] = {"a", "b", "c"};

// --- the second opinion ------------------------------------------------------

// A document that can be rewritten.
struct Node {
  // The value as it was, whatever is rewritten inside.
  Value value;
  // Of a document.
  std::vector<std::string> names;
  std::vector<Node> fields;
  // Of an array that may still be unfolded.
  bool is_array = false;
  std::vector<Node> items;

  static Node Of(const Element& element) {
    Node node;
    node.value = Value(element);
    if (element.type() == Type::kDocument) {
      for (const Element& field : element.AsDocument()) {
        node.names.emplace_back(field.name());
        node.fields.push_back(Of(field));
      }
    } else if (element.type() == Type::kArray) {
      node.is_array = true;
      for (const Element& item : element.AsDocument()) {
        node.items.push_back(Of(item));
      }
    }
    return node;
  }
};

using Path = std::vector<std::string>;

Path Split(std::string_view text) {
  Path path(1);
  for (const char c : text) {
    if (c == '.') {
      path.emplace_back();
    } else {
      path.back() += c;
    }
  }
  return path;
}

// Null when there is no such field.
Node* Field(Node& node, std::string_view name) {
  for (size_t i = 0; i < node.names.size(); ++i) {
    if (node.names[i] == name) return &node.fields[i];
  }
  return nullptr;
}

// How many components lead to the first array on the path; none when there is
// no array.
std::optional<size_t> ArrayOn(Node& root, const Path& path) {
  Node* node = &root;
  for (size_t i = 0; i < path.size(); ++i) {
    node = Field(*node, path[i]);
    if (node == nullptr) return std::nullopt;
    if (node->is_array) return i + 1;
  }
  return std::nullopt;
}

Node* NodeAt(Node& root, const Path& path, size_t components) {
  Node* node = &root;
  for (size_t i = 0; i < components && node != nullptr; ++i) {
    node = Field(*node, path[i]);
  }
  return node;
}

struct Opinion {
  bool is_parallel = false;
  std::set<std::string> keys;
  std::vector<std::set<size_t>> arrays;
};

struct Question {
  std::vector<Path> paths;
  std::vector<Direction> directions;
  bool is_sparse = false;
};

void AddKey(const Question& question, Node& root, Opinion& opinion) {
  std::string key;
  bool exists = false;
  for (size_t i = 0; i < question.paths.size(); ++i) {
    const Path& path = question.paths[i];
    const Node* node = NodeAt(root, path, path.size());
    exists = exists || node != nullptr;
    const Value value = node == nullptr ? Value() : node->value;
    AppendKey(key, value.element(), question.directions[i]);
  }
  if (exists || !question.is_sparse) opinion.keys.insert(key);
}

// What stands in the place of an empty array: undefined at the end of a path,
// nothing further on.
Node Undefined() {
  Node node;
  node.value = Value::Undefined();
  return node;
}

void Ask(const Question& question, Node root, Opinion& opinion) {
  std::optional<Path> place;
  for (size_t i = 0; i < question.paths.size(); ++i) {
    const std::optional<size_t> size = ArrayOn(root, question.paths[i]);
    if (!size.has_value()) continue;
    const Path& path = question.paths[i];
    const Path here(path.begin(),
                    path.begin() + static_cast<std::ptrdiff_t>(*size));
    if (place.has_value() && *place != here) opinion.is_parallel = true;
    place = here;
    opinion.arrays[i].insert(*size - 1);
  }
  if (opinion.is_parallel) return;
  if (!place.has_value()) return AddKey(question, root, opinion);
  Node* const array = NodeAt(root, *place, place->size());
  std::vector<Node> items = array->items;
  if (items.empty()) items.push_back(Undefined());
  for (Node& item : items) {
    // An array directly in an array is a value like others.
    item.is_array = false;
    *NodeAt(root, *place, place->size()) = item;
    Ask(question, root, opinion);
  }
}

// --- random documents and indexes --------------------------------------------

Value RandomScalar(RandomNumbers& random) {
  switch (random.Below(6)) {
    case 0:
      return Value(nullptr);
    case 1:
      return Value(static_cast<double>(random.Below(3)));
    case 2:
      return Value("x");
    default:
      return Value(static_cast<int>(random.Below(4)));
  }
}

Value RandomValue(RandomNumbers& random, int depth);

Document RandomDocument(RandomNumbers& random, int depth) {
  Builder out;
  for (const char* name : kNames) {
    if (!random.OneIn(3)) out.Append(name, RandomValue(random, depth - 1));
  }
  return std::move(out).Finish();
}

Value RandomValue(RandomNumbers& random, int depth) {
  if (depth == 0 || random.OneIn(3)) return RandomScalar(random);
  if (random.OneIn(2)) return RandomDocument(random, depth);
  Builder items;
  for (uint64_t i = random.Below(4); i > 0; --i) {
    items.AppendItem(RandomValue(random, depth - 1));
  }
  return Value::ArrayOf(std::move(items).Finish());
}

std::string RandomPath(RandomNumbers& random) {
  std::string path = kNames[random.Below(3)];
  while (random.OneIn(2)) path += std::string(".") + kNames[random.Below(3)];
  return path;
}

Document RandomKey(RandomNumbers& random) {
  std::set<std::string> paths;
  for (uint64_t i = 1 + random.Below(3); i > 0; --i) {
    paths.insert(RandomPath(random));
  }
  Builder key;
  for (const std::string& path : paths)
    key.Append(path, random.OneIn(2) ? 1 : -1);
  return std::move(key).Finish();
}

std::set<std::string> KeysOf(const KeySet& keys) {
  std::set<std::string> found;
  for (const IndexKey& key : keys) found.emplace(key.key);
  CHECK(found.size() == keys.size());
  return found;
}

TEST_CASE("an index has the keys that rewriting the document gives") {
  RandomNumbers random(testing::SeedOfThisRun());
  KeySet keys;
  int parallel = 0;
  for (int i = 0; i < 200 * MEERKAT_TEST_EFFORT; ++i) {
    const Document document = RandomDocument(random, 4);
    const Document key = RandomKey(random);
    const bool is_sparse = random.OneIn(2);
    const StatusOr<IndexSpec> spec = IndexSpec::Parse(
        Document{{"key", key}, {"name", "x"}, {"sparse", is_sparse}});
    REQUIRE(spec.ok());
    INFO(ToString(key) << " sparse " << is_sparse << " " << ToString(document));
    Question question{.paths = {}, .directions = {}, .is_sparse = is_sparse};
    for (const KeyPart& part : spec->key.parts()) {
      question.paths.push_back(Split(part.path.text()));
      question.directions.push_back(part.direction);
    }
    Opinion opinion;
    opinion.arrays.resize(question.paths.size());
    Ask(question, Node::Of(Value(document).element()), opinion);

    const Status status = GeneratorOf(*spec)->Generate(document, keys);
    if (opinion.is_parallel) {
      ++parallel;
      REQUIRE(ErrorCodeOf(status) == ErrorCode::kCannotIndexParallelArrays);
      continue;
    }
    REQUIRE(status.ok());
    REQUIRE(KeysOf(keys) == opinion.keys);
    for (size_t part = 0; part < question.paths.size(); ++part) {
      uint64_t components = 0;
      for (const size_t component : opinion.arrays[part]) {
        components |= uint64_t{1} << component;
      }
      REQUIRE(keys.array_components(part) == components);
    }
  }
  CHECK(parallel > 0);
}

TEST_CASE("changes make the one set of keys into the other") {
  RandomNumbers random(testing::SeedOfThisRun());
  KeySet before;
  KeySet after;
  KeyChanges changes;
  for (int i = 0; i < 100 * MEERKAT_TEST_EFFORT; ++i) {
    const IndexSpec spec =
        SpecOf(random.OneIn(2) ? R"({"a": 1, "b": -1})" : R"({"$**": 1})");
    const auto generator = GeneratorOf(spec);
    const Document old_document = RandomDocument(random, 3);
    const Document new_document = RandomDocument(random, 3);
    INFO(ToString(old_document) << " to " << ToString(new_document));
    if (!generator->Generate(old_document, before).ok()) continue;
    if (!generator->Generate(new_document, after).ok()) continue;
    FindChanges(before, after, changes);
    using Entries = std::set<std::pair<std::string, std::string>>;
    const auto entries_of = [](const KeySet& keys) {
      Entries entries;
      for (const IndexKey& key : keys) entries.emplace(key.key, key.type_bits);
      return entries;
    };
    Entries entries = entries_of(before);
    const auto erase = [&entries](std::string_view key) {
      return std::erase_if(
          entries, [&](const auto& entry) { return entry.first == key; });
    };
    for (const IndexKey& key : changes.removed) CHECK(erase(key.key) == 1);
    for (const IndexKey& key : changes.retyped) {
      CHECK(erase(key.key) == 1);
      entries.emplace(key.key, key.type_bits);
    }
    for (const IndexKey& key : changes.added) {
      CHECK(erase(key.key) == 0);
      entries.emplace(key.key, key.type_bits);
    }
    REQUIRE(entries == entries_of(after));
  }
}

// --- wildcards: all leaves by a walk of its own ------------------------------

void Leaves(const Element& value, const std::string& path, bool is_in_array,
            std::multiset<std::string>& leaves) {
  const bool is_array = value.type() == Type::kArray && !is_in_array;
  if (value.type() == Type::kDocument && !value.AsDocument().empty()) {
    for (const Element& field : value.AsDocument()) {
      const std::string name(field.name());
      Leaves(field, path.empty() ? name : path + "." + name, false, leaves);
    }
    return;
  }
  if (is_array && !value.AsDocument().empty()) {
    for (const Element& item : value.AsDocument()) {
      Leaves(item, path, true, leaves);
    }
    return;
  }
  const Value path_value(path);
  std::string key = EncodeKey(path_value.element());
  AppendKey(key, is_array ? Value::Undefined().element() : value);
  leaves.insert(key);
}

TEST_CASE("a wildcard index has all leaves of a document") {
  RandomNumbers random(testing::SeedOfThisRun());
  const auto generator = GeneratorOf(SpecOf(R"({"$**": 1})"));
  KeySet keys;
  for (int i = 0; i < 100 * MEERKAT_TEST_EFFORT; ++i) {
    const Document document = RandomDocument(random, 4);
    INFO(ToString(document));
    std::multiset<std::string> leaves;
    if (!document.empty()) {
      Leaves(Value(document).element(), "", false, leaves);
    }
    REQUIRE(generator->Generate(document, keys).ok());
    REQUIRE(KeysOf(keys) ==
            std::set<std::string>(leaves.begin(), leaves.end()));
  }
}

}  // namespace
}  // namespace meerkat::index
