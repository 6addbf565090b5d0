// ProjectionNode: a projection as a tree, its paths merged.
//
//   {name: 1, "address.city": 1, address: {zip: 1}, age: {$add: ["$a", 1]}}
//
//   name      Include
//   address ─┬─ city   Include
//            └─ zip    Include
//   age       Computed
//
// A closed sum type: parse.h makes it, projection.cc applies it. What happens
// to fields that no node names is a matter of the whole tree: they are dropped
// by an inclusion and kept by an exclusion.
//
// Immutable once made, so that many threads may project with one tree.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "query/expression/expression.h"
#include "query/match/match_node.h"
#include "query/projection/array_slice.h"
#include "query/projection/metadata.h"
#include "storage/bson/field_path.h"

namespace meerkat::query::projection {

struct ProjectionNode;

// {a: 1}
struct Include {};

// {a: 0}
struct Exclude {};

// {a: {$elemMatch: {...}}}: an array with the first item that matches. The
// filter is about the whole document.
struct FirstMatch {
  MatchNode filter;
};

// {a: {$add: ["$b", 1]}}, {a: "$b"}, {a: null}
struct Computed {
  Expression expression;
};

// What lies below a path that goes on.
using Inner = std::unique_ptr<ProjectionNode>;

struct ProjectionField {
  using Role = std::variant<Include, Exclude, ArraySlice, FirstMatch, Computed,
                            Metadata, Inner>;

  std::string name;
  Role role;

  // Whether its value may come from elsewhere than the field itself.
  bool computes() const;
};

struct ProjectionNode {
  // No field.
  static constexpr size_t kNone = ~size_t{0};

  // In the order of the specification, no name twice.
  std::vector<ProjectionField> fields;
  // Some field computes; where it is missing it is to be added.
  bool computes = false;
  // Fields that a document may have and an inclusion looks for.
  size_t sought = 0;

  // The field called `name`, or kNone.
  size_t Find(std::string_view name) const {
    if (!places.empty()) return FindPlace(name);
    for (size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].name == name) return i;
    }
    return kNone;
  }
  // REQUIRES: there is no field of its name.
  ProjectionField& Add(ProjectionField field);
  void Remove(size_t place);

  // Where each name is, once there are too many to go through them.
  absl::flat_hash_map<std::string, size_t> places;

 private:
  size_t FindPlace(std::string_view name) const;
  void IndexNames();
};

struct ProjectionTree {
  ProjectionNode root;
  // An exclusion, or a projection that adds fields.
  bool keeps_others = true;
  // The path of {"a.b.$": 1}, without the operator.
  std::optional<bson::FieldPath> positional;
  // Of {$meta: ...}: what is asked for.
  std::set<Metadata> metadata;
};

}  // namespace meerkat::query::projection
