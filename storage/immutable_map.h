// ImmutableMap: a map from names that is never changed. What a change would be
// makes another map, which shares all but a few of its nodes with the first;
// so the first stays as it was for those who read it, and a change costs about
// the same in a large map as in a small one. The catalog is made of these.
//
//   const auto one = ImmutableMap<int>().With("a", 1);
//   const auto two = one.With("b", 2);       // one still lacks "b"
//   for (const auto& [name, number] : two)   // in the order of the names
//
// It is an AVL tree (Adelson-Velsky and Landis, 1962) whose changes copy the
// way from the root to the place of the change:
//
//         d                 d'               With("f", ..) makes d', e' and f;
//       /   \             /   \              b and all below it is shared
//      b     e    ->     b     e'
//     ...               ...      \.
//                                  f
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meerkat::storage {

// A value: cheap to copy, safe to read from many threads.
template <typename Value>
class ImmutableMap {
 public:
  using Item = std::pair<std::string, Value>;
  class Iterator;

  ImmutableMap() = default;
  // REQUIRES: the names of `items` ascend.
  static ImmutableMap FromSorted(std::span<const Item> items) {
    return ImmutableMap(Build(items));
  }

  bool empty() const { return root_ == nullptr; }
  // Null when there is none. Valid while this map, or one made from it that
  // still has the item, lives.
  const Value* Find(std::string_view name) const;

  // This map with an item added, or replaced.
  ImmutableMap With(std::string_view name, Value value) const {
    return ImmutableMap(Put(root_, Item(name, std::move(value))));
  }
  // This map without an item, which need not be there.
  ImmutableMap Without(std::string_view name) const {
    return Find(name) != nullptr ? ImmutableMap(Erase(root_, name)) : *this;
  }

  // The number of steps from the root to the farthest item, both counted.
  int Height() const { return HeightOf(root_); }

  // In the order of the names. Valid while the map lives.
  Iterator begin() const { return Iterator(root_.get()); }
  std::default_sentinel_t end() const { return {}; }

 private:
  struct Node;
  using Tree = std::shared_ptr<const Node>;
  // The heights of `left` and `right` differ by one at most.
  struct Node {
    Item item;
    Tree left;
    Tree right;
    int height;
  };

  explicit ImmutableMap(Tree root) : root_(std::move(root)) {}

  static int HeightOf(const Tree& tree) {
    return tree != nullptr ? tree->height : 0;
  }
  static Tree Make(Item item, Tree left, Tree right) {
    const int height = 1 + std::max(HeightOf(left), HeightOf(right));
    return std::make_shared<const Node>(
        Node{std::move(item), std::move(left), std::move(right), height});
  }
  static Tree Build(std::span<const Item> items);
  // The same for trees whose heights differ by two at most.
  static Tree Balance(const Item& item, const Tree& left, const Tree& right);
  static Tree Put(const Tree& tree, Item item);
  // REQUIRES: `name` is in `tree`.
  static Tree Erase(const Tree& tree, std::string_view name);
  // REQUIRES: `tree` is not empty.
  static Tree EraseFirst(const Tree& tree);

  Tree root_;
};

template <typename Value>
class ImmutableMap<Value>::Iterator {
 public:
  const Item& operator*() const { return path_.back()->item; }
  Iterator& operator++() {
    const Node* node = path_.back();
    path_.pop_back();
    Descend(node->right.get());
    return *this;
  }
  friend bool operator==(const Iterator& iterator, std::default_sentinel_t) {
    return iterator.path_.empty();
  }

 private:
  friend class ImmutableMap;
  explicit Iterator(const Node* root) { Descend(root); }

  void Descend(const Node* node) {
    for (; node != nullptr; node = node->left.get()) path_.push_back(node);
  }

  // Where it stands, above that what still lies ahead.
  std::vector<const Node*> path_;
};

template <typename Value>
const Value* ImmutableMap<Value>::Find(std::string_view name) const {
  const Node* node = root_.get();
  while (node != nullptr) {
    const int order = name.compare(node->item.first);
    if (order == 0) return &node->item.second;
    node = (order < 0 ? node->left : node->right).get();
  }
  return nullptr;
}

template <typename Value>
auto ImmutableMap<Value>::Build(std::span<const Item> items) -> Tree {
  if (items.empty()) return nullptr;
  const size_t middle = items.size() / 2;
  return Make(items[middle], Build(items.first(middle)),
              Build(items.subspan(middle + 1)));
}

template <typename Value>
auto ImmutableMap<Value>::Balance(const Item& item, const Tree& left,
                                  const Tree& right) -> Tree {
  if (HeightOf(left) > HeightOf(right) + 1) {
    if (HeightOf(left->left) >= HeightOf(left->right)) {
      return Make(left->item, left->left, Make(item, left->right, right));
    }
    const Tree& top = left->right;
    return Make(top->item, Make(left->item, left->left, top->left),
                Make(item, top->right, right));
  }
  if (HeightOf(right) > HeightOf(left) + 1) {
    if (HeightOf(right->right) >= HeightOf(right->left)) {
      return Make(right->item, Make(item, left, right->left), right->right);
    }
    const Tree& top = right->left;
    return Make(top->item, Make(item, left, top->left),
                Make(right->item, top->right, right->right));
  }
  return Make(item, left, right);
}

template <typename Value>
auto ImmutableMap<Value>::Put(const Tree& tree, Item item) -> Tree {
  if (tree == nullptr) return Make(std::move(item), nullptr, nullptr);
  const int order = item.first.compare(tree->item.first);
  if (order == 0) return Make(std::move(item), tree->left, tree->right);
  return order < 0 ? Balance(tree->item, Put(tree->left, std::move(item)),
                             tree->right)
                   : Balance(tree->item, tree->left,
                             Put(tree->right, std::move(item)));
}

template <typename Value>
auto ImmutableMap<Value>::Erase(const Tree& tree, std::string_view name)
    -> Tree {
  const int order = name.compare(tree->item.first);
  if (order < 0) {
    return Balance(tree->item, Erase(tree->left, name), tree->right);
  }
  if (order > 0) {
    return Balance(tree->item, tree->left, Erase(tree->right, name));
  }
  if (tree->right == nullptr) return tree->left;
  const Node* next = tree->right.get();
  while (next->left != nullptr) next = next->left.get();
  return Balance(next->item, tree->left, EraseFirst(tree->right));
}

template <typename Value>
auto ImmutableMap<Value>::EraseFirst(const Tree& tree) -> Tree {
  if (tree->left == nullptr) return tree->right;
  return Balance(tree->item, EraseFirst(tree->left), tree->right);
}

}  // namespace meerkat::storage
