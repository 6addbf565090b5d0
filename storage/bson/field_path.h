// Dotted paths, "address.city", and what they reach in a document.
//
// A path walks through arrays as MongoDB's does. Where a component meets an
// array, two things happen, in the order of the items:
//   - the path goes on inside every item that is a document; items that are
//     arrays are not entered, so that arrays unfold one level a component;
//   - a component that is a number also addresses the item at that position,
//     whatever it is.
//
//   document                         path     reaches
//   {a: {b: 1}}                      a.b      1
//   {a: {c: 1}}, {a: 5}, {}          a.b      missing
//   {a: [{b: 1}, {c: 2}, 3]}         a.b      1, missing
//   {a: []}, {a: [3]}                a.b      nothing
//   {a: [[{b: 1}]]}                  a.b      nothing
//   {a: [[{b: 1}]]}                  a.0.b    1
//   {a: [7, 8]}                      a.1      8
//   {a: [{b: 1}]}                    a.0.b    missing (no field "0"), 1
//   {a: [5, {"1": 4}]}               a.1      4, {"1": 4}
//   {a: [1, 2]}                      a        [1, 2]
//
// An array at the end of the path is reached as a whole, as in the last line:
// whether its items count as well (they do for filters and index keys) is up
// to who asks.
#pragma once

#include <absl/functional/function_ref.h>
#include <meerkat/document.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meerkat::bson {

// A path taken apart at its dots. Immutable.
class FieldPath {
 public:
  // A path as expressions, projections and sorts write it. Errors, with
  // MongoDB's codes: empty path (40352), dot at the end (40353), empty
  // component (15998), component that begins with a dollar (16410) or holds a
  // NUL (16411), more than 200 components (15).
  static StatusOr<FieldPath> Parse(std::string_view text);
  // Any text: a filter may well name the field "" or "a..$b".
  static FieldPath Split(std::string_view text);

  // Components; at least one.
  size_t size() const { return components_.size(); }
  std::string_view operator[](size_t i) const {
    return text().substr(components_[i].start, components_[i].size);
  }
  std::string_view text() const { return text_; }

  // True when component `i` addresses position `position` of an array: "12"
  // does so for 12, "012" for none.
  bool IsPosition(size_t i, uint32_t position) const {
    return components_[i].position == position;
  }

  // So many components may be positions that the walks through nested arrays
  // must be kept from multiplying.
  bool has_many_positions() const { return positions_ > kFewPositions; }

  friend bool operator==(const FieldPath& a, const FieldPath& b) {
    return a.text_ == b.text_;
  }

 private:
  // No array has so many items.
  static constexpr uint32_t kNoPosition = 0xFFFFFFFF;
  static constexpr size_t kFewPositions = 4;

  struct Component {
    size_t start;
    size_t size;
    uint32_t position;
  };

  explicit FieldPath(std::string_view text);
  static uint32_t PositionOf(std::string_view component);

  std::string text_;
  std::vector<Component> components_;
  size_t positions_ = 0;
};

// One end of a path. Valid as long as the document.
struct Reached {
  // Missing where the path leads to a document without the field, or through
  // something that has no fields.
  Element value;
  // The item of the outermost array that was unfolded on the way; its name is
  // what the positional operator `$` stands for. Missing when none was.
  Element unfolded;
  // The last component addressed `value` by position: MongoDB's filters do not
  // unfold an array reached this way.
  bool by_position = false;
};

// Calls `visit` for all that `path` reaches, in document order, until it says
// true. Returns whether it did. What is reached in several ways may be visited
// as often, or once only.
bool ForEachValue(DocumentView document, const FieldPath& path,
                  absl::FunctionRef<bool(const Reached&)> visit);

// The same from `first` on, the value of the path's first component in a
// document: for who walks the fields of a document once for several paths.
bool ForEachValueFrom(const Element& first, const FieldPath& path,
                      absl::FunctionRef<bool(const Reached&)> visit);

// What `path` reaches when it enters documents only: the value at the path, or
// missing where an array or a scalar is in the way.
Element FindPath(DocumentView document, const FieldPath& path);

}  // namespace meerkat::bson
