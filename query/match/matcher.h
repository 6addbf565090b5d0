// Matcher: a match tree made ready for many documents.
//
// The conditions that all must hold are sorted by the first component of their
// paths, so that one walk over the bytes of a document serves them all: each
// field is looked at once, and the first condition that fails ends it. Nothing
// is allocated per document.
#pragma once

#include <meerkat/document.h>
#include <meerkat/environment.h>
#include <meerkat/status.h>

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "query/expression/expression.h"
#include "query/expression/work.h"
#include "query/match/match_node.h"
#include "storage/bson/collator.h"

namespace meerkat::query {

// What matching needs and leaves behind. One thread at a time; used again for
// document after document. After an error Matches() has returned false.
struct MatchContext : Work {
  // For $sampleRate.
  RandomSource* random = nullptr;
  // For $expr. REQUIRES: set when the filter may hold one.
  EvaluationContext* evaluation = nullptr;
  // The item of an array that satisfied a condition on that array, as
  // EvaluateFrom (matches.h) left it; not cleared by conditions that look at no
  // array. Borrowed from the last document. item_finder.h says which one the
  // positional operator shows.
  Element matched_item;
};

// Immutable, so threads may share it. Copies share the tree.
class Matcher {
 public:
  // Texts are compared by the collator, by their bytes when it is null.
  explicit Matcher(MatchNode root,
                   const std::shared_ptr<const bson::Collator>& collator = {});

  bool Matches(DocumentView document, MatchContext& context) const;

  // Whether every document matches.
  bool matches_all() const { return fields_.empty() && others_.empty(); }
  // Whether MatchContext::evaluation is needed.
  bool has_expressions() const { return has_expressions_; }
  const MatchNode& root() const { return *root_; }

 private:
  // One of the conditions that all must hold.
  struct Condition {
    const AtPath* at_path;
    bool is_negated;
  };
  // The conditions on one field or what lies below it: [first, last).
  struct Field {
    std::string_view name;
    size_t first;
    size_t last;
  };

  void Collect(const MatchNode& node);
  void GroupByField();
  // Whether the conditions at paths hold: one walk over the document.
  bool FieldsHold(DocumentView document, MatchContext& context) const;
  bool HoldsAt(const Field& field, const Element& value,
               MatchContext& context) const;

  std::shared_ptr<const MatchNode> root_;
  std::vector<Condition> conditions_;
  std::vector<Field> fields_;
  // What does not stand at a path.
  std::vector<const MatchNode*> others_;
  bool has_expressions_;
};

}  // namespace meerkat::query
