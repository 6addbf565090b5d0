#include "storage/bson/field_path.h"

#include <absl/container/flat_hash_set.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include "storage/status_macros.h"

namespace meerkat::bson {
namespace {

// Errors that MongoDB gives no name.
constexpr ErrorCode kEmptyPath{40352};
constexpr ErrorCode kDotAtEnd{40353};
constexpr ErrorCode kEmptyComponent{15998};
constexpr ErrorCode kDollarAtStart{16410};
constexpr ErrorCode kNulInComponent{16411};

// As many as MongoDB takes. A path may be longer than documents are deep.
constexpr size_t kMaxComponents = 200;

Status CheckComponent(std::string_view component) {
  if (component.empty()) {
    return MakeError(kEmptyComponent,
                     "FieldPath field names may not be empty strings.");
  }
  if (component.front() == '$') {
    return MakeError(
        kDollarAtStart,
        fmt::format("FieldPath field names may not start with '$': '{}'",
                    component));
  }
  if (component.find('\0') != component.npos) {
    return MakeError(kNulInComponent,
                     "FieldPath field names may not contain '\\0'.");
  }
  return absl::OkStatus();
}

// The two halves of the rule at the top of field_path.h: what a component
// means inside a document, and inside an array. Each returns true when the
// visitor has seen enough. No deeper than the document is nested.
class Walk {
 public:
  Walk(const FieldPath& path, absl::FunctionRef<bool(const Reached&)> visit)
      : path_(path), visit_(visit) {}

  bool InDocument(DocumentView document, size_t component,
                  const Element& unfolded) const {
    return AtField(document.Find(path_[component]), component, unfolded);
  }

  // `value` is that of `component` in a document.
  bool AtField(const Element& value, size_t component,
               const Element& unfolded) const {
    if (IsLast(component)) return visit_({value, unfolded});
    if (value.type() == Type::kDocument) {
      return InDocument(value.AsDocument(), component + 1, unfolded);
    }
    if (value.type() == Type::kArray) {
      return InArray(value.AsDocument(), component + 1, unfolded);
    }
    return visit_({Element(), unfolded});
  }

 private:
  bool IsLast(size_t component) const { return component + 1 == path_.size(); }

  bool InArray(DocumentView array, size_t component,
               const Element& unfolded) const {
    uint32_t position = 0;
    for (const Element& item : array) {
      if (item.type() == Type::kDocument && IsNew(item, component) &&
          InDocument(item.AsDocument(), component,
                     unfolded.exists() ? unfolded : item)) {
        return true;
      }
      if (path_.IsPosition(component, position++) &&
          AtItem(item, component, unfolded)) {
        return true;
      }
    }
    return false;
  }

  // `component` was the position of `item`.
  bool AtItem(const Element& item, size_t component,
              const Element& unfolded) const {
    if (IsLast(component)) return visit_({item, unfolded, true});
    if (item.type() == Type::kDocument) {
      return IsNew(item, component + 1) &&
             InDocument(item.AsDocument(), component + 1, unfolded);
    }
    return item.type() == Type::kArray && IsNew(item, component + 1) &&
           InArray(item.AsDocument(), component + 1, unfolded);
  }

  // Whether the walk comes to `item` of an array with this component for the
  // first time. With every component of digits there are two ways on, by name
  // and by position, which may meet again: 2^n ways to the same values.
  bool IsNew(const Element& item, size_t component) const {
    if (!path_.has_many_positions()) return true;
    if (seen_ == nullptr) seen_ = std::make_unique<Seen>();
    return seen_->emplace(item.payload().data(), component).second;
  }

  using Seen = absl::flat_hash_set<std::pair<const char*, size_t>>;

  const FieldPath& path_;
  absl::FunctionRef<bool(const Reached&)> visit_;
  mutable std::unique_ptr<Seen> seen_;
};

}  // namespace

FieldPath::FieldPath(std::string_view text) : text_(text) {
  for (size_t start = 0; start <= text.size();) {
    const size_t end = std::min(text.find('.', start), text.size());
    const std::string_view component = text.substr(start, end - start);
    components_.push_back({start, component.size(), PositionOf(component)});
    if (components_.back().position != kNoPosition) ++positions_;
    start = end + 1;
  }
}

uint32_t FieldPath::PositionOf(std::string_view component) {
  if (component.size() > 1 && component.front() == '0') return kNoPosition;
  uint32_t position = kNoPosition;
  const char* end = component.data() + component.size();
  const auto parsed = std::from_chars(component.data(), end, position);
  return parsed.ptr == end && parsed.ec == std::errc() ? position : kNoPosition;
}

FieldPath FieldPath::Split(std::string_view text) { return FieldPath(text); }

StatusOr<FieldPath> FieldPath::Parse(std::string_view text) {
  if (text.empty()) {
    return MakeError(kEmptyPath,
                     "FieldPath cannot be constructed with empty string");
  }
  if (text.back() == '.') {
    return MakeError(kDotAtEnd, "FieldPath must not end with a '.'.");
  }
  FieldPath path(text);
  if (path.size() > kMaxComponents) {
    return MakeError(ErrorCode::kOverflow, "FieldPath is too long");
  }
  for (size_t i = 0; i < path.size(); ++i) {
    MEERKAT_RETURN_IF_ERROR(CheckComponent(path[i]));
  }
  return path;
}

bool ForEachValue(DocumentView document, const FieldPath& path,
                  absl::FunctionRef<bool(const Reached&)> visit) {
  return Walk(path, visit).InDocument(document, 0, Element());
}

bool ForEachValueFrom(const Element& first, const FieldPath& path,
                      absl::FunctionRef<bool(const Reached&)> visit) {
  return Walk(path, visit).AtField(first, 0, Element());
}

Element FindPath(DocumentView document, const FieldPath& path) {
  Element value = document.Find(path[0]);
  for (size_t i = 1; i < path.size(); ++i) {
    if (value.type() != Type::kDocument) return Element();
    value = value.AsDocument().Find(path[i]);
  }
  return value;
}

}  // namespace meerkat::bson
