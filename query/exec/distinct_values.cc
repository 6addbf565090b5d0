#include "query/exec/distinct_values.h"

#include <absl/strings/ascii.h>

#include <algorithm>
#include <utility>

#include "storage/status_macros.h"

namespace meerkat::query {

namespace {

// Of an item of an array: its type, its name and the name's end.
constexpr size_t kItemOverhead = 8;

bool IsPosition(std::string_view component) {
  return !component.empty() &&
         std::ranges::all_of(component, absl::ascii_isdigit);
}

}  // namespace

DistinctValues::DistinctValues(std::string_view path,
                               std::shared_ptr<const bson::Collator> collator,
                               std::function<Status()> interrupt)
    : collator_(std::move(collator)),
      path_(path),
      seen_(0, Hash{collator_.get()}, Equal{collator_.get()}) {
  work_.interrupt = std::move(interrupt);
  for (size_t start = 0; start <= path_.size();) {
    const size_t end = std::min(path_.find('.', start), path_.size());
    components_.push_back(std::string_view(path_).substr(start, end - start));
    start = end + 1;
  }
}

Status DistinctValues::Add(DocumentView document) {
  found_.clear();
  Collect(document, 0);
  for (const Element& value : found_) {
    if (!work_.Step()) break;
    if (!seen_.contains(value)) MEERKAT_RETURN_IF_ERROR(Keep(value));
  }
  return work_.error;
}

std::vector<Value> DistinctValues::Take() {
  std::ranges::sort(values_, bson::Less{collator_.get()});
  return std::move(values_);
}

void DistinctValues::Collect(DocumentView document, size_t component) {
  const Element value = document[components_[component]];
  if (value.exists()) CollectFrom(value, component + 1);
}

// `value` is what the components before `component` led to.
void DistinctValues::CollectFrom(const Element& value, size_t component) {
  const bool at_end = component == components_.size();
  if (value.type() == Type::kArray) {
    if (!at_end && IsPosition(components_[component])) {
      return Collect(value.AsDocument(), component);
    }
    for (const Element& item : value.AsDocument()) {
      if (!work_.Step()) return;
      if (at_end) {
        found_.push_back(item);
      } else if (item.type() == Type::kDocument) {
        Collect(item.AsDocument(), component);
      }
    }
  } else if (at_end) {
    found_.push_back(value);
  } else if (value.type() == Type::kDocument) {
    Collect(value.AsDocument(), component);
  }
}

Status DistinctValues::Keep(const Element& value) {
  size_ += value.payload().size() + kItemOverhead;
  if (size_ > kMaxSize) {
    return MakeError(ErrorCode::kDistinctTooBig,
                     "distinct too big, 16mb cap: the values of '" + path_ +
                         "' take more than 16 MB");
  }
  values_.emplace_back(value);
  seen_.insert(values_.back());
  return absl::OkStatus();
}

}  // namespace meerkat::query
