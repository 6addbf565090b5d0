#include "query/match/collate.h"

#include <variant>
#include <vector>

namespace meerkat::query {

namespace {

class CollatorBinding {
 public:
  explicit CollatorBinding(
      const std::shared_ptr<const bson::Collator>& collator)
      : collator_(collator) {}

  void Bind(MatchNode& node) const {
    std::visit([this](auto& kind) { BindKind(kind); }, node.kind);
  }

 private:
  void BindAll(std::vector<MatchNode>& nodes) const {
    for (MatchNode& node : nodes) Bind(node);
  }

  // --- nodes -----------------------------------------------------------------

  void BindKind(And& all) const { BindAll(all.children); }
  void BindKind(Or& any) const { BindAll(any.children); }
  void BindKind(Nor& none) const { BindAll(none.children); }
  void BindKind(Not& no) const { BindAll(no.child); }
  void BindKind(AtPath& at_path) const {
    std::visit([this](auto& kind) { BindPredicate(kind); }, at_path.predicate);
  }
  void BindKind(Constant&) const {}
  void BindKind(SampleRate&) const {}
  void BindKind(SatisfiesSchema&) const {}
  void BindKind(IsTrue&) const {}

  // --- predicates ------------------------------------------------------------

  void BindPredicate(Compare& compare) const { compare.collator = collator_; }
  void BindPredicate(In& in) const {
    in.collator = collator_;
    SortValues(in);
  }
  void BindPredicate(ElemMatchDocument& items) const {
    BindAll(items.conditions);
  }
  void BindPredicate(ElemMatchValue& items) const { BindAll(items.conditions); }
  // The others compare no texts.
  template <typename Kind>
  void BindPredicate(Kind&) const {}

  const std::shared_ptr<const bson::Collator>& collator_;
};

}  // namespace

void Collate(MatchNode& node,
             const std::shared_ptr<const bson::Collator>& collator) {
  CollatorBinding(collator).Bind(node);
}

}  // namespace meerkat::query
