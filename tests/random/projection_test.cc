// Random projections of random documents, against one that is naive: it works
// on decoded documents, path by path, where the real one goes through the bytes
// once with all paths merged.
#include "query/projection/projection.h"

#include <meerkat/builder.h>
#include <meerkat/json.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/random_numbers.h"
#include "tests/support/seed.h"

namespace meerkat::testing {
namespace {

using query::Projection;
using query::ProjectionContext;
using query::ProjectionUse;

constexpr int kPairs = 5000 * MEERKAT_TEST_EFFORT / 100;
constexpr std::string_view kNames[] = {"a", "b", "c", "d"};

// --- decoded values ----------------------------------------------------------

struct Node {
  enum class Kind { kScalar, kDocument, kArray };

  Kind kind = Kind::kScalar;
  int scalar = 0;
  // Of a document, with their names; of an array, without.
  std::vector<std::pair<std::string, Node>> children = {};

  bool is_scalar() const { return kind == Kind::kScalar; }
  bool is_document() const { return kind == Kind::kDocument; }
  bool is_array() const { return kind == Kind::kArray; }

  Node* Find(std::string_view name) {
    for (auto& [child_name, child] : children) {
      if (child_name == name) return &child;
    }
    return nullptr;
  }
  void Erase(std::string_view name) {
    std::erase_if(children, [&](const auto& c) { return c.first == name; });
  }
};

Node EmptyDocument() { return {.kind = Node::Kind::kDocument}; }
Node Scalar(int number) { return {.scalar = number}; }

void AppendChildren(const Node& node, Builder& out);

void AppendTo(const std::string& name, const Node& node, Builder& out) {
  if (node.is_scalar()) {
    out.Append(name, node.scalar);
    return;
  }
  node.is_array() ? out.OpenArray(name) : out.OpenDocument(name);
  AppendChildren(node, out);
  out.Close();
}

void AppendChildren(const Node& node, Builder& out) {
  int position = 0;
  for (const auto& [name, child] : node.children) {
    AppendTo(node.is_array() ? std::to_string(position++) : name, child, out);
  }
}

Document Encode(const Node& document) {
  Builder builder;
  AppendChildren(document, builder);
  return std::move(builder).Finish();
}

// --- a specification, its paths apart ----------------------------------------

enum class Role { kInclude, kExclude, kSlice, kElemMatch, kComputed };

using Path = std::vector<std::string>;

struct Entry {
  Path path;
  Role role = Role::kInclude;
  // Whether the specification says it as documents in one another.
  bool is_nested = false;
  // {$slice: [first, second]}, {$elemMatch: {$eq: first}}, {$literal: first}.
  int first = 0;
  int second = 0;
  // Computed from this field of the document, if it has a name.
  std::string source = {};
  // With a dollar at the end of the path.
  bool is_positional = false;
};

struct Specification {
  ProjectionUse use = ProjectionUse::kFind;
  bool keeps_others = false;
  // What it says of the _id.
  std::optional<bool> id;
  std::vector<Entry> entries;
};

void AppendOperand(const std::string& name, const Entry& entry, Builder& out) {
  switch (entry.role) {
    case Role::kInclude:
      out.Append(name, true);
      return;
    case Role::kExclude:
      out.Append(name, 0);
      return;
    case Role::kSlice:
      out.OpenDocument(name);
      if (entry.second > 0) {
        out.Append("$slice", Array{entry.first, entry.second});
      } else {
        out.Append("$slice", entry.first);
      }
      out.Close();
      return;
    case Role::kElemMatch:
      out.Append(name,
                 Document{{"$elemMatch", Document{{"$eq", entry.first}}}});
      return;
    case Role::kComputed:
      if (entry.source.empty()) {
        out.Append(name, Document{{"$literal", entry.first}});
      } else {
        out.Append(name, "$" + entry.source);
      }
  }
}

void AppendEntry(const Entry& entry, Builder& out) {
  Path path = entry.path;
  if (entry.is_positional) path.back() += ".$";
  if (entry.is_nested) {
    for (size_t i = 0; i + 1 < path.size(); ++i) out.OpenDocument(path[i]);
    AppendOperand(path.back(), entry, out);
    for (size_t i = 0; i + 1 < path.size(); ++i) out.Close();
    return;
  }
  std::string text = path.front();
  for (size_t i = 1; i < path.size(); ++i) text += "." + path[i];
  AppendOperand(text, entry, out);
}

Document Encode(const Specification& specification) {
  Builder builder;
  for (const Entry& entry : specification.entries) AppendEntry(entry, builder);
  if (specification.id.has_value()) builder.Append("_id", *specification.id);
  return std::move(builder).Finish();
}

// --- random ones -------------------------------------------------------------

class Maker {
 public:
  explicit Maker(uint64_t seed) : numbers_(seed) {}

  bool OneIn(uint64_t count) { return numbers_.OneIn(count); }
  int Below(uint64_t count) { return static_cast<int>(numbers_.Below(count)); }

  Node MakeDocument() {
    Node document = MakeFields(4);
    if (!OneIn(8)) {
      document.children.insert(document.children.begin(),
                               {"_id", OneIn(4) ? MakeFields(2) : Scalar(7)});
    }
    return document;
  }

  Specification MakeSpecification() {
    Specification specification;
    specification.use = OneIn(4)   ? ProjectionUse::kAddFields
                        : OneIn(4) ? ProjectionUse::kProject
                                   : ProjectionUse::kFind;
    const bool adds = specification.use == ProjectionUse::kAddFields;
    specification.keeps_others = adds || OneIn(2);
    AddFirst(specification);
    for (int left = Below(6); left > 0; --left) AddEntry(specification);
    if (!adds && OneIn(3)) specification.id = OneIn(2);
    return specification;
  }

 private:
  std::string MakeName() { return std::string(kNames[Below(4)]); }

  Node MakeFields(int depth) {
    Node document = EmptyDocument();
    for (int left = Below(5); left > 0; --left) {
      const std::string name = MakeName();
      if (document.Find(name) != nullptr) continue;
      document.children.emplace_back(name, MakeNode(depth - 1));
    }
    return document;
  }

  Node MakeNode(int depth) {
    const int kind = Below(6);
    if (depth <= 0 || kind < 2) return Scalar(Below(4));
    if (kind < 4) return MakeFields(depth);
    Node array{.kind = Node::Kind::kArray};
    for (int left = Below(5); left > 0; --left) {
      array.children.emplace_back("", MakeNode(depth - 1));
    }
    return array;
  }

  Path MakePath() {
    Path path = {MakeName()};
    while (path.size() < 4 && OneIn(2)) path.push_back(MakeName());
    return path;
  }

  // One that decides between inclusion and exclusion.
  void AddFirst(Specification& specification) {
    Entry entry{.path = MakePath()};
    if (specification.use == ProjectionUse::kAddFields) {
      MakeComputed(entry);
    } else if (specification.keeps_others) {
      entry.role = Role::kExclude;
    }
    specification.entries.push_back(entry);
  }

  void AddEntry(Specification& specification) {
    Entry entry{.path = MakePath(), .is_nested = OneIn(3)};
    const bool collides =
        std::ranges::any_of(specification.entries, [&](const Entry& other) {
          const size_t size = std::min(other.path.size(), entry.path.size());
          return std::equal(other.path.begin(), other.path.begin() + size,
                            entry.path.begin());
        });
    if (collides) return;
    ChooseRole(specification, entry);
    specification.entries.push_back(entry);
  }

  void ChooseRole(const Specification& specification, Entry& entry) {
    const bool in_find = specification.use == ProjectionUse::kFind;
    const int choice = Below(8);
    if (specification.use == ProjectionUse::kAddFields) {
      MakeComputed(entry);
    } else if (in_find && choice < 2) {
      entry.role = Role::kSlice;
      entry.first = Below(9) - 4;
      entry.second = Below(4);
    } else if (in_find && choice == 2 && entry.path.size() == 1 &&
               !HasPositional(specification)) {
      entry.role = Role::kElemMatch;
      entry.first = Below(4);
    } else if (specification.keeps_others) {
      entry.role = Role::kExclude;
    } else if (choice < 5) {
      MakeComputed(entry);
    } else {
      entry.is_positional = in_find && choice < 7 &&
                            !HasPositional(specification) &&
                            !HasElemMatch(specification);
    }
  }

  void MakeComputed(Entry& entry) {
    entry.role = Role::kComputed;
    entry.first = Below(4);
    if (OneIn(2)) entry.source = MakeName();
  }

  static bool HasPositional(const Specification& specification) {
    return std::ranges::any_of(specification.entries, &Entry::is_positional);
  }
  static bool HasElemMatch(const Specification& specification) {
    return std::ranges::any_of(specification.entries, [](const Entry& entry) {
      return entry.role == Role::kElemMatch;
    });
  }

  RandomNumbers numbers_;
};

// --- the naive projection ----------------------------------------------------

// What is left of a path.
struct Rest {
  const Entry* entry;
  size_t next;

  bool at_end() const { return next == entry->path.size(); }
};

bool IsAdded(const Entry& entry) {
  return entry.role == Role::kComputed || entry.role == Role::kElemMatch;
}

// What an inclusion of all paths leaves of `node`.
std::optional<Node> Include(const Node& node, const std::vector<Rest>& rests) {
  for (const Rest& rest : rests) {
    if (!rest.at_end()) continue;
    if (IsAdded(*rest.entry)) return std::nullopt;
    return node;
  }
  if (node.is_scalar()) return std::nullopt;
  Node left{.kind = node.kind};
  for (const auto& [name, child] : node.children) {
    std::vector<Rest> inside;
    for (const Rest& rest : rests) {
      if (node.is_array()) {
        inside.push_back(rest);
      } else if (rest.entry->path[rest.next] == name) {
        inside.push_back({rest.entry, rest.next + 1});
      }
    }
    if (inside.empty()) continue;
    if (auto kept = Include(child, inside)) {
      left.children.emplace_back(name, *std::move(kept));
    }
  }
  return left;
}

void Exclude(Node& node, const Path& path, size_t next) {
  if (node.is_array()) {
    for (auto& [name, item] : node.children) Exclude(item, path, next);
    return;
  }
  if (!node.is_document()) return;
  if (next + 1 == path.size()) {
    node.Erase(path[next]);
  } else if (Node* child = node.Find(path[next])) {
    Exclude(*child, path, next + 1);
  }
}

void Cut(Node& array, int skip, int limit) {
  const int size = static_cast<int>(array.children.size());
  if (limit <= 0) {
    limit = std::abs(skip);
    if (skip > 0) skip = 0;
  }
  const int start = std::clamp(skip < 0 ? size + skip : skip, 0, size);
  const int end = std::min(start + limit, size);
  array.children = {array.children.begin() + start,
                    array.children.begin() + end};
}

void Slice(Node& document, const Entry& entry, size_t next) {
  Node* child = document.Find(entry.path[next]);
  if (child == nullptr) return;
  if (next + 1 == entry.path.size()) {
    if (child->is_array()) Cut(*child, entry.first, entry.second);
  } else if (child->is_document()) {
    Slice(*child, entry, next + 1);
  } else if (child->is_array()) {
    for (auto& [name, item] : child->children) {
      if (item.is_document()) Slice(item, entry, next + 1);
    }
  }
}

// Sets the field at a path, in every item of the arrays on the way; a missing
// value removes it.
void Set(Node& node, const Path& path, size_t next,
         const std::optional<Node>& value) {
  if (node.is_array()) {
    for (auto& [name, item] : node.children) Set(item, path, next, value);
    return;
  }
  if (node.is_scalar()) node = EmptyDocument();
  Node* child = node.Find(path[next]);
  if (next + 1 == path.size()) {
    if (!value.has_value()) {
      node.Erase(path[next]);
    } else if (child != nullptr) {
      *child = *value;
    } else {
      node.children.emplace_back(path[next], *value);
    }
    return;
  }
  if (child == nullptr) {
    node.children.emplace_back(path[next], EmptyDocument());
    child = &node.children.back().second;
  }
  Set(*child, path, next + 1, value);
}

std::optional<Node> Compute(const Entry& entry, Node& root) {
  if (entry.role == Role::kElemMatch) {
    const Node* array = root.Find(entry.path.front());
    if (array == nullptr || !array->is_array()) return std::nullopt;
    for (const auto& item : array->children) {
      if (!item.second.is_scalar() || item.second.scalar != entry.first) {
        continue;
      }
      return Node{.kind = Node::Kind::kArray, .children = {item}};
    }
    return std::nullopt;
  }
  if (entry.source.empty()) return Scalar(entry.first);
  const Node* source = root.Find(entry.source);
  return source == nullptr ? std::nullopt : std::optional<Node>(*source);
}

// False when the array on the path has no such item.
bool Position(Node& document, const Path& path, uint32_t position) {
  Node* node = &document;
  for (const std::string& name : path) {
    if (!node->is_document()) return true;
    node = node->Find(name);
    if (node == nullptr) return true;
    if (!node->is_array()) continue;
    if (position >= node->children.size()) return false;
    node->children = {node->children[position]};
    return true;
  }
  return true;
}

// The entries in the order in which they add fields: a field stands where the
// specification first names it, whatever it says of it there.
std::vector<Entry> Ordered(const std::vector<Entry>& entries) {
  const auto first_naming = [&](const Path& path, size_t size) {
    return std::ranges::find_if(entries,
                                [&](const Entry& entry) {
                                  return entry.path.size() >= size &&
                                         std::equal(path.begin(),
                                                    path.begin() + size,
                                                    entry.path.begin());
                                }) -
           entries.begin();
  };
  const auto places = [&](const Entry& entry) {
    std::vector<std::ptrdiff_t> named;
    for (size_t size = 1; size <= entry.path.size(); ++size) {
      named.push_back(first_naming(entry.path, size));
    }
    return named;
  };
  std::vector<Entry> ordered = entries;
  std::ranges::stable_sort(ordered, {}, places);
  return ordered;
}

// Nothing when the projection cannot be done.
std::optional<Document> Naive(const Specification& specification,
                              const Node& document, uint32_t position) {
  Node root = document;
  Node left = document;
  const Entry id{.path = {"_id"}};
  if (!specification.keeps_others) {
    std::vector<Rest> rests;
    for (const Entry& entry : specification.entries)
      rests.push_back({&entry, 0});
    if (specification.id != false) rests.push_back({&id, 0});
    left = *Include(document, rests);
  } else if (specification.id == false) {
    left.Erase("_id");
  }
  for (const Entry& entry : Ordered(specification.entries)) {
    if (entry.role == Role::kExclude) Exclude(left, entry.path, 0);
    if (entry.role == Role::kSlice) Slice(left, entry, 0);
    if (entry.role == Role::kElemMatch && specification.keeps_others &&
        left.Find(entry.path.front()) == nullptr) {
      continue;
    }
    if (IsAdded(entry)) Set(left, entry.path, 0, Compute(entry, root));
  }
  for (const Entry& entry : specification.entries) {
    if (entry.is_positional && !Position(left, entry.path, position)) {
      return std::nullopt;
    }
  }
  return Encode(left);
}

}  // namespace

TEST_CASE("any projection does to any document what a naive one does") {
  Maker maker(SeedOfThisRun());
  int changed = 0;
  for (int i = 0; i < kPairs; ++i) {
    const Specification specification = maker.MakeSpecification();
    const Document text = Encode(specification);
    const StatusOr<Projection> projection =
        Projection::Parse(text, specification.use);
    INFO("pair " << i << ": " << ToString(text) << ": " << projection.status());
    REQUIRE(projection.ok());

    const Node node = maker.MakeDocument();
    const Document document = Encode(node);
    const auto position = static_cast<uint32_t>(maker.Below(3));
    ProjectionContext context(Date{0}, nullptr);
    context.matched_position = position;
    const StatusOr<DocumentView> projected =
        projection->Apply(document, context);
    const std::optional<Document> expected =
        Naive(specification, node, position);

    INFO("of " << ToString(document) << " at " << position);
    REQUIRE(projected.ok() == expected.has_value());
    if (!expected.has_value()) continue;
    REQUIRE(ToJson(*projected) == ToJson(*expected));
    REQUIRE(Document::Parse(projected->bytes()).ok());
    changed += *projected != document.view();
  }
  CHECK(changed > kPairs / 2);
}

}  // namespace meerkat::testing
