// WildcardProjection: which fields a wildcard index is over.
//
//   {"a.b": 1, c: 1}     these and what is below them
//   {"a.b": 0}           all others
//   {_id: 1, a: 0}       _id too, which is left out unless it is named
//
// Values are numbers or booleans; {a: {b: 1}} is {"a.b": 1}. MongoDB manual,
// "Wildcard Indexes", "wildcardProjection".
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "storage/bson/field_path.h"

namespace meerkat::index {

// Immutable; copies share the tree.
class WildcardProjection {
 public:
  // A field that the projection names, or one on the way to such.
  struct Node {
    // A path of the projection ends here.
    bool is_end = false;
    // Of an end: the fields are in the index.
    bool is_included = false;
    std::map<std::string, Node, std::less<>> fields;
  };

  // Whether and where to look for fields of an index, on the way down.
  class Place {
   public:
    // The field `name` of the document at this place.
    Place Field(std::string_view name) const;
    // Nothing here or below is in the index.
    bool is_out() const { return node_ == nullptr && !is_included_; }
    // What is here is in the index if it has no fields.
    bool is_in() const { return is_included_; }

   private:
    friend class WildcardProjection;
    Place(const Node* node, bool is_included)
        : node_(node), is_included_(is_included) {}

    // Null where the projection says no more.
    const Node* node_;
    bool is_included_;
  };

  static constexpr size_t kMaxSize = 64 * 1024;

  // The index over `root` and below; over everything but _id when it is empty.
  static WildcardProjection Below(std::string_view root);

  // Errors: 31253, 31254 inclusion in an exclusion, exclusion in an inclusion
  // (_id may always be either); 31249, 31250 a path that is, or begins with,
  // another one; 31325 a value that is neither number, boolean nor document;
  // 51270 an empty document; those of FieldPath::Parse; 9 no fields; 67 more
  // than kMaxSize bytes.
  static StatusOr<WildcardProjection> Parse(DocumentView projection);

  // The document itself.
  Place Root() const;

  // Whether something at or below `path`, or a value above it, could be in the
  // index: what a compound wildcard index must not do to its other fields.
  bool MayInclude(const bson::FieldPath& path) const;

 private:
  explicit WildcardProjection(std::shared_ptr<const Node> root)
      : root_(std::move(root)) {}

  // Its `is_included` is what holds for fields that are not named.
  std::shared_ptr<const Node> root_;
};

}  // namespace meerkat::index
