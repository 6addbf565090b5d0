#include "query/match/matcher.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <utility>
#include <variant>

#include "query/match/collate.h"
#include "query/match/matches.h"

namespace meerkat::query {

namespace {

// Fields that one walk can keep apart; conditions on more are evaluated one by
// one.
constexpr size_t kMostFields = 64;

std::string_view FirstComponent(const AtPath& at_path) {
  return at_path.path[0];
}

bool HasExpressions(const MatchNode& root) {
  return AnyNode(root, [](const MatchNode& node) {
    return std::holds_alternative<IsTrue>(node.kind);
  });
}

std::shared_ptr<const MatchNode> MakeRoot(
    MatchNode root, const std::shared_ptr<const bson::Collator>& collator) {
  if (collator != nullptr) Collate(root, collator);
  return std::make_shared<const MatchNode>(std::move(root));
}

}  // namespace

Matcher::Matcher(MatchNode root,
                 const std::shared_ptr<const bson::Collator>& collator)
    : root_(MakeRoot(std::move(root), collator)),
      has_expressions_(HasExpressions(*root_)) {
  Collect(*root_);
  GroupByField();
}

void Matcher::Collect(const MatchNode& node) {
  if (const auto* all = std::get_if<And>(&node.kind)) {
    for (const MatchNode& child : all->children) Collect(child);
    return;
  }
  if (const auto* at_path = std::get_if<AtPath>(&node.kind)) {
    conditions_.push_back({at_path, /*is_negated=*/false});
    return;
  }
  if (const auto* negation = std::get_if<Not>(&node.kind)) {
    if (const auto* at_path =
            std::get_if<AtPath>(&negation->child.front().kind)) {
      conditions_.push_back({at_path, /*is_negated=*/true});
      return;
    }
  }
  others_.push_back(&node);
}

void Matcher::GroupByField() {
  std::stable_sort(conditions_.begin(), conditions_.end(),
                   [](const Condition& a, const Condition& b) {
                     return FirstComponent(*a.at_path) <
                            FirstComponent(*b.at_path);
                   });
  for (size_t i = 0; i < conditions_.size(); ++i) {
    const std::string_view name = FirstComponent(*conditions_[i].at_path);
    if (fields_.empty() || fields_.back().name != name) {
      fields_.push_back({name, i, i});
    }
    fields_.back().last = i + 1;
  }
}

bool Matcher::HoldsAt(const Field& field, const Element& value,
                      MatchContext& context) const {
  for (size_t i = field.first; i < field.last; ++i) {
    const Condition& condition = conditions_[i];
    if (EvaluateFrom(*condition.at_path, value, context) ==
        condition.is_negated) {
      return false;
    }
  }
  return true;
}

bool Matcher::Matches(DocumentView document, MatchContext& context) const {
  if (fields_.size() == 1) {
    const Field& field = fields_.front();
    if (!HoldsAt(field, document.Find(field.name), context)) return false;
  } else if (!FieldsHold(document, context)) {
    return false;
  }
  for (const MatchNode* other : others_) {
    if (!Evaluate(*other, document, context)) return false;
  }
  return context.error.ok();
}

bool Matcher::FieldsHold(DocumentView document, MatchContext& context) const {
  const size_t walked = std::min(fields_.size(), kMostFields);
  // The fields that have not come yet, a bit each.
  uint64_t left =
      walked == kMostFields ? ~uint64_t{0} : (uint64_t{1} << walked) - 1;
  for (auto it = document.begin(); left != 0 && it != document.end(); ++it) {
    const Element value = *it;
    for (uint64_t rest = left; rest != 0; rest &= rest - 1) {
      const int i = std::countr_zero(rest);
      if (fields_[i].name != value.name()) continue;
      if (!HoldsAt(fields_[i], value, context)) return false;
      left &= ~(uint64_t{1} << i);
      break;
    }
  }
  for (; left != 0; left &= left - 1) {
    const Field& field = fields_[std::countr_zero(left)];
    if (!HoldsAt(field, Element(), context)) return false;
  }
  for (size_t i = walked; i < fields_.size(); ++i) {
    const Element value = document.Find(fields_[i].name);
    if (!HoldsAt(fields_[i], value, context)) return false;
  }
  return true;
}

}  // namespace meerkat::query
