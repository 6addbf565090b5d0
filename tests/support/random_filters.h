// Random documents, and filters that have something to do with them.
//
// Few names and few values, so that they hit each other; every BSON type,
// every operator of query/match, and paths that lead through arrays.
#pragma once

#include <meerkat/builder.h>
#include <meerkat/document.h>
#include <meerkat/value.h>

#include <cstdint>
#include <random>
#include <string>

namespace meerkat::testing {

// The same seed gives the same. Not thread-safe.
class RandomFilters {
 public:
  explicit RandomFilters(uint64_t seed) : engine_(seed) {}

  Document AnyDocument();

  // A filter that ParseFilter accepts and ReferenceMatches understands, and
  // that `document` often satisfies, or nearly.
  Document AnyFilter(DocumentView document, int depth = 2);

  // {path: 1} or {path: -1}, of a path that may lead through arrays; followed
  // by _id or not.
  Document AnySort();

  uint64_t Below(uint64_t count) { return engine_() % count; }
  bool OneIn(uint64_t count) { return Below(count) == 0; }

 private:
  // A path and what stands there.
  struct Spot {
    std::string path;
    Element value;
  };

  std::string AnyName();
  std::string AnyPath();
  Spot AnySpot(DocumentView document);
  bool GoOn(Spot& spot);

  Value Scalar();
  Value Number();
  Value AnyValue(int depth);
  Document Fields(int depth);
  Value Items(int depth);

  Value Near(const Element& value);
  Value Operand(const Element& near);
  Value Comparable(const Element& near);
  Value List(const Element& near);
  Value AllList(const Element& near, int depth);
  Value TypeOperand(const Element& near);
  Value ModOperand();
  Value SizeOperand(const Element& near);
  Value BitsOperand();

  void AppendLogical(Builder& filter, DocumentView document, int depth);
  void AppendField(Builder& filter, DocumentView document, int depth);
  Document Operators(const Element& near, int depth);
  Document RegexOperators();
  void AppendOperator(Builder& operators, const Element& near, int depth);
  Document ElemMatch(const Element& near, int depth);

  std::mt19937_64 engine_;
  // In the filter of an $elemMatch.
  bool in_items_ = false;
};

}  // namespace meerkat::testing
